#include "services/spot_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json_writer.h"
#include "base/text.h"
#include "services/campaigns.h"
#include "services/digest.h"
#include "services/ownership.h"
#include "services/record_events.h"
#include "services/record_rules_internal.h"
#include "services/settle.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Record;
using domain::SignOff;
using domain::SignOffState;
using domain::SpotCheck;
using domain::SpotCheckState;

constexpr std::int64_t kMostDrawn = 1000;
constexpr std::size_t kLongestSeed = 64;

/// A check exists because it was drawn; what it was drawn from and what was found stay.
Status SettleSpotCheck(const domain::Reference& /*reference*/, const store::Reader& reader,
                       Record& record) {
  const auto& check = static_cast<const SpotCheck&>(record);
  if (check.seed.empty())
    return Fail(ErrorCode::kUnprocessable, "抽查由随机抽样产生，不能指定", "seed");
  if (check.id == 0) return {};
  JIEDUI_ASSIGN(const SpotCheck stored, reader.Get(domain::SpotCheckId{check.id}));
  for (const domain::FieldDef& field : domain::TypeOf(Kind::kSpotCheck).fields) {
    const bool fixed = field.name == "number" || field.name == "enterprise" ||
                       field.name == "sign_off" || field.name == "campaign" ||
                       (field.name == "finding" && stored.state != SpotCheckState::kOpen);
    if (!fixed || field.get(stored) == field.get(check)) continue;
    return Fail(ErrorCode::kConflict, "抽查的“" + std::string(field.zh) + "”不能修改",
                std::string(field.name));
  }
  return {};
}

/// Takes the sign-off back, with the finding as its reason.
Status Revoke(EventCall& call, const SpotCheck& check) {
  JIEDUI_ASSIGN(const SignOff sign_off, call.unit.Get(check.sign_off));
  if (sign_off.state != SignOffState::kSignedOff && sign_off.state != SignOffState::kConfirmed)
    return {};
  RecordEventRequest request;
  request.event = "revoke";
  request.reason = "抽查 " + check.number + " 不通过: " + check.finding;
  JIEDUI_ASSIGN(const auto revoked,
                PostRecordEvent(call.workspace, call.unit, call.actor, Kind::kSignOff, sign_off.id,
                                sign_off.version, request));
  return {};
}

Status ApplySpotCheck(EventCall& call, const Record& /*before*/, Record& record) {
  auto& after = static_cast<SpotCheck&>(record);
  const bool settled = call.event != "reopen";
  after.checked_by = settled ? call.actor.user_id : 0;
  after.checked_ms = settled ? call.now_ms : 0;
  return call.event == "fail" ? Revoke(call, after) : Status{};
}

Status NeverRemove(const store::Reader& /*reader*/, const Record& /*record*/) {
  return Fail(ErrorCode::kConflict, "抽查记录不能删除", "state");
}

