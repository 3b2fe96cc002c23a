#include "services/common_problems.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/text.h"
#include "domain/ledger.h"
#include "services/roster.h"
#include "services/scope_filters.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using models::TermVector;

constexpr std::size_t kMostRounds = 8;
constexpr std::size_t kMostExamples = 5;
constexpr std::size_t kMostPhrases = 4;
constexpr std::size_t kTitleLength = 60;

/// The sums of the vectors of groups, laid out by term: a text is compared with all of them at the
/// cost of the terms that it shares with any.
class Sums {
 public:
  explicit Sums(const std::vector<TermVector>& vectors) {
    for (const TermVector& vector : vectors) {
      if (!vector.empty())
        by_term_.resize(std::max<std::size_t>(by_term_.size(), vector.terms.back() + 1));
    }
  }

  [[nodiscard]] std::size_t size() const { return groups_.size(); }
  void Begin() { groups_.emplace_back(); }

  /// Puts the vector into the group, or with −1 takes it out.
  void Add(std::size_t group, const TermVector& vector, double sign) {
    Group& sum = groups_[group];
    for (std::size_t i = 0; i < vector.terms.size(); ++i) {
      double& weight = sum.weights[vector.terms[i]];
      weight += sign * static_cast<double>(vector.weights[i]);
      WeightIn(vector.terms[i], group) = weight;
    }
    sign > 0 ? ++sum.size : --sum.size;
    sum.length = std::sqrt(std::accumulate(
        sum.weights.begin(), sum.weights.end(), 0.0,
        [](double squares, const auto& term) { return squares + term.second * term.second; }));
  }

  /// The cosine of the vector with each sum; 0 with an empty group's.
  [[nodiscard]] std::vector<double> Likenesses(const TermVector& vector) const {
    std::vector<double> likenesses(groups_.size(), 0.0);
    for (std::size_t i = 0; i < vector.terms.size(); ++i) {
      for (const auto& [group, weight] : by_term_[vector.terms[i]])
        likenesses[group] += weight * static_cast<double>(vector.weights[i]);
    }
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const bool any = groups_[g].size > 0 && groups_[g].length > 0;
      likenesses[g] = any ? likenesses[g] / groups_[g].length : 0;
    }
    return likenesses;
  }

 private:
  struct Group {
    std::map<std::uint32_t, double> weights;
    std::size_t size = 0;
    double length = 0;
  };

  double& WeightIn(std::uint32_t term, std::size_t group) {
    auto& holders = by_term_[term];
    for (auto& [holder, weight] : holders)
      if (holder == group) return weight;
    return holders.emplace_back(group, 0.0).second;
  }

  std::vector<Group> groups_;
  std::vector<std::vector<std::pair<std::size_t, double>>> by_term_;
};

/// Which group each text is in; −1 for none.
class Grouping {
 public:
  Grouping(const std::vector<TermVector>& vectors, double least)
      : vectors_(vectors), least_(least), group_(vectors.size(), -1), sums_(vectors) {}

  std::vector<int> Run() {
    for (std::size_t i = 0; i < vectors_.size(); ++i) Place(i, true);
    for (std::size_t round = 0; round < kMostRounds; ++round) {
      bool moved = false;
      for (std::size_t i = 0; i < vectors_.size(); ++i) moved = Replace(i) || moved;
      if (!moved) break;
    }
    return std::move(group_);
  }

 private:
  int Best(std::size_t i) const {
    const std::vector<double> likenesses = sums_.Likenesses(vectors_[i]);
    int best = -1;
    double likeness = least_;
    for (std::size_t g = 0; g < likenesses.size(); ++g) {
      const double now = likenesses[g];
      if (now < likeness || (now == likeness && best >= 0)) continue;
      likeness = now;
      best = static_cast<int>(g);
    }
    return best;
  }

  void Place(std::size_t i, bool begins) {
    if (vectors_[i].empty()) return;
    int best = Best(i);
    if (best < 0 && begins) {
      best = static_cast<int>(sums_.size());
      sums_.Begin();
    }
    group_[i] = best;
    if (best >= 0) sums_.Add(static_cast<std::size_t>(best), vectors_[i], 1);
  }

  bool Replace(std::size_t i) {
    const int before = group_[i];
    if (before >= 0) sums_.Add(static_cast<std::size_t>(before), vectors_[i], -1);
    Place(i, true);
    return group_[i] != before;
  }

  const std::vector<TermVector>& vectors_;
  double least_;
  std::vector<int> group_;
  Sums sums_;
};

