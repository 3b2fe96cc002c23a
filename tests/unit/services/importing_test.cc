#include "services/importing.h"

#include "domain/credit_code.h"
#include "domain/enterprise.h"
#include "domain/helpers.h"
#include "domain/programme.h"
#include "office/encoding.h"
#include "office/sheet_writer.h"
#include "services/exporting.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ImportTest : public WorkspaceTest {
 protected:
  base::Result<ImportReport> Try(ImportRequest request) {
    if (request.filename.empty()) request.filename = "名册.csv";
    return Import(workspace_, domain::Operator(), request);
  }
  ImportReport Read(const std::string& bytes) { return Try({.bytes = bytes}).value(); }
  std::string Reason(ImportRequest request) {
    const auto report = Try(std::move(request));
    return report ? "" : report.error().message;
  }
  std::size_t Enterprises() const { return AllOf<domain::Enterprise>().size(); }

  /// A made-up credit code with a right check digit.
  static std::string Code(int number) {
    const std::string body = "91140500MA0" + std::to_string(100000 + number);
    return body + domain::CreditCodeCheckDigit(body);
  }
};

constexpr const char* kHeader = "企业名称,统一社会信用代码,县区,注册资本,经营范围\n";

TEST_F(ImportTest, TheSameFileTwiceChangesNothing) {
  const std::string file = kHeader + std::string("甲铸造有限公司,") + Code(1) +
                           ",泽州县,204万人民币,球墨铸铁管件的铸造\n乙煤业有限公司," + Code(2) +
                           ",高平市,\"2,500(万)\",煤炭开采\n";
  const ImportReport first = Read(file);
  EXPECT_THAT(first.errors, IsEmpty());
  EXPECT_EQ(first.created, 2U);
  constexpr std::array kKinds = {domain::Kind::kEnterprise};
  const std::int64_t before = store_->Revision(kKinds).value();
  const ImportReport second = Read(file);
  EXPECT_EQ(second.unchanged, 2U);
  EXPECT_EQ(second.created + second.updated, 0U);
  EXPECT_FALSE(second.imported);
  EXPECT_EQ(store_->Revision(kKinds).value(), before);
}

TEST_F(ImportTest, CapitalIsReadWithItsUnit) {
  const std::string file = kHeader + std::string("甲,") + Code(1) + ",城区,204万人民币,\n乙," +
                           Code(2) + ",城区,\"2,500(万)\",\n丙," + Code(3) + ",城区,N/A,\n丁," +
                           Code(4) + ",城区,30(万美元),\n";
  ASSERT_THAT(Read(file).errors, IsEmpty());
  const auto all = AllOf<domain::Enterprise>();
  EXPECT_EQ(all[0].registered_capital_wan, 204);
  EXPECT_EQ(all[1].registered_capital_wan, 2500);
  EXPECT_EQ(all[2].registered_capital_wan, std::nullopt);
  EXPECT_EQ(all[3].registered_capital_wan, 30);
  EXPECT_EQ(all[3].capital_currency, "USD");
}

TEST_F(ImportTest, UnitsOfHeadersAreConverted) {
  const std::string file =
      "企业名称,统一社会信用代码,县区,注册资本（元）,营业收入（亿元）,研发经费(千元)\n甲," +
      Code(1) + ",城区,5000000,1.2,300\n乙," + Code(2) + ",城区,600万元,,\n";
  ASSERT_THAT(Read(file).errors, IsEmpty());
  const auto all = AllOf<domain::Enterprise>();
  EXPECT_EQ(all[0].registered_capital_wan, 500);
  EXPECT_DOUBLE_EQ(all[0].revenue_wan.value(), 12000);
  EXPECT_DOUBLE_EQ(all[0].rd_spending_wan.value(), 30);
  EXPECT_EQ(all[1].registered_capital_wan, 600) << "a unit in the cell comes before the header's";
}

