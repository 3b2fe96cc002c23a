// What another program writes, and whether it reads what we write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "office/sheet_writer.h"
#include "office/table.h"

namespace jiedui::office {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

using Cells = std::vector<std::string>;

const fs::path kGolden = fs::path(JIEDUI_SOURCE_DIR) / "tests" / "golden" / "office";

/// The table of forms.fods, which is what forms.xlsx was converted from.
void ExpectForms(const Table& table) {
  EXPECT_EQ(table.sheet, "调查表");
  EXPECT_THAT(table.title, ElementsAre("调查汇总表"));
  EXPECT_THAT(table.header, ElementsAre("企业名称", "成立日期", "填报时间", "开始", "占比",
                                        "地区代码", "经费（万元）", "有研发机构"));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0].line, 3U);
  EXPECT_THAT(table.rows[0].cells,
              ElementsAre("晋城甲公司 <试> & \"样\"\n第二行", "1980-04-29", "2020-06-12 08:30:00",
                          "08:30:00", "0.2171", "001234", "12345.678", "TRUE"));
  EXPECT_THAT(table.rows[1].cells,
              ElementsAre("泽州乙公司𠮷", "1900-03-01", "", "", "", "", "24691.356", "FALSE"));
  EXPECT_THAT(table.rows[2].cells, ElementsAre("", "", "", "", "", "", "#DIV/0!", "共2"));
}

/// A folder for one conversion; LibreOffice gets a profile of its own in it, so that tests may run
/// beside each other and beside a user's own.
class LibreOffice : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v soffice >/dev/null 2>&1") != 0)  // NOLINT(concurrency-mt-unsafe)
      GTEST_SKIP() << "LibreOffice (soffice) is not installed";
    std::string name = (fs::temp_directory_path() / "jiedui-soffice-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  /// Converts a file to one of that kind in the folder.
  [[nodiscard]] fs::path Convert(const fs::path& file, const std::string& kind) const {
    const std::string command = "soffice -env:UserInstallation=file://" + folder_.string() +
                                "/profile --headless --convert-to '" + kind + "' --outdir '" +
                                folder_.string() + "' '" + file.string() + "' >/dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(concurrency-mt-unsafe)
    return folder_ / file.stem().concat("." + kind.substr(0, kind.find(':')));
  }

  fs::path folder_;
};

TEST(Golden, ReadsWhatLibreOfficeWrote) {
  ExpectForms(ReadTableFile(kGolden / "forms.xlsx").value());
}

TEST_F(LibreOffice, WritesWhatWeRead) {
  ExpectForms(ReadTableFile(Convert(kGolden / "forms.fods", "xlsx")).value());
}

TEST_F(LibreOffice, ReadsWhatWeWrite) {
  Sheet sheet;
  sheet.title = "汇总表";
  sheet.header = {"名称", "数值", "日期", "是否"};
  sheet.number_columns = {1};
  sheet.date_columns = {2};
  sheet.boolean_columns = {3};
  sheet.rows = {{"晋城,“甲”", "1234.5", "2020-06-12", "TRUE"},
                {"𠮷 _x0041_", "-2", "1980-04-29", "FALSE"}};
  ASSERT_TRUE(WriteXlsx(folder_ / "ours.xlsx", {sheet}));
  // Filter options: comma, quote, UTF-8 (76).
  const fs::path csv = Convert(folder_ / "ours.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76");
  TableOptions options;
  options.header_line = 2;
  const Table table = ReadTableFile(csv, options).value();
  EXPECT_EQ(table.header, sheet.header);
  ASSERT_EQ(table.rows.size(), 2U);
  for (std::size_t r = 0; r < 2; ++r) EXPECT_EQ(table.rows[r].cells, sheet.rows[r]);
}

}  // namespace
}  // namespace jiedui::office
