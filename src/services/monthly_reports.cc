#include "services/monthly_reports.h"

#include <algorithm>

#include "domain/evidence.h"
#include "domain/ledger.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "domain/visit.h"
#include "services/months.h"
#include "services/past.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::JsonWriter;
using base::Result;
using base::Status;
using domain::Campaign;
using domain::MonthlyReport;
using domain::Reference;

constexpr base::TimeMs kDayMs = 86'400'000;

/// What belongs to the unit's enterprises, as conditions on the record's own columns.
store::Filters FiltersOf(const Reference& reference, const Unit& unit) {
  if (unit.sort == UnitSort::kDepartment)
    return {store::In("programme_sector", reference.SectorsOfDepartment(unit.code))};
  return {store::In("region_code", reference.RegionSubtree(unit.code))};
}

store::Filters With(store::Filters filters, store::Filter filter) {
  filters.push_back(std::move(filter));
  return filters;
}

Status CountProblems(const store::Reader& reader, const store::Filters& within,
                     const MonthSpan& span, MonthFigures& figures) {
  const auto count = [&](const domain::LedgerItem& item) {
    if (!item.found_on || base::StartOfDayInChina(*item.found_on) >= span.until_ms) return;
    // What came into the system with its history says by its own moments how it stood.
    const bool settled = domain::IsSettled(item.state) && item.settled_ms < span.until_ms;
    figures.problems_found += span.Holds(*item.found_on) ? 1 : 0;
    ++(settled ? figures.problems_settled : figures.problems_open);
    const bool due = item.due_on && base::StartOfDayInChina(*item.due_on) + kDayMs <= span.until_ms;
    figures.problems_overdue += !settled && due ? 1 : 0;
  };
  return ForEachAsOf<domain::LedgerItem>(reader, within, span.until_ms, count);
}

Status CountVisits(const store::Reader& reader, const store::Filters& within, const MonthSpan& span,
                   MonthFigures& figures) {
  return reader.ForEach<domain::Visit>(within, [&](const domain::Visit& visit) {
    figures.visits += visit.visited_on && span.Holds(*visit.visited_on) ? 1 : 0;
  });
}

Status CountSignOffs(const store::Reader& reader, const store::Filters& within,
                     const Campaign& campaign, const MonthSpan& span, MonthFigures& figures) {
  const store::Filters filters = With(within, store::Equals("campaign", campaign.id));
  const auto count = [&](const domain::SignOff& one) {
    const bool stands = one.state == domain::SignOffState::kSignedOff && !one.voided;
    if (!stands || one.signed_ms >= span.until_ms) return;
    ++figures.signed_off;
    figures.signed_off_in_month += span.Holds(one.signed_ms) ? 1 : 0;
  };
  return ForEachAsOf<domain::SignOff>(reader, filters, span.until_ms, count);
}

Status CountPairings(const store::Reader& reader, const store::Filters& within,
                     const MonthSpan& span, MonthFigures& figures) {
  const auto count = [&](const domain::Pairing& pairing) {
    const bool in_force = pairing.state == domain::PairingState::kPublished ||
                          pairing.state == domain::PairingState::kAccepted;
    figures.pairings_in_force += in_force && pairing.created_ms < span.until_ms ? 1 : 0;
  };
  return ForEachAsOf<domain::Pairing>(reader, within, span.until_ms, count);
}

Status CountSurveys(const store::Reader& reader, const store::Filters& within,
                    const Campaign& campaign, const MonthSpan& span, MonthFigures& figures) {
  const store::Filters filters =
      With(within, store::Prefix("period", std::to_string(campaign.year)));
  const auto count = [&](const domain::Survey& survey) {
    const base::TimeMs since_ms =
        survey.confirmed_ms != 0 ? survey.confirmed_ms : survey.created_ms;
    const bool stands = survey.state == domain::SurveyState::kConfirmed;
    figures.surveys_confirmed += stands && since_ms < span.until_ms ? 1 : 0;
  };
  return ForEachAsOf<domain::Survey>(reader, filters, span.until_ms, count);
}

ReportStanding StandingOf(const Unit& unit, bool expected, const MonthlyReport* report,
                          const base::Date& due, base::TimeMs now_ms) {
  ReportStanding standing;
  standing.unit = unit;
  standing.expected = expected;
  if (report != nullptr) standing.report = *report;
  standing.received = report != nullptr && (report->state == domain::ReportState::kSubmitted ||
                                            report->state == domain::ReportState::kFrozen);
  const bool past = now_ms >= base::StartOfDayInChina(due) + kDayMs;
  standing.late = standing.received ? report->late : expected && past;
  return standing;
}

void WriteValue(JsonWriter& json, std::string_view name, const std::optional<double>& value) {
  json.Key(name);
  value ? json.Double(*value) : json.Null();
}

}  // namespace

Result<MonthFigures> CompileFigures(const store::Reader& reader, const Reference& reference,
                                    const Campaign& campaign, const std::string& month,
                                    const Unit& unit) {
  JIEDUI_CHECK(CheckMonth(month));
  const store::SystemWork door("figures of units are no records: every office compares them");
  const MonthSpan span = SpanOf(month);
  const store::Filters within = FiltersOf(reference, unit);
  MonthFigures figures;
  figures.month = month;
  JIEDUI_CHECK(CountVisits(reader, within, span, figures));
  JIEDUI_CHECK(CountProblems(reader, within, span, figures));
  JIEDUI_CHECK(CountSignOffs(reader, within, campaign, span, figures));
  JIEDUI_CHECK(CountPairings(reader, within, span, figures));
  JIEDUI_CHECK(CountSurveys(reader, within, campaign, span, figures));
  JIEDUI_ASSIGN(const IndicatorTable table, ComputeIndicators(reader, reference, campaign));
  if (const UnitIndicators* const found = table.Find(unit.code)) {
    figures.indicators = *found;
    figures.enterprises = found->enterprises;
  } else {
    figures.indicators.unit = unit;
  }
  return figures;
}

