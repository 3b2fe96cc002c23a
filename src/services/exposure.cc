#include "services/exposure.h"

#include <map>

#include "services/access.h"
#include "services/plan_ground.h"
#include "services/scope_filters.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Enterprise;
using domain::Kind;
using domain::Pairing;
using domain::PairKind;

/// What a helper or an enterprise came to.
struct Count {
  std::int64_t suggestions = 0;
  std::int64_t approvals = 0;
};

struct Counts {
  std::map<std::pair<PairKind, std::int64_t>, Count> helpers;  // by pair kind and id
  std::map<std::int64_t, Count> enterprises;
};

Result<Counts> CountPairings(const store::Reader& reader, const domain::Actor& actor) {
  Counts counts;
  const Scope scope = ScopeOf(actor, Kind::kPairing);
  if (scope.nothing) return counts;
  JIEDUI_CHECK(
      reader.ForEach<Pairing>(ScopeFilters(scope, Kind::kPairing), [&](const Pairing& pairing) {
        const bool approved =
            IsActive(pairing.state) || pairing.state == domain::PairingState::kApproved;
        for (Count* const count : {&counts.helpers[{pairing.pair_kind, pairing.helper_id}],
                                   &counts.enterprises[pairing.enterprise.value]}) {
          ++count->suggestions;
          count->approvals += approved ? 1 : 0;
        }
      }));
  return counts;
}

/// Rows by code, as they come to be.
class Table {
 public:
  void Add(const std::string& code, const std::string& zh, const std::string& en,
           const Count& count) {
    ExposureRow& row = rows_[code];
    row.code = code;
    row.zh = zh;
    row.en = en;
    ++row.roster;
    row.suggestions += count.suggestions;
    row.approvals += count.approvals;
  }

  /// In the order of the codes, the unknown last, with their shares.
  std::vector<ExposureRow> Take() {
    std::int64_t roster = 0;
    std::int64_t suggestions = 0;
    for (const auto& [code, row] : rows_) {
      roster += row.roster;
      suggestions += row.suggestions;
    }
    std::vector<ExposureRow> table;
    for (auto& [code, row] : rows_) {
      row.roster_share = static_cast<double>(row.roster) / static_cast<double>(roster);
      if (suggestions > 0)
        row.suggestion_share =
            static_cast<double>(row.suggestions) / static_cast<double>(suggestions);
      table.push_back(std::move(row));
    }
    std::stable_partition(table.begin(), table.end(),
                          [](const ExposureRow& row) { return !row.code.empty(); });
    return table;
  }

 private:
  std::map<std::string, ExposureRow> rows_;
};

