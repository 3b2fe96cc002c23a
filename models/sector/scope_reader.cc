#include "models/sector/scope_reader.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "models/sector/scope_text.h"

namespace jiedui::models {
namespace {

using std::string_view;

struct Verb {
  string_view text;
  ScopeAction action;
  bool alone = false;  ///< says what is made without a thing: `铸造、机加工`
};

// Longer before shorter where one begins or ends with the other.
constexpr std::array kVerbs = {
    Verb{"批发兼零售", ScopeAction::kSell}, Verb{"批发零售", ScopeAction::kSell},
    Verb{"深加工", ScopeAction::kMake},     Verb{"初加工", ScopeAction::kMake},
    Verb{"生产", ScopeAction::kMake},       Verb{"制造", ScopeAction::kMake},
    Verb{"加工", ScopeAction::kMake},       Verb{"开采", ScopeAction::kMake},
    Verb{"洗选", ScopeAction::kMake},       Verb{"冶炼", ScopeAction::kMake, true},
    Verb{"铸造", ScopeAction::kMake, true}, Verb{"锻造", ScopeAction::kMake, true},
    Verb{"制作", ScopeAction::kMake},       Verb{"酿造", ScopeAction::kMake, true},
    Verb{"织造", ScopeAction::kMake, true}, Verb{"发电", ScopeAction::kMake, true},
    Verb{"屠宰", ScopeAction::kMake, true}, Verb{"印刷", ScopeAction::kMake, true},
    Verb{"组装", ScopeAction::kMake},       Verb{"压延", ScopeAction::kMake},
    Verb{"筛选", ScopeAction::kMake},       Verb{"销售", ScopeAction::kSell},
    Verb{"批发", ScopeAction::kSell},       Verb{"零售", ScopeAction::kSell},
    Verb{"批零", ScopeAction::kSell},       Verb{"经销", ScopeAction::kSell},
    Verb{"购销", ScopeAction::kSell},       Verb{"代销", ScopeAction::kSell},
    Verb{"代购", ScopeAction::kSell},       Verb{"代储", ScopeAction::kSell},
    Verb{"运销", ScopeAction::kSell},       Verb{"经营", ScopeAction::kSell},
    Verb{"采购", ScopeAction::kSell},       Verb{"收购", ScopeAction::kSell},
    Verb{"出售", ScopeAction::kSell},       Verb{"贸易", ScopeAction::kSell},
    Verb{"回收", ScopeAction::kSell},       Verb{"服务", ScopeAction::kServe},
    Verb{"咨询", ScopeAction::kServe},      Verb{"维修", ScopeAction::kServe},
    Verb{"修理", ScopeAction::kServe},      Verb{"租赁", ScopeAction::kServe},
    Verb{"安装", ScopeAction::kServe},      Verb{"施工", ScopeAction::kServe},
    Verb{"设计", ScopeAction::kServe},      Verb{"运输", ScopeAction::kServe},
    Verb{"仓储", ScopeAction::kServe},      Verb{"检测", ScopeAction::kServe},
    Verb{"培训", ScopeAction::kServe},      Verb{"管理", ScopeAction::kServe},
    Verb{"代理", ScopeAction::kServe},      Verb{"推广", ScopeAction::kServe},
    Verb{"转让", ScopeAction::kServe},      Verb{"承包", ScopeAction::kServe},
    Verb{"研发", ScopeAction::kServe},      Verb{"开发", ScopeAction::kServe},
};

// Words between verbs: `生产及销售`, `煤炭的洗选`.
constexpr auto kJoints =
    std::to_array<string_view>({"以及", "及其", "的", "及", "与", "和", "并", "兼", "等", "或", "/",
                                " ", "其", "售后", "相关"});

// Begin or end like a verb and are none.
constexpr auto kNotVerbs = std::to_array<string_view>(
    {"生产资料", "加工贸易", "制造业", "农业生产", "生产加工贸易", "经营管理"});

// Later clauses count as the last.
constexpr std::array kClauseWeights = {1.0, 0.4, 0.25, 0.16, 0.1, 0.07, 0.05};
constexpr double kNextItem = 0.72;      ///< each item of a clause against the one before it
constexpr double kBranchesOnly = 0.25;  ///< what only branches may do

struct Verbs {
  ScopeAction action = ScopeAction::kNone;
  string_view deciding;
  bool alone = false;

