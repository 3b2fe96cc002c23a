#include "services/chain.h"

#include <algorithm>
#include <set>

#include "domain/ledger.h"
#include "services/access.h"
#include "services/briefs.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::Kind;
using domain::Record;

/// A reference that is a link of the chain. Mostly what refers came later; a need names the match
/// that was found for it, a problem the evidence that it was settled with.
struct Link {
  Kind holder;
  std::string_view field;
  Kind target;
  bool holder_later;
  std::string_view zh;
};

constexpr std::array<Link, 9> kLinks = {{
    {Kind::kNeed, "visit", Kind::kVisit, true, "对接中提出"},
    {Kind::kNeed, "pairing", Kind::kPairing, false, "匹配结对"},
    {Kind::kVisit, "pairing", Kind::kPairing, true, "按结对入企"},
    {Kind::kGuidance, "pairing", Kind::kPairing, true, "按结对指导"},
    {Kind::kLedgerItem, "visit", Kind::kVisit, true, "对接中发现"},
    {Kind::kLedgerItem, "need", Kind::kNeed, true, "由需求引出"},
    {Kind::kLedgerItem, "evidence", Kind::kEvidenceFile, false, "办结材料"},
    {Kind::kSignOff, "evidence", Kind::kEvidenceFile, true, "印证销号"},
    {Kind::kSignOff, "survey", Kind::kSurvey, true, "据调查表销号"},
}};

using Found = std::pair<std::unique_ptr<Record>, std::string_view>;

class Walker {
 public:
  Walker(const store::Reader& reader, const domain::Actor& actor)
      : reader_(reader), actor_(actor) {}

  /// What is reached from there one way; `later` follows what came of it.
  Result<std::vector<ChainNode>> Walk(const ChainNode& start, bool later, bool& truncated) const {
    std::vector<ChainNode> reached = {start};
    std::set<RecordKey> seen = {start.key};
    for (std::size_t at = 0; at < reached.size(); ++at) {
      const ChainNode from = reached[at];
      JIEDUI_ASSIGN(std::vector<Found> next, Neighbours(from.key, later));
      for (const auto& [record, link] : next) {
        if (!seen.insert({record->kind(), record->id}).second) continue;
        if (reached.size() > kMostInChain) {
          truncated = true;
          break;
        }
        JIEDUI_ASSIGN(ChainNode node, NodeOf(*record));
        node.steps = from.steps + 1;
        node.by = from.key;
        node.link = link;
        reached.push_back(std::move(node));
      }
    }
    reached.erase(reached.begin());
    return reached;
  }

  [[nodiscard]] Result<ChainNode> NodeOf(const Record& record) const {
    const domain::RecordType& type = domain::TypeOf(record.kind());
    ChainNode node;
    node.key = {record.kind(), record.id};
    JIEDUI_ASSIGN(node.title, TitleOf(record));
    node.day = base::DateInChina(record.created_ms);
    for (const std::string_view name : {"visited_on", "found_on", "guided_on"}) {
      const FieldDef* const field = type.Find(name);
      if (field == nullptr) continue;
      const auto day = base::ParseDate(domain::FormatValue(*field, field->get(record)));
      if (day) node.day = *day;
    }
    const FieldDef* const state = type.Find("state");
    if (state == nullptr) return node;
    node.state = domain::FormatValue(*state, state->get(record));
    for (const domain::EnumName& choice : state->choices) {
      if (choice.code == node.state) node.state_zh = std::string(choice.zh);
    }
    return node;
  }

