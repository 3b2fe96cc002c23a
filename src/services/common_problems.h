#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "domain/month.h"
#include "services/corpus.h"
#include "services/units.h"
#include "services/workspace.h"

namespace jiedui::services {

/// A text that tells what an enterprise lacks.
struct ProblemText {
  RecordKey key;  ///< a need, a ledger item or a survey
  std::int64_t enterprise = 0;
  std::string text;
};

/// 共性问题 (A2): texts of several enterprises that say much the same.
struct CommonProblem {
  ProblemText representative;         ///< the one nearest to all others
  std::vector<std::string> phrases;   ///< what they share, heaviest first
  std::vector<ProblemText> examples;  ///< the next nearest, one an enterprise, at most 5
  std::int64_t texts = 0;
  std::int64_t enterprises = 0;
};

struct CommonProblemOptions {
  double least_likeness = 0.3;         ///< cosine to a group's sum, 0 … 1
  std::int64_t least_enterprises = 3;  ///< fewer are nobody's common problem
  std::size_t most = 20;
};

/// Groups the texts: each joins the group whose sum it is most like, or begins one; then all are
/// dealt out again to the groups found, until nothing changes (at most 8 times). Deterministic in
/// the texts' order. O(texts · groups).
std::vector<CommonProblem> FindCommonProblems(const std::vector<ProblemText>& texts,
                                              const CommonProblemOptions& options = {});

/// Those of the unit's enterprises: open needs, unsettled ledger items, and what returned or
/// confirmed surveys say they do not manage; those that most enterprises have first. Within the
/// actor's sight; kForbidden without read_reports.
base::Result<std::vector<CommonProblem>> CommonProblemsOf(Workspace& workspace,
                                                          const domain::Actor& actor,
                                                          const std::string& unit,
                                                          const CommonProblemOptions& options = {});

/// Puts the problems on the work plan as tasks of its own, one each, by which it becomes a helping
/// plan (帮扶方案); those that it has already are left out. The number of tasks added. Errors as
/// CreateRecord's.
base::Result<std::size_t> PlanCommonProblems(Workspace& workspace, const domain::Actor& actor,
                                             domain::WorkPlanId plan,
                                             const CommonProblemOptions& options = {});

/// Groups of needs of several enterprises, as suggestions for key and common technologies (C1).
/// Within the actor's sight; kForbidden without read_reports.
base::Result<std::vector<CommonProblem>> SuggestTechnologies(
    Workspace& workspace, const domain::Actor& actor, const CommonProblemOptions& options = {});

void WriteCommonProblems(base::JsonWriter& json, const std::vector<CommonProblem>& problems);

}  // namespace jiedui::services
