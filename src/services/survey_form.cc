#include "services/survey_form.h"

#include <algorithm>
#include <cmath>

#include "base/json_writer.h"
#include "base/text.h"
#include "services/access.h"
#include "services/roster.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::FieldError;
using base::Result;
using base::Status;
using domain::Answer;
using domain::FormQuestion;
using domain::Survey;

constexpr std::size_t kYearLength = 4;
constexpr std::size_t kMonthLength = 7;

std::string PathOf(const domain::FormPart& part, const FormQuestion& question) {
  return part.code + "." + question.code;
}

/// What is wrong with one answer; nothing where nothing is.
std::optional<std::string> FaultOf(const FormQuestion& question, const Answer* answer) {
  if (answer == nullptr)
    return question.required ? std::optional(question.zh + "未填写") : std::nullopt;
  const auto* const number = std::get_if<double>(answer);
  if (number == nullptr || (*number >= question.min && *number <= question.max))
    return std::nullopt;
  return question.zh + " " + base::FormatNumber(*number) + " 应在 " +
         base::FormatNumber(question.min) + " 到 " + base::FormatNumber(question.max) + " 之间";
}

class Checker {
 public:
  Checker(const domain::Reference& reference, const store::Reader& reader, const Survey& survey,
          const domain::Form& form, const domain::Answers& answers)
      : reference_(reference),
        reader_(reader),
        survey_(survey),
        form_(form),
        answers_(answers),
        figures_(reference, reader, survey, form, answers) {}

  Result<SurveyCheck> Run() {
    for (const domain::FormPart& part : form_.parts) {
      for (const FormQuestion& question : part.questions) CheckQuestion(part, question);
    }
    for (const domain::FormRule& rule : form_.rules) JIEDUI_CHECK(CheckRule(rule));
    JIEDUI_CHECK(CompareWithLast());
    return std::move(check_);
  }

 private:
  void CheckQuestion(const domain::FormPart& part, const FormQuestion& question) {
    const std::string path = PathOf(part, question);
    if (question.type == domain::QuestionType::kTable) return CheckTable(question, path);
    const auto found = answers_.single.find(path);
    const Answer* const answer = found == answers_.single.end() ? nullptr : &found->second;
    if (const auto fault = FaultOf(question, answer)) check_.errors.push_back({path, *fault});
  }

  void CheckTable(const FormQuestion& table, const std::string& path) {
    const auto rows = answers_.rows.find(path);
    if (rows == answers_.rows.end()) {
      if (table.required) check_.errors.push_back({path, "至少填写一行"});
      return;
    }
    for (std::size_t r = 0; r < rows->second.size(); ++r) {
      for (const FormQuestion& column : table.columns) {
        const auto answer = rows->second[r].find(column.code);
        const auto fault =
            FaultOf(column, answer == rows->second[r].end() ? nullptr : &answer->second);
        if (!fault) continue;
        check_.errors.push_back({path + "[" + std::to_string(r) + "]." + column.code,
                                 "第 " + std::to_string(r + 1) + " 行: " + *fault});
      }
    }
  }

  Status CheckRule(const domain::FormRule& rule) {
    using Comparison = domain::FormRule::Comparison;
    JIEDUI_ASSIGN(const std::optional<double> left, figures_.Of(rule.left));
    JIEDUI_ASSIGN(const std::optional<double> right, figures_.Of(rule.right));
    if (!left || !right) return {};
    constexpr double kSlack = 1e-9;
    const double slack = kSlack * std::max({1.0, std::abs(*left), std::abs(*right)});
    const bool below = *left <= *right + slack;
    const bool above = *left >= *right - slack;
    const bool kept = rule.comparison == Comparison::kAtMost    ? below
                      : rule.comparison == Comparison::kAtLeast ? above
                                                                : below && above;
    if (kept) return {};
    std::string message = base::ReplaceAll(rule.zh, "{left}", Shown(*left));
    message = base::ReplaceAll(message, "{right}", Shown(*right));
    (rule.blocks ? check_.errors : check_.remarks).push_back({rule.field, std::move(message)});
    return {};
  }

  /// To a hundredth: sums of tenths are not whole tenths in a double.
  static std::string Shown(double value) {
    constexpr double kHundredths = 100;
    return base::FormatNumber(std::round(value * kHundredths) / kHundredths);
  }

