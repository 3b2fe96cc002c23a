#pragma once

#include "workflow/record_machine.h"

namespace jiedui::workflow {

// The tables, one function each beside the rules it states; record_machine.cc gathers them.
std::span<const RecordEvent> SurveyEvents();
std::span<const RecordEvent> SignOffEvents();
std::span<const RecordEvent> SpotCheckEvents();
std::span<const RecordEvent> CampaignEvents();
std::span<const RecordEvent> MonthlyReportEvents();
std::span<const RecordEvent> CircularEvents();
std::span<const RecordEvent> WorkPlanEvents();
std::span<const RecordEvent> PlanTaskEvents();
std::span<const RecordEvent> BookingEvents();
std::span<const RecordEvent> TechnologyEvents();
std::span<const RecordEvent> ProjectEvents();
std::span<const RecordEvent> PilotEvents();
std::span<const RecordEvent> FundApplicationEvents();
std::span<const RecordEvent> ListingEvents();

}  // namespace jiedui::workflow
