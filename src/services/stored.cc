#include "services/stored.h"

#include "services/access.h"

namespace jiedui::services {

using base::ErrorCode;
using base::Fail;
using base::Status;

Status CheckVersion(const domain::Record& record, std::int64_t version) {
  if (record.version == version) return {};
  return Fail(ErrorCode::kPrecondition,
              "他人已修改（现为第 " + std::to_string(record.version) + " 版），请刷新后重试",
              "version");
}

base::Result<std::vector<domain::Pairing>> PairingsOf(const store::Reader& reader,
                                                      domain::PlanId plan) {
  return reader.All<domain::Pairing>({store::Equals("plan", plan.value)});
}

Status RequirePlanSight(const domain::Actor& actor, const domain::Plan& plan) {
  const bool own_department = actor.role != domain::Role::kDepartment ||
                              plan.department_code.empty() ||
                              plan.department_code == actor.department_code;
  if (own_department && Covers(ScopeOf(actor, domain::Kind::kPlan), plan)) return {};
  return Fail(ErrorCode::kNotFound, "没有对接方案 " + std::to_string(plan.id));
}

}  // namespace jiedui::services
