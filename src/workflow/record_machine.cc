#include "workflow/record_machine.h"

#include <algorithm>

#include "domain/evidence.h"
#include "domain/guidance.h"
#include "domain/leads.h"
#include "domain/month.h"
#include "domain/programme.h"
#include "workflow/machines_internal.h"

namespace jiedui::workflow {
namespace {

using domain::Kind;

std::string_view TitleOf(const RecordMachine& machine, std::string_view state) {
  for (const domain::EnumName& name : machine.states) {
    if (name.code == state) return name.zh;
  }
  return state;
}

}  // namespace

std::span<const RecordMachine> RecordMachines() {
  static const std::vector<RecordMachine> machines = [] {
    std::vector<RecordMachine> all = {
        {Kind::kSurvey, domain::kSurveyStateNames, SurveyEvents()},
        {Kind::kSignOff, domain::kSignOffStateNames, SignOffEvents()},
        {Kind::kSpotCheck, domain::kSpotCheckStateNames, SpotCheckEvents()},
        {Kind::kCampaign, domain::kCampaignStateNames, CampaignEvents()},
        {Kind::kMonthlyReport, domain::kReportStateNames, MonthlyReportEvents()},
        {Kind::kCircular, domain::kCircularStateNames, CircularEvents()},
        {Kind::kWorkPlan, domain::kWorkPlanStateNames, WorkPlanEvents()},
        {Kind::kPlanTask, domain::kTaskStateNames, PlanTaskEvents()},
        {Kind::kBooking, domain::kBookingStateNames, BookingEvents()},
        {Kind::kTechnology, domain::kNominationStateNames, TechnologyEvents()},
        {Kind::kProject, domain::kProjectStateNames, ProjectEvents()},
        {Kind::kPilot, domain::kPilotStateNames, PilotEvents()},
        {Kind::kFundApplication, domain::kApplicationStateNames, FundApplicationEvents()},
        {Kind::kListing, domain::kListingStateNames, ListingEvents()},
    };
    std::sort(all.begin(), all.end(),
              [](const RecordMachine& a, const RecordMachine& b) { return a.kind < b.kind; });
    return all;
  }();
  return machines;
}

const RecordMachine* MachineOf(domain::Kind kind) {
  for (const RecordMachine& machine : RecordMachines()) {
    if (machine.kind == kind) return &machine;
  }
  return nullptr;
}

base::Result<const RecordEvent*> FindEvent(const RecordMachine& machine, std::string_view state,
                                           std::string_view event, const Attempt& attempt) {
  const RecordEvent* known = nullptr;
  const RecordEvent* fits = nullptr;
  for (const RecordEvent& line : machine.events) {
    if (line.name.code != event) continue;
    known = &line;
    if (!line.from.Hold(state)) continue;
    fits = &line;
    if (Has(line.roles, attempt.role)) break;
  }
  if (known == nullptr) {
    return base::Fail(base::ErrorCode::kInvalid,
                      std::string(domain::NameOf(machine.kind).zh) + "没有事件 “" +
                          std::string(event.substr(0, 64)) + "”",
                      "event");
  }
  const std::string what =
      std::string(known->name.zh) + "（" + std::string(TitleOf(machine, state)) + "）";
  if (fits == nullptr)
    return base::Fail(base::ErrorCode::kConflict, "当前状态不能" + what, "event");
  if (!Has(fits->roles, attempt.role)) {
    return base::Fail(base::ErrorCode::kForbidden,
                      std::string(domain::NameOf(attempt.role).zh) + "无权" + what, "event");
  }
  if (fits->needs_reason && attempt.reason.empty())
    return base::Fail(base::ErrorCode::kInvalid, what + "须填写理由", "reason");
  return fits;
}

std::vector<const RecordEvent*> EventsFor(const RecordMachine& machine, std::string_view state,
                                          domain::Role role) {
  std::vector<const RecordEvent*> events;
  for (const RecordEvent& line : machine.events) {
    if (line.from.Hold(state) && Has(line.roles, role)) events.push_back(&line);
  }
  return events;
}

}  // namespace jiedui::workflow
