// Every answer of the service carries the headers that keep browsers from doing harm with it, and
// what was uploaded is never shown as a page of ours.
#include "api/routes.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Headers : public ApiTest {
 protected:
  static void ExpectHardened(const Reply& reply, const std::string& what) {
    const std::string policy = reply.Header("Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'")) << what;
    EXPECT_THAT(policy, Not(HasSubstr("unsafe"))) << what;
    EXPECT_EQ(reply.Header("X-Content-Type-Options"), "nosniff") << what;
    EXPECT_EQ(reply.Header("Referrer-Policy"), "same-origin") << what;
    EXPECT_EQ(reply.Header("Cross-Origin-Opener-Policy"), "same-origin") << what;
    EXPECT_EQ(reply.Header("Cross-Origin-Resource-Policy"), "same-origin") << what;
    EXPECT_THAT(reply.Header("Permissions-Policy"), HasSubstr("camera=()")) << what;
  }
  std::int64_t Upload(const std::string& name, const std::string& bytes) {
    const Reply made =
        SendAs("member", {.method = "POST",
                          .target = "/api/v1/evidence_files?enterprise=" + std::to_string(zezhou_) +
                                    "&category=other&file_name=" + name,
                          .body = bytes,
                          .headers = {{"Content-Type", "application/octet-stream"}}});
    EXPECT_EQ(made.status, 201) << made.body;
    return made.status == 201 ? std::stoll(made.At("id")) : 0;
  }
};

TEST_F(Headers, EveryAnswerCarriesThem) {
  SetFiles({{"index.html", "<!doctype html>"}, {"assets/a.js", "1"}});
  for (const Route& route : AllRoutes()) {
    std::string path(route.path);
    for (const char* const brace : {"{id}", "{plural}", "{file}", "{code}"}) {
      if (const std::size_t at = path.find(brace); at != std::string::npos)
        path.replace(at, std::string(brace).size(), "1");
    }
    const Ask ask{.method = std::string(route.method), .target = path};
    ExpectHardened(Send(ask), ask.method + " " + path + " as nobody");
    if (ask.method == "GET") ExpectHardened(SendAs("office", ask), path);
  }
  for (const char* const target : {"/", "/assets/a.js", "/missing.js", "/api/v1/nothing", "/api"})
    ExpectHardened(Send({.target = target}), target);
  ExpectHardened(Send({.method = "TRACE", .target = "/api/v1/session"}), "no such method");
}

TEST_F(Headers, FramesAndFormsOfOthersAreRefusedByThePolicy) {
  const std::string policy = GetAs("office", "/api/v1/tasks").Header("Content-Security-Policy");
  for (const char* const part : {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'",
                                 "script-src 'self'", "style-src 'self'"})
    EXPECT_THAT(policy, HasSubstr(part));
}

TEST_F(Headers, AnUploadIsHandedOverNeverShown) {
  // A page that claims to be a picture is none; a picture is handed over as a file.
  const Reply page =
      SendAs("member", {.method = "POST",
                        .target = "/api/v1/evidence_files?enterprise=" + std::to_string(zezhou_) +
                                  "&category=other&file_name=a.png",
                        .body = "<html><script>alert(1)</script></html>",
                        .headers = {{"Content-Type", "application/octet-stream"}}});
  EXPECT_GE(page.status, 400) << page.body;
  const std::int64_t id = Upload("a.pdf", "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
  const Reply file = GetAs("member", "/api/v1/evidence_files/" + std::to_string(id) + "/content");
  ASSERT_EQ(file.status, 200) << file.body;
  EXPECT_THAT(file.Header("Content-Disposition"), StartsWith("attachment"));
  EXPECT_EQ(file.Header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(file.Header("Content-Security-Policy"), "sandbox; default-src 'none'");
}

}  // namespace
}  // namespace jiedui::api
