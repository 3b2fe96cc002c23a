#include "api/client.h"
#include "api/edge/server.h"
#include "unit/api/fixture.h"
#include "unit/edge/client.h"

namespace jiedui::api {
namespace {

TEST_F(ApiTest, AnswersThroughARealServer) {
  options().version = "1.2.3";
  const auto server =
      edge::Serve([this](const edge::Request& request) { return service().Handle(request); });
  ASSERT_NE(server->port(), 0);
  edge::Client client(server->port());
  EXPECT_EQ(client.Ask(edge::Get("/healthz")).body, R"({"status":"ok","version":"1.2.3"})");
  const std::string credentials = R"({"login":"office","password":"demo-password-1"})";
  const edge::Seen login = client.Ask(
      "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
      "Content-Type: application/json\r\nContent-Length: " +
      std::to_string(credentials.size()) + "\r\n\r\n" + credentials);
  ASSERT_EQ(login.status, 200) << login.body;
  const std::string cookies = login.headers.at("set-cookie");
  const std::size_t begin = cookies.find(std::string(kSessionCookie) + "=");
  ASSERT_NE(begin, std::string::npos) << cookies;
  const std::string cookie = cookies.substr(begin);
  const edge::Seen me = client.Ask(
      edge::Get("/api/v1/session", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n"));
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(me.headers.at("cache-control"), "no-store");
  EXPECT_NE(me.body.find(R"("login":"office")"), std::string::npos) << me.body;
  const edge::Seen nobody = client.Ask(edge::Get("/api/v1/session"));
  EXPECT_EQ(nobody.status, 401);
  EXPECT_EQ(nobody.headers.at("content-type"), "application/problem+json");
  EXPECT_NE(nobody.body.find(nobody.headers.at("x-request-id")), std::string::npos);
}

}  // namespace
}  // namespace jiedui::api
