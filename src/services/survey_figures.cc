#include "services/survey_figures.h"

#include <algorithm>
#include <cmath>

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Survey;
using Figure = std::optional<double>;

/// Below so many enterprises a quantile says nothing.
constexpr std::size_t kLeastOfSector = 20;
constexpr double kLow = 0.05;
constexpr double kHigh = 0.95;

double SpendingOf(const Survey& survey) {
  return survey.institution_spending_wan + survey.project_spending_wan;
}

}  // namespace

Result<std::optional<Survey>> LastSurvey(const store::Reader& reader,
                                         domain::EnterpriseId enterprise, std::string_view period) {
  std::optional<Survey> last;
  JIEDUI_CHECK(
      reader.ForEach<Survey>({store::Equals("enterprise", enterprise.value)}, [&](Survey& survey) {
        if (survey.period < period && (!last || survey.period > last->period))
          last = std::move(survey);
      }));
  return last;
}

Result<domain::Answers> AnswersOf(const domain::Reference& reference, const Survey& survey) {
  const domain::Form* const form = reference.forms().Find(survey.form);
  if (form == nullptr) {
    return base::Fail(base::ErrorCode::kInvalid, "没有表式 “" + survey.form.substr(0, 64) + "”",
                      "form");
  }
  return domain::ParseAnswers(*form, survey.answers);
}

SurveyFigures::SurveyFigures(const domain::Reference& reference, const store::Reader& reader,
                             const Survey& survey, const domain::Form& form,
                             const domain::Answers& answers)
    : reference_(reference), reader_(reader), survey_(survey), form_(form), answers_(answers) {}

Result<Figure> SurveyFigures::Of(std::string_view figure) {
  constexpr std::string_view kEnterprise = "enterprise.";
  constexpr std::string_view kLast = "last.";
  if (figure.starts_with(kEnterprise)) return OfEnterprise(figure.substr(kEnterprise.size()));
  if (figure.starts_with(kLast)) return OfLast(figure.substr(kLast.size()));
  if (figure == "spending_per_head") return SpendingPerHead();
  if (figure == "sector.spending_per_head.high") return OfSector(true);
  if (figure == "sector.spending_per_head.low") return OfSector(false);
  return domain::FigureOf(form_, answers_, figure);
}

Result<Figure> SurveyFigures::Of(const domain::FormTerm& term) {
  double sum = 0;
  for (const std::string& name : term.figures) {
    JIEDUI_ASSIGN(const Figure figure, Of(name));
    if (!figure) return Figure{};
    sum += *figure;
  }
  return Figure(term.factor * sum);
}

Status SurveyFigures::ReadEnterprise() {
  if (enterprise_) return {};
  JIEDUI_ASSIGN(enterprise_, reader_.Get(survey_.enterprise));
  return {};
}

Result<Figure> SurveyFigures::OfEnterprise(std::string_view field) {
  JIEDUI_CHECK(ReadEnterprise());
  const auto number = [](const std::optional<std::int64_t>& whole) {
    return whole ? Figure(static_cast<double>(*whole)) : Figure{};
  };
  if (field == "employees") return number(enterprise_->employees);
  if (field == "rd_staff") return number(enterprise_->rd_staff);
  return enterprise_->revenue_wan;
}

Status SurveyFigures::ReadLast() {
  if (last_read_) return {};
  JIEDUI_ASSIGN(last_, LastSurvey(reader_, survey_.enterprise, survey_.period));
  last_read_ = true;
  return {};
}

/// Of another version of the form: what it has of the same name.
Result<Figure> SurveyFigures::OfLast(std::string_view figure) {
  JIEDUI_CHECK(ReadLast());
  if (!last_) return Figure{};
  const domain::Form* const form = reference_.forms().Find(last_->form);
  if (form == nullptr) return Figure{};
  JIEDUI_ASSIGN(const domain::Answers answers, domain::ParseAnswers(*form, last_->answers));
  return domain::FigureOf(*form, answers, figure);
}

Result<Figure> SurveyFigures::SpendingPerHead() {
  JIEDUI_ASSIGN(const Figure employees, OfEnterprise("employees"));
  const double spending = SpendingOf(survey_);
  if (!employees || *employees <= 0 || spending <= 0) return Figure{};
  return Figure(spending / *employees);
}

/// The confirmed surveys of the sector in the latest period before this one.
Status SurveyFigures::ReadSector() {
  if (sector_read_) return {};
  sector_read_ = true;
  if (survey_.programme_sector.empty()) return {};
  const store::Filter of_sector = store::Equals("programme_sector", survey_.programme_sector);
  std::map<std::int64_t, double> spending;
  std::string period;
  JIEDUI_CHECK(reader_.ForEach<Survey>(
      {of_sector, store::Equals("state", std::string("confirmed"))}, [&](Survey& survey) {
        if (survey.period >= survey_.period || survey.period < period) return;
        if (survey.period > period) spending.clear();
        period = survey.period;
        spending[survey.enterprise.value] = SpendingOf(survey);
      }));
  return reader_.ForEach<domain::Enterprise>({of_sector}, [&](domain::Enterprise& enterprise) {
    const auto found = spending.find(enterprise.id);
    const bool known = found != spending.end() && found->second > 0 &&
                       enterprise.employees.value_or(0) > 0 &&
                       enterprise.id != survey_.enterprise.value;
    if (!known) return;
    const double per_head = found->second / static_cast<double>(*enterprise.employees);
    sector_.insert(std::upper_bound(sector_.begin(), sector_.end(), per_head), per_head);
  });
}

Result<Figure> SurveyFigures::OfSector(bool high) {
  JIEDUI_CHECK(ReadSector());
  if (sector_.size() < kLeastOfSector) return Figure{};
  const double at = (high ? kHigh : kLow) * static_cast<double>(sector_.size() - 1);
  return Figure(sector_[static_cast<std::size_t>(std::lround(at))]);
}

}  // namespace jiedui::services
