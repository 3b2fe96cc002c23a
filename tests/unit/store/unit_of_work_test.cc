#include <thread>

#include "base/json_reader.h"
#include "store/thread_commits.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Status;
using domain::Kind;

class Units : public EngineTest {
 protected:
  /// Rows of everything that a change writes.
  std::vector<std::int64_t> Footprint() {
    const auto raw = Raw();
    std::vector<std::int64_t> counts;
    for (const char* table : {"enterprises", "alliances", "alliance_members", "audit", "outbox",
                              "settings", "logins"}) {
      counts.push_back(raw->Number("SELECT count(*) FROM " + std::string(table)).value());
    }
    counts.push_back(raw->Number("SELECT revision + audit_seq FROM store_head").value());
    return counts;
  }
  std::vector<AuditEntry> Audit() { return store().ListAudit({.limit = 1000})->entries; }
};

TEST_P(Units, EveryChangeIsAuditedAndGoesToTheOutbox) {
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  enterprise.contact_phone = "13903560000";
  ASSERT_TRUE(Update(enterprise));
  ASSERT_TRUE(Remove(enterprise));
  ASSERT_TRUE(store().Write(context_, [&](UnitOfWork& u) { return u.Restore(enterprise); }));
  const auto audit = Audit();
  ASSERT_EQ(audit.size(), 4U);
  const char* const actions[] = {"restore", "remove", "update", "insert"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(audit[i].action, actions[i]);
    EXPECT_EQ(audit[i].kind, "enterprise");
    EXPECT_EQ(audit[i].record_id, enterprise.id);
    EXPECT_EQ(audit[i].version, static_cast<std::int64_t>(4 - i));
    EXPECT_EQ(audit[i].actor_id, 42);
    EXPECT_EQ(audit[i].actor_name, "李工");
    EXPECT_EQ(audit[i].request_id, "req-1");
    EXPECT_EQ(audit[i].remote_address, "10.0.0.7");
    EXPECT_EQ(audit[i].reason, "测试");
    EXPECT_EQ(audit[i].at_ms, kStartMs);
  }
  EXPECT_EQ(audit[2].changes,
            R"({"contact_phone":{"before":"","after":"13903560000","personal":true}})");
  const auto items = store().TakeOutbox("index", 100);
  ASSERT_EQ(items->size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ((*items)[i].seq, static_cast<std::int64_t>(i + 1));
    EXPECT_EQ((*items)[i].id, enterprise.id);
    EXPECT_EQ((*items)[i].kind, Kind::kEnterprise);
  }
}

