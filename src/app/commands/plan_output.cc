#include "app/commands/plan_output.h"

#include <fmt/format.h>

#include <map>

#include "base/json_writer.h"
#include "services/pairing_views.h"
#include "services/plan_diff.h"

namespace jiedui::app {
namespace {

using base::JsonWriter;
using base::Result;
using base::Status;
using services::MadePlan;

/// How the solver ended, as a coordinator would say it.
std::string_view StatusText(std::string_view status) {
  if (status == "optimal") return "已证明最优";
  if (status == "infeasible-relaxed") return "名额不足，已证明覆盖最多";
  return "提前停止，未证明最优";
}

void WriteFigures(JsonWriter& json, const domain::Plan& plan) {
  json.Key("id").Id(plan.id).Member("name", plan.name);
  json.Member("state", domain::Code(plan.state)).Member("solve_status", plan.solve_status);
  json.Member("receivers", plan.receivers).Member("covered", plan.covered);
  json.Member("total_score", plan.total_score).Member("upper_bound", plan.upper_bound);
  json.Member("seconds", plan.seconds);
}

void WriteParts(JsonWriter& json, const MadePlan& made) {
  json.Key("parts").StartArray();
  for (const MadePlan::Part& part : made.parts) {
    json.StartObject().Member("pair_kind", domain::Code(part.kind));
    json.Member("receivers", static_cast<std::int64_t>(part.receivers));
    json.Member("covered", static_cast<std::int64_t>(part.covered));
    json.Member("candidates", static_cast<std::int64_t>(part.candidates));
    json.Member("total_score", part.total_score).Member("upper_bound", part.upper_bound);
    json.Member("solve_status", part.status).EndObject();
  }
  json.EndArray();
}

void WriteUncovered(JsonWriter& json, const domain::Uncovered& uncovered,
                    const services::Brief& enterprise) {
  json.StartObject().Member("pair_kind", domain::Code(uncovered.pair_kind));
  json.Key("enterprise_id").Id(uncovered.enterprise.value);
  json.Member("enterprise", enterprise.title).Member("reason", uncovered.reason);
  json.Key("blocked_by").StartArray();
  for (const std::string& key : uncovered.blocked_by) json.String(key);
  json.EndArray().Member("smallest_change", uncovered.smallest_change).EndObject();
}

Status PrintMadeJson(services::Workspace& workspace, const MadePlan& made) {
  std::vector<services::RecordKey> keys;
  keys.reserve(made.uncovered.size());
  for (const domain::Uncovered& one : made.uncovered)
    keys.push_back({domain::Kind::kEnterprise, one.enterprise.value});
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const services::Briefs briefs, services::ReadBriefs(session, keys));
  JsonWriter json;
  json.StartObject();
  WriteFigures(json, made.plan);
  WriteParts(json, made);
  json.Key("uncovered").StartArray();
  for (const domain::Uncovered& one : made.uncovered) {
    WriteUncovered(json, one,
                   services::BriefAmong(briefs, {domain::Kind::kEnterprise, one.enterprise.value}));
  }
  json.EndArray().EndObject();
  Print(json.Text());
  return {};
}

void PrintPart(const MadePlan::Part& part, std::span<const domain::Uncovered> uncovered) {
  Print(fmt::format("  {}: 应覆盖 {} 家，已覆盖 {} 家；候选 {} 对；总分 {:.6f}，上界 {:.6f}（{}）",
                    domain::NameOf(part.kind).zh, part.receivers, part.covered, part.candidates,
                    part.total_score, part.upper_bound, StatusText(part.status)));
  std::map<std::string, std::size_t> reasons;
  for (const domain::Uncovered& one : uncovered) {
    if (one.pair_kind == part.kind) ++reasons[one.reason];
  }
  for (const auto& [reason, count] : reasons)
    Print(fmt::format("    未覆盖 {} 家: {}", count, reason));
}

std::string FiguresText(const domain::Plan& plan) {
  return fmt::format(
      "方案 {}  {}（{}）\n  应覆盖 {} 家，已覆盖 {} 家；总分 {:.6f}，上界 {:.6f}（{}）\n", plan.id,
      plan.name, domain::NameOf(plan.state).zh, plan.receivers, plan.covered, plan.total_score,
      plan.upper_bound, StatusText(plan.solve_status));
}

services::PlanPartQuery QueryOf(const PlanListing& listing) {
  services::PlanPartQuery query;
  query.plan = domain::PlanId{listing.plan};
  query.cursor = listing.cursor;
  query.limit = listing.limit;
  return query;
}

Status ShowUncovered(const OpenedCity& opened, const domain::Plan& plan, const PlanListing& listing,
                     bool as_json) {
  JIEDUI_ASSIGN(const auto page,
                services::ListUncovered(opened.workspace(), opened.actor, QueryOf(listing)));
  JsonWriter json;
  json.StartObject();
  WriteFigures(json, plan);
  json.Key("uncovered").StartArray();
  std::string text = FiguresText(plan);
  for (const services::UncoveredView& view : page.items) {
    WriteUncovered(json, view.uncovered, view.enterprise);
    text += fmt::format("  {}（{}）: {}", view.enterprise.title,
                        domain::NameOf(view.uncovered.pair_kind).zh, view.uncovered.reason);
    if (!view.uncovered.smallest_change.empty())
      text += "；可行的最小调整: " + view.uncovered.smallest_change;
    text += "\n";
  }
  json.EndArray().Member("total", page.total).Member("next_cursor", page.next_cursor).EndObject();
  text += fmt::format("共 {} 家未覆盖\n", page.total);
  if (!page.next_cursor.empty()) text += "下一页: --cursor " + page.next_cursor + "\n";
  Print(as_json ? json.Text() : text);
  return {};
}

Status ShowPairings(const OpenedCity& opened, const domain::Plan& plan, const PlanListing& listing,
                    bool as_json) {
  services::PlanPartQuery query = QueryOf(listing);
  query.order_by = "score";
  query.descending = true;
  if (!listing.state.empty()) {
    const auto state = domain::FromCode<domain::PairingState>(listing.state);
    if (!state)
      return base::Fail(base::ErrorCode::kInvalid, "没有状态 “" + listing.state + "”", "--state");
    query.states = {*state};
  }
  JIEDUI_ASSIGN(const auto page, services::ListPairings(opened.workspace(), opened.actor, query));
  JsonWriter json;
  json.StartObject();
  WriteFigures(json, plan);
  json.Key("pairings").StartArray();
  std::string text = FiguresText(plan);
  for (const services::PairingView& view : page.items) {
    const domain::Pairing& pairing = view.pairing;
    text += fmt::format("  {}  {:.3f}  {} → {}  {}\n", pairing.id, pairing.score, view.helper.title,
                        view.enterprise.title, domain::NameOf(pairing.state).zh);
    json.StartObject().Key("id").Id(pairing.id);
    json.Member("pair_kind", domain::Code(pairing.pair_kind));
    json.Member("helper", view.helper.title).Member("enterprise", view.enterprise.title);
    json.Member("helper_key", services::FormatKey(view.helper.key));
    json.Key("enterprise_id").Id(pairing.enterprise.value);
    json.Member("score", pairing.score).Member("state", domain::Code(pairing.state));
    json.Key("explanation").Raw(pairing.explanation).EndObject();
  }
  json.EndArray().Member("total", page.total).Member("next_cursor", page.next_cursor).EndObject();
  if (!page.next_cursor.empty())
    text += fmt::format("共 {} 对；下一页: --cursor {}\n", page.total, page.next_cursor);
  Print(as_json ? json.Text() : text);
  return {};
}

/// One side of a change: who, with the score, or that there is nobody.
std::string SideText(const std::optional<services::DiffSide>& side) {
  return side ? fmt::format("{} ({:.3f})", side->helper.title, side->score) : std::string("无");
}

void WriteSide(JsonWriter& json, std::string_view name,
               const std::optional<services::DiffSide>& side) {
  json.Key(name);
  side ? json.String(side->helper.title) : json.Null();
  json.Key("score_" + std::string(name));
  side ? json.Double(side->score) : json.Null();
}

}  // namespace

