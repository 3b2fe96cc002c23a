#include "services/candidates.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <thread>

namespace jiedui::services {
namespace {

using domain::PairKind;

/// Receivers whose candidates are held at a time.
constexpr std::size_t kBlock = 512;

/// What a list of helpers has in common; part of its key.
enum class Common : std::uint64_t { kNoSector, kAnySector, kProgrammeSector, kSectorStep };

constexpr std::uint32_t kAnywhere = 0;  // no region asked for
constexpr std::uint32_t kWholeCity = 1;
constexpr std::uint32_t kFirstRegion = 2;

std::uint64_t KeyOf(Common common, std::uint64_t what, std::uint32_t region) {
  return (static_cast<std::uint64_t>(common) << 60U) | (what << 32U) | region;
}

using SectorKey = std::pair<Common, std::uint64_t>;

/// What may be common to two records' sectors: each programme sector, and every step to a sector.
std::vector<SectorKey> SectorKeys(const MatchEntry& entry) {
  std::vector<SectorKey> keys;
  for (std::uint64_t rest = entry.programme_sectors; rest != 0; rest &= rest - 1)
    keys.emplace_back(Common::kProgrammeSector, static_cast<std::uint64_t>(std::countr_zero(rest)));
  for (const domain::SectorSteps& steps : entry.sectors) {
    for (const std::uint16_t step : steps) {
      if (step != 0) keys.emplace_back(Common::kSectorStep, step);
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

/// Each helper once for each question.
void Choose(std::uint32_t helper, CandidateScratch& scratch) {
  if (scratch.seen[helper] == scratch.question) return;
  scratch.seen[helper] = scratch.question;
  scratch.chosen.push_back(helper);
}

}  // namespace

CandidateIndex::CandidateIndex(const Corpus& corpus, PairKind kind, const Loads& loads,
                               const CandidateOptions& options,
                               std::shared_ptr<const CandidateGround> ground)
    : corpus_(corpus),
      kind_(kind),
      loads_(loads),
      options_(options),
      scans_(ScansWhole(corpus, kind, options)),
      ground_(std::move(ground)) {
  if (scans_) return;
  if (ground_ == nullptr) ground_ = std::make_shared<CandidateGround>(corpus, kind, options);
  for (const MatchEntry& helper : corpus.helpers(kind)) {
    load_of_.push_back(&loads.Of(helper.key));
    if (options_.places == Places::kLeft)
      usable_.push_back(load_of_.back()->used < helper.capacity ? 1 : 0);
  }
  BuildLists();
}

/// Every list has its helpers best first by their score with a receiver of whom nothing is known:
/// where the rest of two pairs is the same, their scores have that order.
void CandidateIndex::BuildLists() {
  const std::vector<MatchEntry>& helpers = corpus_.helpers(kind_);
  std::vector<std::uint32_t> usable;
  for (std::uint32_t i = 0; i < helpers.size(); ++i) {
    if (usable_.empty() || usable_[i] != 0) usable.push_back(i);
  }
  for (const std::uint32_t helper : usable) {
    regions_.try_emplace(helpers[helper].region_code,
                         kFirstRegion + static_cast<std::uint32_t>(regions_.size()));
  }
  const MatchEntry unknown;
  std::vector<std::pair<double, std::uint32_t>> order;
  for (const std::uint32_t helper : usable) {
    const double standing = models::Score(
        loads_.model(), FactsOf(kind_, helpers[helper], unknown, *load_of_[helper], {}));
    order.emplace_back(-standing, helper);
  }
  std::sort(order.begin(), order.end());
  for (const auto& [standing, helper] : order) {
    for (const std::uint64_t key : ListsOf(helpers[helper])) {
      std::vector<std::uint32_t>& list = lists_[key];
      if (list.size() < options_.by_sector) list.push_back(helper);
    }
  }
}

std::uint32_t CandidateIndex::RegionOf(const MatchEntry& entry) const {
  if (entry.region_code.empty() || entry.region_code.ends_with("00")) return kWholeCity;
  const auto found = regions_.find(entry.region_code);
  return found == regions_.end() ? kWholeCity : found->second;
}

/// The lists that a helper stands in.
std::vector<std::uint64_t> CandidateIndex::ListsOf(const MatchEntry& entry) const {
  std::vector<std::uint64_t> keys;
  const std::uint32_t region = RegionOf(entry);
  std::vector<SectorKey> sectors = SectorKeys(entry);
  sectors.emplace_back(sectors.empty() ? Common::kNoSector : Common::kAnySector, 0);
  for (const auto& [common, what] : sectors) {
    keys.push_back(KeyOf(common, what, kAnywhere));
    keys.push_back(KeyOf(common, what, region));
  }
  return keys;
}

std::size_t CandidateIndex::Best(const MatchEntry& receiver, std::size_t limit,
                                 CandidateScratch& scratch, std::vector<ScoredPair>& best) const {
  const std::vector<MatchEntry>& helpers = corpus_.helpers(kind_);
  if (scans_) {
    best = RankHelpers(corpus_, kind_, receiver, loads_, limit, options_.places);
    return helpers.size();
  }
  best.clear();
  scratch.chosen.clear();
  if (scratch.seen.size() != helpers.size() || ++scratch.question == 0) {
    scratch.seen.assign(helpers.size(), 0);
    scratch.question = 1;
  }
  ChooseNear(receiver, scratch);
  ChooseBySector(receiver, scratch);
  scratch.probe.Set(receiver.terms, corpus_.space().size());
  const models::SemanticBlock& vectors = corpus_.helper_vectors(kind_);
  for (const std::uint32_t at : scratch.chosen) {
    const MatchEntry& helper = helpers[at];
    if (BarOf(corpus_, kind_, helper, receiver) != Bar::kNone) continue;
    const TextLikeness likeness{scratch.probe.CosineWith(helper.terms),
                                vectors.NearnessOf(scratch.near.asked, at)};
    best.push_back(
        {kind_, &helper, &receiver,
         models::Score(loads_.model(), FactsOf(kind_, helper, receiver, *load_of_[at], likeness))});
  }
  KeepBest(best, loads_, limit);
  return scratch.chosen.size();
}

void CandidateIndex::ChooseNear(const MatchEntry& receiver, CandidateScratch& scratch) const {
  ground_->FindNear(receiver, usable_, scratch.near, scratch.found);
  for (const std::uint32_t helper : scratch.found) Choose(helper, scratch);
}

void CandidateIndex::ChooseBySector(const MatchEntry& receiver, CandidateScratch& scratch) const {
  const std::uint32_t region = RegionOf(receiver);
  std::vector<SectorKey> sectors = SectorKeys(receiver);
  sectors.emplace_back(Common::kNoSector, 0);
  sectors.emplace_back(Common::kAnySector, 0);
  for (const auto& [common, what] : sectors) {
    for (const std::uint32_t place : {kAnywhere, kWholeCity, region}) {
      if (place == kWholeCity && region == kWholeCity) continue;
      const auto found = lists_.find(KeyOf(common, what, place));
      if (found == lists_.end()) continue;
      for (const std::uint32_t helper : found->second) Choose(helper, scratch);
    }
  }
}

CandidateCounts GenerateCandidates(const CandidateIndex& index,
                                   std::span<const MatchEntry* const> receivers,
                                   const CandidateSink& sink, const base::Progress& progress,
                                   const std::stop_token& stop) {
  const unsigned threads = index.options().threads;
  std::vector<CandidateScratch> scratches(threads);
  std::vector<std::vector<ScoredPair>> block(std::min(kBlock, receivers.size()));
  std::atomic<std::size_t> looked_at{0};
  CandidateCounts counts;
  for (std::size_t first = 0; first < receivers.size() && !stop.stop_requested(); first += kBlock) {
    const std::size_t size = std::min(kBlock, receivers.size() - first);
    std::atomic<std::size_t> next{0};
    const auto work = [&](CandidateScratch& scratch) {
      for (std::size_t i = next++; i < size; i = next++)
        looked_at += index.Best(*receivers[first + i], scratch, block[i]);
    };
    {
      std::vector<std::jthread> others;
      for (unsigned t = 1; t < threads; ++t) others.emplace_back(work, std::ref(scratches[t]));
      work(scratches[0]);
    }
    for (std::size_t i = 0; i < size; ++i) {
      counts.kept += block[i].size();
      sink(first + i, *receivers[first + i], block[i]);
    }
    base::Report(progress, "candidates", first + size, receivers.size());
  }
  counts.looked_at = looked_at;
  return counts;
}

}  // namespace jiedui::services
