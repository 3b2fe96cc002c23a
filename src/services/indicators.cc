#include "services/indicators.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "domain/evidence.h"
#include "domain/helpers.h"
#include "domain/programme.h"
#include "services/past.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Campaign;
using domain::Enterprise;
using domain::Indicator;
using domain::Reference;
using domain::Survey;

constexpr std::size_t kIndicators = domain::kIndicatorNames.size();

/// What a survey says an enterprise does.
struct Doing {
  std::string period;
  bool institution = false;
  bool research = false;
  bool anything = false;
  double spending_wan = 0;
};
using Doings = std::unordered_map<std::int64_t, Doing>;

Doing DoingOf(const Survey& survey) {
  Doing doing;
  doing.period = survey.period;
  doing.institution = survey.institution_count > 0;
  doing.research = doing.institution || survey.project_staff > 0 || survey.project_spending_wan > 0;
  doing.anything = doing.research || !survey.activities.empty();
  doing.spending_wan = std::max(survey.institution_spending_wan, survey.project_spending_wan);
  return doing;
}

/// By enterprise, the latest counting survey of that year.
Result<Doings> ReadDoings(const store::Reader& reader, std::int64_t year, bool unconfirmed) {
  std::vector<std::string> states = {"confirmed"};
  if (unconfirmed) states.emplace_back("submitted");
  Doings doings;
  JIEDUI_CHECK(reader.ForEach<Survey>(
      {store::Prefix("period", std::to_string(year)), store::In("state", states)},
      [&](const Survey& survey) {
        Doing& doing = doings[survey.enterprise.value];
        if (doing.period <= survey.period) doing = DoingOf(survey);
      }));
  return doings;
}

/// The same as it was confirmed at the moment.
Result<Doings> ReadDoingsAsOf(const store::Reader& reader, std::int64_t year,
                              base::TimeMs moment_ms) {
  Doings doings;
  const auto take = [&](const Survey& survey) {
    const base::TimeMs since_ms =
        survey.confirmed_ms != 0 ? survey.confirmed_ms : survey.created_ms;
    if (survey.state != domain::SurveyState::kConfirmed || since_ms >= moment_ms) return;
    Doing& doing = doings[survey.enterprise.value];
    if (doing.period <= survey.period) doing = DoingOf(survey);
  };
  JIEDUI_CHECK(ForEachAsOf<Survey>(reader, {store::Prefix("period", std::to_string(year))},
                                   moment_ms, take));
  return doings;
}

/// Sums over the enterprises of a unit.
struct Sums {
  std::int64_t enterprises = 0;
  std::array<double, 2> institutions = {};  // this year, the year before
  std::array<double, 2> research = {};
  std::array<double, 2> anything = {};
  std::array<double, 2> spending_wan = {};
  std::array<double, 2> comparable_wan = {};
  double revenue_wan = 0;
  double signed_off = 0;
  double alliances = 0;
};

struct Facts {
  std::array<Doings, 2> doings;
  std::unordered_map<std::int64_t, bool> signed_off;
};

void Add(Sums& sums, const Enterprise& enterprise, const Facts& facts) {
  ++sums.enterprises;
  std::array<const Doing*, 2> doing = {};
  for (std::size_t year = 0; year < 2; ++year) {
    const auto found = facts.doings.at(year).find(enterprise.id);
    if (found == facts.doings.at(year).end()) continue;
    doing.at(year) = &found->second;
    sums.institutions.at(year) += found->second.institution ? 1 : 0;
    sums.research.at(year) += found->second.research ? 1 : 0;
    sums.anything.at(year) += found->second.anything ? 1 : 0;
    sums.spending_wan.at(year) += found->second.spending_wan;
  }
  if (doing[0] != nullptr && doing[1] != nullptr) {
    for (std::size_t year = 0; year < 2; ++year)
      sums.comparable_wan.at(year) += doing.at(year)->spending_wan;
  }
  sums.revenue_wan += enterprise.revenue_wan.value_or(0);
  sums.signed_off += facts.signed_off.contains(enterprise.id) ? 1 : 0;
}

IndicatorValue Share(double part, double whole) {
  IndicatorValue value;
  value.numerator = part;
  value.denominator = whole;
  if (whole > 0) value.value = part / whole * 100;
  return value;
}

std::vector<IndicatorValue> ValuesOf(const Sums& sums) {
  const auto all = static_cast<double>(sums.enterprises);
  std::vector<IndicatorValue> values(kIndicators);
  const auto put = [&](Indicator indicator, IndicatorValue value) -> IndicatorValue& {
    value.indicator = indicator;
    return values[static_cast<std::size_t>(indicator)] = value;
  };
  IndicatorValue& alliances = put(Indicator::kAlliances, {});
  alliances.numerator = sums.alliances;
  alliances.value = sums.alliances;
  const auto with_before = [&](Indicator indicator, const std::array<double, 2>& part) {
    IndicatorValue& value = put(indicator, Share(part[0], all));
    if (part[1] > 0) value.year_before = Share(part[1], all).value;
  };
  with_before(Indicator::kInstitutionShare, sums.institutions);
  with_before(Indicator::kActivityShare, sums.research);
  put(Indicator::kRdIntensity, Share(sums.spending_wan[0], sums.revenue_wan));
  put(Indicator::kRdGrowth,
      Share(sums.comparable_wan[0] - sums.comparable_wan[1], sums.comparable_wan[1]));
  with_before(Indicator::kCoverage, sums.anything);
  put(Indicator::kSignedOffShare, Share(sums.signed_off, all));
  return values;
}