/// The ids of what is signed off in the campaign, ascending.
Result<std::vector<std::int64_t>> Population(const store::Reader& reader, std::int64_t campaign) {
  std::set<std::int64_t> busy;
  const std::string open(domain::Code(SpotCheckState::kOpen));
  JIEDUI_CHECK(reader.ForEach<SpotCheck>(
      {store::Equals("campaign", campaign), store::Equals("state", open)},
      [&](const SpotCheck& check) { busy.insert(check.sign_off.value); }));
  std::vector<std::int64_t> ids;
  const std::string signed_off(domain::Code(SignOffState::kSignedOff));
  JIEDUI_CHECK(
      reader.ForEach<SignOff>({store::Equals("campaign", campaign),
                               store::Equals("state", signed_off), store::Equals("voided", false)},
                              [&](const SignOff& sign_off) {
                                if (!busy.contains(sign_off.id)) ids.push_back(sign_off.id);
                              }));
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string DigestOfIds(const std::vector<std::int64_t>& ids) {
  std::string text;
  for (const std::int64_t id : ids) text += std::to_string(id) + "\n";
  return DigestOf(text);
}

Status CheckRequest(const SpotCheckRequest& request) {
  if (request.size < 1 || request.size > kMostDrawn)
    return Fail(ErrorCode::kInvalid, "抽查数应为 1 到 1000", "size");
  if (base::CountCodePoints(request.seed) > kLongestSeed)
    return Fail(ErrorCode::kInvalid, "种子不超过 64 个字符", "seed");
  return {};
}

/// A line of the audit log from which the draw can be checked.
Status LogDraw(store::UnitOfWork& unit, const SpotCheckDraw& draw) {
  base::JsonWriter json;
  json.StartObject().Member("seed", draw.seed).Member("population", draw.population);
  json.Member("population_digest", draw.population_digest).Key("sign_offs").StartArray();
  for (const SpotCheck& check : draw.checks) json.Id(check.sign_off.value);
  json.EndArray().EndObject();
  return unit.Log("spot_check_draw", domain::Code(Kind::kCampaign), draw.campaign_id, json.Text());
}

Status OpenChecks(const Workspace& workspace, store::UnitOfWork& unit,
                  const domain::Campaign& campaign, const std::vector<std::int64_t>& drawn,
                  SpotCheckDraw& draw) {
  const std::string year = std::to_string(campaign.year) + "-";
  JIEDUI_ASSIGN(std::int64_t number, unit.Count(Kind::kSpotCheck, {store::Prefix("number", year)}));
  for (const std::int64_t id : drawn) {
    JIEDUI_ASSIGN(const SignOff sign_off, unit.Get(domain::SignOffId{id}));
    SpotCheck check;
    check.number = year + fmt::format("{:04}", ++number);
    check.enterprise = sign_off.enterprise;
    check.sign_off = {id};
    check.campaign = {campaign.id};
    check.seed = draw.seed;
    check.population = draw.population;
    check.population_digest = draw.population_digest;
    JIEDUI_CHECK(Settle(workspace.reference, unit, check));
    JIEDUI_CHECK(unit.Insert(check));
    draw.checks.push_back(std::move(check));
  }
  return LogDraw(unit, draw);
}

Status Draw(const Workspace& workspace, store::UnitOfWork& unit, const SpotCheckRequest& request,
            SpotCheckDraw& draw) {
  JIEDUI_ASSIGN(const domain::Campaign campaign, CampaignAsked(unit, request.campaign_id));
  draw.campaign_id = campaign.id;
  JIEDUI_ASSIGN(const std::vector<SpotCheck> earlier,
                unit.All<SpotCheck>({store::Equals("campaign", campaign.id)}));
  for (const SpotCheck& check : earlier) {
    if (check.seed == draw.seed)
      return Fail(ErrorCode::kConflict, "种子 “" + draw.seed + "” 已在该行动中用过", "seed");
  }
  JIEDUI_ASSIGN(const std::vector<std::int64_t> population, Population(unit, campaign.id));
  if (population.empty())
    return Fail(ErrorCode::kUnprocessable, "该行动没有可抽查的已销号企业", "campaign");
  draw.population = static_cast<std::int64_t>(population.size());
  draw.population_digest = DigestOfIds(population);
  return OpenChecks(workspace, unit, campaign,
                    DrawSample(draw.seed, population, static_cast<std::size_t>(request.size)),
                    draw);
}

}  // namespace

RecordRule RulesOfSpotChecks() {
  return {Kind::kSpotCheck, SettleSpotCheck, nullptr, ApplySpotCheck, NeverRemove};
}

std::vector<std::int64_t> DrawSample(std::string_view seed, std::span<const std::int64_t> ids,
                                     std::size_t size) {
  std::vector<std::pair<std::string, std::int64_t>> lots;
  lots.reserve(ids.size());
  for (const std::int64_t id : ids)
    lots.emplace_back(DigestOf(std::string(seed) + "\n" + std::to_string(id)), id);
  std::sort(lots.begin(), lots.end());
  lots.resize(std::min(size, lots.size()));
  std::vector<std::int64_t> sample;
  sample.reserve(lots.size());
  for (const auto& [lot, id] : lots) sample.push_back(id);
  return sample;
}

Result<SpotCheckDraw> DrawSpotChecks(Workspace& workspace, const Actor& actor,
                                     const SpotCheckRequest& request) {
  JIEDUI_CHECK(RequireEdit(actor, SpotCheck{}));
  JIEDUI_CHECK(CheckRequest(request));
  SpotCheckDraw draw;
  draw.seed = request.seed.empty() ? RandomSeed() : request.seed;
  JIEDUI_CHECK(workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) {
    return Draw(workspace, unit, request, draw);
  }));
  return draw;
}

}  // namespace jiedui::services