TEST_P(Units, AWatchSeesEveryChangeAndIsPartOfTheUnit) {
  std::vector<std::string> seen;
  StoreOptions options = Options();
  options.watch = [&](UnitOfWork& unit, std::span<const ChangedRecord> changed) -> Status {
    std::string line;
    for (const ChangedRecord& one : changed) {
      EXPECT_EQ(one.kind, Kind::kEnterprise);
      line += one.inserted ? "+" : "~";
    }
    seen.push_back(line);
    JIEDUI_ASSIGN(domain::Enterprise enterprise,
                  unit.Get(domain::EnterpriseId{changed.front().id}));
    if (enterprise.address == "不许") return base::Fail(ErrorCode::kConflict, "不许", "address");
    enterprise.address = std::to_string(seen.size());
    return unit.Update(enterprise);
  };
  const auto watched = Store::Open(options).value();
  domain::Enterprise enterprise = MakeEnterprise(1);
  const auto write = [&](const Store::Work& work) { return watched->Write(context_, work); };
  ASSERT_TRUE(write([&](UnitOfWork& unit) { return unit.Insert(enterprise); }));
  enterprise = watched->Get(domain::EnterpriseId{enterprise.id}).value();
  EXPECT_EQ(enterprise.address, "1") << "what the watch changed is stored too";
  ASSERT_TRUE(write([&](UnitOfWork&) { return Status{}; }));
  ASSERT_TRUE(write([&](UnitOfWork& unit) -> Status {
    enterprise.products = "铸管";
    JIEDUI_CHECK(unit.Update(enterprise));
    enterprise.products = "铸件";
    return unit.Update(enterprise);
  }));
  EXPECT_THAT(seen, ::testing::ElementsAre("+", "~~")) << "not for a unit that changed nothing";
  enterprise = watched->Get(domain::EnterpriseId{enterprise.id}).value();
  const std::int64_t version = enterprise.version;
  enterprise.address = "不许";
  const Status refused = write([&](UnitOfWork& unit) { return unit.Update(enterprise); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_EQ(watched->Get(domain::EnterpriseId{enterprise.id})->version, version) << "undone";
  EXPECT_TRUE(watched->VerifyAudit()->ok());
}

TEST_P(Units, SecretsStayOutOfTheAudit) {
  domain::User user;
  user.login = "gxj";
  user.password_hash = "$argon2id$secret";
  ASSERT_TRUE(Insert(user));
  user.password_hash = "$argon2id$another";
  ASSERT_TRUE(Update(user));
  EXPECT_EQ(Audit().front().changes, R"({"password_hash":{"secret":true}})");
  EXPECT_THAT(Audit().back().changes, ::testing::Not(::testing::HasSubstr("argon2id")));
}

TEST_P(Units, AFailedUnitLeavesNothing) {
  domain::Enterprise first = MakeEnterprise(1);
  domain::User user;
  user.login = "office";
  ASSERT_TRUE(Insert(first));
  ASSERT_TRUE(Insert(user));
  const auto before = Footprint();
  const auto work = [&](UnitOfWork& unit) -> Status {
    domain::Enterprise second = MakeEnterprise(2);
    JIEDUI_CHECK(unit.Insert(second));
    domain::Alliance alliance;
    alliance.name = "联盟";
    alliance.members = {{first.id}, {second.id}};
    JIEDUI_CHECK(unit.Insert(alliance));
    domain::Enterprise changed = first;
    changed.products = "刮板输送机";
    JIEDUI_CHECK(unit.Update(changed));
    JIEDUI_CHECK(unit.PutSetting("campaign", "2020"));
    JIEDUI_CHECK(unit.OpenLogin({.user = {user.id}}));
    JIEDUI_CHECK(unit.Log("export", "", 0));
    EXPECT_EQ(unit.Get(domain::EnterpriseId{first.id})->products, "刮板输送机");
    EXPECT_EQ(unit.Count(Kind::kEnterprise).value(), 2);
    return base::Fail(ErrorCode::kUnprocessable, "改主意了");
  };
  const Status written = store().Write(context_, work);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "改主意了");
  EXPECT_EQ(Footprint(), before);
  EXPECT_EQ(store().Get(domain::EnterpriseId{first.id})->products, "");
  EXPECT_TRUE(store().VerifyAudit()->ok());
}

TEST_P(Units, AnExceptionUndoesTheUnitAndReachesTheCaller) {
  store();
  const auto before = Footprint();
  const auto work = [&](UnitOfWork& unit) -> Status {
    domain::Enterprise enterprise = MakeEnterprise(1);
    JIEDUI_CHECK(unit.Insert(enterprise));
    throw std::runtime_error("caller's bug");
  };
  EXPECT_THROW(static_cast<void>(store().Write(context_, work)), std::runtime_error);
  EXPECT_EQ(Footprint(), before);
  domain::Enterprise next = MakeEnterprise(2);
  EXPECT_TRUE(Insert(next));
}

TEST_P(Units, AFailedChangeIsUndoneWhileItsUnitGoesOn) {
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  const auto work = [&](UnitOfWork& unit) -> Status {
    domain::Alliance alliance;
    alliance.name = "煤层气联盟";
    alliance.members = {{enterprise.id}, {999}};
    const Status refused = unit.Insert(alliance);
    EXPECT_EQ(refused.error().field, "members");
    EXPECT_EQ(unit.Count(Kind::kAlliance).value(), 0);
    alliance.members.pop_back();
    return unit.Insert(alliance);
  };
  ASSERT_TRUE(store().Write(context_, work));
  EXPECT_EQ(RawNumber("SELECT count(*) FROM alliance_members"), 1);
  EXPECT_EQ(Audit().size(), 2U);
  EXPECT_TRUE(store().VerifyAudit()->ok());
}

TEST_P(Units, VersionsGuardAgainstLostUpdates) {
  domain::Enterprise mine = MakeEnterprise(1);
  ASSERT_TRUE(Insert(mine));
  domain::Enterprise theirs = mine;
  mine.products = "甲";
  ASSERT_TRUE(Update(mine));
  EXPECT_EQ(mine.version, 2);
  theirs.products = "乙";
  const Status late = Update(theirs);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kPrecondition);
  EXPECT_THAT(late.error().message, ::testing::HasSubstr("第 2 版"));
  EXPECT_EQ(theirs.version, 1);
  EXPECT_EQ(Remove(theirs).error().code, ErrorCode::kPrecondition);
  EXPECT_EQ(store().Get(domain::EnterpriseId{mine.id})->products, "甲");
}

