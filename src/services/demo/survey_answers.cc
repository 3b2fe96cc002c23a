#include <cmath>

#include "domain/form_answers.h"
#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

using domain::Answer;
using domain::AnswerRow;
using domain::Survey;

constexpr const char* kInstitutions = "institutions.rows";
constexpr const char* kProjects = "projects.rows";

double NumberIn(const AnswerRow& row, std::string_view column) {
  const auto found = row.find(column);
  return found == row.end() ? 0 : std::get<double>(found->second);
}

/// Moves a part of the row's number to the other row: whole ones, or tenths.
void Share(AnswerRow& row, AnswerRow& other, const char* column, std::int64_t percent,
           bool tenths) {
  const double whole = NumberIn(row, column);
  const double scale = tenths ? 10 : 1;
  const auto units = std::int64_t{std::llround(whole * scale)};
  const std::int64_t moved = units * percent / 100;
  row[column] = static_cast<double>(units - moved) / scale;
  other[column] = static_cast<double>(moved) / scale;
}

void SplitInstitution(std::vector<AnswerRow>& rows, const Survey& survey, Random& random) {
  AnswerRow second;
  second["name"] = random.Pick(Texts{"检测中心", "中试车间", "产学研联合实验室"});
  second["approved_by"] = std::string("企业自建");
  second["field"] = survey.institution_field;
  rows.front()["count"] = 1.0;
  second["count"] = 1.0;
  const std::int64_t percent = random.Between(20, 40);
  Share(rows.front(), second, "staff", percent, false);
  Share(rows.front(), second, "spending_wan", percent, true);
  Share(rows.front(), second, "equipment_wan", percent, true);
  rows.push_back(std::move(second));
}

void SplitProject(std::vector<AnswerRow>& rows, Random& random) {
  AnswerRow second;
  second["name"] =
      random.Pick(Texts{"生产线自动化改造", "节能降耗工艺改进", "产品质量在线检测", "新产品试制"});
  second["source"] = std::string("企业自选");
  const std::int64_t percent = random.Between(15, 45);
  Share(rows.front(), second, "staff", percent, false);
  Share(rows.front(), second, "spending_wan", percent, true);
  Share(rows.front(), second, "assets_wan", percent, true);
  rows.push_back(std::move(second));
}

/// What an enterprise writes in a direction's line.
std::string DirectionText(const std::string& direction, const Survey& survey) {
  const auto figure = [](double value) {
    const auto tenths = std::int64_t{std::llround(value * 10)};
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
  };
  const std::string field =
      survey.institution_field.empty() ? "主导产品" : survey.institution_field;
  if (direction == "input")
    return "全年研发费用 " + figure(survey.institution_spending_wan + survey.project_spending_wan) +
           " 万元，单独设账归集。";
  if (direction == "talent")
    return "专职研发人员 " + std::to_string(survey.institution_staff + survey.project_staff) +
           " 人，与院校联合培养技术骨干。";
  if (direction == "projects" && !survey.project_name.empty())
    return "实施“" + survey.project_name + "”等项目，按年度研发计划推进。";
  if (direction == "projects") return "围绕设备性能升级改造立项实施技术改造。";
  if (direction == "platforms")
    return "建有" + (survey.institution_name.empty() ? "技术攻关小组" : survey.institution_name) +
           "，面向" + field + "开展研发。";
  if (direction == "technology") return "围绕" + field + "开展关键共性技术攻关。";
  return "与国外同行企业开展技术交流与合作研发。";
}

}  // namespace

void SetAnswers(const Draft& draft, Survey& survey, Random& random) {
  const domain::Form* const form = draft.reference.forms().ForPeriod(survey.period);
  if (form == nullptr) return;
  survey.form = form->code;
  domain::Answers answers = domain::AnswersOfFigures(draft.reference, *form, survey);
  if (const auto rows = answers.rows.find(kInstitutions);
      rows != answers.rows.end() && survey.institution_count == 2) {
    SplitInstitution(rows->second, survey, random);
  }
  const bool several = random.Percent(45);
  if (const auto rows = answers.rows.find(kProjects); rows != answers.rows.end() && several)
    SplitProject(rows->second, random);
  for (auto& [path, answer] : answers.single) {
    if (path.starts_with("activities.") && std::holds_alternative<std::string>(answer) &&
        path != "activities.other_text") {
      answer = DirectionText(path.substr(path.find('.') + 1), survey);
    }
  }
  survey.answers = domain::AnswersJson(*form, answers);
  domain::SetFigures(draft.reference, *form, answers, survey);
}

}  // namespace jiedui::services::demo