/// The units' sums while they are collected.
class Collector {
 public:
  explicit Collector(const Reference& reference)
      : reference_(reference), units_(ReportingUnits(reference)), sums_(units_.size()) {
    for (std::size_t i = 0; i < units_.size(); ++i) at_.emplace(units_[i].code, i);
  }

  void AddEnterprise(const Enterprise& enterprise, const Facts& facts) {
    for (std::size_t i = 0; i < units_.size() && units_[i].sort == UnitSort::kCity; ++i) {
      if (reference_.RegionWithin(enterprise.region_code, units_[i].code))
        Add(sums_[i], enterprise, facts);
    }
    if (Sums* const county = Find(enterprise.region_code)) Add(*county, enterprise, facts);
    Sums* const department = Find(reference_.DepartmentOf(enterprise.programme_sector));
    Add(department == nullptr ? departmentless_ : *department, enterprise, facts);
  }

  void AddAlliance(const domain::Alliance& alliance) {
    std::uint64_t sectors = 0;
    for (const std::string& code : alliance.sectors) {
      sectors |= reference_.ProgrammeSectorMask(code) |
                 reference_.ProgrammeSectorMask(reference_.ProgrammeSectorOf(code));
    }
    for (std::size_t i = 0; i < units_.size(); ++i) {
      const Unit& unit = units_[i];
      const bool within = unit.sort == UnitSort::kCity ||
                          (unit.sort == UnitSort::kCounty && unit.code == alliance.region_code) ||
                          (unit.sort == UnitSort::kDepartment && (sectors & MaskOf(unit)) != 0);
      sums_[i].alliances += within ? 1 : 0;
    }
  }

  void Finish(IndicatorTable& table) const {
    for (std::size_t i = 0; i < units_.size(); ++i)
      table.units.push_back({units_[i], sums_[i].enterprises, ValuesOf(sums_[i])});
    table.departmentless = {{UnitSort::kDepartment, "", "未归口", "Without department"},
                            departmentless_.enterprises,
                            ValuesOf(departmentless_)};
  }

 private:
  Sums* Find(std::string_view code) {
    const auto found = at_.find(std::string(code));
    return found == at_.end() || units_[found->second].sort == UnitSort::kCity
               ? nullptr
               : &sums_[found->second];
  }
  [[nodiscard]] std::uint64_t MaskOf(const Unit& unit) const {
    std::uint64_t mask = 0;
    for (const std::string& sector : reference_.SectorsOfDepartment(unit.code))
      mask |= reference_.ProgrammeSectorMask(sector);
    return mask;
  }

  const Reference& reference_;
  std::vector<Unit> units_;
  std::vector<Sums> sums_;
  Sums departmentless_;
  std::unordered_map<std::string, std::size_t> at_;
};

/// A unit's own targets; weights, and the targets that a unit does not have, are the city's, but
/// for plain counts.
base::Status TakeTargets(const store::Reader& reader, IndicatorTable& table) {
  JIEDUI_ASSIGN(const std::vector<domain::Target> targets,
                reader.All<domain::Target>({store::Equals("campaign", table.campaign.id)}));
  const std::string city = table.units.empty() ? "" : table.units.front().unit.code;
  for (const bool own : {false, true}) {
    for (const domain::Target& target : targets) {
      for (UnitIndicators& unit : table.units) {
        if (target.unit != (own ? unit.unit.code : city)) continue;
        // A number to be reached by the whole city is nobody's share of it.
        const bool count = target.indicator == Indicator::kAlliances;
        if (count && target.unit != unit.unit.code) continue;
        IndicatorValue& value = unit.values[static_cast<std::size_t>(target.indicator)];
        value.target = target.value;
        value.weight = target.weight;
        if (target.unit == unit.unit.code && !value.year_before)
          value.year_before = target.year_before;
      }
    }
  }
  return {};
}

/// Fills the table from the facts, with the alliances that were there before `until_ms`.
base::Status Collect(const store::Reader& reader, const Reference& reference, const Facts& facts,
                     base::TimeMs until_ms, IndicatorTable& table) {
  Collector collector(reference);
  JIEDUI_CHECK(reader.ForEach<Enterprise>({}, [&](const Enterprise& enterprise) {
    if (enterprise.above_scale) collector.AddEnterprise(enterprise, facts);
  }));
  JIEDUI_CHECK(reader.ForEach<domain::Alliance>({}, [&](const domain::Alliance& alliance) {
    if (alliance.created_ms < until_ms) collector.AddAlliance(alliance);
  }));
  collector.Finish(table);
  return TakeTargets(reader, table);
}

}  // namespace

