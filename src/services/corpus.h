#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "domain/field.h"
#include "domain/helpers.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "domain/reference.h"
#include "models/pair_scorer.h"
#include "models/semantic/semantic_lexicon.h"
#include "models/semantic/semantic_vector.h"
#include "models/term_postings.h"
#include "models/term_space.h"

namespace jiedui::services {

/// A record by kind and id: `expert:42`.
struct RecordKey {
  domain::Kind kind = domain::Kind::kEnterprise;
  std::int64_t id = 0;
  auto operator<=>(const RecordKey&) const = default;
};

struct RecordKeyHash {
  std::size_t operator()(const RecordKey& key) const noexcept {
    return std::hash<std::int64_t>{}(key.id * 64 + static_cast<std::int64_t>(key.kind));
  }
};

/// `expert:42`.
std::string FormatKey(RecordKey key);

/// Reads `KIND:ID` with the kind's singular or plural name; kInvalid otherwise.
base::Result<RecordKey> ParseKey(std::string_view text);

/// What matching looks at of one helper or one enterprise.
struct MatchEntry {
  RecordKey key;
  std::string title;
  std::string region_code;
  std::string region_name;
  base::TimeMs updated_ms = 0;               ///< of its own record
  double years_old = 0;                      ///< whole days / 365, at the rosters' newest change
  bool has_needs = false;                    ///< enterprises: has open needs
  std::vector<domain::SectorSteps> sectors;  ///< of the GB/T 4754 codes known
  std::uint64_t programme_sectors = 0;       ///< bit i: the i-th of Reference::programme_sectors()
  bool sector_settled = false;               ///< enterprises: without programme sectors no industry
  std::string text;                          ///< what phrases are quoted from
  models::TermVector terms;
  models::SemanticVector semantic;  ///< without values where the corpus has no semantic space
  std::int64_t capacity = 0;
  domain::Level level = domain::Level::kNone;
  std::optional<double> strength;
  std::string ownership_group;
  domain::Innovation innovation = domain::Innovation::kUnknown;  ///< enterprises only
  bool receives = false;  ///< an enterprise that is to be helped
  bool presumed = false;  ///< capacity presumed by LeaderRule, not declared
  // Policies only.
  bool needs_rd = false;
  std::optional<double> min_revenue_wan;
  // Enterprises only: what policies ask for.
  double rd_spending_wan = 0;
  std::optional<double> revenue_wan;
};

/// Who leads where nobody is known to innovate yet: a fresh registry names no leaders. The
/// strongest `share` of each programme sector are presumed to, with `capacity` places each.
struct LeaderRule {
  double share = 0;           ///< 0 presumes nobody; 0 … 0.5
  std::int64_t capacity = 0;  ///< 0 … 1000
  bool operator==(const LeaderRule&) const = default;
};

/// The records that matching reads, as the store gives them.
struct CorpusInput {
  std::vector<domain::Enterprise> enterprises;
  std::vector<domain::Expert> experts;
  std::vector<domain::Team> teams;
  std::vector<domain::Alliance> alliances;
  std::vector<domain::Platform> platforms;
  std::vector<domain::WorkTeam> work_teams;
  std::vector<domain::Policy> policies;
  std::vector<domain::Need> needs;
  std::vector<domain::Capability> capabilities;
  std::vector<domain::Conflict> conflicts;
};

/// Entries sorted by something that many of them have in common.
struct Alike {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  std::vector<std::uint32_t> group_of;  ///< by entry; kNone: it takes no part
  std::vector<std::uint32_t> first;     ///< by group: its first entry
};

/// Why two records must not be paired, and what was noted of it.
struct PairConflict {
  domain::ConflictKind kind = domain::ConflictKind::kDeclared;
  std::string note;
};

class Corpus;

/// Gives the lexicon for a corpus whose words are all in; nullptr: the corpus goes without semantic
/// vectors.
using SemanticsFor =
    std::function<std::shared_ptr<const models::SemanticLexicon>(const Corpus& words)>;

/// Everything that can be paired, ready to be scored. Immutable once built, so shared between
/// threads.
class Corpus {
 public:
  /// Deterministic in the input; nullptr once `stop` is asked. About 0.1 ms of CPU a record with a
  /// business scope of 200 characters.
  static std::shared_ptr<const Corpus> Build(const CorpusInput& input,
                                             const domain::Reference& reference,
                                             const LeaderRule& leaders = {},
                                             const SemanticsFor& semantics = {},
                                             const std::stop_token& stop = {});

