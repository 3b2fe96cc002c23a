// The second line of access (src/store/sight.h) cannot be walked around unseen: every door past it
// is listed with its reason, sights are installed at the edge of a request only, and record tables
// are read in the files that obey them only. JIEDUI_UPDATE_GOLDEN=1 writes the list of doors anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;

fs::path Root() { return JIEDUI_SOURCE_DIR; }

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Calls `visit` with each source of the program below that folder and its text.
template <class Visit>
void ForEachSource(const char* folder, Visit&& visit) {
  for (const auto& entry : fs::recursive_directory_iterator(Root() / folder)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".cc" && path.extension() != ".h") continue;
    visit(path.lexically_relative(Root()).string(), ReadAll(path));
  }
}

/// The sources that hold a match, tests apart.
std::set<std::string> Holding(const std::string& pattern,
                              std::initializer_list<const char*> where) {
  const std::regex wanted(pattern);
  std::set<std::string> found;
  for (const char* const folder : where) {
    ForEachSource(folder, [&](const std::string& path, const std::string& text) {
      if (std::regex_search(text, wanted)) found.insert(path);
    });
  }
  return found;
}

TEST(Sight, EveryDoorIsListedWithItsReason) {
  const std::regex door(R"re(SystemWork\s+\w+\s*\(\s*"((?:[^"\\]|\\.|"\s*")*)"\s*\))re");
  const std::regex any(R"(SystemWork\s+\w+\s*[({])");
  std::set<std::string> lines;
  for (const char* const folder : {"src", "api"}) {
    ForEachSource(folder, [&](const std::string& path, const std::string& text) {
      if (path == "src/store/sight.h") return;
      const auto count = std::distance(std::sregex_iterator(text.begin(), text.end(), any), {});
      std::ptrdiff_t named = 0;
      for (auto at = std::sregex_iterator(text.begin(), text.end(), door);
           at != std::sregex_iterator(); ++at, ++named) {
        const std::string why = std::regex_replace((*at)[1].str(), std::regex(R"("\s*")"), "");
        EXPECT_GE(why.size(), 20U) << path << ": a door says why it is there";
        lines.insert(path + "\t" + why + "\n");
      }
      EXPECT_EQ(named, count) << path << ": a door's reason is a literal";
    });
  }
  std::string list = "file\twhy\n";
  for (const std::string& line : lines) list += line;
  const fs::path golden = Root() / "tests" / "golden" / "system_work.tsv";
  if (std::getenv("JIEDUI_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << list;
  EXPECT_EQ(list, ReadAll(golden)) << "a new door past the sight is to be judged and listed";
}

TEST(Sight, SightsAreInstalledWhereARequestBegins) {
  EXPECT_THAT(Holding(R"(SightGuard\s+\w+\s*\()", {"src", "api"}),
              ::testing::UnorderedElementsAre("api/handlers/plan_solves.cc", "api/service.cc",
                                              "src/store/writer.cc"));
}

TEST(Sight, NoNewThreadForgetsIt) {
  // A thread begins without a sight. Those that are there work for the system, or install one.
  EXPECT_THAT(
      Holding(R"(std::(j?thread\b(?!::)|async\b))", {"src/services", "src/store", "api"}),
      ::testing::UnorderedElementsAre(
          "api/edge/worker_pool.cc", "api/edge/worker_pool.h",
          "src/services/candidates.cc",  // reckons in memory
          // What is made of everybody's records for everybody, narrowed when it is told.
          "src/services/corpus_cache.cc", "src/services/corpus_cache.h",
          "src/services/plan_solves.cc", "src/services/plan_solves.h", "src/services/recurring.h",
          "src/services/search_index.cc",  // as the corpus
          "src/services/webhook_sender.cc", "src/services/webhook_sender.h",
          "src/store/postgres_listener_internal.h",  // wakes others
          "src/store/replica_internal.h",            // asks servers how far they are
          "src/store/writer_internal.h"));
}

TEST(Sight, RecordTablesAreReadWhereItIsObeyedOnly) {
  const std::set<std::string> reading =
      Holding(R"(\bsql_?\.(select|table\(\)|find_by_\w+)|SqlOf\([^)]*\)\.table)", {"src/store"});
  EXPECT_THAT(reading, ::testing::UnorderedElementsAre(
                           "src/store/filter_sql.cc", "src/store/list.cc", "src/store/reader.cc",
                           "src/store/record_rows.cc", "src/store/type_sql.cc"));
  EXPECT_THAT(Holding(R"(\b(AddSight|HasSightOf)\()", {"src/store"}),
              ::testing::IsSupersetOf(
                  {"src/store/list.cc", "src/store/reader.cc", "src/store/record_rows.cc"}));
}

/// The log is kept for ever, six months and more: the program has no statement that takes a row of
/// it out or changes one, so no policy can be set too short.
TEST(Audit, NoStatementTakesARowOutOrChangesOne) {
  const std::string pattern =
      R"((DELETE\s+FROM|UPDATE|REPLACE\s+INTO|TRUNCATE(\s+TABLE)?|DROP\s+TABLE)\s+"?audit\b)";
  EXPECT_THAT(Holding(pattern, {"src", "api"}), ::testing::IsEmpty());
  const std::regex wanted(pattern);
  EXPECT_TRUE(std::regex_search("DELETE FROM audit WHERE at_ms < $1", wanted));
}

}  // namespace
