// Evidence files (E3): kept by their content, looked at before they are kept, and missed when gone.
#include <chrono>
#include <fstream>

#include "services/digest.h"
#include "unit/services/sign_off_fixture.h"

namespace jiedui::services {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using domain::EvidenceCategory;
using domain::EvidenceFile;
using domain::Kind;

class EvidenceFiles : public SignOffTest {
 protected:
  EvidenceFiles() { other_ = PutEnterprise("高平市机械有限公司", "140581", "3391"); }

  [[nodiscard]] fs::path PathOf(const std::string& digest) const {
    return folder_ / "evidence" / digest.substr(0, 2) / digest.substr(2, 2) / digest;
  }

  /// A workspace whose files are looked at by that command.
  base::Result<EvidenceFile> UploadScanned(const std::string& command, std::int64_t timeout_ms) {
    EvidenceOptions options;
    options.scan = {command, timeout_ms};
    const EvidenceStore files(folder_ / "evidence", options);
    Workspace scanned{*store_, reference_, clock_,         corpus_, sectors_,
                      search_, auth_,      plan_sessions_, files};
    const std::string bytes = demo::SamplePdf(command);
    return UploadEvidence(scanned, member_,
                          {{enterprise_}, EvidenceCategory::kPhoto, command, "a.pdf", bytes});
  }

  std::int64_t other_ = 0;
};

TEST_F(EvidenceFiles, E3_AreKeptByTheirContentAndComeBackWhole) {
  const std::string bytes = demo::SamplePdf("hello");
  const auto file = UploadEvidence(
      workspace_, member_,
      {{enterprise_}, EvidenceCategory::kInstitutionApproval, "", "C:\\扫描\\批准文件.PDF", bytes});
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->file_name, "批准文件.PDF");
  EXPECT_EQ(file->title, "批准文件");
  EXPECT_EQ(file->media_type, "application/pdf");
  EXPECT_EQ(file->digest, DigestOf(bytes));
  EXPECT_EQ(file->region_code, "140525");
  EXPECT_EQ(file->uploaded_by, 6);
  EXPECT_TRUE(fs::exists(PathOf(file->digest)));
  const auto content = ReadEvidenceContent(workspace_, zezhou_, file->id);
  ASSERT_TRUE(content);
  EXPECT_EQ(content->bytes, bytes);
  EXPECT_EQ(ReadEvidenceContent(workspace_, gaoping_, file->id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(ReadEvidenceContent(workspace_, Member(7, other_), file->id).error().code,
            ErrorCode::kNotFound);
  domain::Actor expert = MakeActor(8, domain::Role::kExpert);
  EXPECT_EQ(ReadEvidenceContent(workspace_, expert, file->id).error().code, ErrorCode::kNotFound);
}

TEST_F(EvidenceFiles, E3_AreRefusedByContentNameOwnerAndNumber) {
  const auto code = [&](const domain::Actor& actor, std::int64_t enterprise,
                        const std::string& name, const std::string& bytes) {
    const auto file = UploadEvidence(workspace_, actor,
                                     {{enterprise}, EvidenceCategory::kPhoto, "", name, bytes});
    return file ? std::string("ok") : std::string(base::ErrorCodeName(file.error().code));
  };
  const std::string pdf = demo::SamplePdf("x");
  EXPECT_EQ(code(member_, enterprise_, "a.exe", "MZ\x90"), "unprocessable");
  EXPECT_EQ(code(member_, enterprise_, "a.html", "<html><script>"), "unprocessable");
  EXPECT_EQ(code(member_, enterprise_, "a.png", pdf), "invalid");
  EXPECT_EQ(code(member_, enterprise_, "", pdf), "invalid");
  EXPECT_EQ(code(member_, enterprise_, "a.pdf", ""), "invalid");
  EXPECT_EQ(code(member_, other_, "a.pdf", pdf), "forbidden");
  EXPECT_EQ(code(gaoping_, enterprise_, "a.pdf", pdf), "forbidden");
  EXPECT_EQ(code(auditor_, enterprise_, "a.pdf", pdf), "forbidden");
  EXPECT_FALSE(fs::exists(folder_ / "evidence")) << "nothing was written";
  EXPECT_EQ(code(member_, enterprise_, "a.pdf", pdf), "ok");
  EXPECT_EQ(code(member_, enterprise_, "b.pdf", pdf), "conflict") << "the same again";
  EXPECT_EQ(code(member_, enterprise_, "a.pdf", demo::SamplePdf("y")), "conflict") << "its title";
  for (int i = 1; i < 30; ++i)
    ASSERT_EQ(
        code(member_, enterprise_, std::to_string(i) + ".pdf", demo::SamplePdf(std::to_string(i))),
        "ok");
  EXPECT_EQ(code(member_, enterprise_, "last.pdf", demo::SamplePdf("last")), "conflict");
  EXPECT_EQ(code(member_, enterprise_, "big.pdf", pdf + std::string(20 << 20, ' ')), "too_large");
}

TEST_F(EvidenceFiles, E3_OneReusedByAnotherEnterpriseIsFlaggedOnBoth) {
  const auto first = Upload(member_, enterprise_, EvidenceCategory::kPhoto, "same");
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->reused);
  const auto second = Upload(gaoping_, other_, EvidenceCategory::kPhoto, "same");
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_TRUE(second->reused);
  EXPECT_TRUE(store_->Get(domain::EvidenceFileId{first->id})->reused);
}

TEST_F(EvidenceFiles, E3_ARecordWithoutAFileIsNone) {
  auto file = std::make_unique<EvidenceFile>();
  file->enterprise = {enterprise_};
  file->title = "空的";
  const auto made = CreateRecord(workspace_, zezhou_, std::move(file));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kUnprocessable);
  const auto kept = Upload(member_, enterprise_, EvidenceCategory::kPhoto, "kept");
  ASSERT_TRUE(kept);
  EXPECT_FALSE(Change(Kind::kEvidenceFile, kept->id, "enterprise", other_));
}

