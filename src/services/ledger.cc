#include "domain/ledger.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/text.h"
#include "domain/ledger_routes.h"
#include "services/ledger_clocks.h"
#include "services/ledger_numbers.h"
#include "services/record_rules_internal.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Actor;
using domain::Escalation;
using domain::GovernmentLevel;
using domain::LedgerItem;
using domain::LedgerOwner;
using domain::LedgerState;
using domain::Record;
using domain::Reference;
using domain::Role;
using domain::Satisfaction;

const LedgerItem& ItemOf(const Record& record) { return static_cast<const LedgerItem&>(record); }
LedgerItem& ItemOf(Record& record) { return static_cast<LedgerItem&>(record); }

tl::unexpected<base::Error> BadField(std::string message, std::string_view field) {
  return Fail(ErrorCode::kUnprocessable, std::move(message), std::string(field));
}

std::string UnitName(const Reference& reference, const std::string& department) {
  const domain::Department* const found = reference.FindDepartment(department);
  return department.empty() ? "县区推进小组" : found == nullptr ? department : found->name;
}

// --- settle --------------------------------------------------------------------------------------

/// Files of clerks write departments by their names.
Status SettleDepartment(const Reference& reference, std::string& code, std::string_view field) {
  if (code.empty() || reference.FindDepartment(code) != nullptr) return {};
  for (const domain::Department& department : reference.departments()) {
    if (department.name != code) continue;
    code = department.code;
    return {};
  }
  return BadField("没有部门 “" + code + "”", field);
}

/// What the item is linked to is of its own enterprise.
template <class T>
Status CheckLink(const store::Reader& reader, const LedgerItem& item, base::Id<T> id,
                 std::string_view field) {
  if (!id) return {};
  const store::SystemWork door("only whether what is linked is of the same enterprise");
  JIEDUI_ASSIGN(const auto record, reader.GetAny(T::kKind, id.value));
  if (static_cast<const T&>(*record).enterprise == item.enterprise) return {};
  return BadField(
      std::string(domain::NameOf(T::kKind).zh) + " " + std::to_string(id.value) + " 不属于该企业",
      field);
}

Status CheckHotline(const store::Reader& reader, const LedgerItem& item) {
  if (item.hotline_no.empty()) return {};
  store::ListQuery query;
  query.filters = {store::Equals("hotline_no", item.hotline_no)};
  query.limit = 2;
  JIEDUI_ASSIGN(const auto page, reader.List<LedgerItem>(query));
  for (const LedgerItem& other : page.records) {
    if (other.id == item.id || other.number == item.number) continue;
    return Fail(ErrorCode::kConflict, "热线工单 " + item.hotline_no + " 已登记为 " + other.number,
                "hotline_no");
  }
  return {};
}

Status SettleLedgerItem(const Reference& reference, const store::Reader& reader, Record& record) {
  LedgerItem& item = ItemOf(record);
  if (item.number.empty()) return BadField("编号不能为空", "number");
  item.hotline_no = std::string(base::Trim(item.hotline_no));
  JIEDUI_CHECK(SettleDepartment(reference, item.department_code, "department_code"));
  JIEDUI_CHECK(SettleDepartment(reference, item.referred_to, "referred_to"));
  JIEDUI_CHECK(CheckLink(reader, item, item.visit, "visit"));
  JIEDUI_CHECK(CheckLink(reader, item, item.need, "need"));
  for (const domain::EvidenceFileId file : item.evidence)
    JIEDUI_CHECK(CheckLink(reader, item, file, "evidence"));
  JIEDUI_CHECK(CheckHotline(reader, item));
  if (!item.clock_from) item.clock_from = item.found_on;
  SetDueDays(reference.calendar(), item);
  return {};
}

// --- begin ---------------------------------------------------------------------------------------

void AddStep(const EventCall& call, std::string_view what, LedgerItem& item) {
  std::string step = base::FormatDate(base::DateInChina(call.now_ms)) + " " + call.actor.name +
                     "：" + std::string(what);
  if (!call.reason.empty()) step += "（" + std::string(call.reason) + "）";
  item.steps.push_back(std::move(step));
}

