#include "services/benchmarking.h"

#include <algorithm>
#include <cmath>

#include "services/access.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Enterprise;

constexpr std::size_t kLeaders = 3;

std::optional<double> Ratio(std::optional<double> part, std::optional<double> whole, double scale) {
  if (!part || !whole || *whole <= 0) return std::nullopt;
  return *part / *whole * scale;
}

std::optional<double> Number(const std::optional<std::int64_t>& count) {
  if (!count) return std::nullopt;
  return static_cast<double>(*count);
}

std::optional<double> ValueOf(const Enterprise& e, BenchmarkMetric metric) {
  switch (metric) {
    case BenchmarkMetric::kRevenuePerHead:
      return Ratio(e.revenue_wan, Number(e.employees), 1);
    case BenchmarkMetric::kRdIntensity:
      return Ratio(e.rd_spending_wan, e.revenue_wan, 100);
    case BenchmarkMetric::kRdStaffShare:
      return Ratio(Number(e.rd_staff), Number(e.employees), 100);
    default:
      return Ratio(e.rd_spending_wan, Number(e.rd_staff), 1);
  }
}

/// Share of the sorted values below `value`, equal ones half.
double RankIn(const std::vector<double>& sorted, double value) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
  const auto below = static_cast<double>(first - sorted.begin());
  const auto equal = static_cast<double>(last - first);
  return (below + equal / 2) / static_cast<double>(sorted.size());
}

BenchmarkLine LineOf(const std::vector<Enterprise>& peers, const Enterprise& own,
                     BenchmarkMetric metric) {
  BenchmarkLine line;
  line.metric = metric;
  std::vector<double> values;
  for (const Enterprise& peer : peers) {
    const std::optional<double> value = ValueOf(peer, metric);
    if (!value) continue;
    values.push_back(*value);
    line.leaders.push_back({peer.id, peer.name, *value});
  }
  std::sort(values.begin(), values.end());
  std::stable_sort(line.leaders.begin(), line.leaders.end(),
                   [](const auto& a, const auto& b) { return a.value > b.value; });
  if (line.leaders.size() > kLeaders) line.leaders.resize(kLeaders);
  line.peers = static_cast<std::int64_t>(values.size());
  line.lower = QuantileOf(values, 0.25);
  line.median = QuantileOf(values, 0.5);
  line.upper = QuantileOf(values, 0.75);
  line.value = ValueOf(own, metric);
  if (line.value && !values.empty()) line.rank = RankIn(values, *line.value);
  return line;
}

}  // namespace

double QuantileOf(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(at));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

Result<Benchmark> BenchmarkOf(Workspace& workspace, const domain::Actor& actor,
                              domain::EnterpriseId id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const Enterprise own, session.Get(id));
  JIEDUI_CHECK(RequireSight(actor, own));
  if (own.programme_sector.empty())
    return base::Fail(base::ErrorCode::kUnprocessable, "企业的行业未定，无法对标", "sector_code");
  std::vector<Enterprise> peers;
  const store::SystemWork door("an enterprise is held against its whole sector, leaders by name");
  JIEDUI_CHECK(session.ForEach<Enterprise>(
      {store::Equals("programme_sector", own.programme_sector)}, [&](const Enterprise& peer) {
        if (peer.above_scale) peers.push_back(peer);
      }));
  Benchmark benchmark;
  benchmark.programme_sector = own.programme_sector;
  for (std::size_t i = 0; i < kBenchmarkMetricNames.size(); ++i)
    benchmark.lines.push_back(LineOf(peers, own, static_cast<BenchmarkMetric>(i)));
  return benchmark;
}

void WriteBenchmark(base::JsonWriter& json, const Benchmark& benchmark) {
  const auto optional = [&](std::string_view name, const std::optional<double>& value) {
    json.Key(name);
    value ? json.Double(*value) : json.Null();
  };
  json.StartObject().Member("programme_sector", benchmark.programme_sector);
  json.Key("lines").StartArray();
  for (const BenchmarkLine& line : benchmark.lines) {
    const domain::EnumName& name = domain::NameOf(line.metric);
    json.StartObject().Member("metric", name.code).Member("zh", name.zh).Member("en", name.en);
    optional("value", line.value);
    json.Member("peers", line.peers).Member("lower", line.lower).Member("median", line.median);
    json.Member("upper", line.upper);
    optional("rank", line.rank);
    json.Key("leaders").StartArray();
    for (const BenchmarkLeader& leader : line.leaders) {
      json.StartObject().Key("enterprise").Id(leader.enterprise);
      json.Member("name", leader.name).Member("value", leader.value).EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace jiedui::services