const UnitIndicators* IndicatorTable::Find(std::string_view unit) const {
  const auto found = std::find_if(units.begin(), units.end(),
                                  [&](const UnitIndicators& one) { return one.unit.code == unit; });
  return found == units.end() ? nullptr : &*found;
}

Result<IndicatorTable> ComputeIndicators(const store::Reader& reader, const Reference& reference,
                                         const Campaign& campaign, bool unconfirmed) {
  const store::SystemWork door("figures of units are no records: every office compares them");
  Facts facts;
  for (std::size_t back = 0; back < 2; ++back) {
    JIEDUI_ASSIGN(facts.doings.at(back),
                  ReadDoings(reader, campaign.year - static_cast<std::int64_t>(back), unconfirmed));
  }
  const std::string signed_off(domain::Code(domain::SignOffState::kSignedOff));
  JIEDUI_CHECK(reader.ForEach<domain::SignOff>(
      {store::Equals("campaign", campaign.id), store::Equals("state", signed_off)},
      [&](const domain::SignOff& one) {
        if (!one.voided) facts.signed_off.emplace(one.enterprise.value, true);
      }));
  IndicatorTable table;
  table.campaign = campaign;
  table.unconfirmed = unconfirmed;
  JIEDUI_CHECK(Collect(reader, reference, facts, std::numeric_limits<base::TimeMs>::max(), table));
  return table;
}

Result<IndicatorTable> ComputeIndicatorsAsOf(const store::Reader& reader,
                                             const Reference& reference, const Campaign& campaign,
                                             base::TimeMs moment_ms) {
  Facts facts;
  const store::SystemWork door("figures of units are no records: every office compares them");
  for (std::size_t back = 0; back < 2; ++back) {
    const std::int64_t year = campaign.year - static_cast<std::int64_t>(back);
    JIEDUI_ASSIGN(facts.doings.at(back), ReadDoingsAsOf(reader, year, moment_ms));
  }
  const auto take = [&](const domain::SignOff& one) {
    const bool stands = one.state == domain::SignOffState::kSignedOff && !one.voided;
    if (stands && one.signed_ms < moment_ms) facts.signed_off.emplace(one.enterprise.value, true);
  };
  JIEDUI_CHECK(ForEachAsOf<domain::SignOff>(reader, {store::Equals("campaign", campaign.id)},
                                            moment_ms, take));
  IndicatorTable table;
  table.campaign = campaign;
  JIEDUI_CHECK(Collect(reader, reference, facts, moment_ms, table));
  return table;
}

std::vector<Difference> Reconcile(const IndicatorTable& table) {
  constexpr double kRounding = 1e-6;  // sums of tenths of 10k yuan
  std::vector<Difference> differences;
  const auto check = [&](std::string zh, const auto& figure) {
    Difference sums{std::move(zh), 0, 0, figure(table.departmentless)};
    for (const UnitIndicators& unit : table.units) {
      double& sum = unit.unit.sort == UnitSort::kCity     ? sums.city
                    : unit.unit.sort == UnitSort::kCounty ? sums.counties
                                                          : sums.departments;
      sum += figure(unit);
    }
    const double most = kRounding * std::max(1.0, std::abs(sums.city));
    if (std::abs(sums.counties - sums.city) > most || std::abs(sums.departments - sums.city) > most)
      differences.push_back(std::move(sums));
  };
  check("规上工业企业",
        [](const UnitIndicators& unit) { return static_cast<double>(unit.enterprises); });
  for (std::size_t i = 0; i < kIndicators; ++i) {
    const auto indicator = static_cast<Indicator>(i);
    if (indicator == Indicator::kAlliances) continue;
    const std::string zh(domain::NameOf(indicator).zh);
    check(zh + "的分子", [&](const UnitIndicators& unit) { return unit.Of(indicator).numerator; });
    check(zh + "的分母",
          [&](const UnitIndicators& unit) { return unit.Of(indicator).denominator; });
  }
  return differences;
}

Result<Campaign> CampaignOr(const store::Reader& reader, domain::CampaignId id) {
  if (id.value != 0) return reader.Get(id);
  JIEDUI_ASSIGN(const std::vector<Campaign> all, reader.All<Campaign>({}));
  const auto later = [](const Campaign& a, const Campaign& b) {
    const auto rank = [](const Campaign& one) {
      return std::tuple(one.state == domain::CampaignState::kRunning, one.year, one.id);
    };
    return rank(a) < rank(b);
  };
  const auto latest = std::max_element(all.begin(), all.end(), later);
  if (latest == all.end())
    return base::Fail(base::ErrorCode::kNotFound, "还没有登记行动（campaigns）");
  return *latest;
}

}  // namespace jiedui::services