TEST_F(ImportTest, AUnitThatIsNoMoneyOfOursIsRefused) {
  const std::string file =
      "企业名称,统一社会信用代码,县区,营业收入（万美元）\n甲," + Code(1) + ",城区,3\n";
  EXPECT_THAT(Reason({.bytes = file}), HasSubstr("万美元"));
}

TEST_F(ImportTest, EveryBadCellIsNamedInOnePassAndNothingIsStored) {
  const std::string wrong = Code(1).substr(0, 17) + (Code(1).back() == '0' ? "1" : "0");
  const std::string file = kHeader + std::string("甲,") + wrong + ",城区,很多,\n乙," + Code(2) +
                           ",火星,1万,\n丙," + Code(3) + ",城区,1万,\n丁," + Code(4) +
                           ",城区,1万,铸造,多出来的\n";
  const ImportReport report = Read(file);
  ASSERT_EQ(report.errors.size(), 4U);
  EXPECT_EQ(report.rows, 4U);
  EXPECT_EQ(report.bad, 3U);
  EXPECT_EQ(report.errors[0].line, 2U);
  EXPECT_EQ(report.errors[0].column, "统一社会信用代码");
  EXPECT_EQ(report.errors[0].value, wrong);
  EXPECT_THAT(report.errors[0].reason, HasSubstr(Code(1).substr(17)))
      << "says which digit was expected";
  EXPECT_EQ(report.errors[1].column, "注册资本");
  EXPECT_EQ(report.errors[2].line, 3U);
  EXPECT_EQ(report.errors[2].value, "火星");
  EXPECT_EQ(report.errors[3].line, 5U) << "a row with more cells than the header";
  EXPECT_FALSE(report.imported);
  EXPECT_EQ(Enterprises(), 0U);
}

TEST_F(ImportTest, SkipBadStoresTheOthers) {
  const std::string file =
      kHeader + std::string("甲,") + Code(1) + ",火星,,\n乙," + Code(2) + ",城区,,\n";
  const ImportReport report = Try({.bytes = file, .skip_bad = true}).value();
  EXPECT_TRUE(report.imported);
  EXPECT_EQ(report.created, 1U);
  EXPECT_EQ(report.bad, 1U);
  EXPECT_EQ(AllOf<domain::Enterprise>().at(0).name, "乙");
}

TEST_F(ImportTest, DryRunReportsAndStoresNothing) {
  const std::string file = kHeader + std::string("甲,") + Code(1) + ",城区,,\n";
  const ImportReport report = Try({.bytes = file, .dry_run = true}).value();
  EXPECT_EQ(report.created, 1U);
  EXPECT_FALSE(report.imported) << "a dry run stores nothing";
  EXPECT_EQ(Enterprises(), 0U);
}

TEST_F(ImportTest, TheErrorWorkbookIsTheFileWithItsErrorsAndComesBackCorrected) {
  const std::string file =
      kHeader + std::string("甲,") + Code(1) + ",火星,,\n乙," + Code(2) + ",城区,,\n";
  const ImportReport report = Read(file);
  const std::string workbook = ErrorWorkbook(report).value();
  auto table = office::ReadTable("错误.xlsx", workbook).value();
  EXPECT_EQ(table.header.back(), "错误信息");
  ASSERT_EQ(table.rows.size(), 2U) << "nothing was stored, so all rows are wanted again";
  EXPECT_THAT(table.rows[0].cells.back(), HasSubstr("火星"));
  EXPECT_EQ(table.rows[1].cells.back(), "");
  table.rows[0].cells[2] = "城区";
  office::Sheet corrected;
  corrected.header = table.header;
  for (const office::TableRow& row : table.rows) corrected.rows.push_back(row.cells);
  const ImportReport again =
      Try({.filename = "改正.xlsx", .bytes = office::XlsxBytes({corrected}).value()}).value();
  EXPECT_THAT(again.errors, IsEmpty());
  EXPECT_EQ(again.created, 2U);
}

