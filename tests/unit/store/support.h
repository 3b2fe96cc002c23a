#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>  // mkdtemp

#include <filesystem>
#include <string>

#include "domain/helpers.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "store/open_internal.h"
#include "store/sqlite_internal.h"
#include "store/store.h"
#include "support/postgres_server.h"
#include "support/record_maker.h"

namespace jiedui::store {

/// A folder of its own, removed with all that is in it.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "jiedui_store_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

constexpr base::TimeMs kStartMs = 1'591'948'800'000;  // 2020-06-12T08:00:00Z

/// A store in a folder of its own, under a clock that stands still; on SQLite.
class StoreTest : public ::testing::Test {
 protected:
  ~StoreTest() override {
    store_.reset();
    if (!url_.empty() && !spoiled_) testing::PostgresServer::Get()->Recycle(url_);
  }
  [[nodiscard]] StoreOptions Options() const {
    return {.path = folder_.path() / "jiedui.db", .url = url_, .clock = &clock_};
  }
  /// Call in the constructor. Skips the case where there is no PostgreSQL.
  void UseEngine(Engine engine) {
    if (engine == Engine::kSqlite) return;
    testing::PostgresServer* const server = testing::PostgresServer::Get();
    const auto skip = [] { GTEST_SKIP() << testing::PostgresServer::WhyNot(); };
    if (server == nullptr) return skip();
    url_ = server->NewSchema();
    EXPECT_NE(url_, "") << "no database";
  }
  [[nodiscard]] bool OnPostgres() const { return !url_.empty(); }
  /// The store, opened when first asked for.
  Store& store() {
    if (store_ == nullptr) {
      auto opened = Store::Open(Options());
      EXPECT_TRUE(opened) << opened.error().message;
      store_ = std::move(opened).value();
    }
    return *store_;
  }
  Store& Reopen() {
    store_.reset();
    return store();
  }
  void Close() { store_.reset(); }
  /// A connection of the test's own, beside the store's.
  std::unique_ptr<Connection> Raw() {
    auto raw = Connect(Options(), Access::kWrite);
    EXPECT_TRUE(raw) << raw.error().message;
    return std::move(raw).value();
  }
  std::int64_t RawNumber(const std::string& sql) { return Raw()->Number(sql).value(); }

  base::Status Insert(domain::Record& record) {
    return store().Write(context_, [&](UnitOfWork& unit) { return unit.Insert(record); });
  }
  base::Status Update(domain::Record& record) {
    return store().Write(context_, [&](UnitOfWork& unit) { return unit.Update(record); });
  }
  base::Status Remove(domain::Record& record) {
    return store().Write(context_, [&](UnitOfWork& unit) { return unit.Remove(record); });
  }

  /// The database as it is now, kept aside; put back by RestoreKept, as often as need be.
  void KeepDatabase() {
    Close();
    if (OnPostgres()) {
      kept_url_ = testing::PostgresServer::Get()->NewDatabase(url_);
      ASSERT_NE(kept_url_, "");
    } else {
      std::filesystem::copy_file(folder_.path() / "jiedui.db", folder_.path() / "kept.db");
    }
  }
  void RestoreKept() {
    Close();
    if (OnPostgres()) {
      if (spoiled_) testing::PostgresServer::Get()->Drop(url_);
      spoiled_ = true;
      url_ = testing::PostgresServer::Get()->NewDatabase(kept_url_);
      ASSERT_NE(url_, "");
    } else {
      std::filesystem::copy_file(folder_.path() / "kept.db", folder_.path() / "jiedui.db",
                                 std::filesystem::copy_options::overwrite_existing);
    }
  }

  Context context_{42, "李工", "req-1", "10.0.0.7", "测试"};
  TempFolder folder_;
  base::FixedClock clock_{kStartMs};
  std::string url_;  ///< of the PostgreSQL database; empty on SQLite
  std::string kept_url_;
  bool spoiled_ = false;  ///< the PostgreSQL database is of no use to other cases
  std::unique_ptr<Store> store_;
};

/// For cases that hold on every engine: a database of its own in PostgreSQL for the parameter
/// kPostgres.
class EngineTest : public StoreTest, public ::testing::WithParamInterface<Engine> {
 protected:
  EngineTest() { UseEngine(GetParam()); }
};

inline std::string EngineName(const ::testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::kSqlite ? "Sqlite" : "Postgres";
}

/// Runs the suite's TEST_P cases on every engine.
#define JIEDUI_ON_EVERY_ENGINE(suite)                                                           \
  INSTANTIATE_TEST_SUITE_P(Every, suite, ::testing::Values(Engine::kSqlite, Engine::kPostgres), \
                           EngineName)

/// A credit code that looks like one; the store does not check digits.
inline std::string CreditCode(int number) {
  std::string digits = std::to_string(number);
  return "91140500" + std::string(10 - digits.size(), '0') + digits;
}

inline domain::Enterprise MakeEnterprise(int number, std::string region = "140525") {
  domain::Enterprise enterprise;
  enterprise.name = "晋城第" + std::to_string(number) + "机械有限公司";
  enterprise.credit_code = CreditCode(number);
  enterprise.region_code = std::move(region);
  return enterprise;
}

inline domain::Expert MakeExpert(int number) {
  domain::Expert expert;
  expert.name = "专家" + std::to_string(number);
  expert.organisation = "太原理工大学";
  return expert;
}

using testing::RecordMaker;

/// The fields in which two records differ, as text: empty where they are the same.
inline std::string Differences(const domain::Record& a, const domain::Record& b) {
  std::string text;
  if (a.id != b.id) text += "id ";
  if (a.version != b.version) text += "version ";
  if (a.created_ms != b.created_ms) text += "created_ms ";
  if (a.updated_ms != b.updated_ms) text += "updated_ms ";
  if (a.deleted != b.deleted) text += "deleted ";
  for (const domain::FieldDef& field : domain::TypeOf(a.kind()).fields) {
    if (field.get(a) != field.get(b)) text += std::string(field.name) + " ";
  }
  return text;
}

}  // namespace jiedui::store
