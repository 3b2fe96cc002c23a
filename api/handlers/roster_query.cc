#include "api/handlers/roster_query.h"

#include "base/text.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using services::RosterCondition;
using store::Match;

constexpr std::size_t kMostConditions = 20;

tl::unexpected<base::Error> Wrong() {
  return Fail(ErrorCode::kInvalid, "where 应为以分号隔开的条件，例: level=city,province;year>=2020",
              "where");
}

Result<RosterCondition> ReadCondition(std::string_view text) {
  const std::size_t at = text.find_first_of("=<>");
  if (at == 0 || at == std::string_view::npos) return Wrong();
  RosterCondition condition;
  condition.field = std::string(text.substr(0, at));
  const bool bound = text[at] != '=';
  if (bound && (at + 1 == text.size() || text[at + 1] != '=')) return Wrong();
  const std::string_view values = text.substr(at + (bound ? 2 : 1));
  if (values.empty()) return Wrong();
  if (bound) {
    condition.match = text[at] == '>' ? Match::kAtLeast : Match::kAtMost;
    condition.values.emplace_back(values);
    return condition;
  }
  for (const std::string_view value : base::Split(values, ','))
    condition.values.emplace_back(value);
  return condition;
}

}  // namespace

Result<std::vector<RosterCondition>> ReadConditions(const Context& context) {
  const std::string text = context.QueryText("where");
  std::vector<RosterCondition> conditions;
  if (text.empty()) return conditions;
  for (const std::string_view part : base::Split(text, ';')) {
    JIEDUI_ASSIGN(RosterCondition condition, ReadCondition(part));
    conditions.push_back(std::move(condition));
  }
  if (conditions.size() > kMostConditions) return Wrong();
  return conditions;
}

}  // namespace jiedui::api
