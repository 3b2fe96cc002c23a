#include "services/corpus.h"

#include <cmath>
#include <map>

#include "base/text.h"

namespace jiedui::services {

using domain::Kind;
using domain::PairKind;

namespace {

constexpr double kTitleWeight = 2.0;  // needs and capabilities are what the match is about
constexpr double kTextWeight = 1.0;
constexpr double kScopeWeight = 0.4;  // a business scope lists far more than is done

/// 128 dimensions tell as much as 200 beside words, for less (docs/decisions/0014).
constexpr models::SemanticOptions kSemanticOptions = {.dims = 128};

/// Texts of one record with their weights; keeps what it is given.
struct TextParts {
  std::vector<std::string> texts;
  std::vector<double> weights;

  void Add(std::string text, double weight) {
    if (text.empty()) return;
    texts.push_back(std::move(text));
    weights.push_back(weight);
  }
  [[nodiscard]] std::string Joined() const { return base::Join(texts, "\n"); }
  [[nodiscard]] models::TermVector Vector(const models::TermSpace& space) const {
    std::vector<models::WeightedText> parts;
    for (std::size_t i = 0; i < texts.size(); ++i) parts.push_back({texts[i], weights[i]});
    return space.Vectorize(parts);
  }
};

/// Standing of an enterprise in innovation: its class, and its R&D intensity up to 3 % of revenue.
double StrengthOf(const domain::Enterprise& enterprise) {
  constexpr std::array<double, 5> kByClass = {0.1, 0.0, 0.4, 0.6, 0.8};
  const double by_class = kByClass[static_cast<std::size_t>(enterprise.innovation)];
  const double revenue = enterprise.revenue_wan.value_or(0);
  const double intensity = revenue > 0 ? enterprise.rd_spending_wan.value_or(0) / revenue : 0;
  return std::min(by_class + 0.2 * std::min(intensity / 0.03, 1.0), 1.0);
}

/// How likely an enterprise of a fresh registry already innovates, from what a registry tells:
/// capital and the words of R&D in its name and scope. Only the order counts.
double LeaderScore(const domain::Enterprise& enterprise) {
  double score = std::log10(1 + std::min(enterprise.registered_capital_wan.value_or(0), 1e6));
  for (const char* word : {"研发", "技术开发", "研究", "科技", "高新技术", "技术咨询"}) {
    if (enterprise.business_scope.find(word) != std::string::npos) score += 0.5;
    if (enterprise.name.find(word) != std::string::npos) score += 0.5;
  }
  return score;
}

/// By whole days: what was written within minutes of each other is equally old.
double YearsBetween(base::TimeMs from, base::TimeMs to) {
  constexpr base::TimeMs kDayMs = 24LL * 3'600'000;
  const base::TimeMs days = std::max<base::TimeMs>(to - from, 0) / kDayMs;
  return static_cast<double>(days) / 365;
}

}  // namespace

std::string FormatKey(RecordKey key) {
  return std::string(domain::Code(key.kind)) + ":" + std::to_string(key.id);
}

base::Result<RecordKey> ParseKey(std::string_view text) {
  const std::size_t colon = text.find(':');
  const domain::RecordType* const type =
      colon == std::string_view::npos ? nullptr : domain::FindType(text.substr(0, colon));
  const base::Result<std::int64_t> id =
      base::ParseId(colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1));
  if (type == nullptr || !id) {
    return base::Fail(base::ErrorCode::kInvalid, "“" + std::string(text.substr(0, 64)) +
                                                     "” 不是 类别:编号（例: enterprise:42）");
  }
  return RecordKey{type->kind, *id};
}

/// Gathers the texts first, since the term space must have seen all of them before any vector can
/// be made.
class CorpusBuilder {
 public:
  CorpusBuilder(const CorpusInput& input, const domain::Reference& reference,
                const std::stop_token& stop)
      : input_(input), reference_(reference), stop_(stop), corpus_(std::make_shared<Corpus>()) {
    for (const domain::Need& need : input.needs) {
      if (need.state == domain::NeedState::kOpen) needs_[need.enterprise.value].push_back(&need);
    }
    for (const domain::Capability& capability : input.capabilities) {
      capabilities_[RecordKey{capability.owner_kind, capability.owner_id}].push_back(&capability);
    }
  }

