#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "api/service.h"
#include "base/json_reader.h"
#include "domain/helpers.h"
#include "domain/programme.h"
#include "domain/user.h"

namespace jiedui::api {

/// What came back, as a client looks at it.
struct Reply {
  int status = 0;
  edge::Headers headers;
  std::string body;

  [[nodiscard]] std::string Header(std::string_view name) const;
  /// The value at a path of member names and positions, `items/0/title`, as text: texts without
  /// their quotes, everything else as JSON. `<none>` where there is nothing.
  [[nodiscard]] std::string At(std::string_view path) const;
  /// How many items that array has; -1 where there is none.
  [[nodiscard]] int Count(std::string_view path) const;
};

/// A request to be; what is left out is left out.
struct Ask {
  std::string method = "GET";
  std::string target;
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string peer = "127.0.0.1";
};

/// A small city behind a service: two counties, an enterprise of one sector in each that could be
/// helped, one that leads, experts, and a user of each role that matters.
class ApiTest : public ::testing::Test {
 protected:
  ApiTest();
  ~ApiTest() override;

  /// Sends as nobody.
  [[nodiscard]] Reply Send(const Ask& ask) const;
  /// Sends as that login, which is logged in when first used, with what the workbench sends
  /// besides.
  Reply SendAs(const std::string& login, const Ask& ask);
  Reply GetAs(const std::string& login, const std::string& target) {
    return SendAs(login, {.target = target});
  }
  /// JSON with the version that it is based on, unless negative.
  Reply PostAs(const std::string& login, const std::string& target, const std::string& body,
               std::int64_t version = -1);
  Reply PatchAs(const std::string& login, const std::string& target, const std::string& body,
                std::int64_t version);
  /// The solve at that path once it has ended.
  Reply Ended(const std::string& login, const std::string& path);
  /// The cookie that the login gives.
  std::string CookieOf(const std::string& login);
  /// What goes with it in X-CSRF-Token.
  std::string CsrfOf(const std::string& login);
  /// Tries to log in.
  [[nodiscard]] Reply LogIn(const std::string& login, const std::string& password,
                            const std::string& code = {},
                            std::vector<std::pair<std::string, std::string>> headers = {}) const;
  /// What that Set-Cookie of the reply sets, as a Cookie header has it; empty where there is none.
  static std::string CookieIn(const Reply& reply, const std::string& name);

  /// Stores the record and gives its id.
  std::int64_t Put(domain::Record& record);
  std::int64_t PutEnterprise(const std::string& name, const std::string& region,
                             domain::Innovation innovation, std::int64_t capacity = 0);
  std::int64_t PutExpert(const std::string& name, std::int64_t capacity);
  void PutUser(const std::string& login, domain::Role role, const std::string& region = {},
               const std::string& department = {},
               domain::Kind own_kind = domain::Kind::kEnterprise, std::int64_t own_id = 0);

  static constexpr const char* kPassword = "demo-password-1";
  static constexpr const char* kZezhou = "140525";
  static constexpr const char* kGaoping = "140581";

  // What there is; ids.
  std::int64_t zezhou_ = 0;         ///< an enterprise of Zezhou that is to be helped
  std::int64_t zezhou_leader_ = 0;  ///< one that leads
  std::int64_t gaoping_ = 0;        ///< one of the other county that is to be helped
  std::int64_t expert_ = 0;
  std::int64_t second_expert_ = 0;
  std::int64_t need_ = 0;

  base::FixedClock clock_;

  services::Workspace& workspace();
  ServiceOptions& options();                     ///< before the first request
  void SetFiles(std::vector<StaticFile> files);  ///< the same
  Service& service() const;

 private:
  struct City;
  std::unique_ptr<City> city_;
};

}  // namespace jiedui::api
