#include <cmath>

#include "models/pair_sentences_internal.h"

namespace jiedui::models {
namespace {

using domain::PairKind;

std::string Percent(double share) { return std::to_string(std::lround(share * 100)) + "%"; }

Sentence DescribeSector(const PairFacts& facts) {
  if (!facts.sectors_known) return {"行业资料不全", "A sector is not known"};
  constexpr std::array<const char*, 5> kZh = {"行业不同", "同属一个门类", "同属一个大类",
                                              "同属一个中类", "同属一个小类"};
  constexpr std::array<const char*, 5> kEn = {"Different sectors", "Same section", "Same division",
                                              "Same group", "Same class"};
  const auto closeness = static_cast<std::size_t>(std::clamp(facts.sector_closeness, 0, 4));
  Sentence sentence{kZh[closeness], kEn[closeness]};
  if (facts.same_programme_sector) {
    sentence.zh += "，归口行业相同";
    sentence.en += ", same programme sector";
  }
  return sentence;
}

Sentence DescribeText(const PairFacts& facts, const std::vector<SharedPhrase>& phrases) {
  if (facts.text_cosine <= 0)
    return {"需求与能力没有共同用词", "Need and capability share no terms"};
  if (phrases.empty()) {
    const std::string scattered = Percent(facts.text_cosine);
    return {"需求与能力只有零散用字相同（文本相似度 " + scattered + "）",
            "Need and capability share single characters only (text similarity " + scattered + ")"};
  }
  std::string terms;
  for (std::size_t i = 0; i < phrases.size() && i < 5; ++i)
    terms += (i == 0 ? "" : "、") + phrases[i].phrase;
  const std::string similarity = Percent(facts.text_cosine);
  return {"共同涉及: " + terms + "（文本相似度 " + similarity + "）",
          "Both mention: " + terms + " (text similarity " + similarity + ")"};
}

Sentence DescribeSemantic(const PairFacts& facts) {
  if (!facts.semantic_nearness)
    return {"尚无语义向量，按中性计", "No semantic vectors yet; neither for nor against"};
  const std::string near = Percent(*facts.semantic_nearness);
  const double neutral = NeutralValues()[static_cast<std::size_t>(FactorKind::kSemantic)];
  if (*facts.semantic_nearness < neutral) {
    return {"双方用语少在相近的语境出现（相近度 " + near + "）",
            "The words of both seldom keep similar company (nearness " + near + ")"};
  }
  return {"双方用语常在相近的语境出现（相近度 " + near + "）",
          "The words of both keep similar company (nearness " + near + ")"};
}

Sentence DescribeRegion(RegionRelation region) {
  switch (region) {
    case RegionRelation::kSameCounty:
      return {"在同一县（市、区）", "In the same county"};
    case RegionRelation::kWholeCity:
      return {"面向全市服务", "Serves the whole city"};
    case RegionRelation::kElsewhere:
      return {"在其他县（市、区）", "In another county"};
  }
  return {};
}

Sentence DescribeCapacity(const PairFacts& facts) {
  const std::string left = std::to_string(std::max<std::int64_t>(facts.capacity_left, 0));
  const std::string total = std::to_string(facts.capacity_total);
  return {"可帮扶 " + total + " 家，还可接 " + left + " 家",
          "Takes " + total + ", " + left + " left"};
}

Sentence DescribeTrack(const PairFacts& facts) {
  if (facts.accepted + facts.refused == 0) return {"尚无结对记录", "No pairings yet"};
  const std::string accepted = std::to_string(facts.accepted);
  const std::string refused = std::to_string(facts.refused);
  return {"已被接受 " + accepted + " 次，被拒 " + refused + " 次",
          "Accepted " + accepted + ", refused " + refused};
}

Sentence DescribeFreshness(const PairFacts& facts) {
  const auto months = std::lround(facts.profile_years * 12);
  if (months < 1) return {"资料是最近更新的", "The record was updated lately"};
  const std::string count = std::to_string(months);
  return {"资料已有 " + count + " 个月未更新",
          "The record was not updated for " + count + (months == 1 ? " month" : " months")};
}

Sentence DescribeStrength(const PairFacts& facts) {
  if (facts.pair_kind == PairKind::kPolicy) {
    const std::string share = Percent(facts.strength.value_or(0.5));
    return {"符合 " + share + " 的条件", share + " of the conditions met"};
  }
  const std::string points = std::to_string(std::lround(facts.strength.value_or(0.5) * 100));
  return {"创新实力 " + points + " 分（满分 100，按创新活动和研发强度）",
          "Innovation strength " + points + " of 100, by activity and R&D intensity"};
}

}  // namespace

Sentence Describe(FactorKind kind, const PairFacts& facts,
                  const std::vector<SharedPhrase>& phrases) {
  switch (kind) {
    case FactorKind::kSector:
      return DescribeSector(facts);
    case FactorKind::kText:
      return DescribeText(facts, phrases);
    case FactorKind::kRegion:
      return DescribeRegion(facts.region);
    case FactorKind::kCapacity:
      return DescribeCapacity(facts);
    case FactorKind::kTrackRecord:
      return DescribeTrack(facts);
    case FactorKind::kLevel:
      return {std::string(domain::NameOf(facts.level).zh),
              std::string(domain::NameOf(facts.level).en)};
    case FactorKind::kStrength:
      return DescribeStrength(facts);
    case FactorKind::kSemantic:
      return DescribeSemantic(facts);
    case FactorKind::kFreshness:
      return DescribeFreshness(facts);
  }
  return {};
}

}  // namespace jiedui::models
