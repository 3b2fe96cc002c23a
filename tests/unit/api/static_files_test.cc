#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

class StaticFilesTest : public ApiTest {
 protected:
  StaticFilesTest() {
    SetFiles({{"index.html", "<!doctype html>"},
              {"favicon.svg", "<svg/>"},
              {"assets/index-4f2c.js", "export {}"},
              {"assets/index-4f2c.js.gz", "packed"},
              {"assets/index-4f2c.js.br", "packed well"},
              {"secret.txt.gz", "nothing beside it"}});
  }
};

TEST_F(StaticFilesTest, EachPathHasItsAnswer) {
  struct Case {
    Ask ask;
    int status;
    std::string type;
    std::string cache;
    std::string body;
  };
  const std::string html = "text/html; charset=utf-8";
  const std::string script = "text/javascript; charset=utf-8";
  const std::string lasting = "public, max-age=31536000, immutable";
  const std::string problem = "application/problem+json";
  const std::vector<std::pair<std::string, std::string>> page = {
      {"Accept", "text/html,application/xhtml+xml;q=0.9"}};
  const std::vector<Case> cases = {
      {{.target = "/"}, 200, html, "no-cache", "<!doctype html>"},
      {{.target = "/index.html"}, 200, html, "no-cache", "<!doctype html>"},
      {{.target = "/plans/3", .headers = page}, 200, html, "no-cache", "<!doctype html>"},
      {{.target = "/plans/3"}, 404, problem, "no-store", ""},
      {{.target = "/favicon.svg"}, 200, "image/svg+xml", "no-cache", "<svg/>"},
      {{.target = "/assets/index-4f2c.js"}, 200, script, lasting, "export {}"},
      {{.target = "/assets/index-4f2c.js", .headers = {{"Accept-Encoding", "br, gzip"}}},
       200,
       script,
       lasting,
       "packed well"},
      {{.target = "/assets/index-4f2c.js", .headers = {{"Accept-Encoding", "gzip, deflate"}}},
       200,
       script,
       lasting,
       "packed"},
      {{.target = "/assets/index-4f2c.js.br"}, 404, problem, "no-store", ""},
      {{.target = "/assets/index-4f2c.js", .headers = {{"Accept-Encoding", "gzip;q=0"}}},
       200,
       script,
       lasting,
       "export {}"},
      {{.target = "/assets/gone.js", .headers = page}, 404, problem, "no-store", ""},
      {{.target = "/secret.txt"}, 404, problem, "no-store", ""},
      {{.target = "/assets"}, 404, problem, "no-store", ""},
      {{.method = "POST", .target = "/"}, 405, problem, "no-store", ""},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.ask.method + " " + one.ask.target);
    const Reply reply = Send(one.ask);
    EXPECT_EQ(reply.status, one.status);
    EXPECT_EQ(reply.Header("Content-Type"), one.type);
    EXPECT_EQ(reply.Header("Cache-Control"), one.cache);
    EXPECT_EQ(reply.Header("X-Content-Type-Options"), "nosniff");
    if (one.status == 200) {
      EXPECT_EQ(reply.body, one.body);
    }
  }
}

TEST_F(StaticFilesTest, TheTwoFormsHaveTagsOfTheirOwn) {
  const std::string target = "/assets/index-4f2c.js";
  const Reply plain = Send({.target = target});
  const Reply packed = Send({.target = target, .headers = {{"Accept-Encoding", "gzip"}}});
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  EXPECT_EQ(plain.Header("Content-Encoding"), "");
  EXPECT_EQ(plain.Header("Vary"), "Accept-Encoding");
  EXPECT_NE(plain.Header("ETag"), packed.Header("ETag"));
  const Reply again =
      Send({.target = target,
            .headers = {{"Accept-Encoding", "gzip"}, {"If-None-Match", packed.Header("ETag")}}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  const Reply crossed =
      Send({.target = target, .headers = {{"If-None-Match", packed.Header("ETag")}}});
  EXPECT_EQ(crossed.status, 200);
}

TEST(StaticFiles, AFolderIsReadWithAllBelowIt) {
  const auto files = StaticFiles::Load(std::filesystem::path(JIEDUI_SOURCE_DIR) / "web" / "public");
  ASSERT_TRUE(files);
  edge::Request request;
  request.method = "GET";
  request.path = "/favicon.svg";
  EXPECT_EQ(files->Answer(request).status, 200);
  const auto none = StaticFiles::Load("/nowhere/at/all");
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
}

}  // namespace
}  // namespace jiedui::api
