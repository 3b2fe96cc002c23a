// Posts and their holders, composition of teams, duplicates, undelete.
#include "services/duplicates.h"
#include "services/posts.h"
#include "services/roster.h"
#include "services/team_rules.h"
#include "unit/services/month_fixture.h"

namespace jiedui::services {
namespace {

using base::Date;
using base::ErrorCode;

class OrganisationTest : public RecordsTest {
 protected:
  domain::User PutUser(const std::string& login) {
    domain::User user;
    user.login = login;
    user.role = domain::Role::kAuditor;
    Put(user);
    return user;
  }

  domain::Post PutPost(std::int64_t account) {
    domain::Post post;
    post.group_name = "推进小组";
    post.title = "成员";
    post.organisation = "泽州县县长";
    post.holder = "甲";
    post.held_from = Date{2020, 6, 12};
    post.account = account;
    post.authority = domain::PostAuthority::kCounty;
    post.region_code = "140525";
    Put(post);
    return post;
  }

  [[nodiscard]] base::Result<domain::User> On(const domain::User& user, const Date& day) const {
    const auto session = store_->Read();
    return WithAuthority(*session, user, day);
  }
};

TEST_F(OrganisationTest, D1_ScopeFollowsThePostFromItsDayOn) {
  const domain::User before = PutUser("before");
  const domain::User after = PutUser("after");
  const domain::Post post = PutPost(before.id);
  const auto next = TakePostOver(workspace_, domain::Operator(), {post.id}, post.version,
                                 {"乙", after.id, Date{2020, 9, 1}, {}, false});
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->organisation, post.organisation);
  EXPECT_EQ(On(before, {2020, 8, 31})->region_code, "140525");
  EXPECT_EQ(On(before, {2020, 8, 31})->role, domain::Role::kCounty);
  EXPECT_EQ(On(before, {2020, 9, 1}).error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(On(after, {2020, 8, 31}).error().code, ErrorCode::kUnauthenticated);
  EXPECT_EQ(On(after, {2020, 9, 1})->region_code, "140525");
  const domain::User other = PutUser("other");
  EXPECT_EQ(On(other, {2020, 9, 1})->role, domain::Role::kAuditor) << "no post, its own role";
}

TEST_F(OrganisationTest, D1_HistoryNamesTheHolderOfTheDay) {
  const domain::Post post = PutPost(0);
  ASSERT_TRUE(TakePostOver(workspace_, domain::Operator(), {post.id}, post.version,
                           {"乙", 0, Date{2020, 9, 1}, {}, false}));
  const auto session = store_->Read();
  const auto holder = [&](const Date& day) { return HoldersOn(*session, day)->front().holder; };
  EXPECT_EQ(holder({2020, 8, 31}), "甲");
  EXPECT_EQ(holder({2020, 9, 1}), "乙");
  EXPECT_TRUE(HoldersOn(*session, {2020, 6, 11})->empty());
}

TEST_F(OrganisationTest, D1_AnActingHolderStandsInForASpan) {
  const domain::User own = PutUser("own");
  const domain::User acting = PutUser("acting");
  const domain::Post post = PutPost(own.id);
  const Succession succession{"丙", acting.id, Date{2020, 8, 1}, Date{2020, 8, 15}, true};
  ASSERT_TRUE(TakePostOver(workspace_, domain::Operator(), {post.id}, post.version, succession));
  EXPECT_TRUE(On(acting, {2020, 8, 15}));
  EXPECT_FALSE(On(acting, {2020, 8, 16}));
  EXPECT_TRUE(On(own, {2020, 8, 10})) << "the holder keeps it";
  Succession endless = succession;
  endless.until = {};
  EXPECT_EQ(
      TakePostOver(workspace_, domain::Operator(), {post.id}, post.version, endless).error().field,
      "until");
}

TEST_F(OrganisationTest, D1_ASuccessionBeforeThePostBeganIsRefused) {
  const domain::Post post = PutPost(0);
  for (const Date day : {Date{2020, 6, 12}, Date{2019, 1, 1}}) {
    const auto result = TakePostOver(workspace_, domain::Operator(), {post.id}, post.version,
                                     {"乙", 0, day, {}, false});
    EXPECT_EQ(result.error().code, ErrorCode::kUnprocessable);
  }
  EXPECT_EQ(TakePostOver(workspace_, County("140525"), {post.id}, post.version,
                         {"乙", 0, Date{2020, 9, 1}, {}, false})
                .error()
                .code,
            ErrorCode::kForbidden);
}

std::set<std::string> Codes(const Breaches& breaches) {
  std::set<std::string> codes;
  for (const Breach& breach : breaches) codes.insert(breach.code);
  return codes;
}

domain::GroupMember Member(domain::CadreRank rank, bool professional = false) {
  domain::GroupMember member;
  member.rank = rank;
  member.professional = professional;
  return member;
}

TEST(TeamRules, D4_ThreeMembersWithASectionChief) {
  using enum domain::CadreRank;
  EXPECT_TRUE(BreachesOfWorkTeam({Member(kSection), Member(kNone), Member(kNone)}).empty());
  EXPECT_THAT(Codes(BreachesOfWorkTeam({Member(kNone)})),
              ::testing::ElementsAre("no_section", "too_few"));
  EXPECT_THAT(
      Codes(BreachesOfWorkTeam({Member(kDivision), Member(kNone), Member(kNone), Member(kNone)})),
      ::testing::ElementsAre("too_many"));
}

TEST(TeamRules, D3_FiveMembersWithADivisionChiefAndAProfessional) {
  using enum domain::CadreRank;
  std::vector<domain::GroupMember> members(5, Member(kSection));
  EXPECT_THAT(Codes(BreachesOfCityGroup(members)),
              ::testing::ElementsAre("no_division", "no_professional"));
  members[0].rank = kDivision;
  members[1].professional = true;
  EXPECT_TRUE(BreachesOfCityGroup(members).empty());
}

TEST_F(OrganisationTest, D3_SixGroupsCoverSevenAreas) {
  std::vector<domain::CityGroup> groups(6);
  const std::vector<std::vector<std::string>> regions = {
      {"140502", "140571"}, {"140521"}, {"140522"}, {"140524"}, {"140525"}, {"140581"}};
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].lead_department = "部门" + std::to_string(i);
    groups[i].regions = regions[i];
  }
  EXPECT_TRUE(BreachesOfCityGroups(reference_, groups).empty());
  groups[0].regions = {"140502"};
  EXPECT_THAT(Codes(BreachesOfCityGroups(reference_, groups)),
              ::testing::ElementsAre("not_together", "uncovered_140571"));
  groups.pop_back();
  EXPECT_THAT(Codes(BreachesOfCityGroups(reference_, groups)),
              ::testing::IsSupersetOf({"too_few_groups", "uncovered_140581"}));
}