Status BeginLedgerItem(EventCall& call, Record& record) {
  LedgerItem& item = ItemOf(record);
  if (!item.number.empty()) return Fail(ErrorCode::kInvalid, "编号由系统给出，请留空", "number");
  const base::Date today = base::DateInChina(call.now_ms);
  if (!item.found_on && item.visit) {
    JIEDUI_ASSIGN(const auto visit, base::IfFound(call.unit.Get(item.visit)));
    if (visit) item.found_on = visit->visited_on;
  }
  if (!item.found_on) item.found_on = today;
  if (*item.found_on > today)
    return BadField("发现日期 " + base::FormatDate(*item.found_on) + " 还没有到", "found_on");
  item.clock_from = today;  // the clocks count from when it is on the ledger
  JIEDUI_ASSIGN(const auto enterprise, base::IfFound(call.unit.Get(item.enterprise)));
  const std::string sector = enterprise ? enterprise->programme_sector : std::string();
  domain::LedgerRouting routing =
      domain::RouteProblem(call.workspace.reference, item.problem, sector);
  item.topic = std::move(routing.topic);
  item.owner = routing.owner;
  item.level = routing.level;
  item.department_code = std::move(routing.department_code);
  item.route_reason = std::move(routing.reason);
  JIEDUI_ASSIGN(item.number, NextLedgerNumber(call.unit, today.year));
  AddStep(call, "登记，" + item.route_reason, item);
  return {};
}

// --- may -----------------------------------------------------------------------------------------

bool CountyHolds(const LedgerItem& item) {
  return item.department_code.empty() || item.level == GovernmentLevel::kCounty;
}

/// Does the actor's unit answer for the problem?
bool Holds(const Actor& actor, const LedgerItem& item) {
  if (actor.role == Role::kCityOffice) return true;
  if (actor.role == Role::kCounty) return CountyHolds(item);
  return !item.department_code.empty() && item.department_code == actor.department_code;
}

/// Was it referred to the actor's unit?
bool IsAsked(const Actor& actor, const LedgerItem& item) {
  if (actor.role == Role::kCityOffice) return true;
  if (actor.role == Role::kCounty) return item.referred_to.empty();
  return !item.referred_to.empty() && item.referred_to == actor.department_code;
}

Status MayTryLedgerItem(const Actor& actor, const Record& record, std::string_view event) {
  const LedgerItem& item = ItemOf(record);
  if (actor.role == Role::kEnterprise) {
    if (event != "report" || item.owner == LedgerOwner::kEnterprise) return {};
    return Fail(ErrorCode::kForbidden, "该问题由政府部门办理，由其反馈进展", "event");
  }
  const bool everybody = event == "reopen" || event == "confirm" || event == "escalate";
  const bool asked = event == "accept" || event == "reject";
  if (everybody || (asked ? IsAsked(actor, item) : Holds(actor, item))) return {};
  return Fail(ErrorCode::kForbidden, asked ? "该问题没有转给贵单位" : "该问题不由贵单位办理",
              "event");
}

// --- apply ---------------------------------------------------------------------------------------

/// Where a problem goes by somebody's word must be somewhere.
Status CheckWhereTo(const Reference& reference, GovernmentLevel level,
                    const std::string& department, std::string_view field) {
  if (level == GovernmentLevel::kNation) return BadField("办理层级为省、市或县", field);
  const bool county = level == GovernmentLevel::kCounty;
  if (!county && department.empty()) return BadField("请填写责任部门", field);
  std::string code = department;
  return SettleDepartment(reference, code, field);
}

Status ApplyRoute(EventCall& call, const LedgerItem& before, LedgerItem& after) {
  if (after.owner == LedgerOwner::kEnterprise) {
    after.level = GovernmentLevel::kCounty;
    after.department_code.clear();
  } else {
    JIEDUI_CHECK(CheckWhereTo(call.workspace.reference, after.level, after.department_code,
                              "department_code"));
  }
  JIEDUI_CHECK(
      SettleDepartment(call.workspace.reference, after.department_code, "department_code"));
  if (after.owner == before.owner && after.level == before.level &&
      after.department_code == before.department_code) {
    return Fail(ErrorCode::kInvalid, "改派须改变归属、层级或责任部门", "department_code");
  }
  after.route_reason = "改派：" + std::string(call.reason);
  AddStep(call, "改派给" + UnitName(call.workspace.reference, after.department_code), after);
  return {};
}

Status ApplyRefer(EventCall& call, const LedgerItem& before, LedgerItem& after) {
  const Reference& reference = call.workspace.reference;
  if (after.referred_level == GovernmentLevel::kCounty) after.referred_to.clear();
  JIEDUI_CHECK(CheckWhereTo(reference, after.referred_level, after.referred_to, "referred_to"));
  JIEDUI_CHECK(SettleDepartment(reference, after.referred_to, "referred_to"));
  if (after.referred_to == before.department_code && after.referred_level == before.level)
    return BadField("该问题已由" + UnitName(reference, after.referred_to) + "办理", "referred_to");
  after.referred_ms = call.now_ms;
  AddStep(call, "转办给" + UnitName(reference, after.referred_to), after);
  return {};
}

