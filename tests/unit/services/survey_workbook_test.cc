// The survey form as a workbook: out in the annex's layout, and in again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>  // mkdtemp

#include <filesystem>

#include "office/whole_file.h"
#include "services/survey_reading.h"
#include "support/forms.h"

namespace jiedui::services {
namespace {

namespace fs = std::filesystem;
using domain::Answers;
using domain::Form;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const domain::Reference& TheReference() {
  static const domain::Reference reference = testing::ReferenceWithTwoForms();
  return reference;
}
const Form& Shipped() { return *TheReference().forms().Find("survey-2020"); }

Answers Read(const Form& form, const std::string& json) {
  return domain::ParseAnswers(form, json).value();
}

/// More rows than the blank form has lines, in both tables.
std::string ManyRows() {
  std::string rows;
  for (int r = 1; r <= 6; ++r) {
    rows += std::string(r == 1 ? "" : ",") + R"({"name":"机构)" + std::to_string(r) +
            R"(","count":1,"staff":)" + std::to_string(r) + R"(,"spending_wan":)" +
            std::to_string(r) + ".125}";
  }
  return R"({"institutions":{"rows":[)" + rows + R"(]},"projects":{"rows":[{"name":"甲"},)" +
         R"({"name":"乙","assets_wan":3},{"name":"丙"},{"name":"丁","staff":0}]},)" +
         R"("activities":{"talent":"第一行\n第二行 <b>&","other":["other_01"]}})";
}

const FormAbout kAbout = {{"enterprise", "晋城甲公司"}, {"credit_code", "911405000000000001"},
                          {"period", "2020"},           {"form", "survey-2020"},
                          {"region", "泽州县"},         {"sector", "黑色金属铸造"}};

std::string Written(const office::FormSheet& sheet) { return office::FormXlsx(sheet).value(); }

ReadForm ReadBack(const std::string& bytes) {
  auto read = ReadFormWorkbook(TheReference(), bytes, nullptr);
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read ? *std::move(read) : ReadForm{};
}

office::FormCell& CellAt(office::FormSheet& sheet, const std::string& address) {
  for (office::FormCell& cell : sheet.cells) {
    if (domain::CellAddress(cell.range.first_line, cell.range.first_column) == address) return cell;
  }
  ADD_FAILURE() << "no cell " << address;
  return sheet.cells.front();
}

TEST(SurveyWorkbook, F3_WhatWasWrittenReadsBackTheSame) {
  for (const std::string& json :
       {std::string("{}"), std::string(testing::FullAnswers()), ManyRows()}) {
    const Answers answers = Read(Shipped(), json);
    const std::string bytes = Written(MakeFormSheet(Shipped(), answers, kAbout));
    EXPECT_EQ(bytes, Written(MakeFormSheet(Shipped(), answers, kAbout)));
    const ReadForm read = ReadBack(bytes);
    EXPECT_THAT(read.errors, IsEmpty());
    EXPECT_EQ(domain::AnswersJson(Shipped(), read.answers),
              domain::AnswersJson(Shipped(), answers));
    EXPECT_EQ(read.about, kAbout);
  }
}

TEST(SurveyWorkbook, F3_EveryVersionReadsBackInItsOwnLayout) {
  const Form& later = *TheReference().forms().Find("survey-2021");
  const Answers answers =
      domain::ConvertAnswers(Shipped(), Read(Shipped(), testing::FullAnswers()), later);
  FormAbout about = kAbout;
  about["form"] = later.code;
  const ReadForm read = ReadBack(Written(MakeFormSheet(later, answers, about)));
  EXPECT_EQ(read.form, &later);
  EXPECT_EQ(domain::AnswersJson(later, read.answers), domain::AnswersJson(later, answers));
}

TEST(SurveyWorkbook, F3_TheLayoutIsTheAnnexs) {
  office::FormSheet sheet =
      MakeFormSheet(Shipped(), Read(Shipped(), testing::FullAnswers()), kAbout);
  EXPECT_EQ(CellAt(sheet, "A2").text, "企业创新活动开展情况调查表");
  EXPECT_EQ(CellAt(sheet, "A3").text, "企业全称：（盖章）");
  EXPECT_EQ(CellAt(sheet, "B5").text, "研究开发机构及平台名称");
  EXPECT_EQ(CellAt(sheet, "B5").range.last_column, 4U);  // merged over B … E
  EXPECT_EQ(CellAt(sheet, "H9").text, "机构研究开发费用（万元）");
  EXPECT_EQ(CellAt(sheet, "H10").number, 300.5);
  EXPECT_EQ(CellAt(sheet, "H13").formula, "=SUM(H10:H12)");
  EXPECT_EQ(CellAt(sheet, "H13").number, 340.75);
  int boxes = 0;
  int ticked = 0;
  for (const office::FormCell& cell : sheet.cells) {
    const bool box =
        cell.style == office::FormStyle::kBox || cell.style == office::FormStyle::kLastBox;
    boxes += box ? 1 : 0;
    ticked += cell.text.starts_with(kTickedBox) ? 1 : 0;
  }
  EXPECT_EQ(boxes, 14);
  EXPECT_EQ(ticked, 2);
  // Three more rows move the second band by three and its sums by six.
  office::FormSheet longer = MakeFormSheet(Shipped(), Read(Shipped(), ManyRows()), kAbout);
  EXPECT_EQ(CellAt(longer, "H12").text, "机构研究开发费用（万元）");
  EXPECT_EQ(CellAt(longer, "H19").formula, "=SUM(H13:H18)");
  EXPECT_EQ(CellAt(longer, "A20").text, "二、企业研究开发活动及相关情况");
}

