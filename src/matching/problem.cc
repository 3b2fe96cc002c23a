#include "matching/problem.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace jiedui::matching {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;

constexpr std::size_t kMaxPairs = std::size_t{1} << 30;  // leaves room for node sums in Index

Status CheckBounds(const char* kind, const std::string& id, const Bounds& bounds) {
  if (bounds.min >= 0 && bounds.min <= bounds.max) return {};
  return Fail(ErrorCode::kInvalid,
              std::string(kind) + " " + id + "：min " + std::to_string(bounds.min) + "、max " +
                  std::to_string(bounds.max) + " 不成立，应满足 0 ≤ min ≤ max",
              id);
}

/// Positions of the entries by id; fails on an empty id and on one that is given twice.
template <class Entry>
base::Result<std::vector<Index>> OrderById(const char* kind, const std::vector<Entry>& entries) {
  std::vector<Index> order(entries.size());
  std::iota(order.begin(), order.end(), Index{0});
  const auto id = [&](Index i) -> const std::string& {
    return entries[static_cast<std::size_t>(i)].id;
  };
  std::sort(order.begin(), order.end(), [&](Index a, Index b) { return id(a) < id(b); });
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (id(order[i]).empty()) {
      return Fail(ErrorCode::kInvalid,
                  std::string(kind) + " 第 " + std::to_string(order[i] + 1) + " 项没有编号", "id");
    }
    if (i > 0 && id(order[i]) == id(order[i - 1])) {
      return Fail(ErrorCode::kInvalid, std::string(kind) + " " + id(order[i]) + " 出现了两次",
                  id(order[i]));
    }
  }
  return order;
}

/// The entries in that order, and for each old position the new one.
template <class Entry>
std::vector<Index> Reorder(const std::vector<Index>& order, std::vector<Entry>& entries) {
  std::vector<Entry> sorted;
  sorted.reserve(entries.size());
  std::vector<Index> rank(entries.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto from = static_cast<std::size_t>(order[i]);
    rank[from] = static_cast<Index>(i);
    sorted.push_back(std::move(entries[from]));
  }
  entries = std::move(sorted);
  return rank;
}

Status CheckEntries(const ProblemInput& input) {
  const auto groups = static_cast<Index>(input.groups.size());
  for (const HelperInput& helper : input.helpers) {
    JIEDUI_CHECK(CheckBounds("帮扶方", helper.id, helper.places));
    if (helper.group < -1 || helper.group >= groups) {
      return Fail(ErrorCode::kInvalid,
                  "帮扶方 " + helper.id + " 的分组序号 " + std::to_string(helper.group) + " 不存在",
                  helper.id);
    }
  }
  for (const ReceiverInput& receiver : input.receivers) {
    JIEDUI_CHECK(CheckBounds("受助方", receiver.id, receiver.need));
  }
  for (const GroupInput& group : input.groups) {
    JIEDUI_CHECK(CheckBounds("分组", group.id, group.quota));
    if (group.parent < -1 || group.parent >= groups) {
      return Fail(ErrorCode::kInvalid,
                  "分组 " + group.id + " 的上级序号 " + std::to_string(group.parent) + " 不存在",
                  group.id);
    }
  }
  return {};
}

tl::unexpected<base::Error> ScoresTooLarge() {
  return Fail(ErrorCode::kInvalid, "分数太大：各对分数绝对值之和超过了 1.79e308", "score");
}

Status CheckPairs(const ProblemInput& input) {
  const auto helpers = static_cast<Index>(input.helpers.size());
  const auto receivers = static_cast<Index>(input.receivers.size());
  long double magnitude = 0;
  for (std::size_t i = 0; i < input.pairs.size(); ++i) {
    const PairInput& pair = input.pairs[i];
    const auto where = [i] { return "第 " + std::to_string(i + 1) + " 个候选对"; };
    if (pair.helper < 0 || pair.helper >= helpers) {
      return Fail(ErrorCode::kInvalid,
                  where() + "：帮扶方序号 " + std::to_string(pair.helper) + " 不存在", "helper");
    }
    if (pair.receiver < 0 || pair.receiver >= receivers) {
      return Fail(ErrorCode::kInvalid,
                  where() + "：受助方序号 " + std::to_string(pair.receiver) + " 不存在",
                  "receiver");
    }
    if (!std::isfinite(pair.score)) {
      return Fail(ErrorCode::kInvalid,
                  where() + "（" + input.helpers[static_cast<std::size_t>(pair.helper)].id + "，" +
                      input.receivers[static_cast<std::size_t>(pair.receiver)].id +
                      "）：分数不是有限的数",
                  "score");
    }
    magnitude += std::fabs(pair.score);
  }
  if (magnitude > std::numeric_limits<double>::max()) return ScoresTooLarge();
  return {};
}

tl::unexpected<base::Error> TooLarge() {
  return Fail(ErrorCode::kTooLarge, "候选对或参与方超过 2^30 个", "pairs");
}