  /// What the company that words keep in these texts teaches. Deterministic in the records. About
  /// 0.1 ms of CPU a text, 1 s at most for the eigenvectors of some ten thousand.
  [[nodiscard]] models::SemanticLexicon LearnSemantics(std::int64_t revision) const;

  /// Enterprises in the order of their ids.
  [[nodiscard]] const std::vector<MatchEntry>& receivers() const { return receivers_; }

  /// Helpers of that pair kind with capacity, in the order of their ids.
  [[nodiscard]] const std::vector<MatchEntry>& helpers(domain::PairKind kind) const {
    return helpers_[static_cast<std::size_t>(kind)];
  }

  /// Sets cosines[i] to that of the receiver's text with the i-th of helpers(kind), as
  /// models::Cosine gives it; and of the helper's text with the i-th of receivers().
  void HelperCosines(domain::PairKind kind, const MatchEntry& receiver,
                     std::vector<double>& cosines) const {
    helper_postings_[static_cast<std::size_t>(kind)].Cosines(receiver.terms, cosines);
  }
  void ReceiverCosines(const MatchEntry& helper, std::vector<double>& cosines) const {
    receiver_postings_.Cosines(helper.terms, cosines);
  }

  /// Those of receivers() that are to be helped, by the sectors that they have and by their region.
  [[nodiscard]] const Alike& receivers_by_sector() const { return receivers_by_sector_; }
  [[nodiscard]] const Alike& receivers_by_region() const { return receivers_by_region_; }

  /// The semantic vectors of helpers(kind), by their positions; without dimensions where the corpus
  /// has none.
  [[nodiscard]] const models::SemanticBlock& helper_vectors(domain::PairKind kind) const {
    return helper_vectors_[static_cast<std::size_t>(kind)];
  }

  /// nullptr where the record takes no part.
  [[nodiscard]] const MatchEntry* FindReceiver(std::int64_t enterprise_id) const;
  [[nodiscard]] const MatchEntry* FindHelper(domain::PairKind kind, std::int64_t id) const;

  /// The declared or derived conflict of the two, in either order; nothing where there is none.
  [[nodiscard]] std::optional<PairConflict> ConflictOf(const MatchEntry& helper,
                                                       const MatchEntry& receiver) const;

  [[nodiscard]] const models::TermSpace& space() const { return space_; }

  /// How many texts the space was fitted on: one of every enterprise, and of every other helper.
  [[nodiscard]] std::size_t texts() const { return texts_; }

  /// When the newest of the enterprises and helpers was changed; 0 where there is none.
  [[nodiscard]] base::TimeMs newest_ms() const { return newest_ms_; }

 private:
  models::TermSpace space_;
  std::size_t texts_ = 0;
  base::TimeMs newest_ms_ = 0;
  std::vector<MatchEntry> receivers_;
  std::array<std::vector<MatchEntry>, domain::kPairKindNames.size()> helpers_;
  models::TermPostings receiver_postings_;
  Alike receivers_by_sector_;
  Alike receivers_by_region_;
  std::array<models::TermPostings, domain::kPairKindNames.size()> helper_postings_;
  std::array<models::SemanticBlock, domain::kPairKindNames.size()> helper_vectors_;
  std::unordered_map<std::int64_t, std::size_t> receiver_at_;
  std::array<std::unordered_map<std::int64_t, std::size_t>, domain::kPairKindNames.size()>
      helper_at_;
  std::unordered_map<RecordKey, std::vector<std::pair<RecordKey, PairConflict>>,
                     RecordKeyHash>
      conflicts_;  // both ways

  friend class CorpusBuilder;
};

}  // namespace jiedui::services
