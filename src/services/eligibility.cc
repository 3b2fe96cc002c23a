#include "services/eligibility.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "services/scope_filters.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Enterprise;
using domain::Fund;
using domain::FundApplication;
using domain::Kind;
using domain::Policy;
using domain::Reference;
using domain::Survey;

Condition Met(std::string code, std::string zh, std::string en, bool met, bool unknown = false) {
  return {std::move(code), std::move(zh), std::move(en), met, unknown};
}

/// Is the enterprise of one of these GB/T 4754 codes or programme sectors?
bool InSectors(const Reference& reference, const Enterprise& enterprise,
               const std::vector<std::string>& sectors) {
  const std::vector<std::string> path = reference.SectorPath(enterprise.sector_code);
  return std::any_of(sectors.begin(), sectors.end(), [&](const std::string& code) {
    return code == enterprise.programme_sector ||
           std::find(path.begin(), path.end(), code) != path.end();
  });
}

Entitlement OfPolicy(const Reference& reference, const Enterprise& enterprise,
                     const Policy& policy) {
  Entitlement one;
  one.source = {Kind::kPolicy, policy.id};
  one.title = policy.name;
  if (!policy.sectors.empty()) {
    one.conditions.push_back(Met("sector", "属于适用行业", "Of a sector it applies to",
                                 InSectors(reference, enterprise, policy.sectors),
                                 enterprise.sector_code.empty()));
  }
  if (policy.needs_rd) {
    const bool spends = enterprise.rd_spending_wan.value_or(0) > 0;
    one.conditions.push_back(
        Met("rd", "有研发投入", "Spends on R&D", spends, !enterprise.rd_spending_wan.has_value()));
  }
  if (policy.min_revenue_wan) {
    const double least = *policy.min_revenue_wan;
    one.conditions.push_back(Met("revenue", fmt::format("营业收入不低于 {:.10g} 万元", least),
                                 fmt::format("Revenue of at least {:.10g} (10k yuan)", least),
                                 enterprise.revenue_wan.value_or(0) >= least,
                                 !enterprise.revenue_wan.has_value()));
  }
  return one;
}

Entitlement OfFund(const Fund& fund, const std::set<std::string>& activities,
                   const base::Date& today) {
  Entitlement one;
  one.source = {Kind::kFund, fund.id};
  one.title = fund.name;
  if (!fund.activities.empty()) {
    const bool does =
        std::any_of(fund.activities.begin(), fund.activities.end(),
                    [&](const std::string& code) { return activities.contains(code); });
    one.conditions.push_back(
        Met("activity", "开展了对应的创新活动", "Does an activity that it supports", does));
  }
  const bool begun = !fund.opens_on || *fund.opens_on <= today;
  const bool open = begun && (!fund.closes_on || today <= *fund.closes_on);
  one.conditions.push_back(Met("open", "在申报期内", "Open for applications", open));
  return one;
}

/// Codes of the activities that the enterprise's confirmed surveys name.
Result<std::set<std::string>> ActivitiesOf(const store::Reader& reader, std::int64_t enterprise) {
  std::set<std::string> activities;
  JIEDUI_CHECK(reader.ForEach<Survey>(
      {store::Equals("enterprise", enterprise), store::Equals("state", std::string("confirmed"))},
      [&](const Survey& survey) {
        activities.insert(survey.activities.begin(), survey.activities.end());
      }));
  return activities;
}

void TakeApplications(const std::vector<FundApplication>& applications, Entitlement& one) {
  for (const FundApplication& application : applications) {
    if (RecordKey{application.source_kind, application.source_id} != one.source) continue;
    one.application = application.state;
    if (application.state == domain::ApplicationState::kPaid)
      one.granted_wan += application.granted_wan;
  }
}

std::size_t Lacking(const Entitlement& one) {
  return static_cast<std::size_t>(
      std::count_if(one.conditions.begin(), one.conditions.end(),
                    [](const Condition& condition) { return !condition.met; }));
}

/// Share of the values below this one, ties half.
double RankAmong(const std::vector<double>& values, double value) {
  double below = 0;
  for (const double other : values) below += other < value ? 1 : other == value ? 0.5 : 0;
  return values.empty() ? 0 : below / static_cast<double>(values.size());
}

double IntensityOf(const Enterprise& e) {
  const double revenue = e.revenue_wan.value_or(0);
  return revenue > 0 ? e.rd_spending_wan.value_or(0) / revenue : 0;
}

