// A signed export proves itself: whatever is changed, taken out, put in, moved or cut off is found,
// without the database.
#include "store/audit_export.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;

class AuditExportTest : public StoreTest {
 protected:
  AuditSigner Signer(const char* name = "audit-sign.key") {
    return AuditSigner::Open(folder_.path() / name).value();
  }
  /// The lines of an export of `rows` rows, from the seventh on.
  std::vector<std::string> Lines(std::int64_t rows) {
    AuditExportWriter writer;
    std::vector<std::string> lines = {
        writer.Begin({kStartMs, "审计员", std::nullopt, std::nullopt, {9, {1, 2, 3}}})};
    for (std::int64_t i = 0; i < rows; ++i) {
      AuditEntry entry;
      entry.seq = 7 + i;
      entry.at_ms = kStartMs + i;
      entry.actor_name = "李工";
      entry.action = "update";
      entry.changes = R"({"phone":{"before":"1","after":"2"}})";
      lines.push_back(writer.Add(entry));
    }
    lines.push_back(writer.Finish(Signer()));
    return lines;
  }
  static base::Result<CheckedAuditExport> Check(const std::vector<std::string>& lines,
                                                const std::string& key = {}) {
    std::string text;
    for (const std::string& line : lines) text += line;
    std::istringstream in(text);
    return CheckAuditExport(in, key);
  }
};

TEST_F(AuditExportTest, WhatWasExportedChecksOut) {
  const auto found = Check(Lines(3), Signer().public_key());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->rows, 3);
  EXPECT_EQ(found->first_seq, 7);
  EXPECT_EQ(found->last_seq, 9);
  EXPECT_EQ(found->head.seq, 9);
  EXPECT_EQ(found->exported_at, "2020-06-12T08:00:00.000Z");
  EXPECT_EQ(found->public_key, Signer().public_key());
  EXPECT_TRUE(Check(Lines(0))) << "a log without rows is one too";
}

TEST_F(AuditExportTest, EveryTamperingIsFound) {
  const std::vector<std::string> good = Lines(4);
  const auto wrong = [&](const char* what, const auto& tamper) {
    std::vector<std::string> lines = good;
    tamper(lines);
    const auto found = Check(lines);
    ASSERT_FALSE(found) << what;
    EXPECT_EQ(found.error().code, ErrorCode::kUnprocessable) << what;
  };
  using Lines = std::vector<std::string>;
  wrong("a value", [](Lines& l) { l[2] = base::ReplaceAll(l[2], "李工", "王工"); });
  wrong("a blank", [](Lines& l) { l[2].insert(1, " "); });
  wrong("the head", [](Lines& l) { l[0] = base::ReplaceAll(l[0], "\"9:", "\"8:"); });
  wrong("a row gone", [](Lines& l) { l.erase(l.begin() + 2); });
  wrong("the first row gone", [](Lines& l) { l.erase(l.begin() + 1); });
  wrong("the last row gone", [](Lines& l) { l.erase(l.end() - 2); });
  wrong("rows swapped", [](Lines& l) { std::swap(l[1], l[2]); });
  wrong("a row twice", [](Lines& l) { l.insert(l.begin() + 2, l[1]); });
  wrong("cut off", [](Lines& l) { l.pop_back(); });
  wrong("something after", [](Lines& l) { l.emplace_back("{}\n"); });
  wrong("no header", [](Lines& l) { l.erase(l.begin()); });
  wrong("nothing", [](Lines& l) { l.clear(); });
  wrong("no JSON", [](Lines& l) { l[2] = "x\n"; });
  wrong("another's key", [&](Lines& l) {
    l.back() = base::ReplaceAll(l.back(), Signer().public_key(), Signer("other.key").public_key());
  });
}

TEST_F(AuditExportTest, NoRowComesAfterTheLastNumber) {
  std::vector<std::string> lines = Lines(1);
  for (const char* const next : {"1", "-9223372036854775808", "9223372036854775807"}) {
    lines[1] = R"({"seq":9223372036854775807})"
               "\n";
    lines[2] = std::string(R"({"seq":)") + next + "}\n";
    EXPECT_EQ(Check(lines).error().message, "审计导出文件第 3 行缺少或打乱了审计记录") << next;
  }
}

TEST_F(AuditExportTest, WhoSignsAnewIsKnownByTheKey) {
  const std::string other = Signer("other.key").public_key();
  const auto found = Check(Lines(2), other);
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("公钥"), std::string::npos);
}

TEST_F(AuditExportTest, TheKeyIsMadeOnceAndKeptFromOthers) {
  EXPECT_EQ(Signer().public_key(), Signer().public_key());
  EXPECT_NE(Signer().public_key(), Signer("other.key").public_key());
  struct stat now = {};
  ASSERT_EQ(::stat((folder_.path() / "audit-sign.key").c_str(), &now), 0);
  EXPECT_EQ(now.st_mode & 0777U, 0600U);
  std::ofstream(folder_.path() / "short.key") << "short";
  EXPECT_EQ(AuditSigner::Open(folder_.path() / "short.key").error().code,
            ErrorCode::kUnprocessable);
}

TEST_F(AuditExportTest, AnAnchorReadsAsItIsWritten) {
  const AuditAnchor anchor{12, {0xAB, 0x01}};
  const auto read = ParseAnchor(FormatAnchor(anchor));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->seq, 12);
  EXPECT_EQ(read->mac, anchor.mac);
  for (const char* const text : {"", "12", "12:", "x:00", "-1:00", "12:zz", ":", "12:ab"})
    EXPECT_FALSE(ParseAnchor(text)) << text;
}

}  // namespace
}  // namespace jiedui::store
