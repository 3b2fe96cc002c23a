#include "matching/check.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "matching/check_internal.h"

namespace jiedui::matching {
namespace {

std::size_t U(Index i) { return static_cast<std::size_t>(i); }

bool Near(double a, double b) {
  return std::fabs(a - b) <= 1e-9 * std::max({1.0, std::fabs(a), std::fabs(b)});
}

class PlanCheck {
 public:
  PlanCheck(const Problem& problem, const Solution& solution, CheckReport& report)
      : problem_(problem), solution_(solution), report_(report) {
    tally_.chosen.resize(U(problem.pair_count()));
    tally_.helper.resize(U(problem.helper_count()));
    tally_.receiver.resize(U(problem.receiver_count()));
    tally_.group.resize(U(problem.group_count()));
    tally_.receiver_total.resize(U(problem.receiver_count()));
  }

  /// The tally, when the pairs are such that they can be counted at all.
  bool Run() {
    for (const ChosenPair& pair : solution_.pairs) CountPair(pair);
    if (!report_.ok()) return false;
    CheckFixed();
    CheckLimits();
    CheckTotals();
    CheckUncovered();
    CheckWitnesses(problem_, solution_, tally_, report_);
    CheckUnmet();
    CheckStatus();
    return true;
  }

  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  void Fault(std::string text) { report_.faults.push_back(std::move(text)); }

  [[nodiscard]] std::string NameOf(Index h, Index r) const {
    return "（" + problem_.helper(h).id + "，" + problem_.receiver(r).id + "）";
  }

  void CountPair(const ChosenPair& pair) {
    if (pair.helper < 0 || pair.helper >= problem_.helper_count() || pair.receiver < 0 ||
        pair.receiver >= problem_.receiver_count()) {
      return Fault("方案中有不存在的序号");
    }
    const std::string name = NameOf(pair.helper, pair.receiver);
    const Index e = problem_.FindPair(pair.helper, pair.receiver);
    if (e < 0) return Fault("方案中的 " + name + " 不在候选对之中");
    if (problem_.pair_state(e) == PairState::kForbidden) Fault("方案选了被禁止的 " + name);
    if (tally_.chosen[U(e)] != 0) return Fault("方案两次选了 " + name);
    if (pair.score != problem_.pair_score(e)) Fault(name + " 的分数与输入不符");
    tally_.chosen[U(e)] = 1;
    ++tally_.helper[U(pair.helper)];
    ++tally_.receiver[U(pair.receiver)];
    for (Index g = problem_.helper(pair.helper).group; g >= 0; g = problem_.group(g).parent) {
      ++tally_.group[U(g)];
    }
    tally_.total += problem_.pair_score(e);
    tally_.receiver_total[U(pair.receiver)] += problem_.pair_score(e);
  }

  void CheckFixed() {
    problem_.ForEachPair([this](Index e, Index h, Index r) {
      if (problem_.pair_state(e) == PairState::kFixed && tally_.chosen[U(e)] == 0) {
        Fault("方案缺少固定对 " + NameOf(h, r));
      }
    });
  }

  void CheckMax(const char* kind, const std::string& id, Index count, Index max) {
    if (count <= max) return;
    Fault(std::string(kind) + " " + id + " 有 " + std::to_string(count) + " 对，超过上限 " +
          std::to_string(max));
  }

  void CheckLimits() {
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      CheckMax("帮扶方", problem_.helper(h).id, tally_.helper[U(h)], problem_.helper(h).places.max);
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      CheckMax("受助方", problem_.receiver(r).id, tally_.receiver[U(r)],
               problem_.receiver(r).need.max);
    }
    for (Index g = 0; g < problem_.group_count(); ++g) {
      CheckMax("分组", problem_.group(g).id, tally_.group[U(g)], problem_.group(g).quota.max);
    }
  }

  void CheckTotals() {
    if (!Near(solution_.total_score, static_cast<double>(tally_.total))) {
      Fault("总分与所选各对之和不符");
    }
    double worst = 0;
    bool any = false;
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (tally_.receiver[U(r)] == 0) continue;
      const double total = tally_.receiver_total[U(r)];
      worst = any ? std::min(worst, total) : total;
      any = true;
    }
    if (!Near(solution_.worst_receiver_score, worst)) Fault("最低受助方得分与所选各对不符");
    if (solution_.upper_bound < solution_.total_score &&
        !Near(solution_.upper_bound, solution_.total_score)) {
      Fault("上界低于总分");
    }
  }

  void CheckUncovered() {
    std::vector<Index> short_of;
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (tally_.receiver[U(r)] < problem_.receiver(r).need.min) short_of.push_back(r);
    }
    const bool same = std::equal(
        short_of.begin(), short_of.end(), solution_.uncovered.begin(), solution_.uncovered.end(),
        [](Index r, const Uncovered& uncovered) { return r == uncovered.receiver; });
    if (!same) return Fault("未覆盖名单与所选各对不符");
    if (U(solution_.covered) + short_of.size() != U(problem_.receiver_count())) {
      Fault("覆盖数与所选各对不符");
    }
  }

  void CheckUnmet() {
    if (solution_.status == SolveStatus::kCancelled) return;
    std::set<std::pair<bool, Index>> named;
    for (const UnmetMinimum& unmet : solution_.unmet) named.emplace(unmet.is_group, unmet.index);
    std::set<std::pair<bool, Index>> found;
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      if (tally_.helper[U(h)] < problem_.helper(h).places.min) found.emplace(false, h);
    }
    for (Index g = 0; g < problem_.group_count(); ++g) {
      if (tally_.group[U(g)] < problem_.group(g).quota.min) found.emplace(true, g);
    }
    if (named != found) Fault("未达下限的名单与所选各对不符");
  }

  void CheckStatus() {
    const bool all_met = solution_.uncovered.empty() && solution_.unmet.empty();
    if (solution_.status == SolveStatus::kOptimal && !all_met) {
      Fault("状态为 optimal，但有下限没有达到");
    }
    if (solution_.status == SolveStatus::kInfeasibleRelaxed && all_met) {
      Fault("状态为 infeasible-relaxed，但所有下限都已达到");
    }
  }

  const Problem& problem_;
  const Solution& solution_;
  CheckReport& report_;
  Tally tally_;
};

}  // namespace

CheckReport Check(const Problem& problem, const Solution& solution) {
  CheckReport report;
  PlanCheck plan(problem, solution, report);
  if (plan.Run()) CheckLevels(problem, solution, plan.tally(), report);
  return report;
}

}  // namespace jiedui::matching
