#include "services/unit_ranking.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "services/months.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::JsonValue;
using base::JsonWriter;
using base::Result;
using domain::Campaign;
using domain::Indicator;
using domain::MonthlyReport;
using domain::Reference;

double Hundredths(double points) { return std::round(points * 100) / 100; }

/// The best value of each indicator among the rows, for those without a target.
std::map<Indicator, double> BestValues(const std::vector<RankRow>& rows) {
  std::map<Indicator, double> best;
  for (const RankRow& row : rows) {
    for (const RankPart& part : row.parts)
      best[part.indicator] = std::max(best[part.indicator], part.value.value_or(0));
  }
  return best;
}

double Attainment(const RankPart& part, double best) {
  const double whole = part.target && *part.target > 0 ? *part.target : best;
  if (!part.value || whole <= 0) return 0;
  return std::clamp(*part.value / whole, 0.0, 1.0);
}

double PointsOf(const RankRow& row) {
  double sum = 0;
  double weights = 0;
  for (const RankPart& part : row.parts) {
    sum += part.weight * part.attainment;
    weights += part.weight;
  }
  double points = weights > 0 ? sum / weights * 100 : 0;
  if (row.report == ReportTiming::kLate) points -= kLateCosts;
  if (row.report == ReportTiming::kMissing) points -= kMissingCosts;
  return Hundredths(std::max(points, 0.0));
}

/// `unit` → how its report of the month came in.
Result<std::map<std::string, ReportTiming>> TimingsOf(const store::Reader& reader,
                                                      const Campaign& campaign,
                                                      const std::string& month) {
  std::map<std::string, ReportTiming> timings;
  JIEDUI_CHECK(reader.ForEach<MonthlyReport>(
      {store::Equals("campaign", campaign.id), store::Equals("month", month)},
      [&](const MonthlyReport& report) {
        const bool in = report.state == domain::ReportState::kSubmitted ||
                        report.state == domain::ReportState::kFrozen;
        if (in) timings[report.unit] = report.late ? ReportTiming::kLate : ReportTiming::kOnTime;
      }));
  return timings;
}

RankRow RowOf(const UnitIndicators& unit) {
  RankRow row;
  row.unit = unit.unit;
  row.enterprises = unit.enterprises;
  for (const IndicatorValue& value : unit.values) {
    if (value.weight <= 0) continue;
    row.parts.push_back({value.indicator, value.value, value.target, value.weight, 0});
  }
  return row;
}

/// Places of the published circular of the month before, by unit.
Result<std::map<std::string, std::int64_t>> PlacesBefore(const store::Reader& reader,
                                                         const Reference& reference,
                                                         const Campaign& campaign,
                                                         const std::string& month) {
  std::map<std::string, std::int64_t> places;
  const std::string published(domain::Code(domain::CircularState::kPublished));
  JIEDUI_ASSIGN(const std::vector<domain::Circular> circulars,
                reader.All<domain::Circular>({store::Equals("campaign", campaign.id),
                                              store::Equals("month", MonthBefore(month)),
                                              store::Equals("state", published)}));
  for (const domain::Circular& circular : circulars) {
    if (circular.ranking.empty()) continue;
    JIEDUI_ASSIGN(const UnitRanking before, ReadRanking(circular.ranking, reference));
    for (const auto* rows : {&before.counties, &before.departments}) {
      for (const RankRow& row : *rows) places[row.unit.code] = row.place;
    }
  }
  return places;
}

void WriteOptional(JsonWriter& json, std::string_view name, const std::optional<double>& value) {
  json.Key(name);
  value ? json.Double(*value) : json.Null();
}

