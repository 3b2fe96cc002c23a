#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

constexpr const char* kViews = "/api/v1/views";
constexpr const char* kOfEnterprises = "/api/v1/views?roster=enterprises";
constexpr const char* kBody =
    R"({"roster":"enterprises","name":"泽州未创新","query":"region=140525","columns":["state"]})";

class ViewsApiTest : public ApiTest {
 protected:
  std::string Keep(const std::string& login) {
    const Reply made = PostAs(login, kViews, kBody);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.At("columns/0"), "state");
    return made.At("id");
  }
  std::string PathOf(const std::string& id) { return std::string(kViews) + "/" + id; }
};

TEST_F(ViewsApiTest, AViewIsItsAccountsOwn) {
  const std::string id = Keep("office");
  EXPECT_EQ(GetAs("office", kOfEnterprises).At("items/0/name"), "泽州未创新");
  EXPECT_EQ(GetAs("zezhou", kOfEnterprises).Count("items"), 0);
  EXPECT_EQ(PatchAs("zezhou", PathOf(id), R"({"name":"乙"})", 1).status, 404);
  EXPECT_EQ(SendAs("zezhou",
                   {.method = "DELETE", .target = PathOf(id), .headers = {{"If-Match", "\"v1\""}}})
                .status,
            404);
  EXPECT_EQ(PostAs("zezhou", kViews, kBody).status, 201) << "names are each account's own";
  EXPECT_EQ(GetAs("office", "/api/v1/views?roster=needs").Count("items"), 0);
  EXPECT_EQ(GetAs("office", "/api/v1/views?roster=nothing").status, 404);
  EXPECT_EQ(Send({.target = kOfEnterprises}).status, 401);
}

TEST_F(ViewsApiTest, AViewIsRenamedAndForgotten) {
  const std::string id = Keep("office");
  EXPECT_EQ(PatchAs("office", PathOf(id), R"({"name":"甲"})", 7).status, 412);
  const Reply renamed = PatchAs("office", PathOf(id), R"({"name":"甲"})", 1);
  EXPECT_EQ(renamed.status, 200) << renamed.body;
  EXPECT_EQ(renamed.At("version"), "2");
  EXPECT_EQ(renamed.At("query"), "region=140525") << "what is not sent stays";
  EXPECT_EQ(PatchAs("office", PathOf(id), R"({"columns":[]})", 2).Count("columns"), 0);
  const Ask forget = {
      .method = "DELETE", .target = PathOf(id), .headers = {{"If-Match", "\"v3\""}}};
  EXPECT_EQ(SendAs("office", forget).status, 204);
  EXPECT_EQ(SendAs("office", forget).status, 404);
  EXPECT_EQ(GetAs("office", kOfEnterprises).Count("items"), 0);
}

TEST_F(ViewsApiTest, NamesAreFilledAndUnique) {
  Keep("office");
  EXPECT_EQ(PostAs("office", kViews, kBody).status, 409);
  EXPECT_EQ(PostAs("office", kViews, R"({"roster":"enterprises","name":"  "})").status, 400);
  EXPECT_EQ(PostAs("office", kViews, R"({"roster":"nothing","name":"甲"})").status, 404);
  const Reply other = PostAs("office", kViews, R"({"roster":"enterprises","name":"乙"})");
  EXPECT_EQ(other.At("query"), "");
  EXPECT_EQ(PatchAs("office", PathOf(other.At("id")), R"({"name":"泽州未创新"})", 1).status, 409);
}

TEST_F(ViewsApiTest, FiftyOfARosterAreEnough) {
  for (int i = 0; i < 50; ++i) {
    const std::string body = R"({"roster":"needs","name":"视图)" + std::to_string(i) + "\"}";
    ASSERT_EQ(PostAs("office", kViews, body).status, 201) << i;
  }
  EXPECT_EQ(PostAs("office", kViews, R"({"roster":"needs","name":"又一个"})").status, 422);
  EXPECT_EQ(PostAs("office", kViews, R"({"roster":"experts","name":"又一个"})").status, 201);
}

}  // namespace
}  // namespace jiedui::api
