#include <algorithm>

#include "base/text.h"
#include "domain/field.h"
#include "domain/form_answers.h"
#include "domain/reference.h"

namespace jiedui::domain {
namespace {

constexpr const FormQuestion* kNoColumn = nullptr;
constexpr const char* kBetween = "；";
constexpr std::string_view kActivities = "activities";
constexpr std::string_view kActivityText = "activity_text";

const FieldDef* FigureField(const std::string& figure) {
  return figure.empty() || figure == kActivityText ? nullptr : TypeOf(Kind::kSurvey).Find(figure);
}

bool IsNumeric(const FieldDef& field) {
  return field.type == FieldType::kInteger || field.type == FieldType::kNumber;
}

std::string PathOf(const FormPart& part, const FormQuestion& question) {
  return part.code + "." + question.code;
}

/// Calls `use(part, question, column)` of every question and column; the column is null for a
/// question that is no table.
template <class Use>
void ForEachQuestion(const Form& form, const Use& use) {
  for (const FormPart& part : form.parts) {
    for (const FormQuestion& question : part.questions) {
      if (question.type != QuestionType::kTable) use(part, question, kNoColumn);
      for (const FormQuestion& column : question.columns) use(part, question, &column);
    }
  }
}

/// Every different text of the column, one after another.
std::string JoinedTexts(const std::vector<AnswerRow>& rows, const std::string& column) {
  std::vector<std::string> texts;
  for (const AnswerRow& row : rows) {
    const auto answer = row.find(column);
    if (answer == row.end()) continue;
    const auto* const text = std::get_if<std::string>(&answer->second);
    if (text != nullptr && std::find(texts.begin(), texts.end(), *text) == texts.end())
      texts.push_back(*text);
  }
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : kBetween) + text;
  return joined;
}

Value ColumnFigure(const FieldDef& field, const std::vector<AnswerRow>& rows, const Form& form,
                   const Answers& answers, const std::string& path, const std::string& column) {
  if (!IsNumeric(field)) return JoinedTexts(rows, column);
  // A draft may hold what a figure may not: submission names it.
  const double sum =
      std::clamp(FigureOf(form, answers, path + "." + column).value_or(0), field.min, field.max);
  if (field.type == FieldType::kInteger) return static_cast<std::int64_t>(sum);
  return sum;
}

/// A text that only names its direction says nothing more.
bool IsBareName(const Reference& reference, const FormQuestion& question, const std::string& text) {
  const Activity* const activity = reference.FindActivity(question.activity);
  return text == (activity == nullptr ? question.zh : activity->name);
}

void SetActivities(const Reference& reference, const Form& form, const Answers& answers,
                   Survey& survey) {
  survey.activities.clear();
  std::vector<std::string> texts;
  ForEachQuestion(form, [&](const FormPart& part, const FormQuestion& question,
                            const auto* column) {
    if (column != nullptr) return;
    const std::string path = PathOf(part, question);
    if (const auto* const ticked = answers.Find<std::vector<std::string>>(path))
      survey.activities.insert(survey.activities.end(), ticked->begin(), ticked->end());
    const auto* const text = answers.Find<std::string>(path);
    if (text == nullptr) return;
    if (!question.activity.empty()) survey.activities.push_back(question.activity);
    const bool said = question.figure == kActivityText && !IsBareName(reference, question, *text);
    if (said && std::find(texts.begin(), texts.end(), *text) == texts.end()) texts.push_back(*text);
  });
  survey.activity_text.clear();
  for (const std::string& text : texts)
    survey.activity_text += (survey.activity_text.empty() ? "" : " ") + text;
}

std::optional<Answer> AnswerOf(const FieldDef& field, const Survey& survey) {
  const Value value = field.get(survey);
  if (const auto* text = std::get_if<std::string>(&value))
    return text->empty() ? std::nullopt : std::optional<Answer>(*text);
  double number = 0;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*whole);
  if (const auto* given = std::get_if<double>(&value)) number = *given;
  return number == 0 ? std::nullopt : std::optional<Answer>(number);
}

bool Reports(const Survey& survey, const std::string& activity) {
  return std::find(survey.activities.begin(), survey.activities.end(), activity) !=
         survey.activities.end();
}

/// The answer to a question about activities that the survey's list and text give.
std::optional<Answer> ActivityAnswer(const Reference& reference, const FormQuestion& question,
                                     const Survey& survey, bool directed) {
  if (question.type == QuestionType::kTicks) {
    std::vector<std::string> ticked;
    for (const FormOption& option : question.options) {
      if (Reports(survey, option.code)) ticked.push_back(option.code);
    }
    return ticked.empty() ? std::nullopt : std::optional<Answer>(std::move(ticked));
  }
  if (question.figure != kActivityText) return std::nullopt;
  if (question.activity.empty()) {  // where the text goes that belongs to no direction
    const bool loose = !directed && !survey.activity_text.empty();
    return loose ? std::optional<Answer>(survey.activity_text) : std::nullopt;
  }
  if (!Reports(survey, question.activity)) return std::nullopt;
  if (!survey.activity_text.empty()) return Answer(survey.activity_text);
  const Activity* const activity = reference.FindActivity(question.activity);
  return Answer(activity == nullptr ? question.zh : activity->name);
}

bool NamesDirection(const Form& form, const Survey& survey) {
  bool directed = false;
  ForEachQuestion(form, [&](const FormPart& /*part*/, const FormQuestion& question, const auto*) {
    directed |= !question.activity.empty() && Reports(survey, question.activity);
  });
  return directed;
}

}  // namespace

void SetFigures(const Reference& reference, const Form& form, const Answers& answers,
                Survey& survey) {
  ForEachQuestion(form, [&](const FormPart& part, const FormQuestion& question,
                            const auto* column) {
    const FieldDef* const field = FigureField(column == nullptr ? question.figure : column->figure);
    if (field == nullptr || column == nullptr) return;
    const std::string path = PathOf(part, question);
    static const std::vector<AnswerRow> kNone;
    const auto rows = answers.rows.find(path);
    field->set(survey, ColumnFigure(*field, rows == answers.rows.end() ? kNone : rows->second, form,
                                    answers, path, column->code));
  });
  SetActivities(reference, form, answers, survey);
}

Answers AnswersOfFigures(const Reference& reference, const Form& form, const Survey& survey) {
  Answers answers;
  const bool directed = NamesDirection(form, survey);
  ForEachQuestion(form, [&](const FormPart& part, const FormQuestion& question,
                            const auto* column) {
    const std::string path = PathOf(part, question);
    if (column == nullptr) {
      if (auto answer = ActivityAnswer(reference, question, survey, directed))
        answers.single.emplace(path, *std::move(answer));
      return;
    }
    const FieldDef* const field = FigureField(column->figure);
    const std::optional<Answer> answer = field == nullptr ? std::nullopt : AnswerOf(*field, survey);
    if (!answer) return;
    std::vector<AnswerRow>& rows = answers.rows[path];
    if (rows.empty()) rows.emplace_back();
    rows.front().emplace(column->code, *answer);
  });
  return answers;
}

bool SameFigures(const Survey& a, const Survey& b) {
  for (const FieldDef& field : TypeOf(Kind::kSurvey).fields) {
    const bool figure = field.name.starts_with("institution_") ||
                        field.name.starts_with("project_") || field.name == kActivities ||
                        field.name == kActivityText;
    if (figure && field.get(a) != field.get(b)) return false;
  }
  return true;
}

}  // namespace jiedui::domain