  void Add(const Verb& verb) {
    alone = alone || verb.alone;
    if (verb.action <= action) return;
    action = verb.action;
    deciding = verb.text;
  }
};

bool StripSuffix(string_view& text, string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

bool StripPrefix(string_view& text, string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Takes verbs and the joints between them off one end of the text.
template <class Strip>
Verbs TakeVerbs(string_view& text, Strip strip) {
  Verbs verbs;
  for (bool more = true; more && !text.empty();) {
    more = false;
    for (const Verb& verb : kVerbs) {
      if (!strip(text, verb.text)) continue;
      verbs.Add(verb);
      more = true;
    }
    for (const string_view joint : kJoints) {
      if (verbs.action != ScopeAction::kNone && strip(text, joint)) more = true;
    }
  }
  return verbs;
}

struct ItemReading {
  Verbs leading;
  Verbs trailing;
  bool only_verbs = false;
};

ItemReading ReadItem(string_view text) {
  ItemReading reading;
  for (const string_view other : kNotVerbs) {
    if (text.starts_with(other)) return reading;
  }
  for (const string_view joint : kJoints) StripSuffix(text, joint);
  string_view rest = text;
  reading.trailing = TakeVerbs(rest, StripSuffix);
  reading.only_verbs = rest.empty();
  if (!reading.only_verbs) reading.leading = TakeVerbs(rest, StripPrefix);
  return reading;
}

/// Reads the items of one clause, giving each its action.
class ClauseReader {
 public:
  explicit ClauseReader(std::vector<ScopeItem>& items) : items_(&items), first_(items.size()) {}

  /// `heads`: the item is followed by a colon, so its verb is for what comes after it.
  void Add(string_view text, bool heads) {
    text = base::Trim(text);
    if (text.empty()) return;
    const ItemReading reading = ReadItem(text);
    if (reading.only_verbs && !reading.trailing.alone) {
      AddVerbs(reading.trailing, heads);
      return;
    }
    Verbs verbs = reading.leading;
    if (reading.trailing.action > verbs.action) verbs = reading.trailing;
    if (bare_ && reading.leading.action != ScopeAction::kNone && holding_.action > verbs.action)
      verbs = holding_;
    bare_ = false;
    if (reading.trailing.action != ScopeAction::kNone) SettlePending(reading.trailing);
    if (reading.leading.action != ScopeAction::kNone || heads) {
      holding_ = verbs;
      pending_ = items_->size() + 1;
    } else if (reading.trailing.action != ScopeAction::kNone) {
      holding_ = {};
      pending_ = items_->size() + 1;
    } else {
      verbs = holding_;
      if (holding_.action != ScopeAction::kNone) pending_ = items_->size() + 1;
    }
    items_->push_back({std::string(text), verbs.action, verbs.deciding, 0});
  }

  /// Shares the clause's weight among its items.
  void Finish(double weight) {
    double sum = 0;
    double share = 1;
    for (std::size_t i = first_; i < items_->size(); ++i, share *= kNextItem) {
      (*items_)[i].weight = share;
      sum += share;
    }
    for (std::size_t i = first_; i < items_->size(); ++i) (*items_)[i].weight *= weight / sum;
  }

  /// Has every item its verb, and none is held for those to come?
  [[nodiscard]] bool settled() const {
    return !empty() && pending_start() >= items_->size() && holding_.action == ScopeAction::kNone;
  }

  [[nodiscard]] bool empty() const { return items_->size() == first_; }

 private:
  /// Verbs without a thing: they hold for the things before them if those have none yet, for the
  /// last thing too (`铸件生产、销售` stays made), else for the things after them.
  void AddVerbs(const Verbs& verbs, bool heads) {
    if (heads || empty()) {
      if (verbs.action > holding_.action) holding_ = verbs;
      bare_ = true;
      return;
    }
    if (pending_start() < items_->size()) {
      SettlePending(verbs);
      pending_ = items_->size();
      return;
    }
    ScopeItem& last = items_->back();
    if (verbs.action > last.action) {
      last.action = verbs.action;
      last.verb = verbs.deciding;
    }
  }

  void SettlePending(const Verbs& verbs) {
    for (std::size_t i = pending_start(); i < items_->size(); ++i) {
      (*items_)[i].action = verbs.action;
      (*items_)[i].verb = verbs.deciding;
    }
  }

  [[nodiscard]] std::size_t pending_start() const { return std::max(pending_, first_); }

  std::vector<ScopeItem>* items_;
  std::size_t first_;
  std::size_t pending_ = 0;  // items from here on wait for a verb
  Verbs holding_;
  bool bare_ = false;  // holding_ came without a thing: `生产、` of `生产、销售铸管`
};

/// The separator at `i` (its length), or nothing.
struct Separator {
  std::size_t size = 0;
  bool ends_clause = false;
  bool may_end_clause = false;
  bool heads = false;
};

std::optional<Separator> SeparatorAt(string_view text, std::size_t i) {
  const string_view rest = text.substr(i);
  if (rest[0] == ';' || rest[0] == '\n') return Separator{.size = 1, .ends_clause = true};
  if (rest[0] == ',') return Separator{.size = 1, .may_end_clause = true};
  if (rest[0] == ':') return Separator{.size = 1, .heads = true};
  if (rest.starts_with("。"))
    return Separator{.size = string_view("。").size(), .ends_clause = true};
  if (rest.starts_with("、")) return Separator{.size = string_view("、").size()};
  return std::nullopt;
}

/// Cuts a scope into clauses and items.
class ScopeScanner {
 public:
  std::vector<ScopeItem> Scan(string_view text) {
    for (std::size_t i = 0; i < text.size();) {
      const std::optional<Separator> separator = SeparatorAt(text, i);
      if (!separator) {
        item_ += text[i++];
        continue;
      }
      EndItem(separator->heads);
      if (separator->ends_clause || (separator->may_end_clause && clause_.settled())) EndClause();
      i += separator->size;
    }
    EndItem(false);
    EndClause();
    return std::move(items_);
  }

 private:
  void EndItem(bool heads) {
    if (const std::size_t mark = item_.find(kBranchMark); mark != std::string::npos) {
      item_.erase(mark, kBranchMark.size());
      branches_ = true;
    }
    if (heads && item_.find("分支") != std::string::npos) {  // 以下限分支机构经营：
      EndClause();
      branches_ = branches_from_here_ = true;
    } else {
      clause_.Add(item_, heads);
    }
    item_.clear();
  }

  void EndClause() {
    if (!clause_.empty()) {
      const double weight = kClauseWeights[std::min(clause_index_, kClauseWeights.size() - 1)];
      clause_.Finish(branches_ ? weight * kBranchesOnly : weight);
      ++clause_index_;
      branches_ = branches_from_here_;
    }
    clause_ = ClauseReader(items_);
  }

  std::vector<ScopeItem> items_;
  ClauseReader clause_{items_};
  std::size_t clause_index_ = 0;
  std::string item_;
  bool branches_ = false;            // of the clause at hand
  bool branches_from_here_ = false;  // of all that follow
};

}  // namespace

std::vector<ScopeItem> ReadScope(string_view normalized_scope) {
  return ScopeScanner().Scan(StripBoilerplate(normalized_scope));
}

}  // namespace jiedui::models
