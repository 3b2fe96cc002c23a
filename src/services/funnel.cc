#include "services/funnel.h"

#include <algorithm>
#include <iterator>

#include "domain/evidence.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "domain/visit.h"
#include "services/access.h"
#include "services/indicators.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;

using Stages = std::array<std::set<std::int64_t>, kFunnelStageNames.size()>;

std::set<std::int64_t>& Of(Stages& stages, FunnelStage stage) {
  return stages.at(static_cast<std::size_t>(stage));
}

/// Calls `take` with every record of the kind that fits.
template <class T, class F>
Status Each(Workspace& workspace, const store::Reader& reader, const domain::Actor& actor,
            const RosterQuery& query, F&& take) {
  JIEDUI_ASSIGN(const store::Filters filters, RosterFilters(workspace, actor, T::kKind, query));
  return reader.ForEach<T>(filters, std::forward<F>(take));
}

void TakeNeed(const domain::Need& need, Stages& stages) {
  if (need.state == domain::NeedState::kDropped) return;
  const std::int64_t enterprise = need.enterprise.value;
  Of(stages, FunnelStage::kNeed).insert(enterprise);
  if (need.state != domain::NeedState::kOpen) Of(stages, FunnelStage::kMatched).insert(enterprise);
  if (need.state == domain::NeedState::kSolved) Of(stages, FunnelStage::kSolved).insert(enterprise);
}

}  // namespace

std::vector<FunnelRow> CountFunnel(const Stages& stages) {
  std::vector<FunnelRow> rows;
  std::set<std::int64_t> through = stages.front();
  for (std::size_t i = 0; i < stages.size(); ++i) {
    std::set<std::int64_t> both;
    std::set_intersection(through.begin(), through.end(), stages.at(i).begin(), stages.at(i).end(),
                          std::inserter(both, both.end()));
    through = std::move(both);
    rows.push_back({static_cast<FunnelStage>(i), static_cast<std::int64_t>(through.size()),
                    static_cast<std::int64_t>(stages.at(i).size())});
  }
  return rows;
}

Result<Funnel> FunnelOf(Workspace& workspace, const domain::Actor& actor, std::int64_t campaign_id,
                        const RosterQuery& query) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadReports));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  Funnel funnel;
  JIEDUI_ASSIGN(funnel.campaign, CampaignOr(session, {campaign_id}));
  Stages stages;
  JIEDUI_CHECK(Each<domain::Need>(workspace, session, actor, query,
                                  [&](const domain::Need& need) { TakeNeed(need, stages); }));
  JIEDUI_CHECK(
      Each<domain::Pairing>(workspace, session, actor, query, [&](const domain::Pairing& pairing) {
        const bool in_force = pairing.state == domain::PairingState::kPublished ||
                              pairing.state == domain::PairingState::kAccepted;
        if (in_force) Of(stages, FunnelStage::kMatched).insert(pairing.enterprise.value);
      }));
  JIEDUI_CHECK(
      Each<domain::Visit>(workspace, session, actor, query, [&](const domain::Visit& visit) {
        Of(stages, FunnelStage::kVisited).insert(visit.enterprise.value);
      }));
  JIEDUI_CHECK(Each<domain::EvidenceFile>(
      workspace, session, actor, query, [&](const domain::EvidenceFile& file) {
        Of(stages, FunnelStage::kEvidence).insert(file.enterprise.value);
      }));
  JIEDUI_CHECK(
      Each<domain::SignOff>(workspace, session, actor, query, [&](const domain::SignOff& one) {
        const bool stands = one.state == domain::SignOffState::kSignedOff && !one.voided &&
                            one.campaign.value == funnel.campaign.id;
        if (stands) Of(stages, FunnelStage::kSignedOff).insert(one.enterprise.value);
      }));
  funnel.rows = CountFunnel(stages);
  return funnel;
}

void WriteFunnel(base::JsonWriter& json, const Funnel& funnel) {
  json.StartObject().Key("campaign").Id(funnel.campaign.id).Key("stages").StartArray();
  for (const FunnelRow& row : funnel.rows) {
    const domain::EnumName& name = domain::NameOf(row.stage);
    json.StartObject().Member("stage", name.code).Member("zh", name.zh).Member("en", name.en);
    json.Member("through", row.through).Member("reached", row.reached).EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace jiedui::services
