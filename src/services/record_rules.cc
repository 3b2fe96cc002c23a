#include "services/record_rules.h"

#include "services/record_rules_internal.h"

namespace jiedui::services {

const RecordRule* RuleOf(domain::Kind kind) {
  // clang-format off: one a line, so that a new one is one line
  static const std::array rules = {
      RulesOfBookings(),   RulesOfCampaigns(),     RulesOfCirculars(),        RulesOfCityGroups(),
      RulesOfEquipment(),  RulesOfEvidenceFiles(), RulesOfFundApplications(), RulesOfGroupMembers(),
      RulesOfGuidance(),   RulesOfLedger(),        RulesOfMonthlyReports(),   RulesOfNeeds(),
      RulesOfPlanTasks(),  RulesOfPosts(),         RulesOfReminders(),        RulesOfSignOffs(),
      RulesOfSpotChecks(), RulesOfSurveys(),       RulesOfTargets(),          RulesOfUsers(),
      RulesOfVisits(),     RulesOfWebhooks(),      RulesOfWorkPlans(),
  };
  // clang-format on
  for (const RecordRule& rule : rules) {
    if (rule.kind == kind) return &rule;
  }
  return nullptr;
}

base::Status FollowCreation(const domain::Reference& reference, store::UnitOfWork& unit,
                            const domain::Record& record) {
  const RecordRule* const rule = RuleOf(record.kind());
  return rule == nullptr || rule->created == nullptr ? base::Status{}
                                                     : rule->created(reference, unit, record);
}

}  // namespace jiedui::services