 private:
  /// What a person knows the record by: a problem by its number and words, a meeting by its
  /// subject, a pairing by its two sides, a sign-off by its enterprise.
  [[nodiscard]] Result<std::string> TitleOf(const Record& record) const {
    const domain::RecordType& type = domain::TypeOf(record.kind());
    if (const FieldDef* const subject = type.Find("subject"))
      return domain::FormatValue(*subject, subject->get(record));
    if (record.kind() == Kind::kLedgerItem) {
      const auto& item = static_cast<const domain::LedgerItem&>(record);
      return item.number + " " + item.problem;
    }
    const bool two_sides = record.kind() == Kind::kPairing;
    if (!two_sides && domain::TitleField(type) != nullptr) return domain::TitleOf(record);
    JIEDUI_ASSIGN(const Briefs briefs, ReadBriefs(reader_, ReferencesOf(record)));
    const FieldDef* const owner = type.Find("enterprise");
    const domain::Value value = owner->get(record);
    const auto* const id = std::get_if<std::int64_t>(&value);
    std::string title = BriefAmong(briefs, {Kind::kEnterprise, id == nullptr ? 0 : *id}).title;
    if (!two_sides) return title;
    const auto& pairing = static_cast<const domain::Pairing&>(record);
    return BriefAmong(briefs, {pairing.helper_kind, pairing.helper_id}).title + " → " + title;
  }

  /// What the actor sees of them, by kind and id.
  Result<std::vector<Found>> Neighbours(RecordKey key, bool later) const {
    std::vector<Found> found;
    for (const Link& link : kLinks) {
      std::vector<std::unique_ptr<Record>> records;
      if (link.target == key.kind && link.holder_later == later) {
        JIEDUI_ASSIGN(records, HoldersOf(link, key.id));
      } else if (link.holder == key.kind && link.holder_later != later) {
        JIEDUI_ASSIGN(records, TargetsOf(link, key.id));
      }
      for (auto& record : records) {
        if (Covers(ScopeOf(actor_, record->kind()), *record))
          found.emplace_back(std::move(record), link.zh);
      }
    }
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
      return std::pair(a.first->kind(), a.first->id) < std::pair(b.first->kind(), b.first->id);
    });
    return found;
  }

  Result<std::vector<std::unique_ptr<Record>>> HoldersOf(const Link& link,
                                                         std::int64_t target) const {
    store::ListQuery query;
    query.filters = {store::Equals(std::string(link.field), target)};
    query.limit = static_cast<std::int64_t>(kMostInChain) + 1;
    JIEDUI_ASSIGN(store::Page page, reader_.List(link.holder, query));
    return std::move(page.records);
  }

  Result<std::vector<std::unique_ptr<Record>>> TargetsOf(const Link& link,
                                                         std::int64_t holder) const {
    JIEDUI_ASSIGN(const std::unique_ptr<Record> record, reader_.Get(link.holder, holder));
    const domain::Value value = domain::TypeOf(link.holder).Find(link.field)->get(*record);
    std::vector<std::int64_t> ids;
    if (const auto* one = std::get_if<std::int64_t>(&value)) ids = {*one};
    if (const auto* many = std::get_if<std::vector<std::int64_t>>(&value)) ids = *many;
    return reader_.GetMany(link.target, ids);
  }

  const store::Reader& reader_;
  const domain::Actor& actor_;
};

}  // namespace

bool IsInChains(Kind kind) {
  return std::any_of(kLinks.begin(), kLinks.end(),
                     [&](const Link& link) { return link.holder == kind || link.target == kind; });
}

Result<Chain> ReadChain(Workspace& workspace, const domain::Actor& actor, RecordKey key) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  if (!IsInChains(key.kind)) {
    return Fail(ErrorCode::kInvalid, std::string(domain::NameOf(key.kind).zh) + "没有来龙去脉可查",
                "plural");
  }
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::unique_ptr<Record> record, session.Get(key.kind, key.id));
  JIEDUI_CHECK(RequireSight(actor, *record));
  const Walker walker(session, actor);
  Chain chain;
  JIEDUI_ASSIGN(chain.start, walker.NodeOf(*record));
  JIEDUI_ASSIGN(chain.up, walker.Walk(chain.start, false, chain.truncated));
  JIEDUI_ASSIGN(chain.down, walker.Walk(chain.start, true, chain.truncated));
  return chain;
}

}  // namespace jiedui::services
