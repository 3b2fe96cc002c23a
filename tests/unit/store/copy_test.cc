#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;

/// From SQLite to PostgreSQL, or back.
class Copy : public EngineTest {
 protected:
  ~Copy() override {
    if (!other_url_.empty()) testing::PostgresServer::Get()->Drop(other_url_);
  }
  void SetUp() override {
    auto* const server = testing::PostgresServer::Get();
    if (server == nullptr) GTEST_SKIP() << testing::PostgresServer::WhyNot();
    if (!OnPostgres()) other_url_ = server->NewDatabase();
    for (int i = 0; i < 4; ++i) {
      for (const domain::RecordType& type : domain::RecordTypes()) {
        std::unique_ptr<domain::Record> record = maker_.Make(type.kind);
        ASSERT_TRUE(Insert(*record)) << type.plural;
        maker_.known[type.kind].push_back(record->id);
        records_.push_back(std::move(record));
      }
    }
    ASSERT_TRUE(Remove(*records_.back()));
  }
  [[nodiscard]] StoreOptions Target() const {
    return {.path = folder_.path() / "other.db", .url = other_url_, .clock = &clock_};
  }

  std::string other_url_;
  RecordMaker maker_{20200612};
  std::vector<std::unique_ptr<domain::Record>> records_;
};

TEST_P(Copy, EverythingArrivesAndGoesOn) {
  std::string token;
  SavedView view;
  ASSERT_TRUE(store().Write(context_, [&](UnitOfWork& unit) -> base::Status {
    JIEDUI_CHECK(unit.PutSetting("city", "晋城市"));
    const std::int64_t user = maker_.known[domain::Kind::kUser].front();
    JIEDUI_ASSIGN(token, unit.OpenLogin({.user = {user}}));
    view = {0, {user}, "enterprises", "我的", "", "[]", 1, 0};
    return unit.PutView(view);
  }));
  const auto report = store().CopyTo(Target());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GT(report->rows, std::ssize(records_));

  const auto other = Store::Open(Target());
  ASSERT_TRUE(other) << other.error().message;
  for (const auto& record : records_) {
    const auto read = (*other)->Read()->GetAny(record->kind(), record->id);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(Differences(*record, **read), "") << domain::TypeOf(record->kind()).plural;
  }
  EXPECT_TRUE((*other)->VerifyAudit()->ok());
  EXPECT_EQ((*other)->AuditHead()->mac, store().AuditHead()->mac);
  EXPECT_EQ((*other)->OutboxDepth("index").value(), store().OutboxDepth("index").value());
  EXPECT_EQ((*other)->Read()->Revision().value(), store().Read()->Revision().value());
  EXPECT_EQ((*other)->Setting("city").value(), "晋城市");
  EXPECT_TRUE((*other)->FindLogin(token));
  SavedView next{0, view.user, "enterprises", "又一", "", "[]", 1, 0};
  domain::Enterprise enterprise = MakeEnterprise(987'654);
  ASSERT_TRUE((*other)->Write(context_, [&](UnitOfWork& unit) -> base::Status {
    JIEDUI_CHECK(unit.PutView(next));
    return unit.Insert(enterprise);
  }));
  EXPECT_GT(next.id, view.id) << "numbers go on";
  EXPECT_TRUE((*other)->VerifyAudit()->ok());
}

TEST_P(Copy, OnlyIntoAnEmptyDatabaseAndByTheSameKey) {
  ASSERT_TRUE(store().CopyTo(Target()));
  EXPECT_EQ(store().CopyTo(Target()).error().code, ErrorCode::kConflict);
  TempFolder elsewhere;
  StoreOptions options = Target();
  options.path = elsewhere.path() / "other.db";
  EXPECT_EQ(store().CopyTo(options).error().code, ErrorCode::kNotFound) << "no key there";
  ASSERT_TRUE(Store::Open({.path = elsewhere.path() / "third.db", .clock = &clock_}));
  EXPECT_EQ(store().CopyTo(options).error().code, ErrorCode::kUnprocessable);
}

INSTANTIATE_TEST_SUITE_P(ToPostgres, Copy, ::testing::Values(Engine::kSqlite));
INSTANTIATE_TEST_SUITE_P(FromPostgres, Copy, ::testing::Values(Engine::kPostgres));

}  // namespace
}  // namespace jiedui::store