TEST(SurveyWorkbook, F3_WrongCellsAreNamedByTheirAddress) {
  office::FormSheet sheet =
      MakeFormSheet(Shipped(), Read(Shipped(), testing::FullAnswers()), kAbout);
  CellAt(sheet, "E10").number.reset();
  CellAt(sheet, "E10").text = "三人";
  CellAt(sheet, "B11").number = 1.5;
  CellAt(sheet, "H13").formula.clear();
  CellAt(sheet, "H13").number = 999;
  CellAt(sheet, "C33").text = "？ 对产品工艺进行技术改造、技术升级、技术改进";
  const ReadForm read = ReadBack(Written(sheet));
  std::map<std::string, std::string> errors;
  for (const base::FieldError& error : read.errors) errors[error.field] = error.message;
  EXPECT_EQ(errors.size(), 4U);
  EXPECT_THAT(errors["E10"], HasSubstr("“三人” 不是数"));
  EXPECT_THAT(errors["B11"], HasSubstr("不是整数"));
  EXPECT_THAT(errors["H13"], HasSubstr("合计 999 与各行之和 340.75 不符"));
  EXPECT_THAT(errors["C33"], HasSubstr("看不懂的勾选"));
}

TEST(SurveyWorkbook, F3_BoxesAreTickedAsPeopleTickThem) {
  const auto ticks = [](const std::string& text) {
    office::FormSheet sheet = MakeFormSheet(Shipped(), {}, kAbout);
    CellAt(sheet, "C34").text = text;
    const ReadForm read = ReadBack(Written(sheet));
    EXPECT_THAT(read.errors, IsEmpty()) << text;
    return read.answers.single.contains("activities.other");
  };
  for (const char* mark : {"☑", "☒", "■", "√", "✓", "✔ "})
    EXPECT_TRUE(ticks(mark + std::string("运用新技术提高效率、降低成本"))) << mark;
  for (const char* mark : {"□", "□ ", ""})
    EXPECT_FALSE(ticks(mark + std::string("运用新技术提高效率、降低成本"))) << mark;
}

TEST(SurveyWorkbook, F3_LinesPutInAreFound) {
  const Answers answers = Read(Shipped(), testing::FullAnswers());
  office::FormSheet sheet = MakeFormSheet(Shipped(), answers, kAbout);
  for (office::FormCell& cell : sheet.cells) {
    if (cell.range.first_line < 14) continue;
    cell.range.first_line += 2;
    cell.range.last_line += 2;
    cell.formula.clear();  // its lines are no longer the ones it names
  }
  sheet.cells.push_back({{1, 5, 1, 8}, "收件: 企业服务科", office::FormStyle::kNote});
  const ReadForm read = ReadBack(Written(sheet));
  EXPECT_EQ(domain::AnswersJson(Shipped(), read.answers), domain::AnswersJson(Shipped(), answers));
}

TEST(SurveyWorkbook, F3_AFormTypedFromTheAnnexNeedsNoLineOfOurs) {
  const Answers answers = Read(Shipped(), testing::FullAnswers());
  office::FormSheet sheet = MakeFormSheet(Shipped(), answers, kAbout);
  std::erase_if(sheet.cells, [](const auto& cell) {
    return cell.range.first_line == 40 || cell.text == kSumTitle ||
           cell.style == office::FormStyle::kSum;
  });
  const auto read = ReadFormWorkbook(TheReference(), Written(sheet), &Shipped());
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(domain::AnswersJson(Shipped(), read->answers), domain::AnswersJson(Shipped(), answers));
  EXPECT_EQ(read->about.at("period"), "");
  EXPECT_EQ(read->about.at("enterprise"), "晋城甲公司");
}

TEST(SurveyWorkbook, F3_WhatIsNoSuchFormIsRefused) {
  office::FormSheet sheet = MakeFormSheet(Shipped(), {}, kAbout);
  std::erase_if(sheet.cells, [](const auto& cell) { return cell.text == "创新人才"; });
  const auto missing = ReadFormWorkbook(TheReference(), Written(sheet), nullptr);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("找不到“创新人才”（原在 A27）"));
  EXPECT_FALSE(ReadFormWorkbook(TheReference(), "名称,数量\n", &Shipped()));
  EXPECT_FALSE(ReadFormWorkbook(TheReference(), "PK\x03\x04", &Shipped()));
}

TEST(SurveyWorkbook, F3_ReadsBackWhatLibreOfficeSavedAgain) {
  if (std::system("command -v soffice >/dev/null 2>&1") != 0)  // NOLINT(concurrency-mt-unsafe)
    GTEST_SKIP() << "LibreOffice (soffice) is not installed";
  std::string name = (fs::temp_directory_path() / "jiedui-form-XXXXXX").string();
  const fs::path folder = ::mkdtemp(name.data());
  const Answers answers = Read(Shipped(), ManyRows());
  ASSERT_TRUE(
      office::WriteWhole(folder / "form.xlsx", Written(MakeFormSheet(Shipped(), answers, kAbout))));
  const std::string command = "soffice -env:UserInstallation=file://" + folder.string() +
                              "/profile --headless --convert-to xlsx --outdir '" +
                              (folder / "again").string() + "' '" +
                              (folder / "form.xlsx").string() + "' >/dev/null 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(concurrency-mt-unsafe)
  const ReadForm read = ReadBack(testing::ReadFile(folder / "again" / "form.xlsx"));
  EXPECT_THAT(read.errors, IsEmpty());
  EXPECT_EQ(domain::AnswersJson(Shipped(), read.answers), domain::AnswersJson(Shipped(), answers));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace jiedui::services
