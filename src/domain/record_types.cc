#include "domain/fields_internal.h"
#include "domain/helpers.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "domain/user.h"

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
  };
  return types;
}

}  // namespace jiedui::domain