ListingSuggestion Suggestion(const Enterprise& e, const std::vector<double>& revenues,
                             const std::vector<double>& intensities) {
  ListingSuggestion one;
  one.enterprise = e.id;
  one.name = e.name;
  one.programme_sector = e.programme_sector;
  const double revenue_rank = RankAmong(revenues, e.revenue_wan.value_or(0));
  const double intensity_rank = RankAmong(intensities, IntensityOf(e));
  one.strength = (revenue_rank + intensity_rank) / 2;
  one.grounds.emplace_back("有研发机构");
  one.grounds.push_back(fmt::format("营业收入 {:.10g} 万元，高于本行业 {:.0f}% 的企业",
                                    e.revenue_wan.value_or(0), revenue_rank * 100));
  one.grounds.push_back(fmt::format("研发投入强度 {:.2f}%，高于本行业 {:.0f}% 的企业",
                                    IntensityOf(e) * 100, intensity_rank * 100));
  return one;
}

/// A policy or a fund, whichever the key names.
struct Source {
  std::optional<Policy> policy;
  std::optional<Fund> fund;
};

Result<Source> ReadSource(const store::Reader& reader, RecordKey key) {
  Source source;
  if (key.kind == Kind::kPolicy) {
    JIEDUI_ASSIGN(source.policy, reader.Get(domain::PolicyId{key.id}));
  } else if (key.kind == Kind::kFund) {
    JIEDUI_ASSIGN(source.fund, reader.Get(domain::FundId{key.id}));
  } else {
    return base::Fail(base::ErrorCode::kInvalid, "应为政策或资金，例: policy:3", "source");
  }
  return source;
}

/// What surveys and applications say, by enterprise.
struct ByEnterprise {
  std::map<std::int64_t, std::set<std::string>> activities;
  std::map<std::int64_t, std::vector<FundApplication>> applications;
};

Result<ByEnterprise> WhatIsKnown(const store::Reader& reader, RecordKey source) {
  ByEnterprise known;
  if (source.kind == Kind::kFund) {
    JIEDUI_CHECK(reader.ForEach<Survey>({store::Equals("state", std::string("confirmed"))},
                                        [&](const Survey& survey) {
                                          known.activities[survey.enterprise.value].insert(
                                              survey.activities.begin(), survey.activities.end());
                                        }));
  }
  JIEDUI_CHECK(reader.ForEach<FundApplication>(
      {store::Equals("source_id", source.id)}, [&](const FundApplication& application) {
        known.applications[application.enterprise.value].push_back(application);
      }));
  return known;
}

/// Eligible or not, why, and what was asked for and got.
void WriteStanding(base::JsonWriter& json, const Entitlement& one) {
  json.Member("eligible", one.eligible).Key("conditions").StartArray();
  for (const Condition& condition : one.conditions) {
    json.StartObject().Member("code", condition.code).Member("zh", condition.zh);
    json.Member("en", condition.en).Member("met", condition.met);
    json.Member("unknown", condition.unknown).EndObject();
  }
  json.EndArray().Key("application");
  one.application ? json.String(domain::Code(*one.application)) : json.Null();
  json.Member("granted_wan", one.granted_wan);
}

}  // namespace

Result<std::vector<Entitlement>> EntitlementsOf(Workspace& workspace, const domain::Actor& actor,
                                                domain::EnterpriseId id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const Enterprise enterprise, session.Get(id));
  JIEDUI_CHECK(RequireSight(actor, enterprise));
  JIEDUI_ASSIGN(const std::set<std::string> activities, ActivitiesOf(session, enterprise.id));
  JIEDUI_ASSIGN(const std::vector<FundApplication> applications,
                session.All<FundApplication>({store::Equals("enterprise", enterprise.id)}));
  const base::Date today = base::DateInChina(workspace.clock.NowMs());
  std::vector<Entitlement> all;
  JIEDUI_CHECK(session.ForEach<Policy>({}, [&](const Policy& policy) {
    all.push_back(OfPolicy(workspace.reference, enterprise, policy));
  }));
  JIEDUI_CHECK(session.ForEach<Fund>(
      {}, [&](const Fund& fund) { all.push_back(OfFund(fund, activities, today)); }));
  for (Entitlement& one : all) {
    TakeApplications(applications, one);
    one.eligible = Lacking(one) == 0;
  }
  std::stable_sort(all.begin(), all.end(), [](const Entitlement& a, const Entitlement& b) {
    return Lacking(a) < Lacking(b);
  });
  return all;
}