struct SizeClass {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

/// Of industry, by the statistical standard (统计上大中小微型企业划分办法, 2017): a class asks for
/// its least of both people and revenue.
SizeClass SizeOf(const Enterprise& enterprise) {
  constexpr std::array<std::int64_t, 3> kPeople = {20, 300, 1000};
  constexpr std::array<double, 3> kRevenueWan = {300, 2000, 40000};
  constexpr std::array<SizeClass, 4> kClasses = {{{"micro", "微型", "Micro"},
                                                  {"small", "小型", "Small"},
                                                  {"medium", "中型", "Medium"},
                                                  {"large", "大型", "Large"}}};
  if (!enterprise.employees || !enterprise.revenue_wan) return {"", "不详", "Not known"};
  std::size_t reached = 0;
  while (reached < kPeople.size() && *enterprise.employees >= kPeople[reached] &&
         *enterprise.revenue_wan >= kRevenueWan[reached])
    ++reached;
  return kClasses[reached];
}

template <class Map, class Key>
Count CountOf(const Map& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? Count{} : found->second;
}

KindExposure OfKind(const Corpus& corpus, PairKind kind, const Counts& counts) {
  KindExposure exposure;
  exposure.kind = kind;
  std::vector<std::int64_t> suggestions;
  for (const MatchEntry& helper : corpus.helpers(kind)) {
    const Count count = CountOf(counts.helpers, std::pair(kind, helper.key.id));
    ++exposure.helpers;
    exposure.never += count.suggestions == 0 ? 1 : 0;
    exposure.suggestions += count.suggestions;
    exposure.approvals += count.approvals;
    suggestions.push_back(count.suggestions);
  }
  std::sort(suggestions.rbegin(), suggestions.rend());
  std::int64_t top = 0;
  for (std::size_t i = 0; i * 10 < suggestions.size(); ++i) top += suggestions[i];
  if (exposure.suggestions > 0)
    exposure.top_share = static_cast<double>(top) / static_cast<double>(exposure.suggestions);
  exposure.gini = GiniOf(std::move(suggestions));
  return exposure;
}

using Names = std::pair<std::string, std::string>;

/// What a region is called; `none` where there is no such.
Names RegionNames(const domain::Reference& reference, const std::string& code, const Names& none) {
  const domain::Region* const region = reference.FindRegion(code);
  return region == nullptr ? none : Names{region->name, region->name_en};
}

void AddHelpers(const domain::Reference& reference, const Corpus& corpus, const Counts& counts,
                Table& regions) {
  for (std::size_t k = 0; k < domain::kPairKindNames.size(); ++k) {
    const auto kind = static_cast<PairKind>(k);
    if (kind == PairKind::kPolicy) continue;  // everyone's
    for (const MatchEntry& helper : corpus.helpers(kind)) {
      const auto [zh, en] = RegionNames(reference, helper.region_code, {"面向全市", "Whole city"});
      regions.Add(helper.region_code, zh, en,
                  CountOf(counts.helpers, std::pair(kind, helper.key.id)));
    }
  }
}

}  // namespace

double GiniOf(std::vector<std::int64_t> counts) {
  std::sort(counts.begin(), counts.end());
  const auto n = static_cast<double>(counts.size());
  double sum = 0;
  double ranked = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    sum += static_cast<double>(counts[i]);
    ranked += (2 * static_cast<double>(i + 1) - n - 1) * static_cast<double>(counts[i]);
  }
  return sum > 0 ? ranked / (n * sum) : 0;
}

Result<Exposure> ExposureOf(Workspace& workspace, const domain::Actor& actor) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const std::shared_ptr<const Corpus> corpus, workspace.corpus.Get());
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const Counts counts, CountPairings(session, actor));
  Exposure exposure;
  for (std::size_t k = 0; k < domain::kPairKindNames.size(); ++k)
    exposure.kinds.push_back(OfKind(*corpus, static_cast<PairKind>(k), counts));
  Table helper_regions;
  AddHelpers(workspace.reference, *corpus, counts, helper_regions);
  Table regions;
  Table sizes;
  Table ownerships;
  const store::Filters filters = ScopeFilters(ScopeOf(actor, Kind::kEnterprise), Kind::kEnterprise);
  JIEDUI_CHECK(session.ForEach<Enterprise>(filters, [&](const Enterprise& enterprise) {
    if (domain::Innovates(enterprise.innovation)) return;
    const Count count = CountOf(counts.enterprises, enterprise.id);
    const auto [zh, en] =
        RegionNames(workspace.reference, enterprise.region_code, {"未登记", "Not known"});
    regions.Add(enterprise.region_code, zh, en, count);
    const SizeClass size = SizeOf(enterprise);
    sizes.Add(std::string(size.code), std::string(size.zh), std::string(size.en), count);
    const std::string& type = enterprise.enterprise_type;
    ownerships.Add(type, type.empty() ? "未登记" : type, type.empty() ? "Not known" : type, count);
  }));
  exposure.helper_regions = helper_regions.Take();
  exposure.regions = regions.Take();
  exposure.sizes = sizes.Take();
  exposure.ownerships = ownerships.Take();
  return exposure;
}

}  // namespace jiedui::services
