// The second line: under a sight every query and every change of the store obeys it, whatever the
// caller forgot to ask.
#include "store/sight.h"

#include <thread>

#include "domain/webhook.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using domain::Enterprise;
using domain::Kind;

constexpr const char* kZezhou = "140525";

/// Sees and changes what lies in Zezhou, deleted or not.
Sight OfZezhou(bool reads_audit = false) {
  return {7, reads_audit,
          [](Kind kind) {
            return kind == Kind::kEnterprise ? Filters{Equals("region_code", std::string(kZezhou))}
                   : kind == Kind::kWebhook  ? Filters{In("id", std::vector<std::int64_t>{})}
                                             : Filters{};
          },
          [](const domain::Record& record, Sight::Side) {
            return record.kind() == Kind::kEnterprise &&
                   static_cast<const Enterprise&>(record).region_code == kZezhou;
          }};
}

class SightTest : public StoreTest {
 protected:
  SightTest() : inside_(Of("泽州企业", kZezhou, 1)), outside_(Of("高平企业", "140581", 2)) {
    EXPECT_TRUE(Insert(inside_));
    EXPECT_TRUE(Insert(outside_));
  }
  static Enterprise Of(const char* name, const char* region, int number) {
    Enterprise enterprise;
    enterprise.name = name;
    enterprise.credit_code = "91140500MA0000000" + std::to_string(number);
    enterprise.region_code = region;
    enterprise.capacity = number;
    return enterprise;
  }
  template <class T>
  static ErrorCode CodeOf(const T& result) {
    return result ? ErrorCode::kInternal : result.error().code;
  }

  Enterprise inside_;
  Enterprise outside_;
};

TEST_F(SightTest, EveryReadCarriesTheConditions) {
  const Sight sight = OfZezhou();
  const SightGuard guard(&sight);
  const ReadSession session = store().Read().value();
  const domain::EnterpriseId out{outside_.id};
  EXPECT_TRUE(session.Get(domain::EnterpriseId{inside_.id}));
  EXPECT_EQ(CodeOf(session.Get(out)), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(session.GetAny(Kind::kEnterprise, outside_.id)), ErrorCode::kNotFound);
  EXPECT_EQ(session.GetMany(Kind::kEnterprise, std::array{outside_.id, inside_.id})->size(), 1U);
  EXPECT_FALSE(session.FindByKey<Enterprise>({outside_.credit_code}).value());
  EXPECT_TRUE(session.FindByKey<Enterprise>({inside_.credit_code}).value());
  EXPECT_EQ(session.List<Enterprise>()->records.size(), 1U);
  EXPECT_EQ(session.List<Enterprise>({.include_deleted = true, .order_by = "name"})->records.size(),
            1U);
  EXPECT_EQ(session.Count(Kind::kEnterprise).value(), 1);
  EXPECT_EQ(session.CountBy(Kind::kEnterprise, "region_code")->size(), 1U);
  EXPECT_EQ(session.All<Enterprise>()->size(), 1U);
  EXPECT_TRUE(session.All<Enterprise>({Equals("id", outside_.id)})->empty());
}

TEST_F(SightTest, AlternativesOfAFilterDoNotGetAroundIt) {
  const Sight sight = OfZezhou();
  const SightGuard guard(&sight);
  Filter either = Equals("id", inside_.id);
  either.otherwise.push_back(Equals("id", outside_.id));
  EXPECT_EQ(store().Count(Kind::kEnterprise, {either}).value(), 1);
  EXPECT_EQ(store().Count(Kind::kEnterprise, {Equals("deleted", false), either}).value(), 1);
}

TEST_F(SightTest, TheRemovedStayOutOfSightToo) {
  Enterprise gone = outside_;
  ASSERT_TRUE(Remove(gone));
  const Sight sight = OfZezhou();
  const SightGuard guard(&sight);
  EXPECT_EQ(store().Count(Kind::kEnterprise, {Equals("deleted", true)}).value(), 0);
}