TEST_F(ImportTest, AForeignLayoutIsReadByItsMapping) {
  const std::string file = "单位,code,地方,备注栏\n甲," + Code(1) + ",城区,x\n";
  EXPECT_THAT(Reason({.bytes = file}), HasSubstr("企业名称"));
  const ImportReport report =
      Try({.bytes = file, .mapping = "单位\tname\ncode\tcredit_code\n地方\tregion_code\n"}).value();
  EXPECT_EQ(report.created, 1U);
  EXPECT_THAT(report.ignored_columns, ElementsAre("备注栏"));
  EXPECT_THAT(Reason({.bytes = file, .mapping = "单位\tnamee\n"}), HasSubstr("namee"));
}

TEST_F(ImportTest, FilesOfChineseExcelAreRead) {
  const std::string utf8 = kHeader + std::string("甲铸造有限公司,") + Code(1) + ",泽州县,,\n";
  EXPECT_EQ(Read("\xEF\xBB\xBF" + utf8).created, 1U);
  // 甲,…,泽州县 in GB18030.
  const std::string gb =
      "\xC6\xF3\xD2\xB5\xC3\xFB\xB3\xC6,\xCD\xB3\xD2\xBB\xC9\xE7\xBB\xE1\xD0\xC5\xD3\xC3\xB4\xFA"
      "\xC2\xEB,\xCF\xD8\xC7\xF8\n\xBC\xD7," +
      Code(2) + ",\xD4\xF3\xD6\xDD\xCF\xD8\n";
  const ImportReport report = Read(gb);
  ASSERT_THAT(report.errors, IsEmpty());
  EXPECT_EQ(AllOf<domain::Enterprise>().back().name, "甲");
}

TEST_F(ImportTest, OneRecordTwiceInAFileIsAnError) {
  const std::string file =
      kHeader + std::string("甲,") + Code(1) + ",城区,,\n甲二," + Code(1) + ",城区,,\n";
  const ImportReport report = Read(file);
  ASSERT_EQ(report.errors.size(), 1U);
  EXPECT_THAT(report.errors[0].reason, HasSubstr("第 2 行"));
}

TEST_F(ImportTest, AColumnThatIsMissingLeavesItsFieldAsItWas) {
  Read(kHeader + std::string("甲,") + Code(1) + ",城区,500万,铸造\n");
  const ImportReport report = Read("企业名称,统一社会信用代码,县区\n甲改名," + Code(1) + ",城区\n");
  EXPECT_EQ(report.updated, 1U);
  const auto all = AllOf<domain::Enterprise>();
  EXPECT_EQ(all[0].name, "甲改名");
  EXPECT_EQ(all[0].registered_capital_wan, 500);
  EXPECT_EQ(all[0].business_scope, "铸造");
}

TEST_F(ImportTest, SectorsAreProposedFromTextOrPutOnTheWorkList) {
  const ImportReport report =
      Read(kHeader + std::string("晋城甲铸造有限公司,") + Code(1) +
           ",城区,,球墨铸铁管件、灰铸铁件的铸造\n晋城乙有限公司," + Code(2) +
           ",城区,,\n晋城丙大酒店," + Code(3) + ",城区,,住宿服务、餐饮服务\n");
  EXPECT_EQ(report.proposed, 1U);
  EXPECT_EQ(report.undecided, 1U);
  EXPECT_EQ(report.not_industrial, 1U);
  const auto all = AllOf<domain::Enterprise>();
  EXPECT_EQ(all[0].sector_source, domain::SectorSource::kProposed);
  EXPECT_EQ(all[1].sector_source, domain::SectorSource::kNone);
  EXPECT_EQ(all[2].sector_code, "");
  EXPECT_EQ(all[2].sector_source, domain::SectorSource::kProposed) << "proposed: no industry";
  EXPECT_EQ(all[0].sector_code.substr(0, 3), "339");
  EXPECT_EQ(all[1].sector_code, "");
  const auto proposals = AllOf<domain::SectorProposal>();
  ASSERT_EQ(proposals.size(), 1U);
  EXPECT_EQ(proposals[0].enterprise.value, all[1].id);
}