TEST_F(EvidenceFiles, E3_AScannerHasTheLastWord) {
  EXPECT_TRUE(UploadScanned("exit 0 #", 5000));
  EXPECT_TRUE(UploadScanned("grep -q PDF", 5000)) << "it gets the file's path";
  EXPECT_EQ(UploadScanned("exit 1 #", 5000).error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(UploadScanned("exit 2 #", 5000).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(UploadScanned("/no/such/scanner", 5000).error().code, ErrorCode::kUnavailable);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(UploadScanned("sleep 30 #", 100).error().code, ErrorCode::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  EXPECT_EQ(store_->Count(Kind::kEvidenceFile).value(), 2);
  EXPECT_FALSE(fs::exists(PathOf(DigestOf(demo::SamplePdf("exit 1 #")))));
}

TEST_F(EvidenceFiles, E3_MissingAndDamagedOnesAreNamed) {
  const auto lost = Upload(member_, enterprise_, EvidenceCategory::kPhoto, "lost");
  const auto damaged = Upload(member_, enterprise_, EvidenceCategory::kPhoto, "damaged");
  ASSERT_TRUE(lost && damaged);
  ASSERT_TRUE(Upload(member_, enterprise_, EvidenceCategory::kPhoto, "sound"));
  fs::remove(PathOf(lost->digest));
  std::fstream(PathOf(damaged->digest), std::ios::in | std::ios::out | std::ios::binary) << '!';
  const auto session = store_->Read();
  const auto quick = CheckEvidence(*session, evidence_, false);
  ASSERT_TRUE(quick);
  EXPECT_EQ(quick->faults.size(), 1U);
  const auto whole = CheckEvidence(*session, evidence_, true);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->files, 3);
  ASSERT_EQ(whole->faults.size(), 2U);
  EXPECT_EQ(whole->faults[0].record_id, lost->id);
  EXPECT_EQ(whole->faults[0].enterprise, "泽州县铸造有限公司");
  EXPECT_EQ(whole->faults[1].record_id, damaged->id);
  EXPECT_EQ(ReadEvidenceContent(workspace_, member_, damaged->id).error().code,
            ErrorCode::kInternal);
  const EvidenceStore copy(folder_ / "copy");
  const auto copied = CopyEvidence(*session, evidence_, copy);
  ASSERT_TRUE(copied);
  EXPECT_EQ(copied->faults.size(), 2U);
  // The same bytes handed in again heal the store.
  const std::string bytes = demo::SamplePdf("damaged");
  ASSERT_TRUE(evidence_.Put(damaged->digest, bytes));
  EXPECT_TRUE(ReadEvidenceContent(workspace_, member_, damaged->id));
}

TEST_F(EvidenceFiles, E3_CopiesAreCheckedAndNotRepeated) {
  const auto file = Upload(member_, enterprise_, EvidenceCategory::kPhoto, "kept");
  ASSERT_TRUE(file);
  const EvidenceStore copy(folder_ / "copy");
  const auto session = store_->Read();
  EXPECT_EQ(CopyEvidence(*session, evidence_, copy)->bytes, file->size_bytes);
  EXPECT_EQ(CopyEvidence(*session, evidence_, copy)->bytes, 0);
  EXPECT_TRUE(copy.Read(file->digest));
}

TEST_F(EvidenceFiles, E3_OrphansGoAfterADayAndNothingElse) {
  const auto file = Upload(member_, enterprise_, EvidenceCategory::kPhoto, "kept");
  ASSERT_TRUE(file);
  const std::string bytes = demo::SamplePdf("orphan");
  ASSERT_TRUE(evidence_.Put(DigestOf(bytes), bytes));
  const base::TimeMs now = base::SystemClock().NowMs();
  constexpr std::int64_t kDayMs = 86'400'000;
  const auto session = store_->Read();
  EXPECT_EQ(CleanEvidence(*session, evidence_, now).value(), 0) << "too young";
  {
    const auto hold = evidence_.Put(DigestOf(bytes), bytes);
    ASSERT_TRUE(hold);
    EXPECT_EQ(CleanEvidence(*session, evidence_, now + 2 * kDayMs).error().code,
              ErrorCode::kUnavailable)
        << "somebody is storing its record";
  }
  EXPECT_EQ(CleanEvidence(*session, evidence_, now + 2 * kDayMs).value(), 1);
  EXPECT_TRUE(evidence_.Read(file->digest));
  EXPECT_FALSE(evidence_.Read(DigestOf(bytes)));
}

}  // namespace
}  // namespace jiedui::services
