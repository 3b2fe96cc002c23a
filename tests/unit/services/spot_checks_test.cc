// Spot checks (E3): a sample that anybody can draw again.
#include "services/spot_checks.h"

#include <set>

#include "services/digest.h"
#include "unit/services/sign_off_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using domain::Kind;
using domain::SignOffState;
using domain::SpotCheck;
using domain::SpotCheckState;

TEST(SpotCheckSample, E3_IsTheSameForTheSameSeedAndPopulation) {
  std::vector<std::int64_t> ids;
  for (std::int64_t id = 1; id <= 200; ++id) ids.push_back(id * 37);
  const std::vector<std::int64_t> sample = DrawSample("2020-09", ids, 10);
  EXPECT_EQ(sample.size(), 10U);
  EXPECT_EQ(std::set(sample.begin(), sample.end()).size(), 10U);
  std::vector<std::int64_t> reversed(ids.rbegin(), ids.rend());
  EXPECT_EQ(DrawSample("2020-09", reversed, 10), sample) << "whatever the order";
  EXPECT_NE(DrawSample("2020-10", ids, 10), sample);
  const std::vector<std::int64_t> more = DrawSample("2020-09", ids, 20);
  EXPECT_TRUE(std::equal(sample.begin(), sample.end(), more.begin())) << "a larger one holds it";
  EXPECT_EQ(DrawSample("2020-09", ids, 1000).size(), 200U);
  // Drawn by hand: the smallest hash of all.
  for (const std::int64_t id : ids)
    EXPECT_LE(DigestOf("2020-09\n" + std::to_string(sample.front())),
              DigestOf("2020-09\n" + std::to_string(id)));
}

TEST(SpotCheckSample, E3_EveryOneIsDrawnAboutAsOften) {
  const std::vector<std::int64_t> ids = {11, 22, 33, 44, 55, 66, 77, 88, 99, 110};
  std::map<std::int64_t, int> drawn;
  for (int seed = 0; seed < 5000; ++seed)
    for (const std::int64_t id : DrawSample(std::to_string(seed), ids, 3)) ++drawn[id];
  for (const std::int64_t id : ids) EXPECT_NEAR(drawn[id], 1500, 150) << id;  // 4.6 sigma
}

class SpotChecks : public SignOffTest {
 protected:
  SpotChecks() {
    for (int i = 0; i < 8; ++i) {
      const std::int64_t id = PutEnterprise("抽查企业" + std::to_string(i), "140525", "3391");
      PutSurvey(id);
      SignedOff(id, zezhou_);
    }
  }
  base::Result<SpotCheck> Settle(std::int64_t id, const std::string& event,
                                 const std::string& finding) {
    const auto version = store_->Get(domain::SpotCheckId{id}).value().version;
    const domain::FieldDef* const field = domain::TypeOf(Kind::kSpotCheck).Find("finding");
    JIEDUI_ASSIGN(const auto after, PostRecordEvent(workspace_, office_, Kind::kSpotCheck, id,
                                                    version, {event, "", {{field, finding}}}));
    return static_cast<const SpotCheck&>(*after);
  }
};

TEST_F(SpotChecks, E3_AreDrawnByTheCityFromWhatIsSignedOff) {
  const auto draw = DrawSpotChecks(workspace_, office_, {0, 3, "九月"});
  ASSERT_TRUE(draw) << draw.error().message;
  EXPECT_EQ(draw->population, 8);
  ASSERT_EQ(draw->checks.size(), 3U);
  EXPECT_EQ(draw->checks[0].number, "2020-0001");
  EXPECT_EQ(draw->checks[0].seed, "九月");
  EXPECT_EQ(draw->checks[0].population_digest, draw->population_digest);
  EXPECT_EQ(draw->checks[0].region_code, "140525");
  EXPECT_EQ(DrawSpotChecks(workspace_, office_, {0, 3, "九月"}).error().code, ErrorCode::kConflict);
  EXPECT_EQ(DrawSpotChecks(workspace_, zezhou_, {0, 3, "十月"}).error().code,
            ErrorCode::kForbidden);
  EXPECT_EQ(DrawSpotChecks(workspace_, office_, {0, 0, "十月"}).error().code, ErrorCode::kInvalid);
  const auto rest = DrawSpotChecks(workspace_, office_, {campaign_, 100, ""});
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->population, 5) << "not those that are being checked";
  EXPECT_EQ(rest->seed.size(), 32U);
  EXPECT_EQ(rest->checks.back().number, "2020-0008");
  EXPECT_EQ(DrawSpotChecks(workspace_, office_, {0, 1, ""}).error().code,
            ErrorCode::kUnprocessable);
  store::AuditQuery query;
  query.kind = "campaign";
  query.record_id = campaign_;
  const auto log = store_->ListAudit(query);
  ASSERT_TRUE(log);
  EXPECT_EQ(log->entries[1].action, "spot_check_draw");
  EXPECT_NE(log->entries[1].changes.find(draw->population_digest), std::string::npos);
  EXPECT_NE(log->entries[1].changes.find(std::to_string(draw->checks[2].sign_off.value)),
            std::string::npos);
}

TEST_F(SpotChecks, E3_AFailedOneTakesTheSignOffBack) {
  const auto draw = DrawSpotChecks(workspace_, office_, {0, 2, "九月"});
  ASSERT_TRUE(draw);
  EXPECT_FALSE(Settle(draw->checks[0].id, "fail", "")) << "a finding is asked for";
  ASSERT_TRUE(Settle(draw->checks[0].id, "fail", "现场没有研发机构"));
  const domain::SignOff revoked = At(draw->checks[0].sign_off.value);
  EXPECT_EQ(revoked.state, SignOffState::kRevoked);
  EXPECT_EQ(revoked.reason, "抽查 2020-0001 不通过: 现场没有研发机构");
  const auto passed = Settle(draw->checks[1].id, "pass", "属实");
  ASSERT_TRUE(passed);
  EXPECT_EQ(passed->state, SpotCheckState::kPassed);
  EXPECT_EQ(passed->checked_by, 1);
  EXPECT_EQ(At(draw->checks[1].sign_off.value).state, SignOffState::kSignedOff);
  EXPECT_FALSE(Change(Kind::kSpotCheck, passed->id, "finding", std::string("改写")));
  EXPECT_FALSE(RemoveRecord(workspace_, office_, Kind::kSpotCheck, passed->id, passed->version));
}

TEST_F(SpotChecks, E3_NoneIsMadeByHand) {
  auto check = std::make_unique<SpotCheck>();
  check->number = "2020-0009";
  check->enterprise = {enterprise_};
  check->campaign = {campaign_};
  check->sign_off = {SignedOff(enterprise_, zezhou_)};
  const auto made = CreateRecord(workspace_, office_, std::move(check));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kUnprocessable);
}

}  // namespace
}  // namespace jiedui::services