  std::shared_ptr<const Corpus> Build(const LeaderRule& leaders, const SemanticsFor& semantics) {
    const bool any_may_lead = leaders.share > 0;
    for (const domain::Enterprise& enterprise : input_.enterprises)
      AddEnterprise(enterprise, any_may_lead);
    if (any_may_lead) PresumeLeaders(leaders);
    AddHelpers(PairKind::kExpert, input_.experts);
    AddHelpers(PairKind::kTeam, input_.teams);
    AddHelpers(PairKind::kAlliance, input_.alliances);
    AddHelpers(PairKind::kPlatform, input_.platforms);
    AddHelpers(PairKind::kWorkTeam, input_.work_teams);
    for (const domain::Policy& policy : input_.policies) AddPolicy(policy);
    AddConflicts();
    Finish();
    if (semantics && !stop_.stop_requested()) AddSemantics(semantics(*corpus_).get());
    return stop_.stop_requested() ? nullptr : corpus_;
  }

 private:
  struct Draft {
    MatchEntry entry;
    TextParts parts;
  };

  void SettleRecord(MatchEntry& entry, const domain::Record& record) const {
    entry.updated_ms = record.updated_ms;
    corpus_->newest_ms_ = std::max(corpus_->newest_ms_, record.updated_ms);
    const domain::Region* const region = reference_.FindRegion(entry.region_code);
    if (region != nullptr) entry.region_name = region->name;
  }

  /// Takes codes of GB/T 4754 and of programme sectors alike.
  void SettleSectors(MatchEntry& entry, const std::vector<std::string>& codes) const {
    for (const std::string& code : codes) {
      const domain::SectorSteps steps = reference_.StepsOf(code);
      if (steps.front() != 0) entry.sectors.push_back(steps);
      const bool direct = reference_.FindProgrammeSector(code) != nullptr;
      entry.programme_sectors |= reference_.ProgrammeSectorMask(
          direct ? std::string_view(code) : reference_.ProgrammeSectorOf(code));
    }
  }

  void AddCapabilities(TextParts& parts, RecordKey key) const {
    const auto found = capabilities_.find(key);
    if (found == capabilities_.end()) return;
    for (const domain::Capability* capability : found->second) {
      parts.Add(capability->title, kTitleWeight);
      parts.Add(capability->text, kTextWeight);
    }
  }

  /// Of those that cannot lead no second text is held: there may be half a million.
  void AddEnterprise(const domain::Enterprise& enterprise, bool any_may_lead) {
    Draft draft;
    MatchEntry& entry = draft.entry;
    entry.key = {Kind::kEnterprise, enterprise.id};
    entry.title = enterprise.name;
    entry.region_code = enterprise.region_code;
    SettleRecord(entry, enterprise);
    SettleSectors(entry, {enterprise.sector_code, enterprise.programme_sector});
    entry.strength = StrengthOf(enterprise);
    entry.ownership_group = enterprise.ownership_group;
    entry.sector_settled = enterprise.sector_source != domain::SectorSource::kNone;
    entry.innovation = enterprise.innovation;
    entry.receives = !domain::Innovates(enterprise.innovation);
    entry.capacity = domain::Innovates(enterprise.innovation) ? enterprise.capacity : 0;
    entry.rd_spending_wan = enterprise.rd_spending_wan.value_or(0);
    entry.revenue_wan = enterprise.revenue_wan;
    if (any_may_lead || entry.capacity > 0) {
      leader_scores_.push_back(LeaderScore(enterprise));
      Draft helper = draft;
      helper.parts.Add(enterprise.products, kTextWeight);
      helper.parts.Add(enterprise.business_scope, kScopeWeight);
      AddCapabilities(helper.parts, entry.key);
      enterprise_helpers_.push_back(std::move(helper));
    }
    if (const auto needs = needs_.find(enterprise.id); needs != needs_.end()) {
      draft.entry.has_needs = true;
      for (const domain::Need* need : needs->second) {
        draft.parts.Add(need->title, kTitleWeight);
        draft.parts.Add(need->text, kTextWeight);
      }
    }
    draft.parts.Add(enterprise.products, kTextWeight);
    draft.parts.Add(enterprise.business_scope, kScopeWeight);
    receivers_.push_back(std::move(draft));
  }