tl::unexpected<base::Error> NoSuchHelper(const std::string& where, const PairInput& pair) {
  return Fail(ErrorCode::kInvalid,
              where + "：帮扶方序号 " + std::to_string(pair.helper) + " 不存在", "helper");
}

Status CheckFixedCount(const char* kind, const std::string& id, Index fixed, Index max) {
  if (fixed <= max) return {};
  return Fail(ErrorCode::kUnprocessable,
              std::string(kind) + " " + id + " 有 " + std::to_string(fixed) +
                  " 个固定对，超过了上限 " + std::to_string(max),
              id);
}

}  // namespace

base::Result<Problem> Problem::Make(ProblemInput input) {
  if (input.pairs.size() > kMaxPairs) return TooLarge();
  JIEDUI_CHECK(CheckEntries(input));
  JIEDUI_CHECK(CheckPairs(input));
  Problem problem;
  JIEDUI_ASSIGN(const Ranks ranks, problem.TakeEntries(input));
  for (PairInput& pair : input.pairs) {
    pair.helper = ranks.helper[At(pair.helper)];
    pair.receiver = ranks.receiver[At(pair.receiver)];
  }
  problem.TakePairs(std::move(input.pairs));
  JIEDUI_CHECK(problem.CheckTwins());
  JIEDUI_CHECK(problem.CheckFixed());
  return problem;
}

/// Their order from the roots, and their depths; fails on a cycle.
Status Problem::TakeGroups(std::vector<GroupInput> groups, const std::vector<Index>& rank) {
  groups_ = std::move(groups);
  std::vector<std::vector<Index>> parts(groups_.size());
  for (Index g = 0; g < group_count(); ++g) {
    Index& parent = groups_[At(g)].parent;
    if (parent >= 0) parent = rank[At(parent)];
    if (parent >= 0) {
      parts[At(parent)].push_back(g);
    } else {
      groups_from_roots_.push_back(g);
    }
  }
  group_depth_.resize(groups_.size());
  std::vector<bool> placed(groups_.size());
  for (std::size_t i = 0; i < groups_from_roots_.size(); ++i) {
    const Index g = groups_from_roots_[i];
    placed[At(g)] = true;
    for (const Index part : parts[At(g)]) {
      group_depth_[At(part)] = group_depth_[At(g)] + 1;
      groups_from_roots_.push_back(part);
    }
  }
  if (groups_from_roots_.size() == groups_.size()) return {};
  return Fail(ErrorCode::kInvalid, NameCycle(placed), "parent");
}

/// What is not below a root hangs on a cycle: up from anywhere in there leads into it.
std::string Problem::NameCycle(const std::vector<bool>& placed) const {
  auto start = static_cast<Index>(std::find(placed.begin(), placed.end(), false) - placed.begin());
  for (Index step = 0; step < group_count(); ++step) start = group(start).parent;
  std::string text = "分组的上级成环：" + group(start).id;
  Index g = start;
  do {
    g = group(g).parent;
    text += " → " + group(g).id;
  } while (g != start);
  return text;
}

Index Problem::CommonGroup(Index a, Index b) const {
  while (a != b) {
    if (a < 0 || b < 0) return -1;
    Index& deeper = group_depth(a) >= group_depth(b) ? a : b;
    deeper = group(deeper).parent;
  }
  return a;
}

void Problem::SumIntoParents(std::vector<Index>& of_groups) const {
  for (auto g = groups_from_roots_.rbegin(); g != groups_from_roots_.rend(); ++g) {
    if (group(*g).parent >= 0) of_groups[At(group(*g).parent)] += of_groups[At(*g)];
  }
}

base::Result<Problem> Problem::Make(ProblemInput input, const PairSource& pairs,
                                    std::size_t expected) {
  if (expected > kMaxPairs) return TooLarge();
  JIEDUI_CHECK(CheckEntries(input));
  const auto helpers = static_cast<Index>(input.helpers.size());
  Problem problem;
  JIEDUI_ASSIGN(const Ranks ranks, problem.TakeEntries(input));
  problem.pair_begin_.assign(1, 0);
  problem.pair_helper_.reserve(expected);
  problem.pair_score_.reserve(expected);
  problem.pair_state_.reserve(expected);
  std::vector<PairInput> own;
  long double magnitude = 0;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    own.clear();
    pairs(problem.ReceiverInInput(r), own);
    if (own.size() + problem.pair_helper_.size() > kMaxPairs) return TooLarge();
    for (std::size_t i = 0; i < own.size(); ++i) {
      own[i].receiver = r;
      const auto where = [&] {
        return "受助方 " + problem.receiver(r).id + " 的第 " + std::to_string(i + 1) + " 个候选对";
      };
      if (own[i].helper < 0 || own[i].helper >= helpers) return NoSuchHelper(where(), own[i]);
      own[i].helper = ranks.helper[At(own[i].helper)];
      if (!std::isfinite(own[i].score)) {
        return Fail(ErrorCode::kInvalid, where() + "：分数不是有限的数", "score");
      }
      magnitude += std::fabs(own[i].score);
    }
    problem.TakePairsOfNext(own);
  }
  if (magnitude > std::numeric_limits<double>::max()) return ScoresTooLarge();
  JIEDUI_CHECK(problem.CheckTwins());
  JIEDUI_CHECK(problem.CheckFixed());
  return problem;
}

