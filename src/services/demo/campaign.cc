#include "domain/month.h"
#include "services/demo/draft_internal.h"
#include "services/units.h"

namespace jiedui::services::demo {
namespace {

using domain::Indicator;

struct TargetWords {
  Indicator indicator;
  double value;
  double weight;
};

/// E1's targets where the notice names one; the others are what the notice's city set itself.
constexpr std::array<TargetWords, 7> kTargets = {{
    {Indicator::kAlliances, 8, 5},
    {Indicator::kInstitutionShare, 21.71, 20},
    {Indicator::kActivityShare, 30, 15},
    {Indicator::kRdIntensity, 1.5, 10},
    {Indicator::kRdGrowth, 10, 10},
    {Indicator::kCoverage, 100, 25},
    {Indicator::kSignedOffShare, 100, 15},
}};

std::string CityCode(const domain::Reference& reference) {
  const std::vector<Unit> units = ReportingUnits(reference);
  return units.empty() ? "" : units.front().code;
}

}  // namespace

void AddCampaign(Draft& draft) {
  const std::int32_t year = draft.options.published.year;
  domain::Campaign& campaign = draft.Add<domain::Campaign>();
  campaign.name = std::to_string(year) + "年企业技术创新全覆盖行动";
  campaign.year = year;
  campaign.document_no = "晋市政办〔2020〕31号";
  campaign.starts_on = base::Date{year, 4, 1};
  campaign.prepare_until = base::Date{year, 6, 30};
  campaign.serve_until = base::Date{year, 11, 30};
  campaign.ends_on = base::Date{year, 12, 31};
  campaign.state = domain::CampaignState::kRunning;
  const domain::CampaignId id{campaign.id};
  for (const TargetWords& words : kTargets) {
    domain::Target& target = draft.Add<domain::Target>();
    target.campaign = id;
    target.indicator = words.indicator;
    target.unit = CityCode(draft.reference);
    target.value = words.value;
    target.weight = words.weight;
  }
}

}  // namespace jiedui::services::demo
