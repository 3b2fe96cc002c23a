#include "base/text.h"
#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

using domain::Innovation;
using domain::SurveyState;

/// One year's share of the enterprise's figures, in percent: last year's are the roster's own.
struct Year {
  std::string period;
  std::int64_t spending_percent = 100;
};

double Part(double whole, std::int64_t percent) {
  const std::int64_t tenths = static_cast<std::int64_t>(whole * 10) * percent / 100;
  return static_cast<double>(tenths) / 10;
}

void SetInstitution(domain::Survey& survey, const domain::Enterprise& e, const Problem& problem,
                    std::int64_t percent, Random& random) {
  const bool approved = random.Percent(35);
  survey.institution_name =
      random.Pick(Texts{"企业技术中心", "技术开发部", "研发中心", "工程技术研究所"});
  survey.institution_approved_by =
      approved ? random.Pick(Texts{"市工信主管部门", "市科技主管部门", "省工信主管部门"})
               : "企业自建";
  survey.institution_field = problem.field;
  survey.institution_count = approved && random.Percent(20) ? 2 : 1;
  survey.institution_staff = *e.rd_staff * random.Between(55, 85) / 100;
  survey.institution_spending_wan =
      Part(*e.rd_spending_wan, percent * random.Between(30, 50) / 100);
  survey.institution_equipment_wan = Part(*e.rd_spending_wan, random.Between(60, 240));
}

void SetProject(domain::Survey& survey, const EnterpriseDraft& enterprise, const Problem& problem,
                std::int64_t percent, Random& random) {
  const domain::Enterprise& e = *enterprise.record;
  survey.project_name = Expand(problem.need, random.Pick(enterprise.products), random) + "研究";
  survey.project_source = random.Percent(30)
                              ? "市级计划 演示〔" + survey.period.substr(0, 4) + "〕" +
                                    std::to_string(random.Between(1, 60)) + "号"
                              : "企业自选";
  survey.project_staff = *e.rd_staff - survey.institution_staff;
  survey.project_spending_wan = Part(*e.rd_spending_wan, percent * random.Between(35, 48) / 100);
  survey.project_assets_wan = Part(*e.rd_spending_wan, random.Between(20, 90));
}

std::int64_t PercentOf(const ActivityWords& activity, Innovation innovation) {
  if (innovation == Innovation::kInstitution) return activity.institution_percent;
  return innovation == Innovation::kActivity ? activity.research_percent : activity.other_percent;
}

void SetActivities(const Draft& draft, domain::Survey& survey, Innovation innovation,
                   Random& random) {
  if (!domain::Innovates(innovation)) return;
  const ActivityWords* likeliest = &draft.words.activities.front();
  for (const ActivityWords& activity : draft.words.activities) {
    const std::int64_t percent = PercentOf(activity, innovation);
    if (percent > PercentOf(*likeliest, innovation)) likeliest = &activity;
    if (random.Percent(percent)) survey.activities.push_back(activity.code);
  }
  if (survey.activities.empty()) survey.activities.push_back(likeliest->code);
  survey.activity_text = innovation >= Innovation::kActivity
                             ? "按年度研发计划组织项目实施，研发费用单独归集。"
                             : "围绕降本增效和质量提升开展小改小革，尚未设立研发机构。";
}

const std::string& ReturnReason(Innovation innovation, Random& random) {
  static const Texts kResearch = {"研发人员数大于从业人员台账数，请核对。",
                                  "缺少研发项目立项文件，请补充印证材料。",
                                  "研发费用与财务报表不一致，请重新归集。", "未加盖公章，请补传。"};
  static const Texts kOther = {"未加盖公章，请补传。", "创新相关活动栏与实际不符，请核实后重报。",
                               "缺少创新活动印证材料，请补充。"};
  return random.Pick(innovation >= Innovation::kActivity ? kResearch : kOther);
}

/// Submitted in the month before the notice, last year's a quarter earlier; confirmed within days.
void SetMoments(const Draft& draft, domain::Survey& survey, Random& random) {
  if (survey.state == SurveyState::kDraft) return;
  constexpr base::TimeMs kHourMs = 3'600'000;
  constexpr base::TimeMs kQuarterMs = 90 * 24 * kHourMs;
  const base::TimeMs published_ms = base::StartOfDayInChina(draft.options.published);
  const bool last_year = survey.period < std::to_string(draft.options.published.year);
  survey.submitted_ms = published_ms - random.Between(7 * 24, 30 * 24) * kHourMs;
  if (last_year) survey.submitted_ms -= kQuarterMs;
  if (survey.state == SurveyState::kConfirmed)
    survey.confirmed_ms = survey.submitted_ms + random.Between(4, 6 * 24) * kHourMs;
}

void AddSurvey(Draft& draft, const EnterpriseDraft& enterprise, const Year& year, SurveyState state,
               Random& random) {
  const domain::Enterprise& e = *enterprise.record;
  Positions known;
  for (std::size_t p = 0; p < draft.words.problems.size(); ++p) {
    const Positions& lines = draft.words.problems[p].lines;
    const bool common = lines.size() == draft.words.lines.size();
    if (!common && std::find(lines.begin(), lines.end(), enterprise.line) != lines.end()) {
      known.push_back(p);
    }
  }
  domain::Survey& survey = draft.Add<domain::Survey>();
  survey.enterprise = {e.id};
  survey.period = year.period;
  survey.state = state;
  survey.region_code = e.region_code;
  survey.programme_sector = e.programme_sector;
  if (e.innovation >= Innovation::kActivity && !known.empty()) {
    const Problem& problem = draft.words.problems[random.Pick(known)];
    if (e.innovation == Innovation::kInstitution) {
      SetInstitution(survey, e, problem, year.spending_percent, random);
    }
    SetProject(survey, enterprise, problem, year.spending_percent, random);
  }
  SetActivities(draft, survey, e.innovation, random);
  if (state == SurveyState::kReturned) survey.return_reason = ReturnReason(e.innovation, random);
  Random details = draft.Numbers("survey " + survey.period + " " + std::to_string(e.id));
  SetAnswers(draft, survey, details);
  SetMoments(draft, survey, details);
}

SurveyState StateNow(Random& random) {
  const std::int64_t draw = random.Between(1, 100);
  if (draw <= 20) return SurveyState::kDraft;
  if (draw <= 45) return SurveyState::kSubmitted;
  return draw <= 57 ? SurveyState::kReturned : SurveyState::kConfirmed;
}

}  // namespace

/// Last year of every enterprise that was asked, nearly all confirmed; this year of six in ten, in
/// all states, the figures about 10 % higher (E1's target).
void AddSurveys(Draft& draft) {
  Random random = draft.Numbers("surveys");
  const std::int32_t year = draft.options.published.year;
  for (const EnterpriseDraft& enterprise : draft.enterprises) {
    if (enterprise.record->innovation == Innovation::kUnknown) continue;
    const SurveyState last = random.Percent(97) ? SurveyState::kConfirmed : SurveyState::kSubmitted;
    AddSurvey(draft, enterprise, {std::to_string(year - 1), 100}, last, random);
    if (!draft.options.campaign || !random.Percent(60)) continue;
    const Year now{std::to_string(year), random.Between(95, 128)};
    AddSurvey(draft, enterprise, now, StateNow(random), random);
  }
}

}  // namespace jiedui::services::demo