  Status CompareWithLast() {
    if (answers_.single.empty() && answers_.rows.empty()) {
      check_.remarks.push_back({"", "没有填报任何机构、项目或活动，请核实"});
      return {};
    }
    JIEDUI_ASSIGN(const std::optional<Survey> last,
                  LastSurvey(reader_, survey_.enterprise, survey_.period));
    if (last && last->form == form_.code &&
        domain::AnswersJson(form_, answers_) == CanonicalAnswers(*last)) {
      check_.remarks.push_back({"", "与 " + last->period + " 期的填报内容完全相同，请核实"});
    }
    return {};
  }

  [[nodiscard]] std::string CanonicalAnswers(const Survey& survey) const {
    const auto answers = AnswersOf(reference_, survey);
    return answers ? domain::AnswersJson(form_, *answers) : std::string();
  }

  const domain::Reference& reference_;
  const store::Reader& reader_;
  const Survey& survey_;
  const domain::Form& form_;
  const domain::Answers& answers_;
  SurveyFigures figures_;
  SurveyCheck check_;
};

domain::Answers AnswersOfRecord(const domain::Reference& reference, const domain::Form& form,
                                const domain::Enterprise& enterprise) {
  Survey survey;
  survey.project_staff = enterprise.rd_staff.value_or(0);
  survey.project_spending_wan = enterprise.rd_spending_wan.value_or(0);
  return domain::AnswersOfFigures(reference, form, survey);
}

}  // namespace

Result<SurveyCheck> CheckAnswers(const domain::Reference& reference, const store::Reader& reader,
                                 const Survey& survey) {
  JIEDUI_ASSIGN(const domain::Answers answers, AnswersOf(reference, survey));
  const domain::Form& form = *reference.forms().Find(survey.form);
  return Checker(reference, reader, survey, form, answers).Run();
}

Result<SurveyCheck> CheckSurvey(Workspace& workspace, const domain::Actor& actor,
                                domain::SurveyId id) {
  JIEDUI_ASSIGN(const auto record, ReadRecord(workspace, actor, domain::Kind::kSurvey, id.value));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  return CheckAnswers(workspace.reference, session, static_cast<const Survey&>(*record));
}

Result<Prefilled> Prefill(Workspace& workspace, const domain::Actor& actor,
                          domain::EnterpriseId enterprise, const std::string& period) {
  JIEDUI_CHECK(CheckPeriod(period));
  JIEDUI_ASSIGN(const auto record,
                ReadRecord(workspace, actor, domain::Kind::kEnterprise, enterprise.value));
  Survey wanted;
  wanted.enterprise = enterprise;
  wanted.region_code = static_cast<const domain::Enterprise&>(*record).region_code;
  wanted.programme_sector = static_cast<const domain::Enterprise&>(*record).programme_sector;
  JIEDUI_CHECK(RequireSight(actor, wanted));
  const domain::FormLibrary& forms = workspace.reference.forms();
  Prefilled prefilled;
  prefilled.form = forms.ForPeriod(period);
  if (prefilled.form == nullptr) return Fail(ErrorCode::kNotFound, "没有调查表的表式", "form");
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::optional<Survey> last, LastSurvey(session, enterprise, period));
  const domain::Form* const old = last ? forms.Find(last->form) : nullptr;
  if (old == nullptr) {
    prefilled.answers = AnswersOfRecord(workspace.reference, *prefilled.form,
                                        static_cast<const domain::Enterprise&>(*record));
    return prefilled;
  }
  JIEDUI_ASSIGN(const domain::Answers answers, domain::ParseAnswers(*old, last->answers));
  prefilled.answers = domain::ConvertAnswers(*old, answers, *prefilled.form);
  prefilled.from = last->id;
  return prefilled;
}

Status CheckPeriod(std::string_view period) {
  const auto digits = [](std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const bool year = period.size() >= kYearLength && digits(period.substr(0, kYearLength));
  const std::string_view month =
      period.size() == kMonthLength ? period.substr(kYearLength + 1) : std::string_view{};
  const bool with_month = period.size() == kMonthLength && period[kYearLength] == '-' &&
                          digits(month) && month >= "01" && month <= "12";
  if (year && (period.size() == kYearLength || with_month)) return {};
  return Fail(ErrorCode::kInvalid,
              "期别 “" + std::string(period.substr(0, 20)) + "” 应为 2020 或 2020-07", "period");
}

std::string FindingsJson(const std::vector<FieldError>& findings) {
  base::JsonWriter json;
  json.StartArray();
  for (const FieldError& finding : findings) {
    json.StartObject().Member("field", finding.field).Member("message", finding.message);
    json.EndObject();
  }
  return json.EndArray().Text();
}

}  // namespace jiedui::services