Status PrintMade(services::Workspace& workspace, const MadePlan& made, bool json) {
  if (json) return PrintMadeJson(workspace, made);
  Print(fmt::format("方案 {}  {}", made.plan.id, made.plan.name));
  for (const MadePlan::Part& part : made.parts) PrintPart(part, made.uncovered);
  if (!made.uncovered.empty())
    Print(fmt::format("逐家原因: jiedui plan show {} --uncovered", made.plan.id));
  Print(fmt::format("用时 {:.2f} 秒；已通过独立校验", made.plan.seconds));
  return {};
}

Status ShowPlan(const CommonOptions& common, const PlanListing& listing) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const domain::Plan plan,
                opened.workspace().store.Get(domain::PlanId{listing.plan}));
  return listing.uncovered ? ShowUncovered(opened, plan, listing, common.json)
                           : ShowPairings(opened, plan, listing, common.json);
}

Status ShowDiff(const CommonOptions& common, std::int64_t before, std::int64_t after) {
  constexpr std::size_t kAll = std::numeric_limits<std::int32_t>::max();
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(
      const services::PlanDiffPage diff,
      services::ReadPlanDiff(opened.workspace(), opened.actor, {after}, {before}, {}, kAll));
  JsonWriter json;
  json.StartObject().Member("unchanged", diff.kept).Key("changes").StartArray();
  std::string text = fmt::format("不变 {} 对，变化 {} 对\n", diff.kept, diff.items.size());
  for (const services::DiffEntry& entry : diff.items) {
    text += fmt::format("  {}: {} → {}\n", entry.enterprise.title, SideText(entry.before),
                        SideText(entry.after));
    json.StartObject().Member("pair_kind", domain::Code(entry.pair_kind));
    json.Member("enterprise", entry.enterprise.title);
    WriteSide(json, "before", entry.before);
    WriteSide(json, "after", entry.after);
    json.EndObject();
  }
  json.EndArray().EndObject();
  Print(common.json ? json.Text() : text);
  return {};
}

}  // namespace jiedui::app