TEST_F(OrganisationTest, D4_NoSavingMakesATeamWorseThanItWas) {
  domain::WorkTeam team;
  team.name = "第一小组";
  team.region_code = "140525";
  Put(team);
  std::vector<std::unique_ptr<domain::Record>> saved;
  const auto add = [&](const std::string& name, domain::CadreRank rank) {
    auto member = std::make_unique<domain::GroupMember>();
    member->work_team = {team.id};
    member->name = name;
    member->rank = rank;
    return CreateRecord(workspace_, County("140525"), std::move(member));
  };
  for (const char* name : {"甲", "乙", "丙"}) {
    auto made = add(
        name, name == std::string("甲") ? domain::CadreRank::kSection : domain::CadreRank::kNone);
    ASSERT_TRUE(made) << made.error().message;
    saved.push_back(std::move(*made));
  }
  const auto fourth = add("丁", domain::CadreRank::kNone);
  ASSERT_FALSE(fourth);
  EXPECT_THAT(fourth.error().message, ::testing::HasSubstr("成员应为 3 人，现为 4 人"));
  const auto demoted = ChangeRecord(workspace_, County("140525"), domain::Kind::kGroupMember,
                                    saved[0]->id, 1, [](domain::Record& record) -> base::Status {
                                      static_cast<domain::GroupMember&>(record).rank =
                                          domain::CadreRank::kNone;
                                      return {};
                                    });
  ASSERT_FALSE(demoted);
  EXPECT_THAT(demoted.error().message, ::testing::HasSubstr("科级"));
  EXPECT_FALSE(
      RemoveRecord(workspace_, County("140525"), domain::Kind::kGroupMember, saved[1]->id, 1));
  EXPECT_TRUE(RemoveRecord(workspace_, County("140525"), domain::Kind::kWorkTeam, team.id, 1))
      << "the whole team goes with its members";
  EXPECT_TRUE(AllOf<domain::GroupMember>().empty());
}

TEST(Duplicates, S6_NamesWithoutTheirForm) {
  EXPECT_EQ(BareName("泽州县甲铸造有限公司"), "泽州县甲铸造");
  EXPECT_EQ(BareName("泽州县甲铸造 有限责任公司"), "泽州县甲铸造");
  EXPECT_EQ(BareName("厂"), "厂");
}

