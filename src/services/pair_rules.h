#pragma once

#include <string>

#include "services/corpus.h"

namespace jiedui::services {

/// What a helper has done and has on its hands.
struct HelperLoad {
  std::int64_t used = 0;      ///< places taken by approved, published and accepted pairings
  std::int64_t accepted = 0;  ///< pairings that enterprises accepted
  std::int64_t refused = 0;   ///< those declined or rejected
  /// How often it was put forward in the half year up to the newest pairing, whatever came of it.
  std::int64_t put_forward = 0;
  bool operator==(const HelperLoad&) const = default;
};

/// What scoring looks at besides the corpus, all of it from decisions: the loads by helper (one
/// without an entry has none) and the model that weighs, the one that ships unless another is set.
class Loads {
 public:
  void Add(RecordKey helper, const HelperLoad& load);
  void Set(RecordKey helper, const HelperLoad& load) { loads_[helper] = load; }
  [[nodiscard]] const HelperLoad& Of(RecordKey helper) const;

  void SetModel(const models::PairModel& model) { model_ = model; }
  [[nodiscard]] const models::PairModel& model() const { return model_; }

 private:
  models::PairModel model_ = models::PriorModel();
  std::unordered_map<RecordKey, HelperLoad, RecordKeyHash> loads_;
};

/// Why two may not be paired; kNone when they may.
enum class Bar : std::uint8_t {
  kNone,
  kSelf,
  kInnovatesAlready,
  kOtherSector,
  kSectorUnknown,
  kNotIndustrial,
  kOtherCounty,
  kConflict,
  kNotEligible,
};

constexpr std::array<domain::EnumName, 9> kBarNames = {{
    {"none", "可以结对", "May be paired"},
    {"self", "同一对象", "The same record"},
    {"innovates_already", "已开展创新活动，不需结对", "Innovates already"},
    {"other_sector", "归口行业不同", "Another programme sector"},
    {"sector_unknown", "行业未定", "Sector not settled"},
    {"not_industrial", "不属工业", "Not industrial"},
    {"other_county", "不在该县（市、区）", "Another county"},
    {"conflict", "有回避关系", "Conflict"},
    {"not_eligible", "不符合政策条件", "Not eligible"},
}};
constexpr std::span<const domain::EnumName> NamesOf(Bar /*tag*/) { return kBarNames; }

/// The programme's hard rules for a pair: A3 pairs within one programme sector and leads only those
/// that do not innovate yet; D4 work teams stay in their county; policies have conditions; nobody
/// with a conflict.
Bar BarOf(const Corpus& corpus, domain::PairKind kind, const MatchEntry& helper,
          const MatchEntry& receiver);

/// How much two texts have in common: by words, and by vectors where the corpus has them.
struct TextLikeness {
  double cosine = 0;
  std::optional<double> nearness;
};

/// By vectors; nothing where the corpus has none.
std::optional<double> NearnessOf(const MatchEntry& a, const MatchEntry& b);

/// What scoring looks at; with the likeness of the two texts where that is known already.
models::PairFacts FactsOf(domain::PairKind kind, const MatchEntry& helper,
                          const MatchEntry& receiver, const HelperLoad& load);
models::PairFacts FactsOf(domain::PairKind kind, const MatchEntry& helper,
                          const MatchEntry& receiver, const HelperLoad& load,
                          const TextLikeness& likeness);

/// Score with reasons, phrases quoted from the receiver's text, what the data lack, and what the
/// score would be otherwise.
models::Explanation ExplainPair(const Corpus& corpus, domain::PairKind kind,
                                const MatchEntry& helper, const MatchEntry& receiver,
                                const Loads& loads);

}  // namespace jiedui::services
