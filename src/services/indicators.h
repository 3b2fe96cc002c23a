#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/month.h"
#include "services/units.h"
#include "store/reader.h"

namespace jiedui::services {

/// One figure of the appraisal (E1), with what it was divided of.
struct IndicatorValue {
  domain::Indicator indicator = domain::Indicator::kCoverage;
  double numerator = 0;
  double denominator = 0;  ///< 0 for a plain count
  std::optional<double>
      value;  ///< per cent, or the count; nothing where there is nothing to divide
  std::optional<double> target;
  double weight = 0;                  ///< in the ranking
  std::optional<double> year_before;  ///< by last year's surveys; the target's figure without any
};

struct UnitIndicators {
  Unit unit;
  std::int64_t enterprises = 0;        ///< above scale; what shares are of
  std::vector<IndicatorValue> values;  ///< one for each indicator, in their order

  [[nodiscard]] const IndicatorValue& Of(domain::Indicator indicator) const {
    return values[static_cast<std::size_t>(indicator)];
  }
};

struct IndicatorTable {
  domain::Campaign campaign;
  bool unconfirmed = false;  ///< submitted surveys count like confirmed ones
  /// As ReportingUnits. Numerators and denominators of the counties add up to the city's, and so do
  /// those of the departments with `departmentless`.
  std::vector<UnitIndicators> units;
  UnitIndicators departmentless;  ///< enterprises that no department answers for (an error by A1)

  [[nodiscard]] const UnitIndicators* Find(std::string_view unit) const;
};

/// The indicators from the data as they stand, in one pass over one snapshot. What an enterprise
/// does comes from its latest survey of the campaign's year that counts: confirmed ones, unless
/// `unconfirmed`. Its R&D spending is the larger of its institutions' and its projects', since the
/// former holds the latter. Growth compares enterprises that have a counting survey in both years.
base::Result<IndicatorTable> ComputeIndicators(const store::Reader& reader,
                                               const domain::Reference& reference,
                                               const domain::Campaign& campaign,
                                               bool unconfirmed = false);

/// The same of confirmed surveys and sign-offs as they stood at the moment (Past). The roster, its
/// revenues and the targets are today's: what the months differ in is what was done.
base::Result<IndicatorTable> ComputeIndicatorsAsOf(const store::Reader& reader,
                                                   const domain::Reference& reference,
                                                   const domain::Campaign& campaign,
                                                   base::TimeMs moment_ms);

/// A figure that does not add up.
struct Difference {
  std::string zh;  ///< `规上工业企业`, or the indicator with which part of it
  double city = 0;
  double counties = 0;
  double departments = 0;  ///< with the enterprises of no department
};

/// Where the counties' or the departments' figures do not add up to the city's: enterprises, and
/// numerator and denominator of every indicator but the alliances, which may serve several units.
/// Empty where all do.
std::vector<Difference> Reconcile(const IndicatorTable& table);

/// The campaign of that id, or the latest running one, else the latest, for 0. kNotFound without
/// any.
base::Result<domain::Campaign> CampaignOr(const store::Reader& reader, domain::CampaignId id);

}  // namespace jiedui::services
