#include "domain/form_answers.h"

#include <algorithm>
#include <cmath>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "domain/field.h"
#include "domain/reference.h"

namespace jiedui::domain {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonValue;
using base::Result;
using base::Status;

constexpr std::size_t kLongestText = 4000;
constexpr std::size_t kMostRows = 200;
constexpr double kExact = 9e15;  // whole numbers that a double holds

tl::unexpected<base::Error> Wrong(const std::string& path, const std::string& what) {
  return Fail(ErrorCode::kInvalid, "填报内容 " + path + ": " + what, "answers." + path);
}

std::string PathOf(std::string_view a, std::string_view b) {
  return std::string(a) + "." + std::string(b);
}

Result<std::optional<Answer>> ReadText(const std::string& path, const JsonValue& json) {
  const auto text = json.AsString();
  if (!text) return Wrong(path, "应为文字");
  if (base::CountCodePoints(*text) > kLongestText) return Wrong(path, "不超过 4000 个字符");
  const std::string_view trimmed = base::Trim(*text);
  if (trimmed.empty()) return std::optional<Answer>{};
  return std::optional<Answer>(std::string(trimmed));
}

Result<std::optional<Answer>> ReadNumber(const FormQuestion& question, const std::string& path,
                                         const JsonValue& json) {
  const auto number = json.AsDouble();
  if (!number || !std::isfinite(*number)) return Wrong(path, "应为数");
  const bool whole = *number == std::floor(*number) && std::abs(*number) <= kExact;
  if (question.type == QuestionType::kInteger && !whole) return Wrong(path, "应为整数");
  return std::optional<Answer>(*number);
}

/// In the order of the boxes, each once.
Result<std::optional<Answer>> ReadTicks(const FormQuestion& question, const std::string& path,
                                        const JsonValue& json) {
  if (!json.IsArray()) return Wrong(path, "应为选项代码的数组");
  std::vector<std::string> wanted;
  for (const JsonValue& item : json.Items()) {
    const std::string code(item.AsString().value_or(""));
    const bool known = std::any_of(question.options.begin(), question.options.end(),
                                   [&](const FormOption& one) { return one.code == code; });
    if (!known) return Wrong(path, "没有选项 “" + code.substr(0, 64) + "”");
    wanted.push_back(code);
  }
  std::vector<std::string> ticked;
  for (const FormOption& option : question.options) {
    if (std::find(wanted.begin(), wanted.end(), option.code) != wanted.end())
      ticked.push_back(option.code);
  }
  if (ticked.empty()) return std::optional<Answer>{};
  return std::optional<Answer>(std::move(ticked));
}

Result<std::optional<Answer>> ReadAnswer(const FormQuestion& question, const std::string& path,
                                         const JsonValue& json) {
  if (json.IsNull()) return std::optional<Answer>{};
  if (question.type == QuestionType::kText) return ReadText(path, json);
  if (question.type == QuestionType::kTicks) return ReadTicks(question, path, json);
  return ReadNumber(question, path, json);
}

Result<AnswerRow> ReadRow(const FormQuestion& table, const std::string& path,
                          const JsonValue& json) {
  AnswerRow row;
  if (json.IsNull()) return row;
  if (!json.IsObject()) return Wrong(path, "每行应为 JSON 对象");
  for (const auto& [name, value] : json.Members()) {
    const std::string_view code = name;  // clang 14 cannot capture a binding
    const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                     [&](const FormQuestion& one) { return one.code == code; });
    if (column == table.columns.end())
      return Wrong(PathOf(path, name.substr(0, 64)), "表式没有这一栏");
    JIEDUI_ASSIGN(std::optional<Answer> answer, ReadAnswer(*column, PathOf(path, name), value));
    if (answer) row.emplace(column->code, *std::move(answer));
  }
  return row;
}

Status ReadTable(const FormQuestion& table, const std::string& path, const JsonValue& json,
                 Answers& answers) {
  if (json.IsNull()) return {};
  if (!json.IsArray()) return Wrong(path, "应为行的数组");
  std::vector<AnswerRow> rows;
  std::size_t at = 0;
  for (const JsonValue& item : json.Items()) {
    JIEDUI_ASSIGN(AnswerRow row, ReadRow(table, path + "[" + std::to_string(at++) + "]", item));
    if (!row.empty()) rows.push_back(std::move(row));
  }
  if (at > kMostRows) return Wrong(path, "不超过 200 行");
  if (!rows.empty()) answers.rows.emplace(path, std::move(rows));
  return {};
}

Status ReadPart(const FormPart& part, const JsonValue& json, Answers& answers) {
  if (json.IsNull()) return {};
  if (!json.IsObject()) return Wrong(part.code, "应为 JSON 对象");
  for (const auto& [name, value] : json.Members()) {
    const FormQuestion* const question = part.Find(name);
    const std::string path = PathOf(part.code, name.substr(0, 64));
    if (question == nullptr) return Wrong(path, "表式没有这一项");
    if (question->type == QuestionType::kTable) {
      JIEDUI_CHECK(ReadTable(*question, path, value, answers));
      continue;
    }
    JIEDUI_ASSIGN(std::optional<Answer> answer, ReadAnswer(*question, path, value));
    if (answer) answers.single.emplace(path, *std::move(answer));
  }
  return {};
}

void WriteAnswer(base::JsonWriter& json, const Answer& answer) {
  if (const auto* text = std::get_if<std::string>(&answer)) {
    json.String(*text);
  } else if (const auto* number = std::get_if<double>(&answer)) {
    const bool whole = *number == std::floor(*number) && std::abs(*number) <= kExact;
    whole ? json.Int(static_cast<std::int64_t>(*number)) : json.Double(*number);
  } else {
    json.StartArray();
    for (const std::string& code : std::get<std::vector<std::string>>(answer)) json.String(code);
    json.EndArray();
  }
}

