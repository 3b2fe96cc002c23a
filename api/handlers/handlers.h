#pragma once

#include "api/context.h"
#include "services/pairing_views.h"
#include "services/plan_solves.h"

namespace jiedui::services {
class ExternalLogins;
}

namespace jiedui::api {

// The operations of the contract, each under its operationId; the route table says what it takes to
// call them. Handlers read the request, call one use case and write its answer.

using Answer = base::Result<edge::Response>;

/// The record as the caller may see it, with its ETag.
Answer RecordResponse(const Context& context, int status, const domain::Record& record);

/// The pairing with all that its page shows, with its ETag.
Answer PairingResponse(const Context& context, int status, std::int64_t id,
                       services::PlanLosses losses = services::PlanLosses::kLeftOut);

// session.cc
Answer LogIn(Context& context);
Answer GetSession(Context& context);
Answer LogOut(Context& context);
Answer ChangePassword(Context& context);
Answer ListLogins(Context& context);
Answer EndLogin(Context& context);

// external_login.cc
Answer BeginExternalLogin(Context& context);
Answer EndExternalLogin(Context& context);

// two_factor.cc
Answer GetTwoFactor(Context& context);
Answer BeginTwoFactor(Context& context);
Answer ConfirmTwoFactor(Context& context);
Answer EndTwoFactor(Context& context);
Answer RenewRecoveryCodes(Context& context);
Answer ResetTwoFactor(Context& context);
Answer ForgetLoginFailures(Context& context);
Answer ListGrants(Context& context);
Answer PostGrantEvent(Context& context);
Answer GetSignInRules(Context& context);
Answer UpdateSignInRules(Context& context);

// api_tokens.cc
Answer ListApiTokens(Context& context);
Answer MakeApiToken(Context& context);
Answer RevokeApiToken(Context& context);

// reference.cc
Answer GetReference(Context& context);
Answer ListSectors(Context& context);
/// What getReference answers; made once, since it changes only with the program's data.
FixedDocument MakeReferenceDocument(const services::Workspace& workspace,
                                    const services::ExternalLogins* external_logins);
/// What listSectors answers.
FixedDocument MakeSectorsDocument(const services::Workspace& workspace);

// records.cc
Answer ListRecords(Context& context);
Answer CreateRecord(Context& context);
Answer GetRecord(Context& context);
Answer UpdateRecord(Context& context);
Answer PostRecordEvent(Context& context);
Answer RestoreRecord(Context& context);
Answer RevealRecord(Context& context);
Answer ExportAudit(Context& context);
Answer DeleteRecord(Context& context);

// views.cc
Answer ListViews(Context& context);
Answer CreateView(Context& context);
Answer UpdateView(Context& context);
Answer DeleteView(Context& context);

// occupied.cc
Answer ListOccupied(Context& context);

// offers.cc
Answer OfferHelp(Context& context);

// ledger.cc
Answer ListLedger(Context& context);
Answer ListLedgerReminders(Context& context);
Answer RecordVisit(Context& context);
Answer GetChain(Context& context);

// history.cc
Answer ListHistory(Context& context);
Answer ListAudit(Context& context);
Answer VerifyAudit(Context& context);
Answer ListReasons(Context& context);

// sector_proposals.cc
Answer PostSectorProposalEvent(Context& context);

// files.cc
Answer ImportRecords(Context& context);
Answer ExportRecords(Context& context);

// surveys.cc
Answer ListForms(Context& context);
Answer GetForm(Context& context);
Answer GetBlankForm(Context& context);
Answer GetFilledForm(Context& context);
Answer CheckSurvey(Context& context);
Answer PrefillSurvey(Context& context);
Answer ImportSurveyForm(Context& context);
// evidence.cc
Answer UploadEvidence(Context& context);
Answer GetEvidenceContent(Context& context);
Answer CheckSignOff(Context& context);
Answer DrawSpotChecks(Context& context);

// summary.cc
Answer GetSummaryTable(Context& context);
Answer ExportSummaryTable(Context& context);

// search.cc
Answer Search(Context& context);

// recommendations.cc
Answer Recommend(Context& context);

// plans.cc
Answer ListPlans(Context& context);
Answer MakePlan(Context& context);
Answer GetPlan(Context& context);
Answer PostPlanEvent(Context& context);

// plan_solves.cc
/// What runs an order of BeginPlanSolve, on whatever node.
services::PlanWork PlanSolveWork(services::Workspace& workspace);
Answer BeginPlanSolve(Context& context);
Answer ListPlanSolves(Context& context);
Answer GetPlanSolve(Context& context);
Answer CancelPlanSolve(Context& context);

// plan_parts.cc
Answer ListPlanPairings(Context& context);
Answer ListUncovered(Context& context);
Answer DiffPlans(Context& context);
Answer GetPlanScores(Context& context);

// what_if.cc
Answer AskWhatIf(Context& context);

// pairings.cc
Answer ListPairings(Context& context);
Answer PostPairingsBatch(Context& context);
Answer GetPairing(Context& context);
Answer PostPairingEvent(Context& context);

// work.cc
Answer ListTasks(Context& context);
Answer GetCoverage(Context& context);
Answer GetExposure(Context& context);

// reports.cc
Answer GetIndicatorMonths(Context& context);
Answer GetFunnel(Context& context);
Answer GetCaseload(Context& context);
Answer GetNetwork(Context& context);
Answer ExportTable(Context& context);
Answer GetIndicators(Context& context);
Answer GetReportOverview(Context& context);
Answer GetRanking(Context& context);
Answer GetFinalReport(Context& context);
Answer GetCircularFile(Context& context);
Answer GetCampaignPhase(Context& context);

// organisation.cc
Answer ListPostHolders(Context& context);
Answer PostSuccession(Context& context);
Answer ListTeamBreaches(Context& context);
Answer ListDuplicates(Context& context);
Answer PreviewMerge(Context& context);
Answer MergeRecords(Context& context);

// leads.cc
Answer ListCommonProblems(Context& context);
Answer PostCommonProblemTasks(Context& context);
Answer ListTechnologySuggestions(Context& context);
Answer GetBenchmark(Context& context);
Answer ListEntitlements(Context& context);
Answer ListEntitledEnterprises(Context& context);
Answer ListListingSuggestions(Context& context);

// webhooks.cc
Answer ListWebhookDeliveries(Context& context);
Answer TestWebhook(Context& context);
Answer RedeliverWebhook(Context& context);

// operation.cc
Answer GetContract(Context& context);
Answer GetHealth(Context& context);
Answer GetReadiness(Context& context);

}  // namespace jiedui::api