void WriteIndicators(JsonWriter& json, const UnitIndicators& indicators) {
  json.StartObject().Member("unit", indicators.unit.code).Member("zh", indicators.unit.zh);
  json.Member("en", indicators.unit.en).Member("enterprises", indicators.enterprises);
  json.Key("values").StartArray();
  for (const IndicatorValue& value : indicators.values) {
    const domain::EnumName& name = domain::NameOf(value.indicator);
    json.StartObject().Member("indicator", name.code).Member("zh", name.zh).Member("en", name.en);
    json.Member("numerator", value.numerator).Member("denominator", value.denominator);
    WriteValue(json, "value", value.value);
    WriteValue(json, "target", value.target);
    WriteValue(json, "year_before", value.year_before);
    json.Member("weight", value.weight).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteFigures(JsonWriter& json, const MonthFigures& figures) {
  json.StartObject().Member("month", figures.month).Member("enterprises", figures.enterprises);
  json.Member("visits", figures.visits).Member("problems_found", figures.problems_found);
  json.Member("problems_open", figures.problems_open);
  json.Member("problems_settled", figures.problems_settled);
  json.Member("problems_overdue", figures.problems_overdue);
  json.Member("pairings_in_force", figures.pairings_in_force);
  json.Member("surveys_confirmed", figures.surveys_confirmed);
  json.Member("signed_off_in_month", figures.signed_off_in_month);
  json.Member("signed_off", figures.signed_off).Key("indicators");
  WriteIndicators(json, figures.indicators);
  json.EndObject();
}

Result<ReportOverview> OverviewOf(const store::Reader& reader, const Reference& reference,
                                  domain::CampaignId id, const std::string& month,
                                  base::TimeMs now_ms) {
  JIEDUI_CHECK(CheckMonth(month));
  ReportOverview overview;
  const store::SystemWork door("every office sees who has filed its month");
  JIEDUI_ASSIGN(overview.campaign, CampaignOr(reader, id));
  overview.month = month;
  overview.due = ReportDue(month);
  JIEDUI_ASSIGN(const std::vector<MonthlyReport> reports,
                reader.All<MonthlyReport>({store::Equals("campaign", overview.campaign.id),
                                           store::Equals("month", month)}));
  const auto report_of = [&](std::string_view unit) -> const MonthlyReport* {
    const auto found = std::find_if(reports.begin(), reports.end(),
                                    [&](const MonthlyReport& one) { return one.unit == unit; });
    return found == reports.end() ? nullptr : &*found;
  };
  std::vector<std::string> listed;
  for (const Unit& unit : ReportingUnits(reference)) {
    if (unit.sort == UnitSort::kCity) continue;
    listed.push_back(unit.code);
    overview.units.push_back(StandingOf(unit, true, report_of(unit.code), overview.due, now_ms));
  }
  for (const MonthlyReport& report : reports) {
    if (std::find(listed.begin(), listed.end(), report.unit) != listed.end()) continue;
    JIEDUI_ASSIGN(const Unit unit, UnitOf(reference, report.unit));
    overview.units.push_back(StandingOf(unit, false, &report, overview.due, now_ms));
  }
  for (const ReportStanding& standing : overview.units) {
    overview.received += standing.received ? 1 : 0;
    overview.late += standing.late ? 1 : 0;
  }
  return overview;
}

void WriteOverview(JsonWriter& json, const ReportOverview& overview) {
  json.StartObject().Key("campaign").Id(overview.campaign.id);
  json.Member("campaign_name", overview.campaign.name).Member("month", overview.month);
  json.Member("due_on", base::FormatDate(overview.due)).Member("received", overview.received);
  json.Member("late", overview.late).Key("units").StartArray();
  for (const ReportStanding& one : overview.units) {
    json.StartObject().Member("unit", one.unit.code).Member("zh", one.unit.zh);
    json.Member("en", one.unit.en).Member("expected", one.expected);
    json.Member("received", one.received).Member("late", one.late).Key("report");
    one.report ? json.Id(one.report->id) : json.Null();
    json.Key("state");
    one.report ? json.String(domain::Code(one.report->state)) : json.Null();
    json.Key("submitted_at");
    one.report&& one.report->submitted_ms != 0
        ? json.String(base::FormatUtc(one.report->submitted_ms))
        : json.Null();
    json.EndObject();
  }
  json.EndArray().EndObject();
}

PhaseStanding PhaseOf(const Campaign& campaign, const base::Date& today) {
  const auto until = [&](CampaignPhase phase, const base::Date& day) {
    const base::TimeMs left_ms = base::StartOfDayInChina(day) - base::StartOfDayInChina(today);
    return PhaseStanding{phase, day, left_ms / kDayMs};
  };
  if (campaign.starts_on && today < *campaign.starts_on)
    return until(CampaignPhase::kBefore, *campaign.starts_on);
  if (campaign.prepare_until && today <= *campaign.prepare_until)
    return until(CampaignPhase::kPreparation, *campaign.prepare_until);
  if (campaign.serve_until && today <= *campaign.serve_until)
    return until(CampaignPhase::kService, *campaign.serve_until);
  if (campaign.ends_on && today <= *campaign.ends_on)
    return until(CampaignPhase::kConclusion, *campaign.ends_on);
  return {CampaignPhase::kAfter, campaign.ends_on, 0};
}

}  // namespace jiedui::services
