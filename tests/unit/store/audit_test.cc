#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;

class Audit : public EngineTest {
 protected:
  void SetUp() override {
    for (int i = 1; i <= 10; ++i) {
      domain::Enterprise enterprise = MakeEnterprise(i);
      clock_.Advance(1000);
      ASSERT_TRUE(Insert(enterprise));
      ids_.push_back(enterprise.id);
    }
  }
  void Tamper(const std::string& script) {
    const base::Status done = Raw()->RunScript(script);
    ASSERT_TRUE(done) << done.error().message;
  }
  AuditReport Verify(const AuditAnchor* anchor = nullptr) {
    const auto report = store().VerifyAudit(anchor);
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(AuditReport{});
  }

  std::vector<std::int64_t> ids_;
};

TEST_P(Audit, AWholeChainVerifies) {
  std::size_t reports = 0;
  const auto report =
      store().VerifyAudit(nullptr, [&](std::string_view, std::size_t, std::size_t) { ++reports; });
  EXPECT_TRUE(report->ok());
  EXPECT_EQ(report->rows, 10);
  EXPECT_EQ(report->head.seq, 10);
  EXPECT_EQ(report->head.mac, store().AuditHead()->mac);
  Reopen();
  domain::Enterprise enterprise = MakeEnterprise(11);
  ASSERT_TRUE(Insert(enterprise));
  EXPECT_EQ(Verify().rows, 11);
}

TEST_P(Audit, TamperingIsFoundAtItsFirstRow) {
  struct Case {
    const char* name;
    const char* script;
    AuditProblem problem;
    std::int64_t first_bad;
  };
  const char* const swap =
      "UPDATE audit SET seq = -1 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 6; "
      "UPDATE audit SET seq = 6 WHERE seq = -1;";
  const std::vector<Case> cases = {
      {"changes", "UPDATE audit SET changes = '{}' WHERE seq = 4", AuditProblem::kChanged, 4},
      {"actor", "UPDATE audit SET actor_id = 7 WHERE seq = 1", AuditProblem::kChanged, 1},
      {"name", "UPDATE audit SET actor_name = 'x' WHERE seq = 2", AuditProblem::kChanged, 2},
      {"reason", "UPDATE audit SET reason = '' WHERE seq = 2", AuditProblem::kChanged, 2},
      {"time", "UPDATE audit SET at_ms = at_ms + 1 WHERE seq = 10", AuditProblem::kChanged, 10},
      {"version", "UPDATE audit SET version = 2 WHERE seq = 9", AuditProblem::kChanged, 9},
      {"moved text",
       "UPDATE audit SET request_id = 'req-110.0.0.7', remote_address = '' WHERE seq = 5",
       AuditProblem::kChanged, 5},
      {"mac", "UPDATE audit SET mac = (SELECT mac FROM audit WHERE seq = 4) WHERE seq = 5",
       AuditProblem::kChanged, 5},
      {"delete", "DELETE FROM audit WHERE seq = 5", AuditProblem::kMissing, 5},
      {"delete first", "DELETE FROM audit WHERE seq = 1", AuditProblem::kMissing, 1},
      {"delete and close the gap",
       "DELETE FROM audit WHERE seq = 5; UPDATE audit SET seq = seq - 1 WHERE seq > 5",
       AuditProblem::kChanged, 5},
      {"reorder", swap, AuditProblem::kChanged, 3},
      {"cut tail", "DELETE FROM audit WHERE seq > 8", AuditProblem::kMissing, 9},
      {"cut all", "DELETE FROM audit", AuditProblem::kMissing, 1},
      {"cut tail and move head",
       "DELETE FROM audit WHERE seq > 8; UPDATE store_head SET audit_seq = 8, "
       "audit_mac = (SELECT mac FROM audit WHERE seq = 8)",
       AuditProblem::kHeadForged, 0},
      {"append a copy",
       "INSERT INTO audit SELECT 11, at_ms, actor_id, actor_name, request_id, remote_address, "
       "reason, action, kind, record_id, version, changes, mac FROM audit WHERE seq = 10",
       AuditProblem::kChanged, 11},
      {"put one before the first",
       "INSERT INTO audit SELECT 0, at_ms, actor_id, actor_name, request_id, remote_address, "
       "reason, action, kind, record_id, version, changes, mac FROM audit WHERE seq = 10",
       AuditProblem::kChanged, 0},
  };
  KeepDatabase();
  for (const Case& c : cases) {
    RestoreKept();
    Tamper(c.script);
    const AuditReport report = Verify();
    EXPECT_EQ(report.problem, c.problem) << c.name;
    EXPECT_EQ(report.first_bad_seq, c.first_bad) << c.name;
  }
}