base::Result<Problem::Ranks> Problem::TakeEntries(ProblemInput& input) {
  if (input.helpers.size() > kMaxPairs || input.receivers.size() > kMaxPairs ||
      input.groups.size() > kMaxPairs) {
    return TooLarge();
  }
  JIEDUI_ASSIGN(helper_in_input_, OrderById("帮扶方", input.helpers));
  JIEDUI_ASSIGN(receiver_in_input_, OrderById("受助方", input.receivers));
  JIEDUI_ASSIGN(const auto group_order, OrderById("分组", input.groups));
  Ranks ranks{Reorder(helper_in_input_, input.helpers),
              Reorder(receiver_in_input_, input.receivers)};
  const auto group_rank = Reorder(group_order, input.groups);
  for (HelperInput& helper : input.helpers) {
    if (helper.group >= 0) helper.group = group_rank[At(helper.group)];
  }
  helpers_ = std::move(input.helpers);
  receivers_ = std::move(input.receivers);
  JIEDUI_CHECK(TakeGroups(std::move(input.groups), group_rank));
  return ranks;
}

/// Appends the pairs of the next receiver, by helper.
void Problem::TakePairsOfNext(std::vector<PairInput>& pairs) {
  std::sort(pairs.begin(), pairs.end(),
            [](const PairInput& a, const PairInput& b) { return a.helper < b.helper; });
  for (const PairInput& pair : pairs) {
    pair_helper_.push_back(pair.helper);
    pair_score_.push_back(pair.score);
    pair_state_.push_back(pair.state);
  }
  pair_begin_.push_back(pair_count());
}

void Problem::TakePairs(std::vector<PairInput> pairs) {
  std::sort(pairs.begin(), pairs.end(), [](const PairInput& a, const PairInput& b) {
    return a.receiver != b.receiver ? a.receiver < b.receiver : a.helper < b.helper;
  });
  pair_begin_.assign(receivers_.size() + 1, 0);
  pair_helper_.reserve(pairs.size());
  pair_score_.reserve(pairs.size());
  pair_state_.reserve(pairs.size());
  for (const PairInput& pair : pairs) {
    ++pair_begin_[At(pair.receiver) + 1];
    pair_helper_.push_back(pair.helper);
    pair_score_.push_back(pair.score);
    pair_state_.push_back(pair.state);
  }
  std::partial_sum(pair_begin_.begin(), pair_begin_.end(), pair_begin_.begin());
}

Status Problem::CheckTwins() const {
  for (Index r = 0; r < receiver_count(); ++r) {
    for (Index e = PairBegin(r) + 1; e < PairBegin(r + 1); ++e) {
      if (pair_helper(e) != pair_helper(e - 1)) continue;
      return Fail(ErrorCode::kInvalid,
                  "候选对（" + helper(pair_helper(e)).id + "，" + receiver(r).id + "）出现了两次",
                  "pairs");
    }
  }
  return {};
}

Status Problem::CheckFixed() const {
  std::vector<Index> of_helper(helpers_.size());
  std::vector<Index> of_receiver(receivers_.size());
  std::vector<Index> of_group(groups_.size());
  ForEachPair([&](Index e, Index h, Index r) {
    if (pair_state(e) != PairState::kFixed) return;
    ++of_helper[At(h)];
    ++of_receiver[At(r)];
    if (helper(h).group >= 0) ++of_group[At(helper(h).group)];
  });
  SumIntoParents(of_group);
  for (Index h = 0; h < helper_count(); ++h) {
    JIEDUI_CHECK(CheckFixedCount("帮扶方", helper(h).id, of_helper[At(h)], helper(h).places.max));
  }
  for (Index r = 0; r < receiver_count(); ++r) {
    JIEDUI_CHECK(
        CheckFixedCount("受助方", receiver(r).id, of_receiver[At(r)], receiver(r).need.max));
  }
  for (Index g = 0; g < group_count(); ++g) {
    JIEDUI_CHECK(CheckFixedCount("分组", group(g).id, of_group[At(g)], group(g).quota.max));
  }
  return {};
}

Index Problem::FindPair(Index h, Index r) const {
  const auto begin = pair_helper_.begin() + PairBegin(r);
  const auto end = pair_helper_.begin() + PairBegin(r + 1);
  const auto found = std::lower_bound(begin, end, h);
  return found != end && *found == h ? static_cast<Index>(found - pair_helper_.begin()) : -1;
}

}  // namespace jiedui::matching
