#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/evidence.h"
#include "domain/visit.h"

namespace jiedui::domain {

enum class LedgerState : std::uint8_t {
  kOpen,
  kArranged,
  kInProgress,
  kReferred,
  kSettled,
  kConfirmed
};

constexpr std::array<EnumName, 6> kLedgerStateNames = {{
    {"open", "待办", "Open"},
    {"arranged", "已交办", "Arranged"},
    {"in_progress", "办理中", "In progress"},
    {"referred", "转办待接收", "Referred"},
    {"settled", "已办结", "Settled"},
    {"confirmed", "企业已确认", "Confirmed"},
}};
constexpr std::span<const EnumName> NamesOf(LedgerState /*tag*/) { return kLedgerStateNames; }

/// Settled, whether or not the enterprise has said so too.
constexpr bool IsSettled(LedgerState state) { return state >= LedgerState::kSettled; }

/// What the enterprise says of how its problem was settled.
enum class Satisfaction : std::uint8_t { kUnsaid, kSatisfied, kFair, kDissatisfied };

constexpr std::array<EnumName, 4> kSatisfactionNames = {{
    {"unsaid", "未评价", "Not said"},
    {"satisfied", "满意", "Satisfied"},
    {"fair", "基本满意", "Fairly satisfied"},
    {"dissatisfied", "不满意", "Dissatisfied"},
}};
constexpr std::span<const EnumName> NamesOf(Satisfaction /*tag*/) { return kSatisfactionNames; }

/// The clocks of a problem (services/ledger_clocks).
enum class LedgerClock : std::uint8_t { kArrange, kAnswer, kReport, kSettle };

constexpr std::array<EnumName, 4> kLedgerClockNames = {{
    {"arrange", "交办", "Arrange"},
    {"answer", "答复转办", "Answer the referral"},
    {"report", "反馈", "Report"},
    {"settle", "办结", "Settle"},
}};
constexpr std::span<const EnumName> NamesOf(LedgerClock /*tag*/) { return kLedgerClockNames; }

/// How high a problem has been carried.
enum class Escalation : std::uint8_t { kNone, kDepartment, kOffice };

constexpr std::array<EnumName, 3> kEscalationNames = {{
    {"none", "未升级", "Not escalated"},
    {"department", "市归口部门", "City department"},
    {"office", "市推进小组办公室", "City office"},
}};
constexpr std::span<const EnumName> NamesOf(Escalation /*tag*/) { return kEscalationNames; }

/// 台账 (D7): one problem of one enterprise, from where it was found to the enterprise's word. The
/// days that it is due follow from `clock_from` by the programme's clocks (services/ledger_clocks):
/// arranged in 1 working day, reported in 3, settled in 7, or in a month where it is complex and
/// has a plan.
struct LedgerItem : RecordOf<Kind::kLedgerItem> {
  std::string number;  ///< `2020-0001`, given by the system
  EnterpriseId enterprise;
  std::string problem;
  std::string topic;  ///< of the routing rule that took it
  LedgerOwner owner = LedgerOwner::kEnterprise;
  GovernmentLevel level = GovernmentLevel::kCounty;
  std::string department_code;  ///< who answers; empty: the county's group
  std::string handler;          ///< 经办人
  std::string route_reason;     ///< why it is theirs
  VisitId visit;                ///< where it was found
  NeedId need;                  ///< the need that it stands in the way of
  std::string hotline_no;       ///< of the call to 96302
  std::optional<base::Date> found_on;
  std::optional<base::Date> clock_from;  ///< the day after which the clocks count
  std::optional<base::Date> arrange_due;
  std::optional<base::Date> report_due;
  std::optional<base::Date> due_on;    ///< to be settled by
  std::optional<base::Date> next_due;  ///< of the clock that runs in this state; nothing at rest
  LedgerState state = LedgerState::kOpen;
  std::string reason;       ///< of the last event that asked for one
  std::string referred_to;  ///< department; empty with `referred`: the county's group
  GovernmentLevel referred_level = GovernmentLevel::kCity;
  Escalation escalated = Escalation::kNone;  ///< by somebody; lateness escalates by itself
  bool complex = false;
  std::string plan;      ///< of a complex one: how it will be settled within the month
  std::string progress;  ///< last reported
  std::string outcome;
  std::vector<EvidenceFileId> evidence;
  Satisfaction satisfaction = Satisfaction::kUnsaid;
  std::int64_t reopened = 0;  ///< how often
  base::TimeMs arranged_ms = 0;
  base::TimeMs reported_ms = 0;  ///< of this round
  base::TimeMs referred_ms = 0;
  base::TimeMs settled_ms = 0;  ///< of this round
  base::TimeMs confirmed_ms = 0;
  std::vector<std::string> steps;  ///< one line an event: day, who, what, why
  std::string region_code;
  std::string programme_sector;
};
using LedgerItemId = base::Id<LedgerItem>;

}  // namespace jiedui::domain
