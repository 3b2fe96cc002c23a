#include "services/visits.h"

#include "services/access.h"
#include "services/record_rules_internal.h"
#include "services/roster.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Record;
using domain::Role;
using domain::Visit;

bool IsHelper(const Actor& actor) {
  return actor.role == Role::kExpert || actor.role == Role::kAlliance ||
         actor.role == Role::kPlatform;
}

/// The pairing in force by which the helper may come to the enterprise; id 0 where there is none.
Result<domain::PairingId> PairingInForce(const store::Reader& reader, const Actor& actor,
                                         const Visit& visit) {
  store::ListQuery query;
  const std::vector<std::string> in_force = {"published", "accepted"};
  query.filters = {store::Equals("enterprise", visit.enterprise.value),
                   store::Equals("helper_kind", std::string(domain::Code(actor.own_kind))),
                   store::Equals("helper_id", actor.own_id), store::In("state", in_force)};
  query.descending = true;
  query.limit = 1;
  JIEDUI_ASSIGN(const auto page, reader.List<domain::Pairing>(query));
  return page.records.empty() ? domain::PairingId{} : domain::PairingId{page.records.front().id};
}

/// A helper comes by its pairing; nobody has come tomorrow.
Status BeginVisit(EventCall& call, Record& record) {
  auto& visit = static_cast<Visit&>(record);
  const base::Date today = base::DateInChina(call.now_ms);
  if (!visit.visited_on) visit.visited_on = today;
  if (*visit.visited_on > today) {
    return Fail(ErrorCode::kUnprocessable,
                "对接日期 " + base::FormatDate(*visit.visited_on) + " 还没有到", "visited_on");
  }
  if (!IsHelper(call.actor)) return {};
  visit.helper_kind = call.actor.own_kind;
  visit.helper_id = call.actor.own_id;
  JIEDUI_ASSIGN(const domain::PairingId pairing, PairingInForce(call.unit, call.actor, visit));
  if (!pairing)
    return Fail(ErrorCode::kForbidden, "贵方与该企业没有已发布的结对，不能登记对接", "enterprise");
  if (!visit.pairing) visit.pairing = pairing;
  return {};
}

Status CheckPairing(const store::Reader& reader, domain::PairingId id,
                    domain::EnterpriseId enterprise) {
  const store::SystemWork door("only whether the pairing is of the same enterprise");
  if (!id) return {};
  JIEDUI_ASSIGN(const auto record, reader.GetAny(domain::Kind::kPairing, id.value));
  if (static_cast<const domain::Pairing&>(*record).enterprise == enterprise) return {};
  return Fail(ErrorCode::kUnprocessable, "结对 " + std::to_string(id.value) + " 不属于该企业",
              "pairing");
}

Status SettleVisit(const domain::Reference& /*reference*/, const store::Reader& reader,
                   Record& record) {
  const auto& visit = static_cast<const Visit&>(record);
  return CheckPairing(reader, visit.pairing, visit.enterprise);
}

/// A need whose answer is known is matched.
Status SettleNeed(const domain::Reference& /*reference*/, const store::Reader& reader,
                  Record& record) {
  auto& need = static_cast<domain::Need&>(record);
  JIEDUI_CHECK(CheckPairing(reader, need.pairing, need.enterprise));
  if (need.pairing && need.state == domain::NeedState::kOpen)
    need.state = domain::NeedState::kMatched;
  if (!need.visit) return {};
  const store::SystemWork door("only whether the visit is of the same enterprise");
  JIEDUI_ASSIGN(const auto visit, reader.GetAny(domain::Kind::kVisit, need.visit.value));
  if (static_cast<const Visit&>(*visit).enterprise == need.enterprise) return {};
  return Fail(ErrorCode::kUnprocessable,
              "对接 " + std::to_string(need.visit.value) + " 不属于该企业", "visit");
}

/// Says which of the visit's needs or problems the error is about.
Status About(std::string_view what, std::size_t index, Status status) {
  if (status) return status;
  return Fail(
      status.error().code,
      "第 " + std::to_string(index + 1) + " 个" + std::string(what) + "：" + status.error().message,
      status.error().field);
}

Status CheckHotlineNumber(const Visit& visit, const domain::LedgerItem& problem) {
  const bool hotline = visit.way == domain::VisitWay::kHotline;
  if (hotline && problem.hotline_no.empty())
    return Fail(ErrorCode::kUnprocessable, "热线来电的问题须填写工单号", "hotline_no");
  if (!hotline && !problem.hotline_no.empty())
    return Fail(ErrorCode::kUnprocessable, "只有热线来电的问题有工单号", "hotline_no");
  return {};
}

Status StoreReport(Workspace& workspace, store::UnitOfWork& unit, const Actor& actor,
                   VisitReport& report) {
  JIEDUI_CHECK(AddRecord(workspace, unit, actor, report.visit));
  const domain::VisitId visit{report.visit.id};
  for (std::size_t i = 0; i < report.needs.size(); ++i) {
    domain::Need& need = report.needs[i];
    need.enterprise = report.visit.enterprise;
    need.visit = visit;
    JIEDUI_CHECK(About("需求", i, InsertRecord(workspace, unit, actor, need)));
  }
  for (std::size_t i = 0; i < report.problems.size(); ++i) {
    domain::LedgerItem& problem = report.problems[i];
    problem.enterprise = report.visit.enterprise;
    problem.visit = visit;
    JIEDUI_CHECK(About("问题", i, CheckHotlineNumber(report.visit, problem)));
    JIEDUI_CHECK(About("问题", i, InsertRecord(workspace, unit, actor, problem)));
  }
  return {};
}

}  // namespace

RecordRule RulesOfVisits() {
  return {.kind = domain::Kind::kVisit, .settle = SettleVisit, .begin = BeginVisit};
}

RecordRule RulesOfNeeds() { return {domain::Kind::kNeed, SettleNeed}; }

Result<VisitReport> RecordVisit(Workspace& workspace, const Actor& actor, VisitReport report) {
  if (report.needs.size() + report.problems.size() > kMostOutOfVisit) {
    return Fail(ErrorCode::kInvalid,
                "一次对接最多登记 " + std::to_string(kMostOutOfVisit) + " 个需求和问题",
                "problems");
  }
  if (report.visit.way == domain::VisitWay::kHotline && report.problems.empty())
    return Fail(ErrorCode::kUnprocessable, "热线来电须登记问题", "problems");
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        return StoreReport(workspace, unit, actor, report);
      }));
  return report;
}

}  // namespace jiedui::services