TEST_F(SightTest, NoChangeReachesWhatIsOutside) {
  const Sight sight = OfZezhou();
  const SightGuard guard(&sight);
  Enterprise changed = outside_;
  changed.capacity = 9;
  EXPECT_EQ(CodeOf(Update(changed)), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(Remove(changed)), ErrorCode::kNotFound);
  Enterprise added = Of("新企业", "140581", 3);
  EXPECT_EQ(CodeOf(Insert(added)), ErrorCode::kForbidden);
  Enterprise led_out = inside_;
  led_out.region_code = "140581";
  EXPECT_EQ(CodeOf(Update(led_out)), ErrorCode::kForbidden) << "nor is anything led outside";
  Enterprise within = inside_;
  within.capacity = 4;
  EXPECT_TRUE(Update(within));
  const SystemWork door("the test looks at everything");
  EXPECT_EQ(store().Get(domain::EnterpriseId{outside_.id})->capacity, 2);
  EXPECT_EQ(store().Count(Kind::kEnterprise).value(), 2);
}

TEST_F(SightTest, WhatIsSeenNeedNotBeWritable) {
  domain::Expert expert;
  expert.name = "李工";
  expert.organisation = "某大学";
  ASSERT_TRUE(Insert(expert));
  const Sight sight = OfZezhou();
  const SightGuard guard(&sight);
  ASSERT_TRUE(store().Get(domain::ExpertId{expert.id}));
  expert.capacity = 3;
  EXPECT_EQ(CodeOf(Update(expert)), ErrorCode::kForbidden);
  EXPECT_EQ(CodeOf(Remove(expert)), ErrorCode::kForbidden);
}

TEST_F(SightTest, TheDoorLiftsItUntilItCloses) {
  const Sight sight = OfZezhou();
  const SightGuard guard(&sight);
  {
    const SystemWork door("the test counts everything");
    EXPECT_EQ(CurrentSight(), nullptr);
    EXPECT_EQ(store().Count(Kind::kEnterprise).value(), 2);
  }
  EXPECT_EQ(CurrentSight(), &sight);
  EXPECT_EQ(store().Count(Kind::kEnterprise).value(), 1);
}

TEST_F(SightTest, AWriteCarriesItsCallersSightOnly) {
  const Sight sight = OfZezhou();
  const auto count = [&] {
    std::int64_t seen = 0;
    EXPECT_TRUE(store().Write(context_, [&](UnitOfWork& unit) -> base::Status {
      JIEDUI_ASSIGN(seen, unit.Count(Kind::kEnterprise));
      return {};
    }));
    return seen;
  };
  std::thread narrow([&] {
    const SightGuard guard(&sight);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(count(), 1);
  });
  for (int i = 0; i < 50; ++i) EXPECT_EQ(count(), 2);  // in the same groups as those
  narrow.join();
}

TEST_F(SightTest, TheAuditLogIsForWhoMayReadIt) {
  const Sight blind = OfZezhou();
  const Sight reads = OfZezhou(true);
  {
    const SightGuard guard(&blind);
    EXPECT_EQ(CodeOf(store().ListAudit({})), ErrorCode::kForbidden);
    EXPECT_EQ(CodeOf(store().Read()->AuditAt(1)), ErrorCode::kForbidden);
  }
  const SightGuard guard(&reads);
  EXPECT_EQ(store().ListAudit({})->entries.size(), 2U);
}

TEST_F(SightTest, SavedViewsAreTheirOwnersAndDeliveriesTheirWebhooks) {
  domain::Webhook webhook;
  webhook.name = "推送";
  webhook.url = "https://example.org/hook";
  webhook.secret = "0123456789abcdef0123456789abcdef";
  webhook.owner = 42;
  ASSERT_TRUE(Insert(webhook));
  const Sight sight = OfZezhou();
  const SightGuard guard(&sight);
  const ReadSession session = store().Read().value();
  EXPECT_TRUE(session.ListViews({7}, ""));
  EXPECT_EQ(CodeOf(session.ListViews({8}, "")), ErrorCode::kForbidden);
  EXPECT_EQ(CodeOf(session.ListDeliveries({.webhook = webhook.id})), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(session.CountDeliveries(webhook.id)), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf(store().Write(context_,
                                 [&](UnitOfWork& unit) -> base::Status {
                                   const auto count = unit.RequeueDeliveries(webhook.id, 0);
                                   return count ? base::Status{} : base::Fail(count.error());
                                 })),
            ErrorCode::kNotFound);
}

TEST_F(SightTest, WhoHasNotSaidWhoAsksSeesNothing) {
  const Sight nothing = Sight::Nothing();
  const SightGuard guard(&nothing);
  for (const domain::RecordType& type : domain::RecordTypes())
    EXPECT_EQ(store().Count(type.kind).value(), 0) << type.plural;
  EXPECT_EQ(CodeOf(Insert(inside_)), ErrorCode::kForbidden);
}

}  // namespace
}  // namespace jiedui::store
