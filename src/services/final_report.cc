#include "services/final_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "domain/helpers.h"
#include "domain/ledger.h"
#include "services/access.h"
#include "services/corpus.h"
#include "services/monthly_reports.h"
#include "services/months.h"
#include "services/past.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::CityGroup;
using domain::LedgerItem;
using office::Block;
using office::BlockKind;
using office::Document;

constexpr std::size_t kMostProblems = 200;

std::string Shown(const std::optional<double>& value) {
  return value ? fmt::format("{:.2f}", *value) : "—";
}

void Add(Document& document, BlockKind kind, std::string text) {
  document.blocks.push_back({kind, std::move(text), {}, {}});
}

std::string FiguresText(const MonthFigures& figures) {
  return fmt::format(
      "规上工业企业 {} 家；已确认调查表 {} 份；结对 {} 对；累计销号 {} 家。台账问题已办结 {} 件，"
      "未办结 {} 件，其中逾期 {} 件。",
      figures.enterprises, figures.surveys_confirmed, figures.pairings_in_force, figures.signed_off,
      figures.problems_settled, figures.problems_open, figures.problems_overdue);
}

Block IndicatorTableOf(const UnitIndicators& indicators) {
  Block table{BlockKind::kTable, "", {{"指标", "完成", "目标", "上年"}}, {46, 18, 18, 18}};
  for (const IndicatorValue& value : indicators.values) {
    // A count has no hundredths.
    const bool count = value.indicator == domain::Indicator::kAlliances;
    const auto shown = [&](const std::optional<double>& figure) {
      return count && figure ? fmt::format("{:.0f}", *figure) : Shown(figure);
    };
    table.rows.push_back({std::string(domain::NameOf(value.indicator).zh), shown(value.value),
                          shown(value.target), shown(value.year_before)});
  }
  return table;
}

/// Who carries an open problem on.
std::string Proposal(const domain::Reference& reference, const LedgerItem& item) {
  if (item.owner == domain::LedgerOwner::kEnterprise) return "督促企业继续整改，县区跟踪";
  const domain::Department* const department = reference.FindDepartment(item.department_code);
  return fmt::format("转入下年度台账，由{}继续办理",
                     department == nullptr ? "责任部门" : department->name);
}

/// The problems of the unit that were open at that moment, as the figures count them; nothing where
/// there are none.
Result<std::optional<Block>> OpenProblems(const store::Reader& reader,
                                          const domain::Reference& reference, const Unit& unit,
                                          base::TimeMs until_ms) {
  Block table{BlockKind::kTable, "", {{"编号", "问题", "期限", "处理建议"}}, {18, 38, 19, 25}};
  std::size_t left_out = 0;
  const std::vector<std::string> sectors = reference.SectorsOfDepartment(unit.code);
  const store::Filters within = {
      unit.sort == UnitSort::kDepartment
          ? store::In("programme_sector", sectors)
          : store::In("region_code", reference.RegionSubtree(unit.code))};
  JIEDUI_CHECK(ForEachAsOf<LedgerItem>(reader, within, until_ms, [&](const LedgerItem& item) {
    if (item.found_on && base::StartOfDayInChina(*item.found_on) >= until_ms) return;
    if (domain::IsSettled(item.state) && item.settled_ms < until_ms) return;
    if (table.rows.size() > kMostProblems) {
      ++left_out;
      return;
    }
    table.rows.push_back({item.number, item.problem,
                          item.due_on ? base::FormatDate(*item.due_on) : "—",
                          Proposal(reference, item)});
  }));
  if (table.rows.size() == 1) return std::optional<Block>();
  if (left_out > 0) table.rows.push_back({"…", fmt::format("另有 {} 件", left_out), "", ""});
  return std::optional(std::move(table));
}

/// What the sections of one report are made from.
struct Ground {
  const store::Reader& reader;
  const domain::Reference& reference;
  const domain::Campaign& campaign;

  /// The campaign's last month.
  [[nodiscard]] std::string Month() const {
    return base::FormatDate(*campaign.ends_on).substr(0, 7);
  }
  [[nodiscard]] Result<MonthFigures> FiguresOf(const Unit& unit) const {
    return CompileFigures(reader, reference, campaign, Month(), unit);
  }
};

void AddFigures(Document& document, const std::string& heading, const MonthFigures& figures) {
  Add(document, BlockKind::kHeading, heading);
  Add(document, BlockKind::kParagraph, FiguresText(figures));
  document.blocks.push_back(IndicatorTableOf(figures.indicators));
}

Status AddUnit(const Ground& ground, const Unit& unit, Document& document) {
  JIEDUI_ASSIGN(const MonthFigures figures, ground.FiguresOf(unit));
  AddFigures(document, unit.zh, figures);
  JIEDUI_ASSIGN(
      const std::optional<Block> problems,
      OpenProblems(ground.reader, ground.reference, unit, SpanOf(ground.Month()).until_ms));
  if (unit.sort == UnitSort::kCity || !problems) return {};
  Add(document, BlockKind::kParagraph, "未办结的问题及处理建议:");
  document.blocks.push_back(*problems);
  return {};
}

