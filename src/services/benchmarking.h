#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "domain/actor.h"
#include "domain/enterprise.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What an enterprise is measured by against its sector (对标, B3).
enum class BenchmarkMetric : std::uint8_t {
  kRevenuePerHead,
  kRdIntensity,
  kRdStaffShare,
  kRdSpendingPerResearcher,
};

constexpr std::array<domain::EnumName, 4> kBenchmarkMetricNames = {{
    {"revenue_per_head", "人均营业收入（万元）", "Revenue per head (10k yuan)"},
    {"rd_intensity", "研发投入强度（%）", "R&D intensity (%)"},
    {"rd_staff_share", "研发人员占比（%）", "Share of R&D staff (%)"},
    {"rd_spending_per_researcher", "研发人员人均研发费用（万元）",
     "R&D spending per researcher (10k yuan)"},
}};
constexpr std::span<const domain::EnumName> NamesOf(BenchmarkMetric /*tag*/) {
  return kBenchmarkMetricNames;
}

/// A leader of the sector, by name, with its value.
struct BenchmarkLeader {
  std::int64_t enterprise = 0;
  std::string name;
  double value = 0;
};

struct BenchmarkLine {
  BenchmarkMetric metric = BenchmarkMetric::kRevenuePerHead;
  std::optional<double> value;  ///< nothing where the enterprise's figures are missing
  std::int64_t peers = 0;       ///< enterprises of the sector with this figure, itself included
  double lower = 0;             ///< quartiles of the peers (Hyndman & Fan 1996, type 7)
  double median = 0;
  double upper = 0;
  std::optional<double> rank;            ///< share of peers below it, 0 … 1, ties half
  std::vector<BenchmarkLeader> leaders;  ///< at most 3, best first
};

struct Benchmark {
  std::string programme_sector;
  std::vector<BenchmarkLine> lines;
};

/// Quantile `q` (0 … 1) of sorted values, linear between neighbours; 0 for none.
double QuantileOf(const std::vector<double>& sorted, double q);

/// Against all enterprises above scale of its programme sector, in the whole city. kNotFound out of
/// sight, kUnprocessable without a sector. Leaders are named: what makes them leaders is public in
/// the programme.
base::Result<Benchmark> BenchmarkOf(Workspace& workspace, const domain::Actor& actor,
                                    domain::EnterpriseId enterprise);

void WriteBenchmark(base::JsonWriter& json, const Benchmark& benchmark);

}  // namespace jiedui::services