TEST_P(Audit, AnOldHeadPutBackIsSeenAgainstAnAnchor) {
  const AuditAnchor early = store().AuditHead().value();
  KeepDatabase();
  domain::Enterprise enterprise = MakeEnterprise(11);
  ASSERT_TRUE(Insert(enterprise));
  const AuditAnchor late = store().AuditHead().value();
  EXPECT_TRUE(Verify(&early).ok());
  EXPECT_TRUE(Verify(&late).ok());
  RestoreKept();
  EXPECT_TRUE(Verify().ok());
  EXPECT_EQ(Verify(&late).problem, AuditProblem::kUnanchored);
  EXPECT_EQ(Verify(&late).first_bad_seq, 11);
  const AuditAnchor other{early.seq, late.mac};
  EXPECT_EQ(Verify(&other).problem, AuditProblem::kUnanchored);
}

TEST_P(Audit, TheKeyMustBeTheDatabasesOwn) {
  Close();
  const auto key = folder_.path() / "audit.key";
  EXPECT_EQ(std::filesystem::status(key).permissions(), std::filesystem::perms(0600));
  EXPECT_EQ(std::filesystem::file_size(key), 32U);
  std::filesystem::rename(key, folder_.path() / "away");
  const auto missing = Store::Open(Options());
  EXPECT_EQ(missing.error().code, ErrorCode::kUnprocessable);
  EXPECT_FALSE(std::filesystem::exists(key)) << "a new key would hide the loss";

  TempFolder elsewhere;
  ASSERT_TRUE(Store::Open({.path = elsewhere.path() / "other.db", .clock = &clock_}));
  std::filesystem::copy_file(elsewhere.path() / "audit.key", key);
  EXPECT_EQ(Store::Open(Options()).error().code, ErrorCode::kUnprocessable);

  std::filesystem::rename(folder_.path() / "away", key);
  EXPECT_TRUE(Verify().ok());
}

TEST_P(Audit, IsListedByRecordActorAndTime) {
  context_.actor_id = 7;
  auto third = store().Get(domain::EnterpriseId{ids_[2]}).value();
  third.products = "钻机";
  clock_.Advance(1000);
  ASSERT_TRUE(Update(third));
  const auto seqs = [&](const AuditQuery& query) {
    std::vector<std::int64_t> found;
    const auto page = store().ListAudit(query);
    EXPECT_TRUE(page) << page.error().message;
    for (const AuditEntry& entry : page->entries) found.push_back(entry.seq);
    return found;
  };
  EXPECT_EQ(seqs({.kind = "enterprise", .record_id = ids_[2]}), (std::vector<std::int64_t>{11, 3}));
  EXPECT_EQ(seqs({.kind = "expert", .record_id = ids_[2]}), std::vector<std::int64_t>{});
  EXPECT_EQ(seqs({.actor_id = 7}), (std::vector<std::int64_t>{11}));
  EXPECT_EQ(seqs({.from_ms = kStartMs + 4000, .until_ms = kStartMs + 6000}),
            (std::vector<std::int64_t>{5, 4}));
  EXPECT_EQ(seqs({.kind = "need"}), std::vector<std::int64_t>{});
}

TEST_P(Audit, IsPagedNewestFirst) {
  std::vector<std::int64_t> walked;
  AuditQuery query{.limit = 3};
  do {
    const auto page = store().ListAudit(query);
    ASSERT_TRUE(page);
    for (const AuditEntry& entry : page->entries) walked.push_back(entry.seq);
    query.cursor = page->next;
  } while (!query.cursor.empty());
  EXPECT_EQ(walked, (std::vector<std::int64_t>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(store().ListAudit({.cursor = "x"}).error().field, "cursor");
  EXPECT_EQ(store().ListAudit({.limit = 0}).error().field, "limit");
}

JIEDUI_ON_EVERY_ENGINE(Audit);

}  // namespace
}  // namespace jiedui::store
