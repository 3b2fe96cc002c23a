#include "services/demo/demo_city.h"

#include "services/demo/draft_internal.h"
#include "services/demo/words_internal.h"

namespace jiedui::services {
namespace {

base::Status CheckRange(std::string_view option, std::int64_t value, std::int64_t low,
                        std::int64_t high) {
  if (value >= low && value <= high) return {};
  return base::Fail(base::ErrorCode::kInvalid,
                    std::string(option) + " is " + std::to_string(value) + ", not within " +
                        std::to_string(low) + " … " + std::to_string(high),
                    std::string(option));
}

}  // namespace

std::span<const std::string_view> DemoInputFiles() {
  static constexpr std::array<std::string_view, 23> kFiles = {
      "activities.tsv", "alliances.tsv", "areas.tsv",        "brands.tsv",   "city_groups.tsv",
      "equipment.tsv",  "funds.tsv",     "groups.tsv",       "guidance.tsv", "industries.tsv",
      "ledger.tsv",     "lines.tsv",     "institutions.tsv", "names.tsv",    "pilots.tsv",
      "platforms.tsv",  "posts.tsv",     "policies.tsv",     "problems.tsv", "projects.tsv",
      "teams.tsv",      "users.tsv",     "visits.tsv"};
  return kFiles;
}

base::Status DemoOptions::Validate() const {
  JIEDUI_CHECK(CheckRange("enterprises", enterprises, 100, 5000));
  JIEDUI_CHECK(CheckRange("experts", experts, 60, 2000));
  JIEDUI_CHECK(CheckRange("needs", needs, 0, 20'000));
  JIEDUI_CHECK(CheckRange("capabilities", capabilities, 0, 20'000));
  JIEDUI_CHECK(CheckRange("ledger_items", ledger_items, 0, 9'999));
  return CheckRange("work_team_load", work_team_load, 3, 30);
}

base::Result<DemoCity> MakeDemoCity(const domain::Reference& reference, const DemoInputs& inputs,
                                    const DemoOptions& options) {
  JIEDUI_CHECK(options.Validate());
  JIEDUI_ASSIGN(const demo::Words words, demo::ParseWords(reference, inputs));
  demo::Draft draft{.reference = reference,
                    .words = words,
                    .options = options,
                    .records = {},
                    .enterprises = {},
                    .experts = {},
                    .owners = {},
                    .visits = {}};
  using Step = std::pair<void (*)(demo::Draft&), bool>;  // and whether it is the campaign's
  for (const auto& [step, of_campaign] :
       std::to_array<Step>({{demo::AddEnterprises, false}, {demo::AddExperts, false},
                            {demo::AddTeams, false},       {demo::AddAlliances, false},
                            {demo::AddPlatforms, false},   {demo::AddWorkTeams, true},
                            {demo::AddCityGroups, true},   {demo::AddVisits, true},
                            {demo::AddNeeds, true},        {demo::AddCapabilities, false},
                            {demo::AddPolicies, false},    {demo::AddSurveys, false},
                            {demo::AddLedger, true},       {demo::AddPosts, true},
                            {demo::AddConflicts, false},   {demo::AddCampaign, true},
                            {demo::AddEquipment, true},    {demo::AddGuidance, true},
                            {demo::AddTechnologies, true}, {demo::AddProjects, true},
                            {demo::AddPilots, true},       {demo::AddFunds, true},
                            {demo::AddApplications, true}, {demo::AddListings, true},
                            {demo::AddUsers, false}})) {
    if (options.campaign || !of_campaign) step(draft);
  }
  return DemoCity{std::move(draft.records)};
}

}  // namespace jiedui::services
