#pragma once

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "support/postgres_server.h"

namespace jiedui::testing {

/// Where a test's store is: in its file, or, where the environment says
/// JIEDUI_TEST_DATABASE=postgresql, in a database of its own in this program's PostgreSQL, which is
/// given back at the end: the store goes before it. Without PostgreSQL the program ends with 77.
class TestDatabase {
 public:
  TestDatabase() {
    const char* const asked = std::getenv("JIEDUI_TEST_DATABASE");
    if (asked == nullptr || std::string_view(asked) != "postgresql") return;
    PostgresServer* const server = PostgresServer::Get();
    if (server != nullptr) url_ = server->NewSchema();
    if (!url_.empty()) return;
    std::cerr << "no PostgreSQL: " << PostgresServer::WhyNot() << std::endl;
    std::exit(77);
  }
  ~TestDatabase() {
    if (!url_.empty()) PostgresServer::Get()->Recycle(url_);
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  /// For StoreOptions::url; empty for the file.
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  std::string url_;
};

}  // namespace jiedui::testing
