#include <gmock/gmock.h>

#include <set>

#include "base/clock.h"
#include "demo_fixture.h"
#include "domain/credit_code.h"
#include "domain/guidance.h"
#include "domain/helpers.h"
#include "domain/leads.h"
#include "domain/ledger.h"
#include "domain/programme.h"
#include "domain/user.h"
#include "services/demo/random.h"
#include "support/shared_data.h"

namespace jiedui::services {
namespace {

using domain::Alliance;
using domain::Capability;
using domain::CityGroup;
using domain::Conflict;
using domain::Enterprise;
using domain::Expert;
using domain::GroupMember;
using domain::Innovation;
using domain::Kind;
using domain::LedgerItem;
using domain::LedgerState;
using domain::Need;
using domain::Platform;
using domain::Policy;
using domain::Post;
using domain::Role;
using domain::Survey;
using domain::SurveyState;
using domain::Team;
using domain::User;
using domain::WorkTeam;
using ::testing::HasSubstr;

TEST(DemoRandom, IsPcg32) {
  // The first outputs of the reference implementation's demonstration, seed 42, stream 54.
  demo::Random random(42, 54);
  for (const std::uint32_t expected : {0xa15c02b7U, 0x7b47f409U, 0xba1d3330U, 0x83d2f293U}) {
    EXPECT_EQ(random.Next(), expected);
  }
}

TEST(DemoRandom, DrawsWithinBounds) {
  demo::Random random(1, 1);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.Between(-3, 3));
  EXPECT_EQ(seen, (std::set<std::int64_t>{-3, -2, -1, 0, 1, 2, 3}));
}

TEST(DemoRandom, FillsInBlanks) {
  demo::Random random(1, 1);
  const struct {
    const char* text;
    const char* result;
  } cases[] = {{"{p}缺陷", "铸管缺陷"}, {"约{7..7}%", "约7%"},  {"{甲|甲}乙", "甲乙"},
               {"无空白", "无空白"},    {"未{闭合", "未{闭合"}, {"", ""}};
  for (const auto& c : cases) EXPECT_EQ(demo::Expand(c.text, "铸管", random), c.result);
}

TEST(DemoCity, SameSeedSameBytes) {
  const std::string first = Serialised(City());
  EXPECT_EQ(first, Serialised(Make()));
  EXPECT_NE(first, Serialised(Make({.seed = 1})));
}

TEST(DemoCity, EveryPageHasSomethingOnIt) {
  std::map<Kind, std::int64_t> count;
  std::map<Kind, std::set<std::string>> states;
  for (const auto& record : City().records) {
    ++count[record->kind()];
    const domain::FieldDef* const state = domain::TypeOf(record->kind()).Find("state");
    if (state != nullptr)
      states[record->kind()].insert(domain::FormatValue(*state, state->get(*record)));
  }
  for (const Kind kind :
       {Kind::kEquipment, Kind::kBooking, Kind::kGuidance, Kind::kTechnology, Kind::kProject,
        Kind::kPilot, Kind::kFund, Kind::kFundApplication, Kind::kListing}) {
    EXPECT_GE(count[kind], 10) << domain::Code(kind);
    EXPECT_LE(count[kind], 80) << domain::Code(kind);
    const bool moves = domain::TypeOf(kind).Find("state") != nullptr;
    EXPECT_GE(states[kind].size(), moves ? 3U : 0U) << domain::Code(kind);
  }
}

TEST(DemoCity, B1_BookingsOfEquipmentNeverOverlapAndAlliancesReachOutsiders) {
  std::map<std::int64_t, base::TimeMs> until_ms;  // by equipment; they come one after the other
  for (const domain::Booking* const booking : All<domain::Booking>()) {
    EXPECT_LT(booking->starts_ms, booking->ends_ms);
    EXPECT_GE(booking->starts_ms, until_ms[booking->equipment.value]);
    until_ms[booking->equipment.value] = booking->ends_ms;
    EXPECT_TRUE(ById<domain::Equipment>(booking->equipment.value)->shared);
  }
  std::size_t by_alliances = 0;
  for (const domain::Guidance* const guidance : All<domain::Guidance>()) {
    const Alliance* const alliance =
        guidance->helper_kind == Kind::kAlliance ? ById<Alliance>(guidance->helper_id) : nullptr;
    if (alliance == nullptr) continue;
    ++by_alliances;
    for (const domain::EnterpriseId& member : alliance->members)
      EXPECT_NE(member.value, guidance->enterprise.value);
  }
  EXPECT_GT(by_alliances, 0U);
}

TEST(DemoCity, D10_OnItsEveThereIsNothingOfTheCampaign) {
  const DemoCity eve = Make({.enterprises = 100, .campaign = false});
  std::map<Kind, std::int64_t> count;
  for (const auto& record : eve.records) ++count[record->kind()];
  EXPECT_EQ(count[Kind::kEnterprise], 100);
  EXPECT_GT(count[Kind::kExpert], 0);
  EXPECT_GT(count[Kind::kPolicy], 0);
  for (const Kind kind : {Kind::kWorkTeam, Kind::kCityGroup, Kind::kGroupMember, Kind::kVisit,
                          Kind::kNeed, Kind::kLedgerItem, Kind::kPost, Kind::kCampaign})
    EXPECT_EQ(count[kind], 0) << domain::Code(kind);
  const base::TimeMs april_ms = base::StartOfDayInChina({2020, 4, 1});
  for (const Survey* const survey : All<Survey>(eve)) {
    EXPECT_EQ(survey->period, "2019");
    EXPECT_LT(survey->confirmed_ms, april_ms);
  }
}

TEST(DemoCity, ASmallCitysAccountsStandForSomebodyToo) {
  const DemoCity small = Make({.enterprises = 100});
  for (const User* const user : All<User>(small)) {
    const bool owner = user->role == Role::kEnterprise || user->role == Role::kExpert;
    EXPECT_TRUE(!owner || user->own_id != 0) << user->login;
  }
}

TEST(DemoCity, MoreNeedsLeaveEnterprisesAsTheyWere) {
  const DemoCity other = Make({.needs = 10});
  for (std::size_t i = 0; i < 600; ++i) {
    const auto& a = static_cast<const Enterprise&>(*City().records[i]);
    const auto& b = static_cast<const Enterprise&>(*other.records[i]);
    ASSERT_EQ(a.name, b.name);
    ASSERT_EQ(a.rd_spending_wan, b.rd_spending_wan);
  }
}

TEST(DemoCity, HasTheNumbersAskedFor) {
  EXPECT_EQ(All<Enterprise>().size(), 600U);
  EXPECT_EQ(All<Expert>().size(), 120U);
  EXPECT_EQ(All<Team>().size(), 18U);
  EXPECT_EQ(All<Alliance>().size(), 12U);
  EXPECT_EQ(All<Platform>().size(), 25U);
  EXPECT_EQ(All<CityGroup>().size(), 6U);
  EXPECT_EQ(All<Need>().size(), 500U);
  EXPECT_EQ(All<Capability>().size(), 400U);
  EXPECT_EQ(All<LedgerItem>().size(), 180U);
  EXPECT_EQ(All<Post>().size(), 25U);
  EXPECT_GE(All<Policy>().size(), 20U);
}

/// The ids that a record refers to, with the kinds they must be of.
std::vector<std::pair<Kind, std::int64_t>> References(const domain::Record& record) {
  std::vector<std::pair<Kind, std::int64_t>> found;
  for (const domain::FieldDef& field : domain::TypeOf(record.kind()).fields) {
    const domain::Value value = field.get(record);
    if (field.type == domain::FieldType::kReference && !domain::IsEmpty(value)) {
      found.emplace_back(*field.target, std::get<std::int64_t>(value));
    }
    if (field.type == domain::FieldType::kReferences) {
      for (const std::int64_t id : std::get<std::vector<std::int64_t>>(value)) {
        found.emplace_back(*field.target, id);
      }
    }
  }
  return found;
}

TEST(DemoCity, ReferencesPointBack) {
  std::int64_t expected = 0;
  for (const auto& record : City().records) {
    ASSERT_EQ(record->id, ++expected);
    for (const auto& [kind, id] : References(*record)) {
      ASSERT_GE(id, 1);
      ASSERT_LT(id, record->id);
      ASSERT_EQ(City().records[static_cast<std::size_t>(id) - 1]->kind(), kind);
    }
  }
  const auto kind_of = [](std::int64_t id) {
    return City().records.at(static_cast<std::size_t>(id) - 1)->kind();
  };
  for (const Capability* c : All<Capability>()) ASSERT_EQ(kind_of(c->owner_id), c->owner_kind);
  for (const Conflict* c : All<Conflict>()) {
    ASSERT_EQ(kind_of(c->a_id), c->a_kind);
    ASSERT_EQ(kind_of(c->b_id), c->b_kind);
    ASSERT_NE(c->a_id, c->b_id);
  }
  for (const User* user : All<User>()) {
    if (user->own_id != 0) {
      ASSERT_EQ(kind_of(user->own_id), user->own_kind);
    }
  }
}

TEST(DemoCity, RecordsKeepTheirFieldsRules) {
  std::set<std::string> keys;
  for (const auto& record : City().records) {
    const auto required = domain::CheckRequired(*record);
    ASSERT_TRUE(required) << required.error().message;
    const domain::RecordType& type = domain::TypeOf(record->kind());
    const auto copy = type.make();
    std::string key(type.name().code);
    for (const domain::FieldDef& field : type.fields) {
      const domain::Value value = field.get(*record);
      const auto set = domain::SetField(*copy, field, value);
      ASSERT_TRUE(set) << key << " " << field.name << ": " << set.error().message;
      if (field.type == domain::FieldType::kText) {
        const std::string text = domain::FormatValue(field, value);
        ASSERT_TRUE(base::IsValidUtf8(text));
        ASSERT_EQ(text.find_first_of("{}\t\n"), std::string::npos) << text;
      }
    }
    for (const std::string_view name : type.key) {
      key += "\t" + domain::FormatValue(*type.Find(name), type.Find(name)->get(*record));
    }
    ASSERT_TRUE(keys.insert(key).second) << "twice: " << key;
  }
}

TEST(DemoCity, CreditCodesAreValidAndFictional) {
  for (const Enterprise* e : All<Enterprise>()) {
    const auto code = domain::CheckCreditCode(e->credit_code);
    ASSERT_TRUE(code) << code.error().message;
    ASSERT_EQ(*code, e->credit_code);
    ASSERT_EQ(e->credit_code.substr(0, 4), "9199");
    ASSERT_EQ(e->credit_code.substr(8, 4), "DEM0");
  }
}

TEST(DemoCity, A1_EveryEnterpriseHasItsDepartment) {
  const domain::Reference& reference = TheReference();
  std::map<std::string, int> by_sector;
  for (const Enterprise* e : All<Enterprise>()) {
    ASSERT_EQ(e->sector_code.size(), 4U);
    ASSERT_NE(reference.FindSector(e->sector_code), nullptr) << e->sector_code;
    ASSERT_EQ(reference.ProgrammeSectorOf(e->sector_code), e->programme_sector);
    ASSERT_NE(reference.DepartmentOf(e->programme_sector), "");
    ++by_sector[e->programme_sector];
  }
  EXPECT_EQ(by_sector.size(), 13U);
  for (const auto& [sector, count] : by_sector) EXPECT_GE(count, 5) << sector;
}

TEST(DemoCity, A2_AllSevenAreasHaveEnterprises) {
  std::map<std::string, int> by_region;
  for (const Enterprise* e : All<Enterprise>()) {
    ASSERT_NE(TheReference().FindRegion(e->region_code), nullptr);
    ++by_region[e->region_code];
  }
  EXPECT_EQ(by_region.size(), 7U);
  for (const auto& [region, count] : by_region) EXPECT_GE(count, 25) << region;
}

TEST(DemoCity, A3_InnovatorsLeadAndTheirFiguresAgree) {
  int innovating = 0;
  std::map<std::string, std::int64_t> places;
  for (const Enterprise* e : All<Enterprise>()) {
    ASSERT_GE(*e->revenue_wan, 2000) << e->name;
    ASSERT_LE(e->rd_staff.value_or(0), *e->employees) << e->name;
    ASSERT_LE(e->rd_spending_wan.value_or(0), *e->revenue_wan * 0.06) << e->name;
    ASSERT_TRUE(e->above_scale);
    const bool innovates = domain::Innovates(e->innovation);
    innovating += innovates ? 1 : 0;
    if (!innovates) {
      ASSERT_EQ(e->capacity, 0) << e->name;
    }
    if (e->innovation >= Innovation::kActivity) {
      ASSERT_GT(*e->rd_spending_wan, 0) << e->name;
      ASSERT_GT(*e->rd_staff, 0) << e->name;
    }
    if (e->innovation == Innovation::kNone) {
      ASSERT_EQ(*e->rd_spending_wan, 0) << e->name;
    }
    places[e->programme_sector] += e->capacity;
  }
  EXPECT_GE(innovating, 600 * 35 / 100);
  EXPECT_LE(innovating, 600 * 45 / 100);
  for (const auto& [sector, count] : places) EXPECT_GE(count, 1) << sector;
}

TEST(DemoCity, GroupsOfThreeToEight) {
  std::map<std::string, int> groups;
  for (const Enterprise* e : All<Enterprise>()) {
    if (!e->ownership_group.empty()) ++groups[e->ownership_group];
  }
  EXPECT_GE(groups.size(), 8U);
  for (const auto& [group, size] : groups) {
    EXPECT_GE(size, 3) << group;
    EXPECT_LE(size, 8) << group;
  }
  std::map<domain::ConflictKind, int> conflicts;
  for (const Conflict* c : All<Conflict>()) {
    ++conflicts[c->conflict];
    if (c->conflict != domain::ConflictKind::kSameGroup) continue;
    EXPECT_EQ(ById<Enterprise>(c->a_id)->ownership_group,
              ById<Enterprise>(c->b_id)->ownership_group);
  }
  EXPECT_EQ(conflicts.size(), domain::kConflictKindNames.size());
}

TEST(DemoCity, B1_AlliancesHaveLeaderMembersAndCommittee) {
  for (const Alliance* a : All<Alliance>()) {
    EXPECT_GE(a->members.size(), 5U) << a->name;
    EXPECT_EQ(a->members.front(), a->leading_enterprise) << a->name;
    EXPECT_TRUE(domain::Innovates(ById<Enterprise>(a->leading_enterprise.value)->innovation));
    EXPECT_GE(a->committee.size(), 3U) << a->name;
    EXPECT_GT(a->capacity, 0);
  }
}

TEST(DemoCity, B2_TeamsAreLedByAMember) {
  std::set<std::string> knows;
  for (const Team* team : All<Team>()) {
    EXPECT_GE(team->members.size(), 3U) << team->name;
    EXPECT_THAT(team->members, ::testing::Contains(team->leader)) << team->name;
    EXPECT_GT(team->capacity, 0);
  }
  for (const Expert* expert : All<Expert>()) {
    EXPECT_GE(expert->fields.size(), 2U) << expert->name;
    EXPECT_FALSE(expert->sectors.empty()) << expert->name;
    EXPECT_GT(expert->capacity, 0) << expert->name;
  }
}

TEST(DemoCity, B3_PlatformsOfEveryLevel) {
  std::set<domain::Level> levels;
  for (const Platform* platform : All<Platform>()) {
    levels.insert(platform->level);
    EXPECT_FALSE(platform->organisation.empty()) << platform->name;
    EXPECT_FALSE(platform->sectors.empty()) << platform->name;
  }
  EXPECT_EQ(levels, (std::set{domain::Level::kEnterprise, domain::Level::kCity,
                              domain::Level::kProvince, domain::Level::kNation}));
}

TEST(DemoCity, D3_SixGroupsOfFiveCoverAllAreas) {
  std::map<std::string, int> covered;
  int pairs_of_areas = 0;
  for (const CityGroup* group : All<CityGroup>()) {
    EXPECT_NE(TheReference().FindDepartment(group->lead_department), nullptr);
    for (const std::string& region : group->regions) ++covered[region];
    pairs_of_areas += group->regions.size() == 2 ? 1 : 0;
    int members = 0;
    int division = 0;
    int professionals = 0;
    for (const GroupMember* member : All<GroupMember>()) {
      if (member->city_group.value != group->id) continue;
      ++members;
      division += member->rank == domain::CadreRank::kDivision ? 1 : 0;
      professionals += member->professional ? 1 : 0;
    }
    EXPECT_EQ(members, 5) << group->name;
    EXPECT_GE(division, 1) << group->name;
    EXPECT_GE(professionals, 1) << group->name;
  }
  EXPECT_EQ(covered.size(), 7U);
  EXPECT_EQ(pairs_of_areas, 1);
  for (const auto& [region, count] : covered) EXPECT_EQ(count, 1) << region;
}

TEST(DemoCity, D4_WorkTeamsOfThreeCanTakeEveryEnterprise) {
  std::map<std::string, std::int64_t> places;
  for (const Enterprise* e : All<Enterprise>()) --places[e->region_code];
  for (const WorkTeam* team : All<WorkTeam>()) {
    places[team->region_code] += team->capacity;
    int members = 0;
    int section = 0;
    for (const GroupMember* member : All<GroupMember>()) {
      if (member->work_team.value != team->id) continue;
      ++members;
      section += member->rank >= domain::CadreRank::kSection ? 1 : 0;
    }
    EXPECT_EQ(members, 3) << team->name;
    EXPECT_GE(section, 1) << team->name;
  }
  for (const auto& [region, left] : places) EXPECT_GE(left, 0) << region;
}

TEST(DemoCity, NeedsAreManyAndDistinct) {
  std::set<std::string> titles;
  std::map<std::string, std::set<std::string>> by_sector;
  for (const Need* need : All<Need>()) {
    titles.insert(need->title);
    by_sector[need->programme_sector].insert(need->fields.at(0));
    const Enterprise* e = ById<Enterprise>(need->enterprise.value);
    ASSERT_EQ(need->region_code, e->region_code);
    ASSERT_EQ(need->programme_sector, e->programme_sector);
    ASSERT_GE(base::CountCodePoints(need->text), 30U) << need->title;
  }
  EXPECT_GE(titles.size(), 400U);
  EXPECT_EQ(by_sector.size(), 13U);
}

TEST(DemoWords, EverySectorHasEightProductsAndEightProblems) {
  std::map<std::string, std::set<std::string>> products;
  std::map<std::string, std::set<std::string>> problems;
  const auto read = [](const char* file, const char* column, auto& into) {
    return domain::ReadTsv(file, Inputs().at(file), {"industry", column}, [&](const auto& row) {
      for (const std::string_view item : base::Split(row.cells[1], '|')) {
        into[row.cells[0]].emplace(item);
      }
      return base::Status();
    });
  };
  ASSERT_TRUE(read("lines.tsv", "products", products));
  ASSERT_TRUE(read("problems.tsv", "solution", problems));
  EXPECT_EQ(products.size(), 13U);
  for (const auto& [industry, items] : products) {
    EXPECT_GE(items.size(), 8U) << industry;
    EXPECT_GE(problems[industry].size(), 8U) << industry;
  }
}

TEST(DemoCity, EveryFieldOfNeedHasSomebodyWhoKnowsIt) {
  std::set<std::string> known;
  for (const Expert* expert : All<Expert>()) {
    known.insert(expert->fields.begin(), expert->fields.end());
  }
  for (const Need* need : All<Need>()) EXPECT_TRUE(known.contains(need->fields[0])) << need->title;
}

TEST(DemoCity, CapabilitiesBelongToEveryKindOfHelper) {
  std::map<Kind, int> owners;
  for (const Capability* c : All<Capability>()) {
    ++owners[c->owner_kind];
    ASSERT_FALSE(c->sectors.empty()) << c->title;
  }
  for (const Kind kind : {Kind::kExpert, Kind::kTeam, Kind::kPlatform, Kind::kAlliance}) {
    EXPECT_GE(owners[kind], 12) << domain::Code(kind);
  }
}

TEST(DemoCity, F3_SurveysAgreeWithTheEnterprise) {
  std::set<SurveyState> states;
  std::map<std::string, int> periods;
  for (const Survey* survey : All<Survey>()) {
    const Enterprise& e = *ById<Enterprise>(survey->enterprise.value);
    states.insert(survey->state);
    ++periods[survey->period];
    ASSERT_NE(e.innovation, Innovation::kUnknown);
    ASSERT_EQ(survey->institution_count > 0, e.innovation == Innovation::kInstitution) << e.name;
    ASSERT_LE(survey->institution_staff + survey->project_staff, *e.rd_staff) << e.name;
    if (survey->period == "2019") {
      ASSERT_LE(survey->institution_spending_wan + survey->project_spending_wan, *e.rd_spending_wan)
          << e.name;
    }
    ASSERT_EQ(survey->return_reason.empty(), survey->state != SurveyState::kReturned);
    ASSERT_EQ(survey->activities.empty(), !domain::Innovates(e.innovation)) << e.name;
  }
  EXPECT_EQ(states.size(), domain::kSurveyStateNames.size());
  EXPECT_EQ(periods.size(), 2U);
}

TEST(DemoCity, D7_LedgerRunsFromJuneToSeptemberInAllStates) {
  std::map<LedgerState, int> states;
  std::string last_number;
  for (const LedgerItem* item : All<LedgerItem>()) {
    ++states[item->state];
    ASSERT_GE(*item->found_on, (base::Date{2020, 6, 12}));
    ASSERT_LE(*item->found_on, (base::Date{2020, 9, 30}));
    ASSERT_LT(*item->found_on, *item->due_on);
    const bool done =
        item->state == LedgerState::kSettled || item->state == LedgerState::kConfirmed;
    ASSERT_EQ(item->outcome.empty(), !done) << item->number;
    ASSERT_EQ(item->next_due.has_value(), !done) << item->number;
    ASSERT_EQ(item->arranged_ms == 0, item->state == LedgerState::kOpen) << item->number;
    ASSERT_FALSE(item->steps.empty()) << item->number;
    ASSERT_LT(last_number, item->number);
    last_number = item->number;
    if (item->owner == domain::LedgerOwner::kEnterprise) {
      ASSERT_EQ(item->department_code, "");
    }
  }
  for (const auto& [state, count] : states) EXPECT_GE(count, 4) << domain::Code(state);
  EXPECT_EQ(states.size(), domain::kLedgerStateNames.size());
}

TEST(DemoCity, D1_PostsAreAnnexFives) {
  const auto posts = All<Post>();
  EXPECT_EQ(posts.front()->title, "组长");
  EXPECT_EQ(posts.front()->organisation, "市长");
  for (const Post* post : posts) EXPECT_EQ(*post->held_from, (base::Date{2020, 6, 12}));
}

TEST(DemoCity, AccountsForEveryRole) {
  std::map<Role, int> roles;
  for (const User* user : All<User>()) {
    ++roles[user->role];
    EXPECT_THAT(user->display_name, HasSubstr("演示"));
    EXPECT_EQ(user->password_hash, "");
    if (user->role == Role::kCounty) {
      EXPECT_NE(user->region_code, "") << user->login;
    }
    if (user->role == Role::kDepartment || user->role == Role::kSupportDepartment) {
      EXPECT_NE(user->department_code, "") << user->login;
    }
    const bool own = user->role == Role::kEnterprise || user->role == Role::kExpert ||
                     user->role == Role::kAlliance || user->role == Role::kPlatform;
    EXPECT_EQ(user->own_id != 0, own) << user->login;
  }
  // Of the three administrators of separated duties a demonstration has none.
  constexpr std::size_t kAdministrators = 3;
  EXPECT_EQ(roles.size(), domain::kRoleNames.size() - kAdministrators);
  for (const Role role : {Role::kSystemAdmin, Role::kSecurityAdmin, Role::kAuditAdmin})
    EXPECT_FALSE(roles.contains(role));
  EXPECT_EQ(roles[Role::kDepartment], 3);
  EXPECT_EQ(roles[Role::kSupportDepartment], 7);
  EXPECT_EQ(roles[Role::kCounty], 7);
}

TEST(DemoCity, IsMarkedAsDemonstration) {
  for (const Enterprise* e : All<Enterprise>()) {
    ASSERT_THAT(e->address, HasSubstr("演示数据"));
    ASSERT_TRUE(e->contact_phone.starts_with("0000-"));
  }
  const auto marked = [](const auto& records) {
    for (const auto* record : records) {
      ASSERT_THAT(record->description, HasSubstr("演示数据")) << record->name;
    }
  };
  marked(All<Expert>());
  marked(All<Team>());
  marked(All<Alliance>());
  marked(All<Platform>());
  marked(All<WorkTeam>());
  for (const Expert* e : All<Expert>()) EXPECT_THAT(e->organisation, HasSubstr("演示"));
  for (const Policy* p : All<Policy>()) EXPECT_THAT(p->document_no, HasSubstr("演示"));
}

TEST(DemoCity, NobodyBearsARealName) {
  std::set<std::string> real;
  for (const Post* post : All<Post>()) real.insert(post->holder);
  for (const Expert* e : All<Expert>()) EXPECT_FALSE(real.contains(e->name)) << e->name;
  for (const GroupMember* m : All<GroupMember>()) EXPECT_FALSE(real.contains(m->name)) << m->name;
  for (const Enterprise* e : All<Enterprise>()) EXPECT_FALSE(real.contains(e->contact_name));
}

TEST(DemoCity, NoEnterpriseOfTheRegistryIsInIt) {
  const auto file = testing::SharedData("registry/jincheng_enterprises.tsv");
  if (!file) GTEST_SKIP() << "the shared registry is not there";
  std::set<std::string> names;
  const auto read = domain::ReadTsv("registry", ReadText(*file), {"name"}, [&](const auto& row) {
    names.insert(row.cells[0]);
    return base::Status();
  });
  ASSERT_TRUE(read);
  for (const Enterprise* e : All<Enterprise>()) EXPECT_FALSE(names.contains(e->name)) << e->name;
}

TEST(DemoCity, HoldsAtOtherSizes) {
  for (const std::int64_t enterprises : {100, 2000}) {
    const DemoCity city = Make({.enterprises = enterprises, .experts = 60, .needs = 2000});
    const auto all = All<Enterprise>(city);
    EXPECT_EQ(static_cast<std::int64_t>(all.size()), enterprises);
    std::set<std::string> names;
    for (const Enterprise* e : all) EXPECT_TRUE(names.insert(e->name).second) << e->name;
  }
}

TEST(DemoCity, SaysWhatIsWrong) {
  const auto error = [](const DemoInputs& inputs, const DemoOptions& options = {}) {
    const auto city = MakeDemoCity(TheReference(), inputs, options);
    EXPECT_FALSE(city);
    return city ? std::string() : city.error().message;
  };
  EXPECT_THAT(error(Inputs(), {.enterprises = 99}), HasSubstr("enterprises is 99"));
  DemoInputs without = Inputs();
  without.erase("teams.tsv");
  EXPECT_THAT(error(without), HasSubstr("teams.tsv is missing"));
  DemoInputs few_brands = Inputs();
  few_brands["brands.tsv"] = "brand\n甲乙\n";
  EXPECT_THAT(error(few_brands), HasSubstr("brands.tsv: no 100 brands"));
  const struct {
    const char* file;
    const char* line;
    const char* says;
  } cases[] = {
      {"areas.tsv", "亚特兰蒂斯\t亚\t990599\t园\n", "areas.tsv line 9, area: unknown region"},
      {"problems.tsv", "养殖\t*\t甲\t乙\t丙\t丁\t戊\n", "industry: unknown industry 养殖"},
      {"groups.tsv", "甲\t乙\tno_line\t3\n", "lines: unknown line of business no_line"},
      {"groups.tsv", "甲\t乙\tcoal_mine\t三\n", "size: not a whole number: 三"},
      {"users.tsv", "x\t甲\tking\t\t\t\t\n", "role: unknown value king"},
      {"users.tsv", "x\t甲\tdepartment\t\t市幻想局\t\t\n", "unknown department 市幻想局"},
      {"users.tsv", "x\n", "is short"},
  };
  for (const auto& c : cases) {
    DemoInputs inputs = Inputs();
    inputs[c.file] += c.line;
    EXPECT_THAT(error(inputs), HasSubstr(c.says));
  }
}

}  // namespace
}  // namespace jiedui::services
