#include "services/campaigns.h"

#include "services/record_rules_internal.h"

namespace jiedui::services {
namespace {

using base::Status;
using domain::Campaign;

/// The phases follow one another: begin ≤ end of preparation ≤ end of service ≤ end.
Status SettleCampaign(const domain::Reference& /*reference*/, const store::Reader& /*reader*/,
                      domain::Record& record) {
  const auto& campaign = static_cast<const Campaign&>(record);
  std::optional<base::Date> before = campaign.starts_on;
  for (const auto& [date, field] : {std::pair(campaign.prepare_until, "prepare_until"),
                                    {campaign.serve_until, "serve_until"},
                                    {campaign.ends_on, "ends_on"}}) {
    if (!date) continue;
    if (before && *date < *before) {
      return base::Fail(
          base::ErrorCode::kUnprocessable,
          "日期 " + base::FormatDate(*date) + " 早于前一阶段的 " + base::FormatDate(*before),
          field);
    }
    before = date;
  }
  return {};
}

}  // namespace

base::Result<Campaign> CampaignAsked(const store::Reader& reader, std::int64_t id) {
  if (id != 0) return reader.Get(domain::CampaignId{id});
  const std::string running(domain::Code(domain::CampaignState::kRunning));
  JIEDUI_ASSIGN(const std::vector<Campaign> campaigns,
                reader.All<Campaign>({store::Equals("state", running)}));
  const Campaign* latest = nullptr;
  for (const Campaign& campaign : campaigns) {
    if (latest == nullptr || latest->starts_on < campaign.starts_on) latest = &campaign;
  }
  if (latest == nullptr)
    return base::Fail(base::ErrorCode::kNotFound, "没有进行中的行动，请指明哪一个", "campaign");
  return *latest;
}

RecordRule RulesOfCampaigns() { return {domain::Kind::kCampaign, SettleCampaign}; }

}  // namespace jiedui::services
