#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "tests/unit/index/fixture.h"

namespace jiedui::index::testing {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LifecycleTest : public IndexTest {
 protected:
  /// Names from few words, so that many documents score the same.
  static std::vector<Document> Crowd(std::size_t count) {
    const std::vector<std::string> places = {"泽州", "高平", "阳城", "陵川", "沁水"};
    const std::vector<std::string> trades = {"铸造", "机械", "化工", "煤业"};
    std::mt19937 random(7);
    std::vector<Document> crowd;
    for (std::size_t i = 1; i <= count; ++i) {
      const std::string name = places[random() % places.size()] + trades[random() % trades.size()];
      crowd.push_back(Enterprise(static_cast<std::int64_t>(i), name + "有限公司"));
    }
    return crowd;
  }

  base::Error OpenError() {
    const auto opened = Reader::Open(path(), ShippedPipeline());
    return opened ? base::Error{} : opened.error();
  }
};

TEST_F(LifecycleTest, PagesVisitEveryHitOnce) {
  Build(Crowd(257));
  for (const char* const text : {"", "铸造", "有限公司", "泽州", "泽州铸件", "高平化工"}) {
    const Query query{.text = text};
    const std::vector<DocumentKey> whole = AllPages(query, 200);
    EXPECT_EQ(std::set(whole.begin(), whole.end()).size(), whole.size()) << text;
    EXPECT_EQ(static_cast<std::int64_t>(whole.size()), Search(query).total_estimate) << text;
    for (const std::size_t limit : {1, 7, 64}) EXPECT_EQ(AllPages(query, limit), whole) << text;
  }
}

TEST_F(LifecycleTest, EmptyTextListsByKindAndId) {
  Build({Enterprise(300, "丙"), Enterprise(2, "乙"), Enterprise(70'000, "甲")});
  EXPECT_THAT(Ids(Query{}), ElementsAre(2, 300, 70'000));
}

TEST_F(LifecycleTest, ListGoesOnWhereItWasWhenRecordsComeAndGo) {
  Build(Crowd(10));
  Query query{.limit = 4};
  const SearchPage first = Search(query);
  Writer writer = Update();
  ASSERT_TRUE(writer.Erase({"enterprise", 4}));
  ASSERT_TRUE(writer.Erase({"enterprise", 5}));
  ASSERT_TRUE(writer.Commit(2));
  query.cursor = first.next_cursor;
  EXPECT_THAT(Ids(query), ElementsAre(6, 7, 8, 9));
}

TEST_F(LifecycleTest, CommitIsSeenByOpenReadersAndNothingBefore) {
  Build({Enterprise(1, "泽州铸造")}, 5);
  EXPECT_EQ(*reader().Watermark(), 5);
  Writer writer = Update();
  ASSERT_TRUE(writer.Upsert(Enterprise(2, "高平铸造")));
  ASSERT_TRUE(writer.Upsert(Enterprise(1, "阳城化工")));
  EXPECT_THAT(Ids("铸造"), ElementsAre(1));
  ASSERT_TRUE(writer.Commit(8));
  EXPECT_THAT(Ids("铸造"), ElementsAre(2));
  EXPECT_THAT(Ids("化工"), ElementsAre(1));
  EXPECT_EQ(*reader().Watermark(), 8);
  ASSERT_TRUE(writer.Erase({"enterprise", 2}));
  ASSERT_TRUE(writer.Erase({"enterprise", 99}));
  ASSERT_TRUE(writer.Commit(9));
  EXPECT_EQ(*reader().DocumentCount(), 1);
}

TEST_F(LifecycleTest, WriterThatEndsWithoutCommitLeavesNoTrace) {
  Build({Enterprise(1, "泽州铸造")}, 5);
  {
    Writer writer = Update();
    ASSERT_TRUE(writer.Upsert(Enterprise(2, "高平铸造")));
  }
  {
    auto rebuild = Writer::Open(path(), Writer::Mode::kRebuild, ShippedPipeline());
    ASSERT_TRUE(rebuild);
    ASSERT_TRUE(rebuild->Upsert(Enterprise(3, "阳城铸造")));
  }
  EXPECT_THAT(Ids("铸造"), ElementsAre(1));
  EXPECT_EQ(*reader().Watermark(), 5);
}

TEST_F(LifecycleTest, ReplayingAChangeTwiceDoesNoHarm) {
  Build({Enterprise(1, "泽州铸造")});
  for (int i = 0; i < 2; ++i) {
    Writer writer = Update();
    ASSERT_TRUE(writer.Upsert(Enterprise(2, "高平铸造")));
    ASSERT_TRUE(writer.Upsert(Enterprise(2, "高平铸造")));
    ASSERT_TRUE(writer.Erase({"enterprise", 1}));
    ASSERT_TRUE(writer.Commit(2));
  }
  EXPECT_THAT(Ids("铸造"), ElementsAre(2));
  EXPECT_EQ(*reader().DocumentCount(), 1);
}

TEST_F(LifecycleTest, SecondWriterIsTurnedAway) {
  Build({Enterprise(1, "泽州铸造")});
  const Writer writer = Update();
  const auto second = Writer::Open(path(), Writer::Mode::kRebuild, ShippedPipeline());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("正在被另一个进程更新"));
}

TEST_F(LifecycleTest, RebuildReplacesTheIndexUnderAnOpenReader) {
  Build(Crowd(50));
  const Query query{.text = "铸造", .limit = 3};
  const SearchPage before = Search(query);
  Build({Enterprise(900, "泽州铸造"), Enterprise(901, "高平铸造")}, 7);
  EXPECT_THAT(Ids("铸造"), ElementsAre(900, 901));
  EXPECT_EQ(*reader().Watermark(), 7);
  std::size_t generations = 0;
  for (const auto& entry : fs::directory_iterator(path())) generations += entry.is_directory();
  EXPECT_EQ(generations, 1U);
}

TEST_F(LifecycleTest, SearchesRunBesideCommitsAndRebuilds) {
  Build(Crowd(60));
  static_cast<void>(reader());
  std::atomic<bool> done = false;
  std::atomic<int> failed = 0;
  std::atomic<int> searched = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      while (!done) {
        const auto page = reader().Search({.text = "铸造"});
        // Every committed state holds these two; half a state would not.
        failed += !page || page->total_estimate < 2;
        ++searched;
      }
    });
  }
  for (int round = 0; round < 12; ++round) {
    std::vector<Document> crowd = Crowd(60);
    crowd.push_back(Enterprise(1000 + round, "新铸造"));
    if (round % 4 == 3) {
      Build(crowd, round);
      continue;
    }
    Writer writer = Update();
    for (const Document& document : crowd) ASSERT_TRUE(writer.Upsert(document));
    ASSERT_TRUE(writer.Commit(round));
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(searched, 0);
}

TEST_F(LifecycleTest, NoIndexYet) {
  EXPECT_EQ(OpenError().code, ErrorCode::kNotFound);
  const auto writer = Writer::Open(path(), Writer::Mode::kUpdate, ShippedPipeline());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, ErrorCode::kNotFound);
}

TEST_F(LifecycleTest, DamageIsReportedWithAdviceAndHealedByARebuild) {
  using Damage = void (*)(const fs::path& folder);
  const auto generation = [](const fs::path& folder) {
    std::ifstream in(folder / "CURRENT");
    std::string name;
    in >> name;
    return folder / name;
  };
  static const auto generation_of = generation;
  const std::vector<std::pair<const char*, Damage>> damages = {
      {"garbage in CURRENT",
       [](const fs::path& folder) { std::ofstream(folder / "CURRENT") << "../../etc\n"; }},
      {"generation gone", [](const fs::path& folder) { fs::remove_all(generation_of(folder)); }},
      {"garbage in the version file",
       [](const fs::path& folder) {
         std::ofstream(generation_of(folder) / "iamglass") << "not an index";
       }},
      {"posting lists cut off",
       [](const fs::path& folder) {
         fs::resize_file(generation_of(folder) / "postlist.glass", 0);
       }},
  };
  for (const auto& [name, damage] : damages) {
    Build({Enterprise(1, "泽州铸造")});
    damage(path());
    const auto opened = Reader::Open(path(), ShippedPipeline());
    const auto page = opened ? (*opened)->Search({.text = "铸造"}) : base::Fail(opened.error());
    ASSERT_FALSE(page) << name;
    EXPECT_EQ(page.error().code, ErrorCode::kUnavailable) << name;
    EXPECT_THAT(page.error().message, HasSubstr("jiedui reindex")) << name;
    Build({Enterprise(1, "泽州铸造")});
    EXPECT_THAT(Ids("铸造"), ElementsAre(1)) << name;
  }
}

TEST_F(LifecycleTest, OddDocumentsAreTaken) {
  Document odd = Enterprise(1, std::string(5000, 'x') + " 铸造\xff " + std::string("\0", 1));
  odd.body = std::string(20'000, 'y') + "铸件";
  odd.short_texts = {"", "  ", "🚀火箭"};
  odd.keys = {"", "?"};
  Build({odd, Enterprise(2, "")});
  EXPECT_THAT(Ids("火箭"), ElementsAre(1));
  auto writer = Update();
  EXPECT_EQ(writer.Upsert(Document{}).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace jiedui::index::testing
