#include "models/counterfactual.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "models/pair_sentences_internal.h"

namespace jiedui::models {
namespace {

using domain::PairKind;

/// Changes below what a page shows are no change.
constexpr double kLeastChange = 0.0005;

std::string Number(const char* format, double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

class Changes {
 public:
  Changes(const PairModel& model, const PairFacts& facts)
      : model_(model), facts_(facts), score_(Score(model, facts)) {}

  /// Notes what the score would be of `changed`, which differs as the sentences' beginnings say.
  void Try(const char* code, const PairFacts& changed, const Sentence& when) {
    const double score = Score(model_, changed);
    const double difference = score - score_;
    if (std::abs(difference) < kLeastChange) return;
    const std::string shown = Number("%.3f", score);
    const std::string change = Number("%+.3f", difference);
    found_.push_back({code, score, difference,
                      when.zh + "，匹配度为 " + shown + "（" + change + "）",
                      when.en + ", the score would be " + shown + " (" + change + ")"});
  }

  [[nodiscard]] const PairFacts& facts() const { return facts_; }

  std::vector<Counterfactual> Take(std::size_t limit) {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Counterfactual& a, const Counterfactual& b) {
                       return std::abs(a.difference) > std::abs(b.difference);
                     });
    found_.resize(std::min(found_.size(), limit));
    return std::move(found_);
  }

 private:
  const PairModel& model_;
  const PairFacts& facts_;
  double score_;
  std::vector<Counterfactual> found_;
};

void TryRegion(const PairWords& words, Changes& changes) {
  PairFacts changed = changes.facts();
  const domain::EnumName& helper = domain::NameOf(domain::HelperKind(changed.pair_kind));
  const std::string of_zh(helper.zh);
  if (changed.region != RegionRelation::kSameCounty) {
    changed.region = RegionRelation::kSameCounty;
    const std::string county = words.county.empty() ? "企业所在县（市、区）" : words.county;
    const std::string of_county = words.county.empty() ? "the enterprise's county" : words.county;
    changes.Try("same_county", changed,
                {"如由" + county + "的" + of_zh + "帮扶", "With such a helper of " + of_county});
  } else if (changed.pair_kind != PairKind::kWorkTeam) {  // a work team stays in its county
    changed.region = RegionRelation::kElsewhere;
    changes.Try(
        "other_county", changed,
        {"如由其他县（市、区）的" + of_zh + "帮扶", "With such a helper of another county"});
  }
}

void TrySector(Changes& changes) {
  PairFacts changed = changes.facts();
  const bool known = changed.sectors_known;
  changed.sectors_known = true;
  changed.same_programme_sector = true;
  changed.sector_closeness = 4;
  changes.Try("same_class", changed,
              known ? Sentence{"如双方同属一个行业小类", "If both were of one class of sector"}
                    : Sentence{"如补齐行业资料，且双方同属一个小类",
                               "If the sectors were known and of one class"});
}

void TryHelper(Changes& changes) {
  PairFacts more = changes.facts();
  ++more.capacity_total;
  ++more.capacity_left;
  changes.Try("one_more_place", more, {"如帮扶方增加 1 个名额", "With one more place"});
  PairFacts proven = changes.facts();
  ++proven.accepted;
  changes.Try("one_more_accepted", proven,
              {"如帮扶方再有 1 家企业接受", "With one more enterprise that accepted the helper"});
  PairFacts higher = changes.facts();
  if (higher.level == domain::Level::kNation) return;
  higher.level = static_cast<domain::Level>(static_cast<int>(higher.level) + 1);
  const domain::EnumName& level = domain::NameOf(higher.level);
  changes.Try("next_level", higher,
              {"如帮扶方为" + std::string(level.zh),
               "If the helper's level were: " + std::string(level.en)});
}

}  // namespace

std::vector<Counterfactual> Counterfactuals(const PairModel& model, const PairFacts& facts,
                                            const PairWords& words, std::size_t limit) {
  Changes changes(model, facts);
  TryRegion(words, changes);
  TrySector(changes);
  if (facts.pair_kind != PairKind::kPolicy) {
    TryHelper(changes);
  } else if (facts.strength) {
    PairFacts met = facts;
    met.strength = 1;
    changes.Try("all_conditions", met, {"如符合全部条件", "With all conditions met"});
  }
  if (facts.text_cosine > 0) {
    PairFacts wordless = facts;
    wordless.text_cosine = 0;
    changes.Try("no_words", wordless,
                {"如不计需求与能力的共同用词", "Without the words that both mention"});
  }
  return changes.Take(limit);
}

}  // namespace jiedui::models
