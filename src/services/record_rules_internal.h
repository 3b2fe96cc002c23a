#pragma once

#include "services/record_rules.h"

namespace jiedui::services {

// Each beside the subject that it belongs to; record_rules.cc gathers them.
RecordRule RulesOfBookings();
RecordRule RulesOfCampaigns();
RecordRule RulesOfEquipment();
RecordRule RulesOfEvidenceFiles();
RecordRule RulesOfSignOffs();
RecordRule RulesOfSpotChecks();
RecordRule RulesOfSurveys();
RecordRule RulesOfCirculars();
RecordRule RulesOfCityGroups();
RecordRule RulesOfFundApplications();
RecordRule RulesOfGroupMembers();
RecordRule RulesOfGuidance();
RecordRule RulesOfMonthlyReports();
RecordRule RulesOfPlanTasks();
RecordRule RulesOfPosts();
RecordRule RulesOfTargets();
RecordRule RulesOfWorkPlans();
RecordRule RulesOfLedger();
RecordRule RulesOfNeeds();
RecordRule RulesOfVisits();
RecordRule RulesOfWebhooks();
RecordRule RulesOfReminders();
RecordRule RulesOfUsers();

}  // namespace jiedui::services