TEST_F(ImportTest, SectorThatALaterFileBringsIsImported) {
  Read(kHeader + std::string("晋城乙有限公司,") + Code(2) + ",城区,,\n");
  const std::string later =
      "企业名称,统一社会信用代码,行业代码\n晋城乙有限公司," + Code(2) + ",3391\n";
  EXPECT_EQ(Read(later).updated, 1U);
  EXPECT_EQ(AllOf<domain::Enterprise>()[0].sector_source, domain::SectorSource::kImported);
  EXPECT_EQ(Read(later).unchanged, 1U);
}

TEST_F(ImportTest, WhoDoesNotKeepTheRosterMayNotImportIt) {
  domain::Actor auditor = domain::Operator();
  auditor.role = domain::Role::kAuditor;
  const std::string file = kHeader + std::string("甲,") + Code(1) + ",城区,,\n";
  const auto report = Import(workspace_, auditor, {.filename = "a.csv", .bytes = file});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, base::ErrorCode::kForbidden);
}

TEST_F(ImportTest, WhatRefersByKindAndIdComesBack) {
  ASSERT_THAT(Read(kHeader + std::string("甲铸造有限公司,") + Code(1) + ",泽州县,,铸造\n").errors,
              IsEmpty());
  const auto read = [&](domain::Kind kind, const std::string& bytes) {
    return Try({.kind = kind, .bytes = bytes}).value();
  };
  ASSERT_EQ(read(domain::Kind::kExpert, "姓名,单位,容量\n李工,某大学,2\n").created, 1U);
  const std::string capabilities =
      "名称,所有者,所有者类别\n在线检测,李工@某大学,专家\n铸管," + Code(1) + ",企业\n";
  ASSERT_THAT(read(domain::Kind::kCapability, capabilities).errors, IsEmpty());
  const std::string conflicts =
      "甲方类别,甲方,乙方类别,乙方,回避类别\n专家,李工,企业," + Code(1) + ",申报回避\n";
  ASSERT_THAT(read(domain::Kind::kConflict, conflicts).errors, IsEmpty());
  const auto expert = AllOf<domain::Expert>().front().id;
  EXPECT_EQ(AllOf<domain::Capability>()[0].owner_id, expert);
  EXPECT_EQ(AllOf<domain::Conflict>()[0].a_id, expert);
  for (const domain::Kind kind : {domain::Kind::kCapability, domain::Kind::kConflict}) {
    const auto sheet = ExportRecords(workspace_, domain::Operator(), kind, {});
    ASSERT_TRUE(sheet) << sheet.error().message;
    const ImportReport again =
        Try({.kind = kind, .filename = "again.xlsx", .bytes = office::XlsxBytes({*sheet}).value()})
            .value();
    EXPECT_THAT(again.errors, IsEmpty());
    EXPECT_EQ(again.unchanged, sheet->rows.size()) << domain::Code(kind);
  }
  const ImportReport nobody =
      read(domain::Kind::kCapability, "名称,所有者类别,所有者\n检测,专家,赵工\n");
  ASSERT_EQ(nobody.errors.size(), 1U);
  EXPECT_EQ(nobody.errors[0].column, "所有者");
  EXPECT_THAT(nobody.errors[0].reason, HasSubstr("没有专家 “赵工”"));
}

TEST_F(ImportTest, ACountyImportsForItsOwnEnterprisesOnly) {
  ASSERT_THAT(
      Read(kHeader + std::string("甲,") + Code(1) + ",泽州县,,\n乙," + Code(2) + ",高平市,,\n")
          .errors,
      IsEmpty());
  domain::Actor county;
  county.role = domain::Role::kCounty;
  county.regions = {"140525"};
  const auto report =
      Import(workspace_, county,
             {.kind = domain::Kind::kNeed,
              .filename = "需求.csv",
              .bytes = "企业,需求名称\n" + Code(1) + ",节能\n" + Code(2) + ",降噪\n"});
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->errors.size(), 1U);
  EXPECT_EQ(report->errors[0].line, 3U);
  EXPECT_FALSE(report->imported);
}

}  // namespace
}  // namespace jiedui::services
