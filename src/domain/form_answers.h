#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/form.h"
#include "domain/programme.h"

namespace jiedui::domain {

class Reference;

/// An answer: a text, a number (whole ones too), the codes ticked. Empty ones are not kept.
using Answer = std::variant<std::string, double, std::vector<std::string>>;

/// A row of a table, by its columns' codes.
using AnswerRow = std::map<std::string, Answer, std::less<>>;

/// The answers to one version of a form.
struct Answers {
  std::map<std::string, Answer, std::less<>> single;                ///< by `part.question`
  std::map<std::string, std::vector<AnswerRow>, std::less<>> rows;  ///< by `part.table`

  /// The text, number or ticks there; nullptr where it was not answered.
  template <class T>
  [[nodiscard]] const T* Find(std::string_view path) const {
    const auto found = single.find(path);
    return found == single.end() ? nullptr : std::get_if<T>(&found->second);
  }
};

/// Reads `{"part": {"question": value, "table": [{"column": value}]}}`. Half-filled is fine: nulls,
/// empty texts, rows without an answer are left out. kInvalid, with the path as its field
/// (`answers.institutions.rows[0].staff`), for what the form does not ask, an answer of another
/// type, a text of more than 4,000 characters, more than 200 rows.
base::Result<Answers> ParseAnswers(const Form& form, std::string_view json);

/// The same in the form's order: equal answers make equal texts.
std::string AnswersJson(const Form& form, const Answers& answers);

/// The answers to another version: what it asks by the same code and type.
Answers ConvertAnswers(const Form& from, const Answers& answers, const Form& to);

/// The survey's figures, activities and activity text, as the answers have them.
void SetFigures(const Reference& reference, const Form& form, const Answers& answers,
                Survey& survey);

/// Answers that give these figures: one row a table, the text in every direction reported.
Answers AnswersOfFigures(const Reference& reference, const Form& form, const Survey& survey);

/// Do the two have the same figures, activities and text?
bool SameFigures(const Survey& a, const Survey& b);

/// A figure of the answers as rules name them (FormTerm); nothing where no such question is
/// answered with a number. A table without rows has the sum 0.
std::optional<double> FigureOf(const Form& form, const Answers& answers, std::string_view name);

}  // namespace jiedui::domain
