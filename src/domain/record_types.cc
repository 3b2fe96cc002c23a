#include "domain/evidence.h"
#include "domain/fields_internal.h"
#include "domain/guidance.h"
#include "domain/helpers.h"
#include "domain/leads.h"
#include "domain/ledger.h"
#include "domain/month.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "domain/reminder.h"
#include "domain/user.h"
#include "domain/visit.h"
#include "domain/webhook.h"

namespace jiedui::domain {
namespace {

constexpr std::array<std::string_view, 1> kByCreditCode = {"credit_code"};
constexpr std::array<std::string_view, 1> kByName = {"name"};
constexpr std::array<std::string_view, 2> kByNameAndOrganisation = {"name", "organisation"};
constexpr std::array<std::string_view, 2> kByEnterpriseAndTitle = {"enterprise", "title"};
constexpr std::array<std::string_view, 3> kByOwnerAndTitle = {"owner_kind", "owner_id", "title"};
constexpr std::array<std::string_view, 2> kByEnterpriseAndPeriod = {"enterprise", "period"};
constexpr std::array<std::string_view, 1> kByNumber = {"number"};
constexpr std::array<std::string_view, 3> kByGroupTitleHolder = {"group_name", "organisation",
                                                                 "holder"};
constexpr std::array<std::string_view, 3> kByGroupAndName = {"work_team", "city_group", "name"};
constexpr std::array<std::string_view, 5> kByBothSides = {"a_kind", "a_id", "b_kind", "b_id",
                                                          "conflict"};
constexpr std::array<std::string_view, 1> kByEnterprise = {"enterprise"};
constexpr std::array<std::string_view, 5> kByPair = {"plan", "pair_kind", "helper_kind",
                                                     "helper_id", "enterprise"};
constexpr std::array<std::string_view, 3> kByPlanAndEnterprise = {"plan", "pair_kind",
                                                                  "enterprise"};
constexpr std::array<std::string_view, 1> kByLogin = {"login"};
constexpr std::array<std::string_view, 2> kByEnterpriseAndCampaign = {"enterprise", "campaign"};
constexpr std::array<std::string_view, 3> kByEnterpriseAndVisitedOnAndSubject = {
    "enterprise", "visited_on", "subject"};
constexpr std::array<std::string_view, 3> kByCampaignAndIndicatorAndUnit = {"campaign", "indicator",
                                                                            "unit"};
constexpr std::array<std::string_view, 3> kByCampaignAndMonthAndUnit = {"campaign", "month",
                                                                        "unit"};
constexpr std::array<std::string_view, 2> kByCampaignAndMonth = {"campaign", "month"};
constexpr std::array<std::string_view, 2> kByCampaignAndUnit = {"campaign", "unit"};
constexpr std::array<std::string_view, 2> kByWorkPlanAndCode = {"work_plan", "code"};
constexpr std::array<std::string_view, 3> kByOwnerKindAndOwnerIdAndName = {"owner_kind", "owner_id",
                                                                           "name"};
constexpr std::array<std::string_view, 3> kByEquipmentAndEnterpriseAndStartsMs = {
    "equipment", "enterprise", "starts_ms"};
constexpr std::array<std::string_view, 5> kOfGuidance = {"helper_kind", "helper_id", "enterprise",
                                                         "guided_on", "subject"};
constexpr std::array<std::string_view, 1> kByTitle = {"title"};
constexpr std::array<std::string_view, 3> kByEnterpriseAndSourceKindAndSourceId = {
    "enterprise", "source_kind", "source_id"};
constexpr std::array<std::string_view, 6> kOfReminder = {"ledger_item", "clock",   "stage",
                                                         "due_on",      "to_role", "to_code"};
constexpr std::array<std::string_view, 2> kByEnterpriseAndBoard = {"enterprise", "board"};

template <class T>
RecordType Type(std::string_view plural, std::span<const FieldDef> fields,
                std::span<const std::string_view> key) {
  return {T::kKind, plural, fields, key,
          []() -> std::unique_ptr<Record> { return std::make_unique<T>(); }};
}

}  // namespace

std::span<const RecordType> RecordTypes() {
  static const std::array types = {
      Type<Enterprise>("enterprises", EnterpriseFields(), kByCreditCode),
      Type<Expert>("experts", ExpertFields(), kByNameAndOrganisation),
      Type<Team>("teams", TeamFields(), kByName),
      Type<Alliance>("alliances", AllianceFields(), kByName),
      Type<Platform>("platforms", PlatformFields(), kByName),
      Type<WorkTeam>("work_teams", WorkTeamFields(), kByName),
      Type<CityGroup>("city_groups", CityGroupFields(), kByName),
      Type<GroupMember>("group_members", GroupMemberFields(), kByGroupAndName),
      Type<Need>("needs", NeedFields(), kByEnterpriseAndTitle),
      Type<Capability>("capabilities", CapabilityFields(), kByOwnerAndTitle),
      Type<Policy>("policies", PolicyFields(), kByName),
      Type<Survey>("surveys", SurveyFields(), kByEnterpriseAndPeriod),
      Type<LedgerItem>("ledger", LedgerItemFields(), kByNumber),
      Type<Post>("posts", PostFields(), kByGroupTitleHolder),
      Type<Conflict>("conflicts", ConflictFields(), kByBothSides),
      Type<SectorProposal>("sector_proposals", SectorProposalFields(), kByEnterprise),
      Type<Plan>("plans", PlanFields(), kByName),
      Type<Pairing>("pairings", PairingFields(), kByPair),
      Type<Uncovered>("uncovered", UncoveredFields(), kByPlanAndEnterprise),
      Type<User>("users", UserFields(), kByLogin),
      Type<Campaign>("campaigns", CampaignFields(), kByName),
      Type<Target>("targets", TargetFields(), kByCampaignAndIndicatorAndUnit),
      Type<EvidenceFile>("evidence_files", EvidenceFileFields(), kByEnterpriseAndTitle),
      Type<SignOff>("sign_offs", SignOffFields(), kByEnterpriseAndCampaign),
      Type<SpotCheck>("spot_checks", SpotCheckFields(), kByNumber),
      Type<Visit>("visits", VisitFields(), kByEnterpriseAndVisitedOnAndSubject),
      Type<MonthlyReport>("monthly_reports", MonthlyReportFields(), kByCampaignAndMonthAndUnit),
      Type<Circular>("circulars", CircularFields(), kByCampaignAndMonth),
      Type<WorkPlan>("work_plans", WorkPlanFields(), kByCampaignAndUnit),
      Type<PlanTask>("plan_tasks", PlanTaskFields(), kByWorkPlanAndCode),
      Type<Equipment>("equipment", EquipmentFields(), kByOwnerKindAndOwnerIdAndName),
      Type<Booking>("bookings", BookingFields(), kByEquipmentAndEnterpriseAndStartsMs),
      Type<Guidance>("guidance", GuidanceFields(), kOfGuidance),
      Type<Technology>("technologies", TechnologyFields(), kByTitle),
      Type<Project>("projects", ProjectFields(), kByEnterpriseAndTitle),
      Type<Pilot>("pilots", PilotFields(), kByEnterpriseAndTitle),
      Type<Fund>("funds", FundFields(), kByName),
      Type<FundApplication>("fund_applications", FundApplicationFields(),
                            kByEnterpriseAndSourceKindAndSourceId),
      Type<Listing>("listings", ListingFields(), kByEnterpriseAndBoard),
      Type<SentReminder>("reminders", ReminderFields(), kOfReminder),
      Type<Webhook>("webhooks", WebhookFields(), kByName),
  };
  return types;
}

}  // namespace jiedui::domain
