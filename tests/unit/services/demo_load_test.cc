#include <gmock/gmock.h>

#include <cstdlib>

#include "demo_fixture.h"
#include "domain/helpers.h"
#include "domain/programme.h"
#include "services/demo/load.h"
#include "support/test_database.h"

namespace jiedui::services {
namespace {

using ::testing::HasSubstr;

/// A store in a folder of its own, gone with the test.
class DemoLoad : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "demo-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    auto store = store::Store::Open(
        {.path = folder_ / "jiedui.db", .url = database_.url(), .clock = &clock_});
    ASSERT_TRUE(store) << store.error().message;
    store_ = *std::move(store);
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  base::Result<LoadedDemo> Load(DemoCity city) {
    return LoadDemoCity(*store_, std::move(city),
                        {.password = "jiedui-demo-2020", .cost = PasswordCost::kLeast});
  }

  base::FixedClock clock_{1'591'920'000'000};  // 2020-06-12
  std::filesystem::path folder_;
  testing::TestDatabase database_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(DemoLoad, WritesEveryRecordWithItsReferences) {
  const auto loaded = Load(Make());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->records, City().records.size());
  std::map<domain::Kind, std::int64_t> expected;
  for (const auto& record : City().records) ++expected[record->kind()];
  for (const auto& [kind, count] : expected) {
    EXPECT_EQ(store_->Count(kind).value(), count) << domain::Code(kind);
  }
  const auto needs = store_->All<domain::Need>().value();
  const auto made = All<domain::Need>();
  for (std::size_t i = 0; i < needs.size(); ++i) {  // ids grow in the order of insertion
    ASSERT_EQ(needs[i].title, made[i]->title);
    const auto enterprise = store_->Get(needs[i].enterprise);
    ASSERT_TRUE(enterprise);
    ASSERT_EQ(enterprise->name, ById<domain::Enterprise>(made[i]->enterprise.value)->name);
  }
  const auto capabilities = store_->All<domain::Capability>().value();
  for (const auto& capability : capabilities) {
    ASSERT_TRUE(store_->Get(capability.owner_kind, capability.owner_id)) << capability.title;
  }
  EXPECT_EQ(store_->CheckIntegrity().value(), std::vector<std::string>{});
}

TEST_F(DemoLoad, AccountsOpenWithThePassword) {
  const auto loaded = Load(Make());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->accounts.size(), All<domain::User>().size());
  const auto user = store_->FindByKey<domain::User>({std::string("zezhou")}).value();
  ASSERT_TRUE(user);
  EXPECT_EQ(user->role, domain::Role::kCounty);
  EXPECT_TRUE(VerifyPassword(user->password_hash, "jiedui-demo-2020"));
  EXPECT_FALSE(VerifyPassword(user->password_hash, "jiedui-demo-2021"));
}

TEST_F(DemoLoad, RefusesADatabaseInUse) {
  ASSERT_TRUE(Load(Make()));
  const auto again = Load(Make());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, base::ErrorCode::kConflict);
  EXPECT_THAT(again.error().message, HasSubstr("600家企业"));
  EXPECT_EQ(store_->Count(domain::Kind::kEnterprise).value(), 600);
}

TEST_F(DemoLoad, WritesNothingWhereOneRecordIsRefused) {
  DemoCity city = Make();
  static_cast<domain::User&>(*city.records.back()).login.clear();
  const auto loaded = Load(std::move(city));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(store_->Count(domain::Kind::kEnterprise).value(), 0);
}

TEST_F(DemoLoad, RefusesAWeakPassword) {
  const auto loaded = LoadDemoCity(*store_, Make(), {.password = "short"});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().field, "password");
}

}  // namespace
}  // namespace jiedui::services