  /// Gives the strongest of each sector places, where none is known to innovate.
  void PresumeLeaders(const LeaderRule& rule) {
    std::map<std::uint64_t, std::vector<std::size_t>> by_sector;
    for (std::size_t i = 0; i < enterprise_helpers_.size(); ++i) {
      const MatchEntry& entry = enterprise_helpers_[i].entry;
      if (entry.innovation == domain::Innovation::kUnknown && entry.programme_sectors != 0) {
        by_sector[entry.programme_sectors].push_back(i);
      }
    }
    for (auto& [sector, members] : by_sector) {
      std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
        return leader_scores_[a] > leader_scores_[b];
      });
      const auto count =
          static_cast<std::size_t>(std::ceil(rule.share * static_cast<double>(members.size())));
      for (std::size_t i = 0; i < std::min(count, members.size()); ++i) {
        MatchEntry& entry = enterprise_helpers_[members[i]].entry;
        entry.capacity = rule.capacity;
        entry.presumed = true;
        receivers_[members[i]].entry.receives = false;
        receivers_[members[i]].entry.presumed = true;
      }
    }
  }

  template <class T>
  void AddHelpers(PairKind kind, const std::vector<T>& records) {
    for (const T& record : records) {
      Draft draft;
      draft.entry.key = {T::kKind, record.id};
      draft.entry.title = record.name;
      draft.entry.region_code = record.region_code;
      SettleRecord(draft.entry, record);
      SettleSectors(draft.entry, record.sectors);
      draft.entry.capacity = record.capacity;
      draft.entry.level = record.level;
      draft.parts.Add(base::Join(record.fields, "；"), kTitleWeight);
      draft.parts.Add(record.description, kTextWeight);
      AddCapabilities(draft.parts, draft.entry.key);
      helpers_[static_cast<std::size_t>(kind)].push_back(std::move(draft));
    }
  }

  /// A policy is open to every enterprise: its capacity is the number of enterprises.
  void AddPolicy(const domain::Policy& policy) {
    Draft draft;
    draft.entry.key = {Kind::kPolicy, policy.id};
    draft.entry.title = policy.name;
    SettleRecord(draft.entry, policy);
    SettleSectors(draft.entry, policy.sectors);
    draft.entry.capacity = static_cast<std::int64_t>(input_.enterprises.size());
    constexpr std::array kLevels = {domain::Level::kNation, domain::Level::kProvince,
                                    domain::Level::kCity, domain::Level::kEnterprise};
    draft.entry.level = kLevels[static_cast<std::size_t>(policy.level)];
    draft.entry.needs_rd = policy.needs_rd;
    draft.entry.min_revenue_wan = policy.min_revenue_wan;
    draft.parts.Add(base::Join(policy.fields, "；"), kTitleWeight);
    draft.parts.Add(policy.text, kTextWeight);
    helpers_[static_cast<std::size_t>(PairKind::kPolicy)].push_back(std::move(draft));
  }

  void AddConflicts() {
    for (const domain::Conflict& c : input_.conflicts) {
      const RecordKey a{c.a_kind, c.a_id};
      const RecordKey b{c.b_kind, c.b_id};
      corpus_->conflicts_[a].emplace_back(b, PairConflict{c.conflict, c.note});
      corpus_->conflicts_[b].emplace_back(a, PairConflict{c.conflict, c.note});
    }
  }

  void FitSpace() {
    std::vector<std::string> texts;
    for (const Draft& draft : receivers_) texts.push_back(draft.parts.Joined());
    for (const auto& drafts : helpers_) {
      for (const Draft& draft : drafts) texts.push_back(draft.parts.Joined());
    }
    corpus_->space_ = models::TermSpace::Fit(texts, stop_);
    corpus_->texts_ = texts.size();
  }

  /// Leaves off where it is asked to stop; what is there then is of no use.
  void Finish() {
    FitSpace();
    for (Draft& draft : enterprise_helpers_) {
      if (draft.entry.capacity > 0) helpers_[0].push_back(std::move(draft));
    }
    Settle(receivers_, corpus_->receivers_, corpus_->receiver_at_);
    corpus_->receiver_postings_ = PostingsOf(corpus_->receivers_);
    corpus_->receivers_by_sector_ = GroupReceivers(
        [](const MatchEntry& entry) { return std::pair(entry.sectors, entry.programme_sectors); });
    corpus_->receivers_by_region_ =
        GroupReceivers([](const MatchEntry& entry) { return entry.region_code; });
    for (std::size_t k = 0; k < helpers_.size(); ++k) {
      std::erase_if(helpers_[k], [](const Draft& draft) { return draft.entry.capacity <= 0; });
      Settle(helpers_[k], corpus_->helpers_[k], corpus_->helper_at_[k]);
      corpus_->helper_postings_[k] = PostingsOf(corpus_->helpers_[k]);
    }
  }

  /// By what `of` gives of an entry.
  template <class Of>
  [[nodiscard]] Alike GroupReceivers(const Of& of) const {
    Alike alike;
    std::map<std::invoke_result_t<Of, const MatchEntry&>, std::uint32_t> groups;
    for (std::uint32_t i = 0; i < corpus_->receivers_.size(); ++i) {
      const MatchEntry& entry = corpus_->receivers_[i];
      if (!entry.receives) {
        alike.group_of.push_back(Alike::kNone);
        continue;
      }
      const auto [group, fresh] =
          groups.try_emplace(of(entry), static_cast<std::uint32_t>(alike.first.size()));
      if (fresh) alike.first.push_back(i);
      alike.group_of.push_back(group->second);
    }
    return alike;
  }

  void AddSemantics(const models::SemanticLexicon* lexicon) {
    if (lexicon == nullptr || lexicon->dims() == 0) return;
    const models::SemanticSpace space = lexicon->Over(corpus_->space_);
    const auto embed = [&](std::vector<MatchEntry>& entries) {
      for (MatchEntry& entry : entries) {
        if (stop_.stop_requested()) return;
        entry.semantic = models::Compact(space.Embed(entry.terms));
      }
    };
    embed(corpus_->receivers_);
    for (std::size_t k = 0; k < corpus_->helpers_.size(); ++k) {
      embed(corpus_->helpers_[k]);
      std::vector<const models::SemanticVector*> vectors;
      for (const MatchEntry& entry : corpus_->helpers_[k]) vectors.push_back(&entry.semantic);
      corpus_->helper_vectors_[k] = models::SemanticBlock(vectors, space.dims());
    }
  }

  [[nodiscard]] models::TermPostings PostingsOf(const std::vector<MatchEntry>& entries) const {
    std::vector<const models::TermVector*> vectors;
    vectors.reserve(entries.size());
    for (const MatchEntry& entry : entries) vectors.push_back(&entry.terms);
    return models::TermPostings::Build(vectors, corpus_->space_.size());
  }

  void Settle(std::vector<Draft>& drafts, std::vector<MatchEntry>& entries,
              std::unordered_map<std::int64_t, std::size_t>& at) const {
    std::sort(drafts.begin(), drafts.end(),
              [](const Draft& a, const Draft& b) { return a.entry.key.id < b.entry.key.id; });
    entries.reserve(drafts.size());
    for (Draft& draft : drafts) {
      if (stop_.stop_requested()) return;
      draft.entry.terms = draft.parts.Vector(corpus_->space_);
      draft.entry.years_old = YearsBetween(draft.entry.updated_ms, corpus_->newest_ms_);
      draft.entry.text = draft.parts.Joined();
      draft.parts = {};
      at[draft.entry.key.id] = entries.size();
      entries.push_back(std::move(draft.entry));
    }
    drafts = {};
  }

  const CorpusInput& input_;
  const domain::Reference& reference_;
  std::stop_token stop_;
  std::shared_ptr<Corpus> corpus_;
  std::unordered_map<std::int64_t, std::vector<const domain::Need*>> needs_;
  std::unordered_map<RecordKey, std::vector<const domain::Capability*>, RecordKeyHash>
      capabilities_;
  std::vector<Draft> receivers_;
  std::vector<Draft> enterprise_helpers_;
  std::vector<double> leader_scores_;
  std::array<std::vector<Draft>, domain::kPairKindNames.size()> helpers_;
};