TEST_P(Units, AnUpdateThatChangesNothingWritesNothing) {
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  const auto before = Footprint();
  clock_.Advance(5000);
  ASSERT_TRUE(Update(enterprise));
  EXPECT_EQ(enterprise.version, 1);
  EXPECT_EQ(enterprise.updated_ms, kStartMs);
  EXPECT_EQ(Footprint(), before);
}

TEST_P(Units, DeletedRecordsAreOutOfSightAndFreeTheirKey) {
  domain::Enterprise gone = MakeEnterprise(1);
  ASSERT_TRUE(Insert(gone));
  ASSERT_TRUE(Remove(gone));
  EXPECT_TRUE(gone.deleted);
  EXPECT_EQ(store().Get(domain::EnterpriseId{gone.id}).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(store().Read()->GetAny(Kind::kEnterprise, gone.id).value()->deleted);
  EXPECT_EQ(store().Count(Kind::kEnterprise).value(), 0);
  EXPECT_EQ(store().FindByKey<domain::Enterprise>({gone.credit_code}).value(), std::nullopt);
  EXPECT_EQ(store().List<domain::Enterprise>({.include_deleted = true})->records.size(), 1U);
  EXPECT_EQ(Update(gone).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Remove(gone).error().code, ErrorCode::kNotFound);
  domain::Enterprise again = MakeEnterprise(1);
  ASSERT_TRUE(Insert(again));
  const Status restored = store().Write(context_, [&](UnitOfWork& u) { return u.Restore(gone); });
  EXPECT_EQ(restored.error().code, ErrorCode::kConflict);
  EXPECT_EQ(restored.error().field, "credit_code");
}

TEST_P(Units, ErrorsNameTheFieldAtFault) {
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  domain::User user;
  user.login = "gxj";
  ASSERT_TRUE(Insert(user));
  domain::WorkTeam team;
  team.name = "沁水一组";
  ASSERT_TRUE(Insert(team));
  domain::GroupMember member;
  member.name = "王";
  member.work_team = {team.id};
  ASSERT_TRUE(Insert(member));

  struct Case {
    std::unique_ptr<domain::Record> record;
    ErrorCode code;
    std::string field;
  };
  std::vector<Case> cases;
  const auto expect = [&](auto record, ErrorCode code, std::string field) {
    cases.push_back({std::make_unique<decltype(record)>(record), code, std::move(field)});
  };
  expect(MakeEnterprise(1), ErrorCode::kConflict, "credit_code");
  expect(member, ErrorCode::kConflict, "work_team");  // a key with an empty half is a key too
  domain::User same_login;
  same_login.login = "gxj";
  expect(same_login, ErrorCode::kConflict, "login");
  domain::Need need;
  need.enterprise = {777};
  need.title = "瓦斯治理";
  expect(need, ErrorCode::kUnprocessable, "enterprise");
  need.enterprise = {};
  expect(need, ErrorCode::kInvalid, "enterprise");
  domain::Team experts;
  experts.name = "团队";
  experts.members = {{5}, {6}};
  expect(experts, ErrorCode::kUnprocessable, "members");
  domain::Alliance twice;
  twice.name = "联盟";
  twice.members = {{enterprise.id}, {enterprise.id}};
  expect(twice, ErrorCode::kConflict, "members");
  domain::Enterprise bad = MakeEnterprise(2);
  bad.name = "  ";
  expect(bad, ErrorCode::kInvalid, "name");
  bad = MakeEnterprise(2);
  bad.products = std::string("a\0b", 3);
  expect(bad, ErrorCode::kInvalid, "products");
  bad = MakeEnterprise(2);
  bad.address = "\xFF\xFE";
  expect(bad, ErrorCode::kInvalid, "address");
  bad = MakeEnterprise(2);
  bad.revenue_wan = std::numeric_limits<double>::quiet_NaN();
  expect(bad, ErrorCode::kInvalid, "revenue_wan");
  bad = MakeEnterprise(2);
  bad.capacity = -1;
  expect(bad, ErrorCode::kInvalid, "capacity");
  domain::Expert expert = MakeExpert(1);
  expert.fields = {"采矿", "\xC0"};
  expect(expert, ErrorCode::kInvalid, "fields");
  domain::Plan plan;
  plan.name = "方案";
  ASSERT_TRUE(Insert(plan));
  domain::Pairing pairing;
  pairing.plan = {plan.id};
  pairing.helper_id = 1;
  pairing.enterprise = {enterprise.id};
  pairing.explanation = "{not json";
  expect(pairing, ErrorCode::kInvalid, "explanation");

  const auto before = Footprint();
  for (const Case& c : cases) {
    const Status refused = Insert(*c.record);
    ASSERT_FALSE(refused) << c.field;
    EXPECT_EQ(refused.error().code, c.code) << refused.error().message;
    EXPECT_EQ(refused.error().field, c.field) << refused.error().message;
    EXPECT_FALSE(refused.error().message.empty());
  }
  EXPECT_EQ(Footprint(), before);
}

TEST_P(Units, UpdatesToATakenKeyOrADanglingReferenceAreRefusedAndUndone) {
  domain::Enterprise one = MakeEnterprise(1);
  domain::Enterprise two = MakeEnterprise(2);
  ASSERT_TRUE(Insert(one));
  ASSERT_TRUE(Insert(two));
  two.credit_code = one.credit_code;
  const Status taken = Update(two);
  EXPECT_EQ(taken.error().code, ErrorCode::kConflict);
  EXPECT_EQ(taken.error().field, "credit_code");
  EXPECT_EQ(two.version, 1);
  domain::Alliance alliance;
  alliance.name = "联盟";
  alliance.members = {{one.id}};
  ASSERT_TRUE(Insert(alliance));
  alliance.members = {{two.id}, {12345}};
  EXPECT_EQ(Update(alliance).error().field, "members");
  EXPECT_EQ(store().Get(domain::AllianceId{alliance.id})->members,
            (std::vector<domain::EnterpriseId>{{one.id}}));
}

TEST_P(Units, AWriteWithinAWriteIsRefused) {
  const auto work = [&](UnitOfWork&) -> Status {
    return store().Write(context_, [](UnitOfWork&) -> Status { return {}; });
  };
  EXPECT_EQ(store().Write(context_, work).error().code, ErrorCode::kInternal);
}

TEST_P(Units, EventsAndSettingsAreAudited) {
  const auto work = [](UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(unit.Log("export", "enterprise", 0, R"({"rows":600})"));
    EXPECT_EQ(unit.Log("export", "", 0, "[1]").error().code, ErrorCode::kInvalid);
    EXPECT_EQ(unit.Log("export", "", 0, "{").error().code, ErrorCode::kInvalid);
    JIEDUI_CHECK(unit.PutSetting("city", "晋城市"));
    JIEDUI_CHECK(unit.PutSetting("city", "晋城市"));  // no change, no row
    return unit.PutSetting("city", "长治市");
  };
  ASSERT_TRUE(store().Write(context_, work));
  const auto audit = Audit();
  ASSERT_EQ(audit.size(), 3U);
  EXPECT_EQ(audit[0].changes, R"({"city":{"before":"晋城市","after":"长治市"}})");
  EXPECT_EQ(audit[2].action, "export");
  EXPECT_EQ(store().Setting("city").value(), "长治市");
  EXPECT_EQ(store().Setting("nothing").value(), std::nullopt);
  EXPECT_EQ(store().OutboxDepth("index").value(), 0);
}

TEST_P(Units, AThreadKnowsHowManyOfItsOwnWereCommitted) {
  const std::uint64_t before = CommitsOfThread();
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  EXPECT_EQ(CommitsOfThread(), before + 1);
  domain::Enterprise twin = MakeEnterprise(1);
  ASSERT_FALSE(Insert(twin));
  domain::Enterprise others = MakeEnterprise(2);
  std::thread([&] { EXPECT_TRUE(Insert(others)); }).join();
  EXPECT_EQ(CommitsOfThread(), before + 1);
}

TEST_P(Units, RevisionsFollowTheKindsThatChanged) {
  const auto revision = [&](std::vector<Kind> kinds) { return store().Revision(kinds).value(); };
  EXPECT_EQ(revision({Kind::kEnterprise, Kind::kExpert}), 0);
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  EXPECT_EQ(revision({Kind::kEnterprise, Kind::kExpert}), 1);
  domain::User user;
  user.login = "a";
  ASSERT_TRUE(Insert(user));
  EXPECT_EQ(revision({Kind::kEnterprise, Kind::kExpert}), 1);
  EXPECT_EQ(revision({Kind::kUser}), 2);
  EXPECT_EQ(store().Read()->Revision().value(), 2);
}

JIEDUI_ON_EVERY_ENGINE(Units);

}  // namespace
}  // namespace jiedui::store
