#include <fmt/format.h>

#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;

constexpr const char* kOffers = "/api/v1/offers";

class OffersApiTest : public ApiTest {
 protected:
  OffersApiTest() {
    PutUser("helper", domain::Role::kExpert, {}, {}, domain::Kind::kExpert, expert_);
    PutUser("other", domain::Role::kExpert, {}, {}, domain::Kind::kExpert, second_expert_);
  }
  static std::string BodyFor(std::int64_t enterprise, std::int64_t need = 0) {
    const std::string named = need == 0 ? "null" : fmt::format("\"{}\"", need);
    return fmt::format(R"({{"enterprise":"{}","need":{},"note":"可到厂诊断"}})", enterprise, named);
  }
  Reply Offer() { return PostAs("helper", kOffers, BodyFor(zezhou_, need_)); }
  std::string PathOf(const Reply& offer) { return "/api/v1/pairings/" + offer.At("id"); }
};

TEST_F(OffersApiTest, B2_AnOfferWaitsForACoordinatorThenForTheEnterprise) {
  const Reply offer = Offer();
  ASSERT_EQ(offer.status, 201) << offer.body;
  EXPECT_EQ(offer.At("state"), "suggested");
  EXPECT_NE(offer.At("offered_at"), "null");
  EXPECT_NE(offer.At("helper_accepted_at"), "null") << "who offers agrees";
  EXPECT_THAT(offer.At("reason"), HasSubstr("可到厂诊断"));
  EXPECT_THAT(offer.At("reason"), HasSubstr("针对需求"));
  EXPECT_EQ(GetAs("helper", "/api/v1/pairings").Count("items"), 1) << "its own is in its sight";
  EXPECT_EQ(GetAs("other", "/api/v1/pairings").Count("items"), 0);
  EXPECT_EQ(GetAs("other", PathOf(offer)).status, 404);
  EXPECT_EQ(GetAs("office", "/api/v1/pairings?state=suggested").At("items/0/id"), offer.At("id"));
  EXPECT_EQ(PostAs("helper", PathOf(offer) + "/events", R"({"event":"approve"})", 1).status, 403);
  const Reply approved = PostAs("office", PathOf(offer) + "/events", R"({"event":"approve"})", 1);
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(approved.At("state"), "published") << "the plan that gathers offers is in force";
  EXPECT_EQ(Offer().status, 409) << "they work together";
}

TEST_F(OffersApiTest, AnOfferIsTakenBackAndNotMadeTwice) {
  const Reply offer = Offer();
  ASSERT_EQ(offer.status, 201) << offer.body;
  EXPECT_EQ(Offer().status, 409) << "it waits already";
  EXPECT_EQ(PostAs("helper", PathOf(offer) + "/events", R"({"event":"decline"})", 1).status, 400)
      << "with a reason only";
  const Reply back = PostAs("helper", PathOf(offer) + "/events",
                            R"({"event":"decline","reason":"近期无法到位"})", 1);
  EXPECT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(back.At("state"), "declined");
  const Reply again = Offer();
  EXPECT_EQ(again.status, 422) << "what came to nothing is for the office to take up again";
  EXPECT_THAT(again.body, HasSubstr("近期无法到位"));
}

TEST_F(OffersApiTest, RulesPlacesAndRolesHold) {
  EXPECT_EQ(PostAs("office", kOffers, BodyFor(zezhou_)).status, 403);
  EXPECT_EQ(PostAs("member", kOffers, BodyFor(gaoping_)).status, 403);
  EXPECT_EQ(PostAs("helper", kOffers, BodyFor(7)).status, 404);
  EXPECT_EQ(PostAs("helper", kOffers, BodyFor(gaoping_, need_)).status, 422) << "another's need";
  const std::string silent = fmt::format(R"({{"enterprise":"{}","note":"  "}})", zezhou_);
  EXPECT_EQ(PostAs("helper", kOffers, silent).status, 400);
  EXPECT_EQ(PostAs("other", kOffers, BodyFor(gaoping_)).status, 201);
  const Reply full = PostAs("other", kOffers, BodyFor(zezhou_));
  EXPECT_EQ(full.status, 422) << "its one place is asked for already";
  EXPECT_EQ(full.At("field"), "helper");
}

}  // namespace
}  // namespace jiedui::api
