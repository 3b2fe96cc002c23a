#include "services/scope_filters.h"

namespace jiedui::services {

using domain::Kind;
using store::Filters;

Filters ScopeFilters(const Scope& scope, domain::Kind kind) {
  Filters filters;
  if (scope.nothing) filters.push_back(store::In("id", std::vector<std::int64_t>{}));
  if (scope.enterprise_id != 0) {
    filters.push_back(
        store::Equals(kind == Kind::kEnterprise ? "id" : "enterprise", scope.enterprise_id));
  }
  if (scope.helper_id != 0) {
    filters.push_back(store::Equals("helper_kind", std::string(domain::Code(scope.helper_kind))));
    filters.push_back(store::Equals("helper_id", scope.helper_id));
  }
  if (!scope.states.empty()) {
    filters.push_back(store::In("state", scope.states));
    if (scope.or_offered)
      filters.back().otherwise.push_back(store::AtLeast("offered_ms", std::int64_t{1}));
  }
  if (!scope.regions.empty()) filters.push_back(store::In("region_code", scope.regions));
  if (!scope.programme_sectors.empty()) {
    store::Filter sectors = store::In("programme_sector", scope.programme_sectors);
    if (!scope.answering_department.empty()) {
      for (const char* const field : {"department_code", "referred_to"}) {
        if (domain::TypeOf(kind).Find(field) != nullptr)
          sectors.otherwise.push_back(store::Equals(field, scope.answering_department));
      }
    }
    filters.push_back(std::move(sectors));
  }
  return filters;
}

base::Status AddRegions(const domain::Reference& reference, const std::vector<std::string>& codes,
                        Filters& filters) {
  std::vector<std::string> all;
  for (const std::string& code : codes) {
    const std::vector<std::string> below = reference.RegionSubtree(code);
    if (below.empty())
      return base::Fail(base::ErrorCode::kInvalid, "没有地区 “" + code + "”", "region");
    all.insert(all.end(), below.begin(), below.end());
  }
  filters.push_back(store::In("region_code", all));
  return {};
}

}  // namespace jiedui::services