void WriteRows(base::JsonWriter& json, const FormQuestion& table,
               const std::vector<AnswerRow>& rows) {
  json.StartArray();
  for (const AnswerRow& row : rows) {
    json.StartObject();
    for (const FormQuestion& column : table.columns) {
      const auto answer = row.find(column.code);
      if (answer == row.end()) continue;
      json.Key(column.code);
      WriteAnswer(json, answer->second);
    }
    json.EndObject();
  }
  json.EndArray();
}

void WritePart(base::JsonWriter& json, const FormPart& part, const Answers& answers) {
  bool open = false;
  const auto key = [&](const std::string& code) {
    if (!open) json.Key(part.code).StartObject();
    open = true;
    json.Key(code);
  };
  for (const FormQuestion& question : part.questions) {
    const std::string path = PathOf(part.code, question.code);
    if (const auto rows = answers.rows.find(path); rows != answers.rows.end()) {
      key(question.code);
      WriteRows(json, question, rows->second);
    } else if (const auto answer = answers.single.find(path); answer != answers.single.end()) {
      key(question.code);
      WriteAnswer(json, answer->second);
    }
  }
  if (open) json.EndObject();
}

std::vector<AnswerRow> ConvertRows(const FormQuestion& from, const std::vector<AnswerRow>& rows,
                                   const FormQuestion& to) {
  std::vector<AnswerRow> converted;
  for (const AnswerRow& row : rows) {
    AnswerRow kept;
    for (const FormQuestion& column : to.columns) {
      const auto answer = row.find(column.code);
      const bool same = std::any_of(from.columns.begin(), from.columns.end(), [&](const auto& one) {
        return one.code == column.code && one.type == column.type;
      });
      if (answer != row.end() && same) kept.insert(*answer);
    }
    if (!kept.empty()) converted.push_back(std::move(kept));
  }
  return converted;
}

/// The codes that the other version still has a box for.
std::optional<Answer> ConvertAnswer(const Answer& answer, const FormQuestion& to) {
  const auto* const codes = std::get_if<std::vector<std::string>>(&answer);
  if (codes == nullptr) return answer;
  std::vector<std::string> kept;
  for (const FormOption& option : to.options) {
    if (std::find(codes->begin(), codes->end(), option.code) != codes->end())
      kept.push_back(option.code);
  }
  if (kept.empty()) return std::nullopt;
  return Answer(std::move(kept));
}

/// Sums of tenths are not whole tenths in a double.
double RoundedSum(double sum) {
  constexpr double kMillionths = 1e6;
  constexpr double kMostRounded = 1e9;
  return std::abs(sum) < kMostRounded ? std::round(sum * kMillionths) / kMillionths : sum;
}

}  // namespace

Result<Answers> ParseAnswers(const Form& form, std::string_view json) {
  Answers answers;
  if (json.empty()) return answers;
  const Result<base::JsonDocument> document = base::JsonDocument::Parse(json);
  if (!document) return Fail(ErrorCode::kInvalid, document.error().message, "answers");
  const JsonValue root = document->root();
  if (!root.IsObject()) return Fail(ErrorCode::kInvalid, "填报内容应为 JSON 对象", "answers");
  for (const auto& [name, value] : root.Members()) {
    const FormPart* const part = form.Find(name);
    if (part == nullptr) return Wrong(std::string(name.substr(0, 64)), "表式没有这一部分");
    JIEDUI_CHECK(ReadPart(*part, value, answers));
  }
  return answers;
}

std::string AnswersJson(const Form& form, const Answers& answers) {
  base::JsonWriter json;
  json.StartObject();
  for (const FormPart& part : form.parts) WritePart(json, part, answers);
  return json.EndObject().Text();
}

Answers ConvertAnswers(const Form& from, const Answers& answers, const Form& to) {
  Answers converted;
  for (const FormPart& part : to.parts) {
    const FormPart* const old_part = from.Find(part.code);
    for (const FormQuestion& question : part.questions) {
      const FormQuestion* const old = old_part == nullptr ? nullptr : old_part->Find(question.code);
      if (old == nullptr || old->type != question.type) continue;
      const std::string path = PathOf(part.code, question.code);
      if (const auto rows = answers.rows.find(path); rows != answers.rows.end()) {
        auto kept = ConvertRows(*old, rows->second, question);
        if (!kept.empty()) converted.rows.emplace(path, std::move(kept));
      } else if (const auto one = answers.single.find(path); one != answers.single.end()) {
        if (auto kept = ConvertAnswer(one->second, question))
          converted.single.emplace(path, *std::move(kept));
      }
    }
  }
  return converted;
}

std::optional<double> FigureOf(const Form& form, const Answers& answers, std::string_view name) {
  const std::vector<std::string_view> path = base::Split(name, '.');
  const FormPart* const part = form.Find(path.front());
  const FormQuestion* const question =
      part == nullptr || path.size() < 2 ? nullptr : part->Find(path[1]);
  if (question == nullptr) return std::nullopt;
  if (path.size() == 2) {
    const auto* const number = answers.Find<double>(name);
    return number == nullptr ? std::nullopt : std::optional(*number);
  }
  double sum = 0;
  const auto rows = answers.rows.find(PathOf(path[0], path[1]));
  if (rows == answers.rows.end()) return sum;
  for (const AnswerRow& row : rows->second) {
    const auto answer = row.find(path[2]);
    if (answer == row.end()) continue;
    const auto* const number = std::get_if<double>(&answer->second);
    sum += number == nullptr ? 1 : *number;
  }
  return rows->second.size() == 1 ? sum : RoundedSum(sum);
}

}  // namespace jiedui::domain
