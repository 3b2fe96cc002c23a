#include "services/month_documents.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/access.h"
#include "services/months.h"
#include "services/unit_ranking.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Circular;
using office::Block;
using office::BlockKind;
using office::Document;

std::string Shown(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "—";
}

std::string ShownChange(const RankRow& row) {
  if (!row.place_before) return "—";
  const std::int64_t up = *row.place_before - row.place;
  if (up == 0) return "持平";
  return fmt::format("{}{}", up > 0 ? "↑" : "↓", std::abs(up));
}

std::string ShownPlace(const RankRow& row) {
  return row.tied ? fmt::format("{}（并列）", row.place) : std::to_string(row.place);
}

/// `2020年7月`.
std::string MonthTitle(const std::string& month) {
  return month.substr(0, 4) + "年" + std::to_string(std::stoi(month.substr(5))) + "月";
}

using Positions = std::vector<std::size_t>;

/// Which of the rows' parts are shown, heaviest first where not all of them are.
Positions PartsShown(const std::vector<RankRow>& rows, std::size_t most) {
  Positions shown;
  if (rows.empty()) return shown;
  const std::vector<RankPart>& parts = rows.front().parts;
  for (std::size_t i = 0; i < parts.size(); ++i) shown.push_back(i);
  if (shown.size() <= most) return shown;
  std::stable_sort(shown.begin(), shown.end(),
                   [&](std::size_t a, std::size_t b) { return parts[a].weight > parts[b].weight; });
  shown.resize(most);
  return shown;
}

std::vector<std::string> RankingHeader(const std::vector<RankRow>& rows, std::string_view what,
                                       const Positions& shown) {
  std::vector<std::string> header = {"名次", std::string(what), "得分", "较上月", "月报"};
  for (const std::size_t i : shown)
    header.emplace_back(domain::NameOf(rows.front().parts[i].indicator).zh);
  return header;
}

std::vector<std::string> RankingCells(const RankRow& row, const Positions& shown) {
  std::vector<std::string> cells = {ShownPlace(row), row.unit.zh, fmt::format("{:.2f}", row.points),
                                    ShownChange(row), std::string(domain::NameOf(row.report).zh)};
  for (const std::size_t i : shown) cells.push_back(Shown(row.parts[i].value));
  return cells;
}

/// As many indicators as an upright page has room for; the workbook has all.
Block TableOf(const std::vector<RankRow>& rows, std::string_view what) {
  constexpr std::size_t kIndicators = 3;
  const Positions shown = PartsShown(rows, kIndicators);
  Block table{BlockKind::kTable, "", {RankingHeader(rows, what, shown)}, {}};
  if (shown.size() == kIndicators) table.widths = {13, 18, 11, 10, 9, 13, 13, 13};
  for (const RankRow& row : rows) table.rows.push_back(RankingCells(row, shown));
  return table;
}

Result<UnitRanking> RankingOf(const Workspace& workspace, const domain::Actor& actor,
                              const Circular& circular) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadReports));
  if (circular.ranking.empty())
    return base::Fail(base::ErrorCode::kUnprocessable, "通报还没有排名数据", "ranking");
  return ReadRanking(circular.ranking, workspace.reference);
}

std::string NamesOf(const std::vector<RankRow>& rows, ReportTiming timing) {
  std::string names;
  for (const RankRow& row : rows) {
    if (row.report == timing) names += (names.empty() ? "" : "、") + row.unit.zh;
  }
  return names;
}

/// Who was late and who is missing, in a sentence.
std::string TimingText(const UnitRanking& ranking) {
  std::string text;
  for (const auto& [timing, verb] :
       {std::pair(ReportTiming::kLate, "迟报"), {ReportTiming::kMissing, "未报"}}) {
    std::string names = NamesOf(ranking.counties, timing);
    const std::string departments = NamesOf(ranking.departments, timing);
    if (!departments.empty()) names += (names.empty() ? "" : "、") + departments;
    if (!names.empty()) text += fmt::format("{}月报的单位: {}。", verb, names);
  }
  return text.empty() ? "各单位月报均按时报送。" : text;
}

}  // namespace

Result<Document> CircularDocument(Workspace& workspace, const domain::Actor& actor,
                                  const Circular& circular) {
  JIEDUI_ASSIGN(const UnitRanking ranking, RankingOf(workspace, actor, circular));
  Document document;
  document.title = circular.title;
  const auto add = [&](BlockKind kind, std::string text) {
    document.blocks.push_back({kind, std::move(text), {}, {}});
  };
  add(BlockKind::kTitle, circular.title);
  add(BlockKind::kParagraph,
      fmt::format("现将{}企业技术创新活动全覆盖工作进展情况通报如下。以下数据只计已确认的调查表和"
                  "销号，按各项指标完成目标的程度加权排名，迟报扣 {:.0f} 分，未报扣 {:.0f} 分。",
                  MonthTitle(circular.month), kLateCosts, kMissingCosts));
  add(BlockKind::kHeading, "一、县（市、区）、开发区排名");
  document.blocks.push_back(TableOf(ranking.counties, "县（市、区）"));
  add(BlockKind::kHeading, "二、归口部门排名");
  document.blocks.push_back(TableOf(ranking.departments, "部门"));
  add(BlockKind::kHeading, "三、月报报送情况");
  add(BlockKind::kParagraph, TimingText(ranking));
  if (!circular.remarks.empty()) {
    add(BlockKind::kHeading, "四、工作要求");
    add(BlockKind::kParagraph, circular.remarks);
  }
  add(BlockKind::kRight, "市推进小组办公室");
  if (circular.published_ms != 0)
    add(BlockKind::kRight, DayInWords(base::DateInChina(circular.published_ms)));
  return document;
}

Result<std::vector<office::Sheet>> CircularSheets(Workspace& workspace, const domain::Actor& actor,
                                                  const Circular& circular) {
  JIEDUI_ASSIGN(const UnitRanking ranking, RankingOf(workspace, actor, circular));
  std::vector<office::Sheet> sheets;
  for (const auto& [name, what, rows] : {std::tuple("县区排名", "县（市、区）", &ranking.counties),
                                         {"部门排名", "部门", &ranking.departments}}) {
    office::Sheet sheet;
    sheet.name = name;
    sheet.title = circular.title;
    const Positions shown = PartsShown(*rows, domain::kIndicatorNames.size());
    sheet.header = RankingHeader(*rows, what, shown);
    for (std::size_t c = 5; c < sheet.header.size(); ++c) sheet.number_columns.insert(c);
    sheet.number_columns.insert(2);
    for (const std::size_t c : sheet.number_columns) sheet.number_formats[c] = "0.00";
    sheet.printed = true;
    for (const RankRow& row : *rows) sheet.rows.push_back(RankingCells(row, shown));
    sheets.push_back(std::move(sheet));
  }
  return sheets;
}

}  // namespace jiedui::services