std::shared_ptr<const Corpus> Corpus::Build(const CorpusInput& input,
                                            const domain::Reference& reference,
                                            const LeaderRule& leaders,
                                            const SemanticsFor& semantics,
                                            const std::stop_token& stop) {
  return CorpusBuilder(input, reference, stop).Build(leaders, semantics);
}

models::SemanticLexicon Corpus::LearnSemantics(std::int64_t revision) const {
  std::vector<models::TermVector> texts;
  for (const MatchEntry& entry : receivers_) texts.push_back(entry.terms);
  for (std::size_t k = 0; k < helpers_.size(); ++k) {
    if (k == static_cast<std::size_t>(PairKind::kEnterprise)) continue;  // receivers all the same
    for (const MatchEntry& entry : helpers_[k]) texts.push_back(entry.terms);
  }
  const auto space = models::SemanticSpace::Fit(texts, space_.size(), kSemanticOptions);
  const models::SemanticOrigin origin{static_cast<std::uint64_t>(revision), texts_};
  return space ? models::SemanticLexicon(*space, space_, origin) : models::SemanticLexicon();
}

const MatchEntry* Corpus::FindReceiver(std::int64_t enterprise_id) const {
  const auto found = receiver_at_.find(enterprise_id);
  return found == receiver_at_.end() ? nullptr : &receivers_[found->second];
}

const MatchEntry* Corpus::FindHelper(PairKind kind, std::int64_t id) const {
  const auto& at = helper_at_[static_cast<std::size_t>(kind)];
  const auto found = at.find(id);
  return found == at.end() ? nullptr : &helpers(kind)[found->second];
}

std::optional<PairConflict> Corpus::ConflictOf(const MatchEntry& helper,
                                               const MatchEntry& receiver) const {
  if (!helper.ownership_group.empty() && helper.ownership_group == receiver.ownership_group) {
    return PairConflict{domain::ConflictKind::kSameGroup, helper.ownership_group};
  }
  const auto found = conflicts_.find(helper.key);
  if (found == conflicts_.end()) return std::nullopt;
  for (const auto& [other, conflict] : found->second) {
    if (other == receiver.key) return conflict;
  }
  return std::nullopt;
}

}  // namespace jiedui::services
