#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using domain::Kind;
using domain::Record;
using domain::RecordType;

class RoundTrip : public EngineTest {
 protected:
  /// Inserts `count` random records of every type, those that others refer to first.
  void FillAll(int count) {
    for (int i = 0; i < count; ++i) {
      for (const RecordType& type : domain::RecordTypes()) {
        // A plan comes before its pairings, an enterprise before all: the order of Kind.
        std::unique_ptr<Record> record = maker_.Make(type.kind);
        const base::Status inserted = Insert(*record);
        ASSERT_TRUE(inserted) << type.plural << ": " << inserted.error().message;
        maker_.known[type.kind].push_back(record->id);
        kept_.push_back(std::move(record));
      }
    }
  }

  RecordMaker maker_{20200612};
  std::vector<std::unique_ptr<Record>> kept_;
};

TEST_P(RoundTrip, EveryTypeIsReadAsItWasInserted) {
  FillAll(8);
  for (const auto& record : kept_) {
    const auto read = store().Get(record->kind(), record->id);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(Differences(*record, **read), "") << domain::TypeOf(record->kind()).plural;
    EXPECT_EQ(record->version, 1);
    EXPECT_EQ(record->created_ms, kStartMs);
  }
}

TEST_P(RoundTrip, EveryFieldOfEveryTypeCanBeUpdated) {
  FillAll(3);
  clock_.Advance(1000);
  for (const auto& record : kept_) {
    for (const domain::FieldDef& field : domain::TypeOf(record->kind()).fields) {
      const domain::Value before = field.get(*record);
      const std::int64_t version = record->version;
      maker_.Fill(*record, field);
      const base::Status updated = Update(*record);
      if (!updated) {  // the only fault that a random value may have
        ASSERT_EQ(updated.error().code, base::ErrorCode::kConflict) << updated.error().message;
        ASSERT_TRUE(domain::SetField(*record, field, before));
        continue;
      }
      const bool changed = field.get(*record) != before;
      EXPECT_EQ(record->version, changed ? version + 1 : version);
      EXPECT_TRUE(!changed || record->updated_ms == kStartMs + 1000);
    }
    const auto read = store().Get(record->kind(), record->id);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(Differences(*record, **read), "") << domain::TypeOf(record->kind()).plural;
  }
}

TEST_P(RoundTrip, EveryTypeIsListedCountedAndFoundByKey) {
  FillAll(5);
  for (const RecordType& type : domain::RecordTypes()) {
    const auto page = store().List(type.kind, {});
    ASSERT_TRUE(page) << page.error().message;
    ASSERT_EQ(page->records.size(), 5U) << type.plural;
    EXPECT_EQ(store().Count(type.kind).value(), 5);
    for (const auto& record : page->records) {
      std::vector<domain::Value> key;
      for (const std::string_view name : type.key) key.push_back(type.Find(name)->get(*record));
      const auto found = store().FindByKey(type.kind, key);
      ASSERT_TRUE(found) << found.error().message;
      ASSERT_NE(*found, nullptr) << type.plural;
      EXPECT_EQ((*found)->id, record->id) << type.plural;
    }
  }
}

TEST_P(RoundTrip, TypedReadsGiveTheStructs) {
  domain::Enterprise enterprise = MakeEnterprise(1);
  enterprise.registered_on = base::Date{2009, 4, 30};
  enterprise.revenue_wan = 12.5;
  ASSERT_TRUE(Insert(enterprise));
  const auto read = store().Get(domain::EnterpriseId{enterprise.id});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, enterprise.name);
  EXPECT_EQ(read->registered_on, enterprise.registered_on);
  EXPECT_EQ(read->revenue_wan, 12.5);
  EXPECT_EQ(read->employees, std::nullopt);
  const auto found = store().FindByKey<domain::Enterprise>({enterprise.credit_code});
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->id, enterprise.id);
  EXPECT_EQ(store().FindByKey<domain::Enterprise>({"nobody"}).value(), std::nullopt);
}

TEST_P(RoundTrip, ListsOfReferencesKeepTheirOrder) {
  std::vector<domain::Enterprise> members = {MakeEnterprise(1), MakeEnterprise(2),
                                             MakeEnterprise(3)};
  for (auto& member : members) ASSERT_TRUE(Insert(member));
  domain::Alliance alliance;
  alliance.name = "煤机装备产业联盟";
  alliance.members = {{members[2].id}, {members[0].id}, {members[1].id}};
  ASSERT_TRUE(Insert(alliance));
  alliance.members = {{members[1].id}, {members[2].id}};
  ASSERT_TRUE(Update(alliance));
  EXPECT_EQ(store().Get(domain::AllianceId{alliance.id})->members, alliance.members);
  const auto holds = [&](const domain::Enterprise& member) {
    return store().Count(Kind::kAlliance, {Equals("members", member.id)}).value();
  };
  EXPECT_EQ(holds(members[0]), 0);
  EXPECT_EQ(holds(members[1]), 1);
}

JIEDUI_ON_EVERY_ENGINE(RoundTrip);

}  // namespace
}  // namespace jiedui::store
