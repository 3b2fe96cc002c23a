#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/enterprise.h"

namespace jiedui::domain {

// What the month turns on (D2, D8 … D10, E1 … E3, F2).

enum class CampaignState : std::uint8_t { kPlanned, kRunning, kClosed };

constexpr std::array<EnumName, 3> kCampaignStateNames = {{
    {"planned", "筹备", "Planned"},
    {"running", "进行中", "Running"},
    {"closed", "已结束", "Closed"},
}};
constexpr std::span<const EnumName> NamesOf(CampaignState /*tag*/) { return kCampaignStateNames; }

/// A year's campaign over the same rosters, with its phases (D10).
struct Campaign : RecordOf<Kind::kCampaign> {
  std::string name;
  std::int64_t year = 0;
  std::string document_no;
  std::optional<base::Date> starts_on;
  std::optional<base::Date> prepare_until;
  std::optional<base::Date> serve_until;
  std::optional<base::Date> ends_on;
  CampaignState state = CampaignState::kPlanned;
};
using CampaignId = base::Id<Campaign>;

/// What is measured (E1).
enum class Indicator : std::uint8_t {
  kAlliances,
  kInstitutionShare,
  kActivityShare,
  kRdIntensity,
  kRdGrowth,
  kCoverage,
  kSignedOffShare
};

constexpr std::array<EnumName, 7> kIndicatorNames = {{
    {"alliances", "产业技术创新联盟数", "Alliances"},
    {"institution_share", "有研发机构企业占比（%）", "Share with an R&D institution (%)"},
    {"activity_share", "有研发活动企业占比（%）", "Share with R&D activity (%)"},
    {"rd_intensity", "研发投入强度（%）", "R&D intensity (%)"},
    {"rd_growth", "研发投入增长（%）", "Growth of R&D spending (%)"},
    {"coverage", "创新活动覆盖率（%）", "Coverage (%)"},
    {"signed_off_share", "销号率（%）", "Share signed off (%)"},
}};
constexpr std::span<const EnumName> NamesOf(Indicator /*tag*/) { return kIndicatorNames; }

/// A target of one indicator for the city, a county or a department.
struct Target : RecordOf<Kind::kTarget> {
  CampaignId campaign;
  Indicator indicator = Indicator::kCoverage;
  std::string unit;  ///< a region's or a department's code
  double value = 0;
  std::optional<double> year_before;
  double weight = 10;  ///< in the ranking; the city's counts where a unit has no target of its own
};
using TargetId = base::Id<Target>;

enum class ReportState : std::uint8_t { kDraft, kSubmitted, kReturned, kFrozen };

constexpr std::array<EnumName, 4> kReportStateNames = {{
    {"draft", "草稿", "Draft"},
    {"submitted", "已报送", "Submitted"},
    {"returned", "已退回", "Returned"},
    {"frozen", "已汇总", "Frozen"},
}};
constexpr std::span<const EnumName> NamesOf(ReportState /*tag*/) { return kReportStateNames; }

/// 月报: a county's or department's month (D8, E2).
struct MonthlyReport : RecordOf<Kind::kMonthlyReport> {
  CampaignId campaign;
  std::string month;  ///< `2020-07`
  std::string unit;   ///< a region's or a department's code
  ReportState state = ReportState::kDraft;
  std::string highlights;
  std::string problems;
  std::string next_steps;
  std::string figures;  ///< compiled from the data, as JSON; frozen when submitted
  std::string figures_digest;
  std::int64_t submitted_by = 0;
  base::TimeMs submitted_ms = 0;
  bool late = false;
  std::string reason;
  std::string region_code;
  std::string department_code;
};
using MonthlyReportId = base::Id<MonthlyReport>;

enum class CircularState : std::uint8_t { kDraft, kPublished };

constexpr std::array<EnumName, 2> kCircularStateNames = {{
    {"draft", "草稿", "Draft"},
    {"published", "已印发", "Published"},
}};
constexpr std::span<const EnumName> NamesOf(CircularState /*tag*/) { return kCircularStateNames; }

/// 通报: the month's ranking of counties and departments (E3).
struct Circular : RecordOf<Kind::kCircular> {
  CampaignId campaign;
  std::string month;  ///< `2020-07`
  std::string title;
  std::string remarks;
  CircularState state = CircularState::kDraft;
  std::string ranking;  ///< inputs and places, as JSON
  std::string ranking_digest;
  base::TimeMs published_ms = 0;
};
using CircularId = base::Id<Circular>;

enum class WorkPlanState : std::uint8_t { kDraft, kPublished, kClosed };

constexpr std::array<EnumName, 3> kWorkPlanStateNames = {{
    {"draft", "草稿", "Draft"},
    {"published", "已印发", "Published"},
    {"closed", "已结束", "Closed"},
}};
constexpr std::span<const EnumName> NamesOf(WorkPlanState /*tag*/) { return kWorkPlanStateNames; }

/// 推进方案: a county's or department's own plan (D2).
struct WorkPlan : RecordOf<Kind::kWorkPlan> {
  CampaignId campaign;
  std::string unit;  ///< a region's or a department's code
  std::string title;
  std::string organisation;
  std::string safeguards;
  WorkPlanState state = WorkPlanState::kDraft;
  base::TimeMs published_ms = 0;
  std::string region_code;
  std::string department_code;
};
using WorkPlanId = base::Id<WorkPlan>;

enum class TaskState : std::uint8_t { kOpen, kInProgress, kDone, kCancelled };

constexpr std::array<EnumName, 4> kTaskStateNames = {{
    {"open", "未开始", "Open"},
    {"in_progress", "进行中", "In progress"},
    {"done", "已完成", "Done"},
    {"cancelled", "已取消", "Cancelled"},
}};
constexpr std::span<const EnumName> NamesOf(TaskState /*tag*/) { return kTaskStateNames; }

/// A task of a work plan: annex 2's or its own (F2).
struct PlanTask : RecordOf<Kind::kPlanTask> {
  WorkPlanId work_plan;
  std::string code;
  std::string title;
  std::string owner;
  std::optional<base::Date> due_on;
  TaskState state = TaskState::kOpen;
  std::string progress;
  std::string region_code;
  std::string department_code;
};
using PlanTaskId = base::Id<PlanTask>;

}  // namespace jiedui::domain