/// Adds the other's enterprises to `sum`; what was reached the year before is not additive.
void AddTo(MonthFigures& sum, const MonthFigures& other) {
  sum.enterprises += other.enterprises;
  sum.problems_open += other.problems_open;
  sum.problems_settled += other.problems_settled;
  sum.problems_overdue += other.problems_overdue;
  sum.pairings_in_force += other.pairings_in_force;
  sum.surveys_confirmed += other.surveys_confirmed;
  sum.signed_off += other.signed_off;
  std::vector<IndicatorValue>& values = sum.indicators.values;
  if (values.empty()) {
    values = other.indicators.values;
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    IndicatorValue& value = values[i];
    value.numerator += other.indicators.values[i].numerator;
    value.denominator += other.indicators.values[i].denominator;
    value.year_before.reset();
    value.value = std::nullopt;
    if (value.denominator > 0) value.value = value.numerator / value.denominator * 100;
    if (value.indicator == domain::Indicator::kAlliances) value.value = value.numerator;
  }
}

/// Who leads the group and who is in it.
Result<std::string> GroupText(const Ground& ground, const CityGroup& group) {
  const domain::Department* const lead = ground.reference.FindDepartment(group.lead_department);
  std::string text =
      fmt::format("{}牵头。成员: ", lead == nullptr ? group.lead_department : lead->name);
  JIEDUI_ASSIGN(const std::vector<domain::GroupMember> members,
                ground.reader.All<domain::GroupMember>({store::Equals("city_group", group.id)}));
  for (const domain::GroupMember& member : members) {
    text += fmt::format("{}{}（{}）", &member == &members.front() ? "" : "、", member.name,
                        member.organisation);
  }
  return text + (members.empty() ? "（未登记）。" : "。");
}

/// A group's part: itself, its areas together, and each of them where this is its own report.
Status AddGroup(const Ground& ground, const CityGroup& group, bool own, Document& document) {
  MonthFigures sum;
  std::string areas;
  std::vector<Unit> units;
  for (const std::string& code : group.regions) {
    JIEDUI_ASSIGN(const Unit unit, UnitOf(ground.reference, code));
    JIEDUI_ASSIGN(const MonthFigures figures, ground.FiguresOf(unit));
    AddTo(sum, figures);
    areas += (areas.empty() ? "" : "、") + unit.zh;
    units.push_back(unit);
  }
  AddFigures(document, fmt::format("{}（包联{}）", group.name, areas), sum);
  JIEDUI_ASSIGN(std::string members, GroupText(ground, group));
  const auto after_heading = document.blocks.end() - 2;
  document.blocks.insert(after_heading, {BlockKind::kParagraph, std::move(members), {}, {}});
  if (!own) return {};
  for (const Unit& unit : units) JIEDUI_CHECK(AddUnit(ground, unit, document));
  return {};
}

/// The group that the text names; nothing where it means a unit of another sort.
Result<std::optional<CityGroup>> GroupNamed(const store::Reader& reader, const std::string& text) {
  const auto key = ParseKey(text);
  if (key && key->kind == domain::Kind::kCityGroup) {
    JIEDUI_ASSIGN(CityGroup group, reader.Get(domain::CityGroupId{key->id}));
    return std::optional(std::move(group));
  }
  return reader.FindByKey<CityGroup>({text});
}

Status AddAll(const Ground& ground, Document& document) {
  for (const Unit& unit : ReportingUnits(ground.reference))
    JIEDUI_CHECK(AddUnit(ground, unit, document));
  JIEDUI_ASSIGN(const std::vector<CityGroup> groups, ground.reader.All<CityGroup>({}));
  for (const CityGroup& group : groups) JIEDUI_CHECK(AddGroup(ground, group, false, document));
  return {};
}

Status AddAsked(const Ground& ground, const std::string& text, Document& document) {
  if (text.empty()) return AddAll(ground, document);
  JIEDUI_ASSIGN(const std::optional<CityGroup> group, GroupNamed(ground.reader, text));
  if (group) return AddGroup(ground, *group, true, document);
  JIEDUI_ASSIGN(const Unit unit, UnitOf(ground.reference, text));
  return AddUnit(ground, unit, document);
}

}  // namespace

Result<Document> FinalReport(Workspace& workspace, const domain::Actor& actor,
                             domain::CampaignId id, const std::string& unit) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadReports));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const domain::Campaign campaign, CampaignOr(session, id));
  Document document;
  document.title = campaign.name + "总结报告";
  Add(document, BlockKind::kTitle, document.title);
  JIEDUI_CHECK(AddAsked({session, workspace.reference, campaign}, unit, document));
  Add(document, BlockKind::kRight, "市推进小组办公室");
  Add(document, BlockKind::kRight, DayInWords(base::DateInChina(workspace.clock.NowMs())));
  return document;
}

}  // namespace jiedui::services
