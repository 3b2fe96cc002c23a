#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/edge/server.h"
#include "base/clock.h"
#include "support/signer.h"

namespace jiedui::api {

/// A provider of identities behind a real HTTP server: OpenID Connect's discovery, keys and token
/// endpoint (with PKCE and the client's secret checked) and CAS's `/p3/serviceValidate`. What it
/// hands out is as right as a test leaves it.
class Provider {
 public:
  explicit Provider(const base::Clock& clock);

  [[nodiscard]] std::string url() const;

  /// What the browser would bring back from `authorization_url`: remembers nonce and challenge.
  /// The query of the callback.
  std::string LogInAt(const std::string& authorization_url);
  /// A ticket for that service and user; good once.
  std::string Ticket(const std::string& service, const std::string& user);

  /// The provider while none of its threads answers.
  class Guard {
   public:
    explicit Guard(Provider& provider) : provider_(&provider), lock_(provider.mutex_) {}
    Provider* operator->() const { return provider_; }

   private:
    Provider* provider_;
    std::scoped_lock<std::mutex> lock_;
  };
  Guard Locked() { return Guard(*this); }

  // What a test may spoil, by Locked().
  std::string subject = "248289761001";
  std::string issuer_said;                        ///< of the discovery document; empty: url()
  std::vector<const testing::Signer*> published;  ///< the keys of `/jwks`
  const testing::Signer* signer = nullptr;        ///< signs the next token
  /// Changes the ID token's claims, or the token, before they go out.
  std::function<std::string(std::string)> claims = [](std::string text) { return text; };
  std::function<std::string(std::string)> token = [](std::string text) { return text; };
  bool down = false;  ///< 503 to everything

  [[nodiscard]] int asked(const std::string& path) const;
  /// Parameters of the last login, by name.
  [[nodiscard]] std::string LoginParameter(std::string_view name) const;

 private:
  edge::Response Answer(const edge::Request& request);
  edge::Response Token(const edge::Request& request);
  edge::Response Validate(const edge::Request& request);
  [[nodiscard]] std::string IdToken() const;

  const base::Clock& clock_;
  mutable std::mutex mutex_;
  std::vector<std::string> asked_;
  edge::Query login_;
  bool code_used_ = true;
  std::string ticket_;  ///< empty: used
  std::string ticket_service_;
  std::string ticket_user_;
  std::atomic<int> port_{0};  // the server's, for its own threads too
  std::unique_ptr<edge::Server> server_;
};

}  // namespace jiedui::api
