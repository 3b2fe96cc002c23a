#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cmath>

#include "app/commands/solve_files.h"
#include "matching/explain.h"

namespace jiedui::app {
namespace {

using matching::Level;
using matching::LevelKind;
using matching::Problem;
using matching::Solution;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void Text(Writer& json, std::string_view text) {
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Member(Writer& json, std::string_view key, double value) {
  Text(json, key);
  json.Double(value);
}

void Member(Writer& json, std::string_view key, std::string_view value) {
  Text(json, key);
  Text(json, value);
}

void Member(Writer& json, std::string_view key, matching::Index value) {
  Text(json, key);
  json.Int(value);
}

std::string_view NameOf(const Level& level) {
  if (level.kind == LevelKind::kFloors) return "floors";
  if (level.kind == LevelKind::kReach) return "reach";
  return ObjectiveName(level.objective);
}

void Levels(Writer& json, const Solution& solution) {
  Text(json, "levels");
  json.StartArray();
  for (const Level& level : solution.levels) {
    json.StartObject();
    Member(json, "level", NameOf(level));
    Text(json, "value");
    level.value ? json.Double(*level.value) : json.Null();
    Text(json, "bound");
    level.bound ? json.Double(*level.bound) : json.Null();
    if (level.value && level.bound) Member(json, "gap", std::abs(*level.bound - *level.value));
    Text(json, "proven");
    json.Bool(level.proven);
    json.EndObject();
  }
  json.EndArray();
}

void Pairs(Writer& json, const Problem& problem, const Solution& solution) {
  Text(json, "pairs");
  json.StartArray();
  for (const matching::ChosenPair& pair : solution.pairs) {
    json.StartArray();
    Text(json, problem.helper(pair.helper).id);
    Text(json, problem.receiver(pair.receiver).id);
    json.EndArray();
  }
  json.EndArray();
}

/// Witnesses of many receivers can be the same thousands of helpers: past this many ids in all, a
/// list shows the receiver's own candidates only and says so.
constexpr std::size_t kMostBlockers = 1'000'000;

/// Who blocks the receiver, in full where `left` allows.
void BlockedBy(Writer& json, const Problem& problem, const Solution& solution,
               const matching::Uncovered& uncovered, std::size_t& left) {
  Text(json, "blocked_by");
  json.StartArray();
  if (uncovered.witness >= 0) {
    const auto& helpers = solution.witnesses[static_cast<std::size_t>(uncovered.witness)].helpers;
    const bool whole = helpers.size() <= left;
    left -= whole ? helpers.size() : 0;
    const matching::Index r = uncovered.receiver;
    for (matching::Index e = problem.PairBegin(r); !whole && e < problem.PairBegin(r + 1); ++e) {
      const matching::Index h = problem.pair_helper(e);
      const bool blocks = std::binary_search(helpers.begin(), helpers.end(), h);
      if (blocks) Text(json, problem.helper(h).id);
    }
    for (std::size_t i = 0; whole && i < helpers.size(); ++i) {
      Text(json, problem.helper(helpers[i]).id);
    }
    json.EndArray();
    Text(json, "blocked_by_complete");
    json.Bool(whole);
    return;
  }
  json.EndArray();
}

void Uncovered(Writer& json, const Problem& problem, const Solution& solution) {
  std::size_t left = kMostBlockers;
  Text(json, "uncovered");
  json.StartArray();
  for (const matching::Uncovered& uncovered : solution.uncovered) {
    json.StartObject();
    Member(json, "receiver", problem.receiver(uncovered.receiver).id);
    Member(json, "has", uncovered.has);
    Member(json, "needs", uncovered.needs);
    Member(json, "reason", ReasonText(problem, solution, uncovered));
    BlockedBy(json, problem, solution, uncovered, left);
    Member(json, "smallest_change", SmallestChangeText(problem, solution, uncovered));
    json.EndObject();
  }
  json.EndArray();
}

void Unmet(Writer& json, const Problem& problem, const Solution& solution) {
  Text(json, "unmet_minimums");
  json.StartArray();
  for (const matching::UnmetMinimum& unmet : solution.unmet) {
    json.StartObject();
    Member(json, unmet.is_group ? "group" : "helper",
           unmet.is_group ? problem.group(unmet.index).id : problem.helper(unmet.index).id);
    Member(json, "has", unmet.has);
    Member(json, "needs", unmet.needs);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string SolutionJson(const Problem& problem, const Solution& solution,
                         const std::vector<matching::Objective>& objectives, double seconds) {
  rapidjson::StringBuffer buffer;
  Writer json(buffer);
  json.StartObject();
  Member(json, "status", SolveStatusName(solution.status));
  Text(json, "objective");
  json.StartArray();
  for (const matching::Objective objective : objectives) Text(json, ObjectiveName(objective));
  json.EndArray();
  Member(json, "covered", solution.covered);
  Member(json, "receivers", problem.receiver_count());
  Member(json, "total_score", solution.total_score);
  Member(json, "worst_receiver_score", solution.worst_receiver_score);
  Member(json, "upper_bound", solution.upper_bound);
  Member(json, "score_precision", solution.score_precision);
  Member(json, "seconds", seconds);
  Pairs(json, problem, solution);
  Uncovered(json, problem, solution);
  Unmet(json, problem, solution);
  Levels(json, solution);
  json.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace jiedui::app