void WriteRows(JsonWriter& json, std::string_view name, const std::vector<RankRow>& rows) {
  json.Key(name).StartArray();
  for (const RankRow& row : rows) {
    json.StartObject().Member("unit", row.unit.code).Member("zh", row.unit.zh);
    json.Member("en", row.unit.en).Member("enterprises", row.enterprises);
    json.Member("place", row.place).Member("tied", row.tied).Key("place_before");
    row.place_before ? json.Int(*row.place_before) : json.Null();
    json.Member("points", row.points).Member("report", domain::Code(row.report));
    json.Key("indicators").StartArray();
    for (const RankPart& part : row.parts) {
      json.StartObject().Member("indicator", domain::Code(part.indicator));
      WriteOptional(json, "value", part.value);
      WriteOptional(json, "target", part.target);
      json.Member("weight", part.weight).Member("attainment", part.attainment).EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray();
}

tl::unexpected<base::Error> Unreadable(std::string_view what) {
  return base::Fail(base::ErrorCode::kInvalid, "排名数据不完整: " + std::string(what), "ranking");
}

std::optional<double> NumberIn(const JsonValue& object, std::string_view name) {
  const auto member = object.Find(name);
  return member ? member->AsDouble() : std::nullopt;
}

std::string TextIn(const JsonValue& object, std::string_view name) {
  const auto member = object.Find(name);
  return std::string(member ? member->AsString().value_or("") : "");
}

Result<RankRow> ReadRow(const JsonValue& json, const Reference& reference) {
  RankRow row;
  row.unit.code = TextIn(json, "unit");
  JIEDUI_ASSIGN(row.unit, UnitOf(reference, row.unit.code));
  const auto report = domain::FromCode<ReportTiming>(TextIn(json, "report"));
  const auto place = NumberIn(json, "place");
  const auto points = NumberIn(json, "points");
  const auto indicators = json.Find("indicators");
  if (!report || !place || !points || !indicators) return Unreadable(row.unit.code);
  row.report = *report;
  row.place = std::llround(*place);
  row.points = *points;
  row.enterprises = std::llround(NumberIn(json, "enterprises").value_or(0));
  if (const auto before = NumberIn(json, "place_before")) row.place_before = std::llround(*before);
  const auto tied = json.Find("tied");
  row.tied = tied && tied->AsBool().value_or(false);
  for (const JsonValue& item : indicators->Items()) {
    const auto indicator = domain::FromCode<Indicator>(TextIn(item, "indicator"));
    const auto weight = NumberIn(item, "weight");
    if (!indicator || !weight) return Unreadable(row.unit.code);
    row.parts.push_back({*indicator, NumberIn(item, "value"), NumberIn(item, "target"), *weight,
                         NumberIn(item, "attainment").value_or(0)});
  }
  return row;
}

bool SameRows(std::vector<RankRow> rows) {
  const std::vector<RankRow> before = rows;
  RankUnits(rows);
  return std::equal(rows.begin(), rows.end(), before.begin(), before.end(),
                    [](const RankRow& a, const RankRow& b) {
                      return a.unit.code == b.unit.code && a.place == b.place &&
                             a.points == b.points && a.tied == b.tied;
                    });
}

}  // namespace

void RankUnits(std::vector<RankRow>& rows) {
  const std::map<Indicator, double> best = BestValues(rows);
  for (RankRow& row : rows) {
    for (RankPart& part : row.parts) part.attainment = Attainment(part, best.at(part.indicator));
    row.points = PointsOf(row);
  }
  std::sort(rows.begin(), rows.end(), [](const RankRow& a, const RankRow& b) {
    return a.points != b.points ? a.points > b.points : a.unit.code < b.unit.code;
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool as_before = i > 0 && rows[i].points == rows[i - 1].points;
    const bool as_after = i + 1 < rows.size() && rows[i].points == rows[i + 1].points;
    rows[i].place = as_before ? rows[i - 1].place : static_cast<std::int64_t>(i) + 1;
    rows[i].tied = as_before || as_after;
  }
}

Result<UnitRanking> ComputeRanking(const store::Reader& reader, const Reference& reference,
                                   const Campaign& campaign, const std::string& month) {
  const store::SystemWork door("figures of units are no records: every office compares them");
  JIEDUI_ASSIGN(const IndicatorTable table, ComputeIndicators(reader, reference, campaign));
  JIEDUI_ASSIGN(const auto timings, TimingsOf(reader, campaign, month));
  JIEDUI_ASSIGN(const auto before, PlacesBefore(reader, reference, campaign, month));
  UnitRanking ranking;
  ranking.month = month;
  for (const UnitIndicators& unit : table.units) {
    if (unit.unit.sort == UnitSort::kCity) continue;
    RankRow row = RowOf(unit);
    const auto timing = timings.find(unit.unit.code);
    row.report = timing == timings.end() ? ReportTiming::kMissing : timing->second;
    const auto place = before.find(unit.unit.code);
    if (place != before.end()) row.place_before = place->second;
    (unit.unit.sort == UnitSort::kCounty ? ranking.counties : ranking.departments)
        .push_back(std::move(row));
  }
  RankUnits(ranking.counties);
  RankUnits(ranking.departments);
  return ranking;
}

void WriteRanking(JsonWriter& json, const UnitRanking& ranking) {
  json.StartObject().Member("month", ranking.month).Member("unconfirmed", ranking.unconfirmed);
  json.Member("late_costs", kLateCosts).Member("missing_costs", kMissingCosts);
  WriteRows(json, "counties", ranking.counties);
  WriteRows(json, "departments", ranking.departments);
  json.EndObject();
}

Result<UnitRanking> ReadRanking(std::string_view text, const Reference& reference) {
  JIEDUI_ASSIGN(const base::JsonDocument document, base::JsonDocument::Parse(text));
  UnitRanking ranking;
  ranking.month = TextIn(document.root(), "month");
  for (const auto& [name, rows] :
       {std::pair("counties", &ranking.counties), {"departments", &ranking.departments}}) {
    const auto list = document.root().Find(name);
    if (!list || !list->IsArray()) return Unreadable(name);
    for (const JsonValue& item : list->Items()) {
      JIEDUI_ASSIGN(RankRow row, ReadRow(item, reference));
      rows->push_back(std::move(row));
    }
  }
  return ranking;
}

bool RanksTheSame(const UnitRanking& stored) {
  return SameRows(stored.counties) && SameRows(stored.departments);
}

}  // namespace jiedui::services