TEST_F(OrganisationTest, S6_NearlyEqualNamesOfOneCountyAreShown) {
  const auto named = [&](const std::string& name, const std::string& region) {
    domain::Enterprise enterprise = PutEnterprise(region, "3110");
    enterprise.name = name;
    EXPECT_TRUE(store_->Write(store::ContextOf(domain::Operator()),
                              [&](store::UnitOfWork& unit) { return unit.Update(enterprise); }));
    return enterprise;
  };
  const domain::Enterprise a = named("泽州县晨光铸造有限公司", "140525");
  const domain::Enterprise b = named("泽州县晨光铸造厂", "140525");
  const domain::Enterprise c = named("泽州县辰光铸造有限公司", "140525");
  named("泽州县晨光铸造有限责任公司", "140502");
  named("泽州县晚霞化工有限公司", "140525");
  named("泽州县朝霞煤业一矿", "140525");
  named("泽州县朝霞煤业二矿", "140525");
  named("泽州县朝霞煤业11号井", "140525");
  named("泽州县朝霞煤业1号井", "140525");
  const auto found = FindDuplicates(workspace_, domain::Operator(), domain::Kind::kEnterprise);
  ASSERT_TRUE(found) << found.error().message;
  std::set<std::pair<std::int64_t, std::int64_t>> pairs;
  for (const LikelyDuplicate& one : *found) pairs.emplace(one.a.id, one.b.id);
  EXPECT_THAT(pairs, ::testing::UnorderedElementsAre(std::pair(a.id, b.id), std::pair(a.id, c.id),
                                                     std::pair(b.id, c.id)));
}

TEST_F(OrganisationTest, S6_MergingMovesWhatBelongsToTheOther) {
  domain::Expert kept;
  kept.name = "李某";
  kept.organisation = "甲大学";
  Put(kept);
  domain::Expert dropped;
  dropped.name = "李某";
  dropped.organisation = "甲大学材料学院";
  dropped.title = "教授";
  Put(dropped);
  domain::Capability capability;
  capability.owner_id = dropped.id;
  capability.title = "熔炼";
  Put(capability);
  domain::Team team;
  team.name = "团队";
  team.members = {{dropped.id}, {kept.id}};
  Put(team);
  const RecordKey keep{domain::Kind::kExpert, kept.id};
  const RecordKey drop{domain::Kind::kExpert, dropped.id};
  const auto preview = PreviewMerge(workspace_, domain::Operator(), keep, drop);
  ASSERT_TRUE(preview) << preview.error().message;
  EXPECT_EQ(store_->Get(domain::ExpertId{dropped.id})->title, "教授") << "only shown";
  const auto done = MergeRecords(workspace_, domain::Operator(), keep, kept.version, drop);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->moved.size(), preview->moved.size());
  EXPECT_EQ(store_->Get(domain::ExpertId{kept.id})->title, "教授");
  EXPECT_EQ(AllOf<domain::Capability>().front().owner_id, kept.id);
  EXPECT_EQ(AllOf<domain::Team>().front().members, (std::vector<domain::ExpertId>{{kept.id}}))
      << "each once";
  EXPECT_FALSE(store_->Get(domain::ExpertId{dropped.id}));
}

TEST_F(OrganisationTest, S6_WhatBothHaveStopsTheMergeAndNothingIsChanged) {
  const domain::Enterprise a = PutEnterprise("140525", "3110");
  const domain::Enterprise b = PutEnterprise("140525", "3110");
  for (const std::int64_t id : {a.id, b.id}) {
    domain::Survey survey;
    survey.enterprise = {id};
    survey.period = "2020";
    Put(survey);
  }
  const auto merged =
      MergeRecords(workspace_, domain::Operator(), {domain::Kind::kEnterprise, a.id}, a.version,
                   {domain::Kind::kEnterprise, b.id});
  ASSERT_FALSE(merged);
  EXPECT_EQ(merged.error().code, ErrorCode::kConflict);
  EXPECT_THAT(merged.error().message, ::testing::HasSubstr("调查表"));
  EXPECT_EQ(AllOf<domain::Enterprise>().size(), 2U);
}

TEST_F(OrganisationTest, S6_WhatWasRemovedComesBack) {
  domain::Expert expert;
  expert.name = "王某";
  Put(expert);
  const domain::Actor office = domain::Operator();
  ASSERT_TRUE(RemoveRecord(workspace_, office, domain::Kind::kExpert, expert.id, 1));
  EXPECT_EQ(RestoreRecord(workspace_, office, domain::Kind::kExpert, expert.id, 1).error().code,
            ErrorCode::kPrecondition);
  const auto back = RestoreRecord(workspace_, office, domain::Kind::kExpert, expert.id, 2);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(AllOf<domain::Expert>().size(), 1U);
  EXPECT_EQ(RestoreRecord(workspace_, office, domain::Kind::kExpert, expert.id, (*back)->version)
                .error()
                .code,
            ErrorCode::kConflict);
}

}  // namespace
}  // namespace jiedui::services