/// The members of a group, nearest to its sum first.
std::vector<std::size_t> NearestFirst(const std::vector<std::size_t>& members,
                                      const std::vector<TermVector>& vectors) {
  Sums sums(vectors);
  sums.Begin();
  for (const std::size_t i : members) sums.Add(0, vectors[i], 1);
  std::vector<std::pair<double, std::size_t>> order;
  order.reserve(members.size());
  for (const std::size_t i : members) order.emplace_back(-sums.Likenesses(vectors[i]).front(), i);
  std::sort(order.begin(), order.end());
  std::vector<std::size_t> nearest;
  nearest.reserve(order.size());
  for (const auto& [likeness, i] : order) nearest.push_back(i);
  return nearest;
}

CommonProblem Describe(const std::vector<std::size_t>& members,
                       const std::vector<ProblemText>& texts,
                       const std::vector<TermVector>& vectors, const models::TermSpace& space) {
  const std::vector<std::size_t> nearest = NearestFirst(members, vectors);
  CommonProblem problem;
  problem.representative = texts[nearest.front()];
  problem.texts = static_cast<std::int64_t>(members.size());
  std::set<std::int64_t> enterprises;
  std::map<std::string, double> phrases;
  for (const std::size_t i : nearest) {
    const bool fresh = enterprises.insert(texts[i].enterprise).second;
    if (i == nearest.front()) continue;
    if (fresh && problem.examples.size() < kMostExamples) problem.examples.push_back(texts[i]);
    for (const models::SharedPhrase& shared : space.SharedPhrases(
             vectors[nearest.front()], vectors[i], problem.representative.text, kMostPhrases))
      phrases[shared.phrase] += shared.weight;
  }
  problem.enterprises = static_cast<std::int64_t>(enterprises.size());
  std::vector<std::pair<double, std::string>> heaviest;
  heaviest.reserve(phrases.size());
  for (const auto& [phrase, weight] : phrases) heaviest.emplace_back(-weight, phrase);
  std::sort(heaviest.begin(), heaviest.end());
  for (std::size_t i = 0; i < std::min(kMostPhrases, heaviest.size()); ++i)
    problem.phrases.push_back(heaviest[i].second);
  return problem;
}

/// Conditions of the unit, within what the actor sees of the kind.
store::Filters FiltersFor(const Workspace& workspace, const domain::Actor& actor, domain::Kind kind,
                          const Unit& unit) {
  store::Filters filters = ScopeFilters(ScopeOf(actor, kind), kind);
  const domain::Reference& reference = workspace.reference;
  filters.push_back(unit.sort == UnitSort::kDepartment
                        ? store::In("programme_sector", reference.SectorsOfDepartment(unit.code))
                        : store::In("region_code", reference.RegionSubtree(unit.code)));
  return filters;
}

Result<std::vector<ProblemText>> ReadTexts(const Workspace& workspace, const domain::Actor& actor,
                                           const Unit& unit) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  std::vector<ProblemText> texts;
  store::Filters needs = FiltersFor(workspace, actor, domain::Kind::kNeed, unit);
  needs.push_back(store::Equals("state", std::string(domain::Code(domain::NeedState::kOpen))));
  JIEDUI_CHECK(session.ForEach<domain::Need>(needs, [&](const domain::Need& need) {
    texts.push_back({{need.kKind, need.id}, need.enterprise.value, need.title + " " + need.text});
  }));
  JIEDUI_CHECK(session.ForEach<domain::LedgerItem>(
      FiltersFor(workspace, actor, domain::Kind::kLedgerItem, unit),
      [&](const domain::LedgerItem& item) {
        if (domain::IsSettled(item.state)) return;
        texts.push_back({{item.kKind, item.id}, item.enterprise.value, item.problem});
      }));
  JIEDUI_CHECK(session.ForEach<domain::Survey>(
      FiltersFor(workspace, actor, domain::Kind::kSurvey, unit), [&](const domain::Survey& survey) {
        if (survey.return_reason.empty()) return;
        texts.push_back({{survey.kKind, survey.id}, survey.enterprise.value, survey.return_reason});
      }));
  return texts;
}

std::string TaskTitle(const CommonProblem& problem) {
  std::string title = "解决共性问题: ";
  if (problem.phrases.empty()) {
    return title + base::FromCodePoints(
                       base::ToCodePoints(problem.representative.text).substr(0, kTitleLength));
  }
  for (std::size_t i = 0; i < problem.phrases.size(); ++i)
    title += (i == 0 ? "" : "、") + problem.phrases[i];
  return title + "（" + std::to_string(problem.enterprises) + " 家）";
}

}  // namespace

