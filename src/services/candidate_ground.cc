#include "services/candidate_ground.h"

#include <algorithm>
#include <array>

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using domain::PairKind;

/// Sets `heaviest` to the `wanted` of `among` with the greatest sums, the earlier where they are
/// equal; in no order. Sorts them into drawers first, so that only one drawer has to be divided.
void KeepHeaviest(const models::PostingSums& sums, std::span<const std::uint32_t> among,
                  std::size_t wanted, std::vector<std::uint32_t>& heaviest) {
  constexpr std::size_t kDrawers = 1024;
  constexpr float kPerUnit = 4 * kDrawers;  // most cosines are below a quarter
  const auto drawer_of = [&](std::uint32_t vector) {
    return std::min(static_cast<std::size_t>(sums.sums[vector] * kPerUnit), kDrawers - 1);
  };
  heaviest.clear();
  std::array<std::size_t, kDrawers> counts{};
  for (const std::uint32_t vector : among) ++counts[drawer_of(vector)];
  std::size_t divided = kDrawers;
  std::size_t above = 0;  // in the drawers above the one that is divided
  while (divided > 0 && above + counts[divided - 1] <= wanted) above += counts[--divided];
  std::vector<std::uint32_t> rest;
  for (const std::uint32_t vector : among) {
    const std::size_t drawer = drawer_of(vector);
    if (drawer >= divided) heaviest.push_back(vector);
    if (drawer + 1 == divided) rest.push_back(vector);
  }
  if (divided == 0) return;
  const auto cut = rest.begin() + static_cast<std::ptrdiff_t>(wanted - above);
  std::nth_element(rest.begin(), cut, rest.end(), [&](std::uint32_t a, std::uint32_t b) {
    return sums.sums[a] != sums.sums[b] ? sums.sums[a] > sums.sums[b] : a < b;
  });
  heaviest.insert(heaviest.end(), rest.begin(), cut);
}

base::Status OutOfRange(const char* field, const char* range) {
  return Fail(ErrorCode::kInvalid, std::string(field) + " 应在 " + range + " 之间", field);
}

}  // namespace

base::Status CandidateOptions::Validate() const {
  if (keep < 1 || keep > 100'000) return OutOfRange("keep", "1 与 100,000");
  if (by_text < 1 || by_text > 100'000) return OutOfRange("by_text", "1 与 100,000");
  if (by_vector > 100'000) return OutOfRange("by_vector", "0 与 100,000");
  if (by_sector < 1 || by_sector > 1000) return OutOfRange("by_sector", "1 与 1,000");
  if (postings < 1 || postings > 1'000'000) return OutOfRange("postings", "1 与 1,000,000");
  if (compared < 1 || compared > 1'000'000) return OutOfRange("compared", "1 与 1,000,000");
  if (scan_below > 1'000'000'000) return OutOfRange("scan_below", "0 与 1,000,000,000");
  if (threads < 1 || threads > 64) return OutOfRange("threads", "1 与 64");
  return {};
}

bool ScansWhole(const Corpus& corpus, PairKind kind, const CandidateOptions& options) {
  return kind == PairKind::kPolicy || corpus.helpers(kind).size() < options.scan_below;
}

/// An enterprise leads within its programme sectors only, so it is looked for there only.
CandidateGround::CandidateGround(const Corpus& corpus, PairKind kind,
                                 const CandidateOptions& options)
    : by_text_(std::max(options.by_text, options.keep)), by_vector_(options.by_vector) {
  const std::vector<MatchEntry>& helpers = corpus.helpers(kind);
  if (kind == PairKind::kEnterprise) {
    std::uint64_t all = 0;
    for (const MatchEntry& helper : helpers) all |= helper.programme_sectors;
    for (; all != 0; all &= all - 1) shards_.push_back({all & (~all + 1), {}, {}, {}});
  } else {
    shards_.push_back({});
  }
  const std::size_t dims = corpus.helper_vectors(kind).dims();
  for (Shard& shard : shards_) {
    std::vector<const models::TermVector*> words;
    std::vector<const models::SemanticVector*> vectors;
    for (std::uint32_t i = 0; i < helpers.size(); ++i) {
      const MatchEntry& entry = helpers[i];
      if (shard.programme_sectors != 0 && (entry.programme_sectors & shard.programme_sectors) == 0)
        continue;
      shard.helpers.push_back(i);
      words.push_back(&entry.terms);
      vectors.push_back(&entry.semantic);
    }
    shard.postings = models::TermPostings::Build(words, corpus.space().size(), options.postings);
    if (by_vector_ > 0 && dims > 0)
      shard.cells = models::SemanticCells::Build(vectors, dims, options.compared);
  }
}

void CandidateGround::FindNear(const MatchEntry& receiver, std::span<const std::uint8_t> usable,
                               NearScratch& scratch, std::vector<std::uint32_t>& found) const {
  found.clear();
  scratch.asked = models::SemanticQuery(receiver.semantic);
  for (const Shard& shard : shards_) {
    if (shard.programme_sectors != 0 && (receiver.programme_sectors & shard.programme_sectors) == 0)
      continue;
    shard.postings.Sum(receiver.terms, scratch.sums);
    AddHeaviest(shard, usable, by_text_, scratch, found);
    if (shard.cells.cells() == 0) continue;
    shard.cells.Compare(scratch.asked, scratch.sums);
    AddHeaviest(shard, usable, by_vector_, scratch, found);
  }
}

void CandidateGround::AddHeaviest(const Shard& shard, std::span<const std::uint8_t> usable,
                                  std::size_t wanted, NearScratch& scratch,
                                  std::vector<std::uint32_t>& found) {
  std::span<const std::uint32_t> among = scratch.sums.touched;
  if (!usable.empty()) {
    scratch.among.clear();
    for (const std::uint32_t vector : among) {
      if (usable[shard.helpers[vector]] != 0) scratch.among.push_back(vector);
    }
    among = scratch.among;
  }
  KeepHeaviest(scratch.sums, among, wanted, scratch.heaviest);
  for (const std::uint32_t near : scratch.heaviest) found.push_back(shard.helpers[near]);
}

}  // namespace jiedui::services
