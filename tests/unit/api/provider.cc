#include "unit/api/provider.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "api/edge/request_target.h"
#include "services/base64url.h"
#include "unit/edge/client.h"

namespace jiedui::api {
namespace {

const testing::Signer& Usual() {
  static const testing::Signer signer(testing::Signer::Type::kRsa, "usual");
  return signer;
}

edge::Query FormOf(const std::string& body) {
  edge::Target target;
  EXPECT_FALSE(edge::ParseTarget("GET", "/?" + body, target));
  return target.query;
}

}  // namespace

Provider::Provider(const base::Clock& clock)
    : published{&Usual()}, signer(&Usual()), clock_(clock) {
  server_ = edge::Serve([this](const edge::Request& request) { return Answer(request); });
  port_ = server_->port();
}

std::string Provider::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

std::string Provider::LogInAt(const std::string& authorization_url) {
  edge::Target target;
  EXPECT_FALSE(edge::ParseTarget("GET", authorization_url.substr(url().size()), target));
  EXPECT_EQ(target.path, "/authorize");
  const std::scoped_lock lock(mutex_);
  login_ = target.query;
  code_used_ = false;
  return "code=the-code&state=" + std::string(login_.Get("state").value_or(""));
}

std::string Provider::Ticket(const std::string& service, const std::string& user) {
  const std::scoped_lock lock(mutex_);
  ticket_ = "ST-1-aXbYcZ-cas.example";
  ticket_service_ = service;
  ticket_user_ = user;
  return ticket_;
}

int Provider::asked(const std::string& path) const {
  const std::scoped_lock lock(mutex_);
  return static_cast<int>(std::count(asked_.begin(), asked_.end(), path));
}

std::string Provider::LoginParameter(std::string_view name) const {
  const std::scoped_lock lock(mutex_);
  return std::string(login_.Get(name).value_or("<none>"));
}

std::string Provider::IdToken() const {
  const std::int64_t now_s = clock_.NowMs() / 1000;
  const std::string nonce(login_.Get("nonce").value_or(""));
  return token(signer->Sign(claims(R"({"iss":")" + url() + R"(","aud":"jiedui","sub":")" + subject +
                                   R"(","name":"外来人","nonce":")" + nonce + R"(","iat":)" +
                                   std::to_string(now_s) + R"(,"exp":)" +
                                   std::to_string(now_s + 300) + "}")));
}

edge::Response Provider::Token(const edge::Request& request) {
  const edge::Query form = FormOf(request.body);
  const std::string verifier(form.Get("code_verifier").value_or(""));
  const bool proven =
      services::Base64Url(services::Sha256(verifier)) == login_.Get("code_challenge").value_or("");
  const bool known =
      request.headers.Get("Authorization") == "Basic " + services::Base64("jiedui:s%20%3A1");
  if (!known) return edge::MakeResponse(401, "application/json", R"({"error":"invalid_client"})");
  if (code_used_ || !proven || form.Get("code") != "the-code" ||
      form.Get("redirect_uri") != login_.Get("redirect_uri") ||
      form.Get("grant_type") != "authorization_code")
    return edge::MakeResponse(400, "application/json", R"({"error":"invalid_grant"})");
  code_used_ = true;
  return edge::MakeResponse(
      200, "application/json",
      R"({"access_token":"a","token_type":"Bearer","id_token":")" + IdToken() + "\"}");
}

edge::Response Provider::Validate(const edge::Request& request) {
  const bool right = !ticket_.empty() && request.query.Get("ticket") == ticket_ &&
                     request.query.Get("service") == ticket_service_;
  ticket_.clear();
  const std::string inside =
      right ? "<cas:authenticationSuccess><cas:user>" + ticket_user_ +
                  "</cas:user></cas:authenticationSuccess>"
            : R"(<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>)";
  return edge::MakeResponse(200, "application/xml",
                            R"(<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">)" +
                                inside + "</cas:serviceResponse>");
}

edge::Response Provider::Answer(const edge::Request& request) {
  const std::scoped_lock lock(mutex_);
  asked_.push_back(request.path);
  if (down) return edge::MakeResponse(503, "text/plain", "down");
  if (request.path == "/token") return Token(request);
  if (request.path == "/p3/serviceValidate") return Validate(request);
  if (request.path == "/jwks") {
    std::string keys;
    for (const testing::Signer* const one : published)
      keys += (keys.empty() ? "" : ",") + one->Jwk();
    return edge::MakeResponse(200, "application/json", R"({"keys":[)" + keys + "]}");
  }
  if (request.path != "/.well-known/openid-configuration")
    return edge::MakeResponse(404, "text/plain", "");
  const std::string issuer = issuer_said.empty() ? url() : issuer_said;
  return edge::MakeResponse(200, "application/json",
                            R"({"issuer":")" + issuer + R"(","authorization_endpoint":")" + url() +
                                R"(/authorize","token_endpoint":")" + url() +
                                R"(/token","jwks_uri":")" + url() + R"(/jwks"})");
}

}  // namespace jiedui::api