std::vector<CommonProblem> FindCommonProblems(const std::vector<ProblemText>& texts,
                                              const CommonProblemOptions& options) {
  std::vector<std::string> plain;
  plain.reserve(texts.size());
  for (const ProblemText& text : texts) plain.push_back(text.text);
  const models::TermSpace space = models::TermSpace::Fit(plain);
  std::vector<TermVector> vectors;
  vectors.reserve(plain.size());
  for (const std::string& text : plain) {
    const std::array<models::WeightedText, 1> one = {{{text, 1}}};
    vectors.push_back(space.Vectorize(one));
  }
  const std::vector<int> groups = Grouping(vectors, options.least_likeness).Run();
  std::map<int, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i] >= 0) members[groups[i]].push_back(i);
  }
  std::vector<CommonProblem> problems;
  for (const auto& [group, in_it] : members) {
    if (static_cast<std::int64_t>(in_it.size()) < options.least_enterprises) continue;
    CommonProblem problem = Describe(in_it, texts, vectors, space);
    if (problem.enterprises >= options.least_enterprises) problems.push_back(std::move(problem));
  }
  std::stable_sort(problems.begin(), problems.end(),
                   [](const CommonProblem& a, const CommonProblem& b) {
                     return std::tuple(a.enterprises, a.texts) > std::tuple(b.enterprises, b.texts);
                   });
  if (problems.size() > options.most) problems.resize(options.most);
  return problems;
}

Result<std::vector<CommonProblem>> CommonProblemsOf(Workspace& workspace,
                                                    const domain::Actor& actor,
                                                    const std::string& unit_code,
                                                    const CommonProblemOptions& options) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadReports));
  JIEDUI_ASSIGN(const Unit unit, UnitOf(workspace.reference, unit_code));
  JIEDUI_ASSIGN(const std::vector<ProblemText> texts, ReadTexts(workspace, actor, unit));
  return FindCommonProblems(texts, options);
}

Result<std::size_t> PlanCommonProblems(Workspace& workspace, const domain::Actor& actor,
                                       domain::WorkPlanId id, const CommonProblemOptions& options) {
  JIEDUI_ASSIGN(const auto record, ReadRecord(workspace, actor, domain::Kind::kWorkPlan, id.value));
  const auto& plan = static_cast<const domain::WorkPlan&>(*record);
  if (!SpeaksFor(actor, plan.region_code, plan.department_code))
    return base::Fail(base::ErrorCode::kForbidden, "只能改本单位的推进方案");
  JIEDUI_ASSIGN(const std::vector<CommonProblem> problems,
                CommonProblemsOf(workspace, actor, plan.unit, options));
  JIEDUI_ASSIGN(const domain::Campaign campaign, workspace.store.Get(plan.campaign));
  std::size_t added = 0;
  for (const CommonProblem& problem : problems) {
    auto task = std::make_unique<domain::PlanTask>();
    task->work_plan = id;
    // The problem's code is its representative's, so that planning again finds it there.
    task->code = "A2-" + FormatKey(problem.representative.key);
    task->title = TaskTitle(problem);
    task->progress = "";
    task->due_on = campaign.serve_until;
    const auto made = CreateRecord(workspace, actor, std::move(task));
    if (made) {
      ++added;
    } else if (made.error().code != base::ErrorCode::kConflict) {
      return tl::unexpected(made.error());
    }
  }
  return added;
}

Result<std::vector<CommonProblem>> SuggestTechnologies(Workspace& workspace,
                                                       const domain::Actor& actor,
                                                       const CommonProblemOptions& options) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadReports));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  std::vector<ProblemText> texts;
  JIEDUI_CHECK(session.ForEach<domain::Need>(
      ScopeFilters(ScopeOf(actor, domain::Kind::kNeed), domain::Kind::kNeed),
      [&](const domain::Need& need) {
        if (need.state == domain::NeedState::kDropped) return;
        texts.push_back(
            {{need.kKind, need.id}, need.enterprise.value, need.title + " " + need.text});
      }));
  return FindCommonProblems(texts, options);
}

void WriteCommonProblems(base::JsonWriter& json, const std::vector<CommonProblem>& problems) {
  const auto write = [&](const ProblemText& text) {
    json.StartObject().Member("kind", domain::Code(text.key.kind)).Key("id").Id(text.key.id);
    json.Key("enterprise").Id(text.enterprise).Member("text", text.text).EndObject();
  };
  json.StartArray();
  for (const CommonProblem& problem : problems) {
    json.StartObject().Key("phrases").StartArray();
    for (const std::string& phrase : problem.phrases) json.String(phrase);
    json.EndArray().Member("texts", problem.texts).Member("enterprises", problem.enterprises);
    json.Key("representative");
    write(problem.representative);
    json.Key("examples").StartArray();
    for (const ProblemText& example : problem.examples) write(example);
    json.EndArray().EndObject();
  }
  json.EndArray();
}

}  // namespace jiedui::services
