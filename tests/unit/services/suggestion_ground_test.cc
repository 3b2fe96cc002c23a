// What suggestions are made of: ranked whole in a city, found where helpers are many.
#include "services/suggestion_ground.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "demo_fixture.h"

namespace jiedui::services {
namespace {

using domain::PairKind;

/// A demonstration city whose experts come again and again, each time with a county of its own, so
/// that there are `experts` of them.
std::shared_ptr<const Corpus> CorpusWith(std::size_t experts) {
  DemoOptions options;
  options.enterprises = 200;
  options.experts = 200;
  const DemoCity city = Make(options);
  CorpusInput input;
  for (const auto* one : All<domain::Enterprise>(city)) input.enterprises.push_back(*one);
  for (const auto* one : All<domain::Need>(city)) input.needs.push_back(*one);
  const auto originals = All<domain::Expert>(city);
  for (std::size_t i = 0; i < experts; ++i) {
    domain::Expert expert = *originals[i % originals.size()];
    expert.id = static_cast<std::int64_t>(1'000'000 + i);
    expert.description += "第" + std::to_string(i) + "号实验室";
    expert.capacity = 1 + static_cast<std::int64_t>(i % 3);
    input.experts.push_back(std::move(expert));
  }
  return Corpus::Build(input, TheReference());
}

std::vector<std::int64_t> Ids(const std::vector<ScoredPair>& pairs) {
  std::vector<std::int64_t> ids;
  for (const ScoredPair& pair : pairs) ids.push_back(pair.helper->key.id);
  return ids;
}

TEST(SuggestionGround, RanksAllHelpersOfACityExactly) {
  const auto corpus = CorpusWith(300);
  const auto loads = std::make_shared<Loads>();
  const SuggestionGround ground(corpus, loads, nullptr);
  EXPECT_FALSE(ground.Finds(PairKind::kExpert));
  for (const MatchEntry& receiver : corpus->receivers()) {
    EXPECT_EQ(Ids(ground.Best(PairKind::kExpert, receiver, 10, Places::kLeft)),
              Ids(RankHelpers(*corpus, PairKind::kExpert, receiver, *loads, 10, Places::kLeft)));
  }
}

TEST(SuggestionGround, FindsTheBestOfManyWithAPlaceLeft) {
  const auto corpus = CorpusWith(4200);
  auto loads = std::make_shared<Loads>();
  // Every third helper has its only place taken.
  for (const MatchEntry& helper : corpus->helpers(PairKind::kExpert))
    if (helper.capacity == 1) loads->Add(helper.key, {.used = 1});
  const SuggestionGround ground(corpus, loads, nullptr);
  ASSERT_TRUE(ground.Finds(PairKind::kExpert));
  std::size_t found = 0;
  std::size_t wanted = 0;
  for (std::size_t i = 0; i < corpus->receivers().size(); i += 10) {
    const MatchEntry& receiver = corpus->receivers()[i];
    const auto best = ground.Best(PairKind::kExpert, receiver, 10, Places::kLeft);
    const auto exact = RankHelpers(*corpus, PairKind::kExpert, receiver, *loads, 10, Places::kLeft);
    ASSERT_EQ(best.size(), exact.size());
    for (std::size_t n = 0; n < exact.size(); ++n) {
      ++wanted;
      found += ShownScore(best[n].score) == ShownScore(exact[n].score) ? 1 : 0;
      EXPECT_NE(best[n].helper->capacity, 1);
    }
  }
  EXPECT_GE(static_cast<double>(found), 0.98 * static_cast<double>(wanted));
}

TEST(SuggestionGround, TakesOverWhatDoesNotDependOnLoads) {
  const auto corpus = CorpusWith(4200);
  const SuggestionGround before(corpus, std::make_shared<Loads>(), nullptr);
  const MatchEntry& receiver = corpus->receivers().front();
  const auto first = before.Best(PairKind::kExpert, receiver, 1, Places::kLeft);
  ASSERT_EQ(first.size(), 1U);
  auto loads = std::make_shared<Loads>();
  loads->Add(first[0].helper->key, {.used = first[0].helper->capacity});
  const SuggestionGround after(corpus, loads, &before);
  const auto second = after.Best(PairKind::kExpert, receiver, 1, Places::kLeft);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_NE(second[0].helper, first[0].helper);
  // Without a place it scores less, but is among all of them still.
  const auto any = after.Best(PairKind::kExpert, receiver, 4200, Places::kAny);
  EXPECT_TRUE(std::any_of(any.begin(), any.end(),
                          [&](const auto& one) { return one.helper == first[0].helper; }));
}

}  // namespace
}  // namespace jiedui::services