void ClearReferral(LedgerItem& item) {
  item.referred_to.clear();
  item.referred_level = GovernmentLevel::kCity;
}

Status ApplyAccept(EventCall& call, const LedgerItem& before, LedgerItem& after) {
  after.department_code = before.referred_to;
  after.level = before.referred_level;
  after.owner = LedgerOwner::kGovernment;
  after.route_reason = "转办：" + before.reason;
  if (after.handler == before.handler) after.handler.clear();  // the handler of the unit before
  if (after.arranged_ms == 0) after.arranged_ms = call.now_ms;
  ClearReferral(after);
  AddStep(call, "接收转办", after);
  return {};
}

Status ApplyEscalate(EventCall& call, LedgerItem& after) {
  if (after.escalated == Escalation::kOffice)
    return Fail(ErrorCode::kConflict, "已升级至市推进小组办公室", "event");
  const bool county = CountyHolds(after) && after.escalated == Escalation::kNone;
  after.escalated = county ? Escalation::kDepartment : Escalation::kOffice;
  AddStep(call, "升级至" + std::string(domain::NameOf(after.escalated).zh), after);
  return {};
}

Status ApplyConfirm(EventCall& call, LedgerItem& after) {
  if (after.satisfaction == Satisfaction::kUnsaid)
    return Fail(ErrorCode::kInvalid, "请填写企业评价", "satisfaction");
  if (after.satisfaction == Satisfaction::kDissatisfied)
    return BadField("企业不满意的，请选择“重新办理”", "satisfaction");
  after.confirmed_ms = call.now_ms;
  AddStep(call, "确认办结，" + std::string(domain::NameOf(after.satisfaction).zh), after);
  return {};
}

/// A new round: its clocks count from today.
void ApplyReopen(EventCall& call, LedgerItem& after) {
  after.satisfaction =
      call.actor.role == Role::kEnterprise ? Satisfaction::kDissatisfied : Satisfaction::kUnsaid;
  ++after.reopened;
  after.clock_from = base::DateInChina(call.now_ms);
  after.due_on = std::nullopt;
  after.complex = false;
  after.escalated = Escalation::kNone;
  after.reported_ms = after.settled_ms = after.confirmed_ms = 0;
  AddStep(call, "重新办理", after);
}

/// The events that leave nothing behind but a moment and a step.
void ApplyPlain(EventCall& call, LedgerItem& after) {
  const std::string_view event = call.event;
  if (event == "arrange") {
    if (after.arranged_ms == 0) after.arranged_ms = call.now_ms;
    AddStep(call, after.handler.empty() ? "交办" : "交办，经办人" + after.handler, after);
  } else if (event == "report") {
    if (after.reported_ms == 0) after.reported_ms = call.now_ms;
    AddStep(call, "反馈：" + after.progress, after);
  } else if (event == "make_complex") {
    after.complex = true;
    after.due_on = std::nullopt;
    AddStep(call, "列为复杂问题，方案：" + after.plan, after);
  } else if (event == "settle") {
    after.settled_ms = call.now_ms;
    after.satisfaction = Satisfaction::kUnsaid;
    AddStep(call, "办结：" + after.outcome, after);
  } else if (event == "start") {
    AddStep(call, "开始办理", after);
  } else if (event == "link_evidence") {
    AddStep(call, "补充办结材料", after);
  } else {
    ClearReferral(after);
    AddStep(call, event == "reject" ? "退回转办" : "撤回转办", after);
  }
}

Status ApplyLedgerItem(EventCall& call, const Record& before_record, Record& after_record) {
  const LedgerItem& before = ItemOf(before_record);
  LedgerItem& after = ItemOf(after_record);
  if (call.event == "route") return ApplyRoute(call, before, after);
  if (call.event == "refer") return ApplyRefer(call, before, after);
  if (call.event == "accept") return ApplyAccept(call, before, after);
  if (call.event == "escalate") return ApplyEscalate(call, after);
  if (call.event == "confirm") return ApplyConfirm(call, after);
  if (call.event == "reopen") {
    ApplyReopen(call, after);
  } else {
    ApplyPlain(call, after);
  }
  return {};
}

}  // namespace

RecordRule RulesOfLedger() {
  return {.kind = domain::Kind::kLedgerItem,
          .settle = SettleLedgerItem,
          .may = MayTryLedgerItem,
          .apply = ApplyLedgerItem,
          .begin = BeginLedgerItem};
}

}  // namespace jiedui::services