Result<EntitledEnterprises> EnterprisesEntitledTo(Workspace& workspace, const domain::Actor& actor,
                                                  RecordKey source, std::size_t most) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const Source of, ReadSource(session, source));
  JIEDUI_ASSIGN(const ByEnterprise known, WhatIsKnown(session, source));
  const base::Date today = base::DateInChina(workspace.clock.NowMs());
  static const std::set<std::string> kNone;
  EntitledEnterprises entitled;
  const store::Filters sight = ScopeFilters(ScopeOf(actor, Kind::kEnterprise), Kind::kEnterprise);
  JIEDUI_CHECK(session.ForEach<Enterprise>(sight, [&](const Enterprise& enterprise) {
    const auto activities = known.activities.find(enterprise.id);
    const auto applications = known.applications.find(enterprise.id);
    Entitlement one =
        of.policy
            ? OfPolicy(workspace.reference, enterprise, *of.policy)
            : OfFund(*of.fund, activities == known.activities.end() ? kNone : activities->second,
                     today);
    if (applications != known.applications.end()) TakeApplications(applications->second, one);
    one.eligible = Lacking(one) == 0;
    entitled.eligible += one.eligible ? 1 : 0;
    ++entitled.total;
    entitled.items.push_back({enterprise.id, enterprise.name, enterprise.region_code,
                              enterprise.programme_sector, std::move(one)});
  }));
  std::stable_sort(entitled.items.begin(), entitled.items.end(), [](const auto& a, const auto& b) {
    return Lacking(a.entitlement) < Lacking(b.entitlement);
  });
  if (entitled.items.size() > most) entitled.items.resize(most);
  return entitled;
}

void WriteEntitledEnterprises(base::JsonWriter& json, const EntitledEnterprises& entitled) {
  json.StartObject().Member("total", entitled.total).Member("eligible", entitled.eligible);
  json.Key("items").StartArray();
  for (const EntitledEnterprise& one : entitled.items) {
    json.StartObject().Key("enterprise").Id(one.id).Member("name", one.name);
    json.Member("region_code", one.region_code);
    json.Member("programme_sector", one.programme_sector);
    WriteStanding(json, one.entitlement);
    json.EndObject();
  }
  json.EndArray().EndObject();
}

void WriteEntitlements(base::JsonWriter& json, const std::vector<Entitlement>& entitlements) {
  json.StartArray();
  for (const Entitlement& one : entitlements) {
    json.StartObject().Member("kind", domain::Code(one.source.kind)).Key("id").Id(one.source.id);
    json.Member("title", one.title);
    WriteStanding(json, one);
    json.EndObject();
  }
  json.EndArray();
}

Result<std::vector<ListingSuggestion>> SuggestListings(Workspace& workspace,
                                                       const domain::Actor& actor,
                                                       std::size_t a_sector) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadReports));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  std::set<std::int64_t> candidates;
  JIEDUI_CHECK(session.ForEach<domain::Listing>(
      {}, [&](const domain::Listing& listing) { candidates.insert(listing.enterprise.value); }));
  std::map<std::string, std::vector<Enterprise>> by_sector;
  JIEDUI_CHECK(session.ForEach<Enterprise>({}, [&](const Enterprise& enterprise) {
    if (enterprise.above_scale && !enterprise.programme_sector.empty())
      by_sector[enterprise.programme_sector].push_back(enterprise);
  }));
  const Scope scope = ScopeOf(actor, Kind::kEnterprise);
  std::vector<ListingSuggestion> suggestions;
  for (const auto& [sector, enterprises] : by_sector) {
    std::vector<double> revenues;
    std::vector<double> intensities;
    for (const Enterprise& e : enterprises) {
      revenues.push_back(e.revenue_wan.value_or(0));
      intensities.push_back(IntensityOf(e));
    }
    std::vector<ListingSuggestion> best;
    for (const Enterprise& e : enterprises) {
      if (e.innovation != domain::Innovation::kInstitution || candidates.contains(e.id)) continue;
      if (Covers(scope, e)) best.push_back(Suggestion(e, revenues, intensities));
    }
    std::stable_sort(best.begin(), best.end(),
                     [](const auto& a, const auto& b) { return a.strength > b.strength; });
    if (best.size() > a_sector) best.resize(a_sector);
    suggestions.insert(suggestions.end(), best.begin(), best.end());
  }
  std::stable_sort(suggestions.begin(), suggestions.end(),
                   [](const auto& a, const auto& b) { return a.strength > b.strength; });
  return suggestions;
}

void WriteListingSuggestions(base::JsonWriter& json,
                             const std::vector<ListingSuggestion>& suggestions) {
  json.StartArray();
  for (const ListingSuggestion& one : suggestions) {
    json.StartObject().Key("enterprise").Id(one.enterprise).Member("name", one.name);
    json.Member("programme_sector", one.programme_sector).Key("grounds").StartArray();
    for (const std::string& ground : one.grounds) json.String(ground);
    json.EndArray().Member("strength", one.strength).EndObject();
  }
  json.EndArray();
}

}  // namespace jiedui::services
