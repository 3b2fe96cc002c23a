#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/record.h"
#include "domain/reference.h"

namespace jiedui::services {

/// The texts of data/demo by file name (data/demo/README.md has their columns).
using DemoInputs = std::map<std::string, std::string, std::less<>>;

/// The files that DemoInputs must hold.
std::span<const std::string_view> DemoInputFiles();

struct DemoOptions {
  std::uint64_t seed = 20200612;     ///< another seed, another city
  std::int64_t enterprises = 600;    ///< 100 … 5000; 600 is a city's 规上工业企业
  std::int64_t experts = 120;        ///< 60 … 2000; fewer leave sectors without an expert
  std::int64_t needs = 500;          ///< 0 … 20000
  std::int64_t capabilities = 400;   ///< 0 … 20000
  std::int64_t ledger_items = 180;   ///< 0 … 9999: their numbers have four digits
  std::int64_t work_team_load = 10;  ///< 3 … 30; enterprises per 入企工作小组
  /// False: the city on the eve of its campaign. Its rosters, helpers, policies, accounts and last
  /// year's surveys; no organisation, teams, visits, needs, ledger, surveys of the year, no
  /// history.
  bool campaign = true;
  base::Date published{2020, 6, 12};  ///< day of the notice; posts are held from it

  /// kInvalid names the first option out of its range.
  [[nodiscard]] base::Status Validate() const;
};

/// A demonstration city. Nothing in it is real but the organisation in annex 5 of the public notice
/// (posts) and the regions' and departments' names.
struct DemoCity {
  /// Every record after those that it refers to. `id` is temporary: 1 … n, no two records of
  /// whatever kind alike; references between records are these numbers. Password hashes are empty.
  std::vector<std::unique_ptr<domain::Record>> records;
};

/// Makes the city. Pure: the same arguments give the same records in the same order, on every
/// machine. The composition rules hold for every outcome: D3, D4, A1, every 入企工作小组 of a
/// county together able to take all its enterprises, every credit code valid and in the fictional
/// range 91 99xxxx DEM0. kInvalid names the option, or the file, line and column at fault: a column
/// missing, a code, region, department or line that does not exist, an industry whose GB/T 4754
/// codes belong to several programme sectors.
base::Result<DemoCity> MakeDemoCity(const domain::Reference& reference, const DemoInputs& inputs,
                                    const DemoOptions& options);

}  // namespace jiedui::services
