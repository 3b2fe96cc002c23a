#include "services/data_flags.h"

namespace jiedui::services {
namespace {

using domain::PairKind;
using models::DataFlag;

enum class Flag : std::uint8_t {
  kEnterpriseSector,
  kHelperSector,
  kNoNeeds,
  kThinProfile,
  kNoRegion,
  kNoRecord,
  kPresumed,
  kOldEnterprise,
  kOldHelper,
};

constexpr std::array<DataFlag, 9> kFlags = {{
    {{"enterprise_sector", "企业的行业未定", "The enterprise's sector is not settled"}, 0.7},
    {{"helper_sector", "帮扶方没有登记行业", "The helper has no sector"}, 0.8},
    {{"no_needs", "企业没有待对接的需求，只按产品和经营范围匹配",
      "The enterprise has no open need; matched by its products and scope"},
     0.8},
    {{"thin_profile", "帮扶方的介绍过少", "The helper's profile is thin"}, 0.7},
    {{"no_region", "企业没有登记地区", "The enterprise has no region"}, 0.9},
    {{"no_record", "帮扶方尚无结对记录", "The helper has no pairings yet"}, 0.95},
    {{"presumed", "帮扶方是按登记资料推定的，未经本人确认",
      "The helper is presumed from the register, not declared"},
     0.8},
    {{"old_enterprise", "企业资料一年以上未更新", "The enterprise's record is over a year old"},
     0.9},
    {{"old_helper", "帮扶方资料一年以上未更新", "The helper's record is over a year old"}, 0.9},
}};

/// A profile of fewer different characters and pairs than this is one short phrase.
constexpr std::size_t kThinTerms = 24;
constexpr base::TimeMs kYearMs = 365LL * 24 * 3'600'000;

bool SectorKnown(const MatchEntry& entry) {
  return entry.programme_sectors != 0 || !entry.sectors.empty();
}

bool IsOld(const Corpus& corpus, const MatchEntry& entry) {
  return entry.updated_ms > 0 && corpus.newest_ms() - entry.updated_ms > kYearMs;
}

}  // namespace

std::span<const DataFlag> AllFlags() { return kFlags; }

std::vector<DataFlag> FlagsOf(const Corpus& corpus, PairKind kind, const MatchEntry& helper,
                              const MatchEntry& receiver, const HelperLoad& load) {
  std::vector<DataFlag> flags;
  const auto raise = [&](Flag flag, bool raised) {
    if (raised) flags.push_back(kFlags[static_cast<std::size_t>(flag)]);
  };
  const bool by_text =
      kind != PairKind::kWorkTeam;  // a work team's text counts for next to nothing
  const bool everyone = kind == PairKind::kPolicy || kind == PairKind::kWorkTeam;
  raise(Flag::kEnterpriseSector, !SectorKnown(receiver));
  raise(Flag::kHelperSector, !SectorKnown(helper) && !everyone);
  raise(Flag::kNoNeeds, by_text && !receiver.has_needs);
  raise(Flag::kThinProfile, by_text && helper.terms.terms.size() < kThinTerms);
  raise(Flag::kNoRegion, receiver.region_code.empty());
  raise(Flag::kNoRecord, kind != PairKind::kPolicy && load.accepted + load.refused == 0);
  raise(Flag::kPresumed, helper.presumed);
  raise(Flag::kOldEnterprise, IsOld(corpus, receiver));
  raise(Flag::kOldHelper, IsOld(corpus, helper));
  return flags;
}

}  // namespace jiedui::services
