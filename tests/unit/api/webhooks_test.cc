#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHooks = "/api/v1/records/webhooks";
constexpr const char* kBody =
    R"({"name":"督查平台","url":"https://example.com/hook","secret":"a-secret-of-sixteen"})";

class WebhookApiTest : public ApiTest {
 protected:
  std::string Make() {
    const Reply made = PostAs("office", kHooks, kBody);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_THAT(made.body, Not(HasSubstr("secret")));
    EXPECT_EQ(made.At("active"), "true");
    return made.At("id");
  }
};

TEST_F(WebhookApiTest, TheSecretGoesInAndNeverComesOut) {
  const std::string path = std::string(kHooks) + "/" + Make();
  EXPECT_THAT(GetAs("office", kHooks).body, Not(HasSubstr("a-secret")));
  const Reply changed = PatchAs("office", path, R"({"secret":"another-secret-of-it"})", 1);
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.At("version"), "2") << "it is kept, though not shown";
  EXPECT_THAT(changed.body, Not(HasSubstr("another-secret")));
  const Reply history = GetAs("office", path + "/history");
  EXPECT_THAT(history.body, Not(HasSubstr("secret-of")));
  EXPECT_EQ(PostAs("office", kHooks, R"({"name":"乙","url":"https://example.com/"})").status, 400)
      << "without one nothing can be signed";
  EXPECT_EQ(PatchAs("office", path, R"({"url":"http://127.0.0.1/"})", 2).status, 400);
  EXPECT_EQ(PatchAs("office", path, R"({"owner":7})", 2).status, 400) << "derived";
}

TEST_F(WebhookApiTest, OnlyTheOfficeKeepsThemAndTheAuditorLooks) {
  const std::string id = Make();
  EXPECT_EQ(PostAs("zezhou", kHooks, kBody).status, 403);
  EXPECT_EQ(GetAs("zezhou", kHooks).status, 403);
  EXPECT_EQ(GetAs("zezhou", std::string(kHooks) + "/" + id).status, 403);
  EXPECT_EQ(GetAs("auditor", kHooks).status, 200);
  const std::string one = "/api/v1/webhooks/" + id;
  EXPECT_EQ(GetAs("auditor", one + "/deliveries").status, 200);
  EXPECT_EQ(PostAs("auditor", one + "/test", "").status, 403);
  EXPECT_EQ(GetAs("zezhou", one + "/deliveries").status, 403);
}

TEST_F(WebhookApiTest, ATestIsQueuedListedAndSentAgain) {
  const std::string one = "/api/v1/webhooks/" + Make();
  const Reply queued = PostAs("office", one + "/test", "");
  ASSERT_EQ(queued.status, 202) << queued.body;
  EXPECT_EQ(queued.At("event"), "test");
  EXPECT_EQ(queued.At("state"), "pending");
  EXPECT_EQ(queued.At("record"), "null");
  const Reply list = GetAs("office", one + "/deliveries?state=pending&limit=1");
  EXPECT_EQ(list.Count("items"), 1) << list.body;
  EXPECT_EQ(list.At("counts/pending"), "1");
  EXPECT_EQ(list.At("next_cursor"), "null");
  EXPECT_EQ(GetAs("office", one + "/deliveries?state=lost").status, 400);
  EXPECT_EQ(GetAs("office", one + "/deliveries?state=dead,pending").status, 400);
  EXPECT_EQ(GetAs("office", "/api/v1/webhooks/7/deliveries").status, 404);
  EXPECT_EQ(PostAs("office", one + "/redeliver", "{}").At("requeued"), "0");
  const std::string body = R"({"delivery":")" + queued.At("id") + "\"}";
  EXPECT_EQ(PostAs("office", one + "/redeliver", body).status, 409) << "on its way still";
  EXPECT_EQ(PostAs("office", one + "/redeliver", R"({"delivery":"999"})").status, 404);
  EXPECT_EQ(PostAs("office", one + "/redeliver", R"({"delivery":7})").status, 400);
}

}  // namespace
}  // namespace jiedui::api
