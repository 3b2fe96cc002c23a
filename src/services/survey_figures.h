#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/enterprise.h"
#include "domain/form_answers.h"
#include "domain/reference.h"
#include "store/reader.h"

namespace jiedui::services {

/// The survey of the same enterprise for the latest period before; nothing where there is none.
base::Result<std::optional<domain::Survey>> LastSurvey(const store::Reader& reader,
                                                       domain::EnterpriseId enterprise,
                                                       std::string_view period);

/// The survey's answers to its own version of the form; kInvalid where that version does not ship
/// any more.
base::Result<domain::Answers> AnswersOf(const domain::Reference& reference,
                                        const domain::Survey& survey);

/// What the rules of a form compare (domain::FormTerm): the survey's own figures, its enterprise's,
/// those of the period before, and what is usual in its sector. Reads only what is asked for. The
/// reader and reference must outlive it.
class SurveyFigures {
 public:
  SurveyFigures(const domain::Reference& reference, const store::Reader& reader,
                const domain::Survey& survey, const domain::Form& form,
                const domain::Answers& answers);

  /// Nothing where it is not known.
  base::Result<std::optional<double>> Of(std::string_view figure);

  /// factor × the sum; nothing where one of them is not known.
  base::Result<std::optional<double>> Of(const domain::FormTerm& term);

 private:
  base::Result<std::optional<double>> OfEnterprise(std::string_view field);
  base::Result<std::optional<double>> OfLast(std::string_view figure);
  base::Result<std::optional<double>> SpendingPerHead();
  base::Result<std::optional<double>> OfSector(bool high);
  base::Status ReadLast();
  base::Status ReadEnterprise();
  base::Status ReadSector();

  const domain::Reference& reference_;
  const store::Reader& reader_;
  const domain::Survey& survey_;
  const domain::Form& form_;
  const domain::Answers& answers_;
  std::optional<domain::Enterprise> enterprise_;
  bool last_read_ = false;
  std::optional<domain::Survey> last_;
  bool sector_read_ = false;
  std::vector<double> sector_;  // spending per head of the sector's enterprises, ascending
};

}  // namespace jiedui::services
