#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/nearest_text.h"
#include "services/ranking.h"
#include "services/workspace.h"

namespace jiedui::services {

/// For whom suggestions are asked: one record, a county (region with all below) or a department.
struct RecommendTarget {
  std::optional<RecordKey> record;
  std::string region_code;
  std::string department_code;
};

/// Reads `enterprise:42`, `county:140525`, `department:energy`; kInvalid, field `for`, otherwise.
base::Result<RecommendTarget> ParseTarget(std::string_view text,
                                          const domain::Reference& reference);

/// Which end of the pair an enterprise is on.
enum class PairSide : std::uint8_t { kReceiver, kHelper };

struct RecommendRequest {
  RecommendTarget target;
  /// Of an enterprise; nothing: as a helper of other enterprises where it leads, else as receiver.
  std::optional<PairSide> side;
  domain::PairKind kind = domain::PairKind::kExpert;
  std::size_t limit = 10;      ///< 1 … 100
  std::size_t alternates = 3;  ///< 0 … 5
};

struct Capacity {
  std::int64_t total = 0;
  std::int64_t used = 0;
  [[nodiscard]] std::int64_t left() const { return std::max<std::int64_t>(total - used, 0); }
};

/// What the chosen helper has over another in one factor, in points of score; below 0 what it
/// lacks.
struct FactorDifference {
  models::FactorKind factor = models::FactorKind::kText;
  double points = 0;
};

/// The next best helper of the same enterprise, and what the first has over it.
struct Alternate {
  const MatchEntry* helper = nullptr;
  double score = 0;
  Capacity capacity;
  std::string zh;
  std::string en;
  /// Of the factors in which the two differ, greatest first; they add up to the scores' difference.
  std::vector<FactorDifference> differences;
};

struct Suggestion {
  ScoredPair pair;
  models::Explanation explanation;
  Capacity capacity;
  std::vector<Alternate> alternates;
  NearestText nearest;
  std::size_t rank = 1;  ///< of its list; pairs whose scores show the same have the same
  bool tie = false;      ///< another of the list has this rank
};

/// Of a county or department with more enterprises than this, and so many helpers that they are
/// found, not ranked (SuggestionGround), or that ranking all would be millions of pairs, only so
/// many enterprises (as many as suggestions are asked for, where these are more) are suggested for:
/// those with open needs before the others, of each those changed last first.
constexpr std::size_t kMostAsked = 50;

/// Ranked suggestions. `corpus` keeps alive what they point into.
struct Recommendations {
  std::shared_ptr<const Corpus> corpus;
  std::vector<Suggestion> items;
};

/// For an enterprise the best helpers of the kind that have a place left; for a helper the
/// enterprises it would help most; for a county or a department the best helper of each enterprise
/// in it that has none yet, best first. kNotFound where the record is out of sight or takes no
/// part.
base::Result<Recommendations> Recommend(Workspace& workspace, const domain::Actor& actor,
                                        const RecommendRequest& request);

/// What alternates stand beside: one of a list of suggestions, where those above it are seen
/// anyway, or a pair of a plan.
enum class AlternatesTo : std::uint8_t { kSuggestion, kPlan };

/// The next best helpers of that enterprise besides `chosen`, at most `limit`, and why not they.
std::vector<Alternate> AlternatesOf(const Corpus& corpus, const Loads& loads,
                                    const ScoredPair& chosen, std::size_t limit, AlternatesTo to);

/// A helper's places now.
Capacity CapacityOf(const MatchEntry& helper, const Loads& loads);

}  // namespace jiedui::services
