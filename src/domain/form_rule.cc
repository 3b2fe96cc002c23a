#include <algorithm>
#include <array>

#include "base/text.h"
#include "domain/form_internal.h"

namespace jiedui::domain {
namespace {

using Comparison = FormRule::Comparison;

struct Sign {
  std::string_view text;
  Comparison comparison;
};
constexpr std::array<Sign, 3> kSigns = {
    {{"<=", Comparison::kAtMost}, {">=", Comparison::kAtLeast}, {"=", Comparison::kEqual}}};

/// Figures that the services know besides the form's own (services/survey_figures).
constexpr std::array<std::string_view, 6> kOutside = {
    "enterprise.employees", "enterprise.revenue_wan",        "enterprise.rd_staff",
    "spending_per_head",    "sector.spending_per_head.high", "sector.spending_per_head.low"};

bool IsAsked(const Form& form, std::string_view figure) {
  const std::vector<std::string_view> path = base::Split(figure, '.');
  const FormPart* const part = form.Find(path.front());
  const FormQuestion* const question =
      part == nullptr || path.size() < 2 ? nullptr : part->Find(path[1]);
  if (question == nullptr) return false;
  if (path.size() == 2) return question->type != QuestionType::kTable;
  return path.size() == 3 &&
         std::any_of(question->columns.begin(), question->columns.end(),
                     [&](const FormQuestion& column) { return column.code == path[2]; });
}

bool IsKnown(const Form& form, std::string_view figure) {
  constexpr std::string_view kLast = "last.";
  if (std::find(kOutside.begin(), kOutside.end(), figure) != kOutside.end()) return true;
  return IsAsked(form, figure.starts_with(kLast) ? figure.substr(kLast.size()) : figure);
}

std::optional<std::string> ReadTerm(const Form& form, std::string_view text, FormTerm& term) {
  const std::size_t times = text.find('*');
  if (times != std::string_view::npos) {
    const std::optional<double> factor = base::ParseNumber(base::Trim(text.substr(0, times)));
    if (!factor) return "“" + std::string(text) + "” has no number before *";
    term.factor = *factor;
    text.remove_prefix(times + 1);
  }
  for (const std::string_view one : base::Split(text, '+')) {
    const std::string figure(base::Trim(one));
    if (!IsKnown(form, figure)) return "no figure “" + figure + "”";
    term.figures.push_back(figure);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> ReadRuleText(const Form& form, std::string_view text, FormRule& rule) {
  for (const Sign& sign : kSigns) {
    const std::size_t at = text.find(sign.text);
    if (at == std::string_view::npos) continue;
    rule.comparison = sign.comparison;
    if (auto fault = ReadTerm(form, text.substr(0, at), rule.left)) return fault;
    return ReadTerm(form, text.substr(at + sign.text.size()), rule.right);
  }
  return "“" + std::string(text) + "” compares nothing";
}

std::string FormatRule(const FormRule& rule) {
  const auto side = [](const FormTerm& term) {
    std::string text = term.factor == 1 ? "" : base::FormatNumber(term.factor) + " * ";
    for (const std::string& figure : term.figures)
      text += (&figure == &term.figures.front() ? "" : " + ") + figure;
    return text;
  };
  return side(rule.left) + " " +
         std::string(kSigns.at(static_cast<std::size_t>(rule.comparison)).text) + " " +
         side(rule.right);
}

}  // namespace jiedui::domain
