// Every #include of ours follows the rooms' table in the top CMakeLists.txt, and heavy third-party
// headers stay out of our headers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;

struct Room {
  std::string folder;
  std::set<std::string> uses;  // all rooms it may see, itself included
};

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The rooms as CMakeLists.txt declares them, with USES closed under reachability.
std::map<std::string, Room> ReadRooms() {
  const std::string cmake = ReadAll(fs::path(JIEDUI_SOURCE_DIR) / "CMakeLists.txt");
  static const std::regex call(R"(jiedui_room\((\w+)\s+DIR\s+(\S+)([^)]*)\))");
  static const std::regex uses(R"(USES((?:\s+\w+)+?)(?:\s+(?:LIBRARIES|EXCLUDE)|\s*$))");
  std::map<std::string, Room> rooms;
  for (std::sregex_iterator it(cmake.begin(), cmake.end(), call), end; it != end; ++it) {
    Room room{(*it)[2], {(*it)[1]}};
    const std::string rest = (*it)[3];
    if (std::smatch found; std::regex_search(rest, found, uses)) {
      std::istringstream names(found[1]);
      for (std::string name; names >> name;) room.uses.insert(name);
    }
    rooms[(*it)[1]] = room;
  }
  for (std::size_t round = 0; round < rooms.size(); ++round) {
    for (auto& [name, room] : rooms) {
      for (const std::string& used : std::set<std::string>(room.uses)) {
        room.uses.insert(rooms[used].uses.begin(), rooms[used].uses.end());
      }
    }
  }
  return rooms;
}

/// The room whose folder holds the path (relative to the checkout), deepest folder first; empty for
/// none.
std::string RoomOf(const std::map<std::string, Room>& rooms, const std::string& path) {
  std::string best;
  for (const auto& [name, room] : rooms) {
    if (path.starts_with(room.folder + "/") &&
        (best.empty() || room.folder.size() > rooms.at(best).folder.size())) {
      best = name;
    }
  }
  return best;
}

std::vector<fs::path> Sources() {
  std::vector<fs::path> files;
  for (const char* folder : {"src", "index", "models", "api"}) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(JIEDUI_SOURCE_DIR) / folder)) {
      const std::string extension = entry.path().extension();
      if (extension == ".h" || extension == ".cc") files.push_back(entry.path());
    }
  }
  return files;
}

/// The included header as a path in the checkout.
std::string Located(const std::string& include) {
  return fs::exists(fs::path(JIEDUI_SOURCE_DIR) / "src" / include) ? "src/" + include : include;
}

TEST(Arch, RoomsTableIsRead) {
  const auto rooms = ReadRooms();
  EXPECT_EQ(rooms.size(), 13U);
  EXPECT_TRUE(rooms.at("services").uses.contains("store"));
  EXPECT_TRUE(rooms.at("services").uses.contains("base"));
  EXPECT_FALSE(rooms.at("store").uses.contains("index"));
  EXPECT_FALSE(rooms.at("services").uses.contains("api"));
}

TEST(Arch, IncludesFollowTheDirectionOfTheData) {
  const auto rooms = ReadRooms();
  static const std::regex include(R"re(^\s*#\s*include\s+"([^"]+)")re");
  for (const fs::path& file : Sources()) {
    const std::string path = fs::relative(file, JIEDUI_SOURCE_DIR);
    const std::string room = RoomOf(rooms, path);
    ASSERT_FALSE(room.empty()) << path << " is in no room";
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      std::smatch found;
      if (!std::regex_search(line, found, include)) continue;
      const std::string target = RoomOf(rooms, Located(found[1]));
      EXPECT_FALSE(target.empty()) << path << " includes " << found[1] << ", which is in no room";
      EXPECT_TRUE(target.empty() || rooms.at(room).uses.contains(target))
          << path << ": " << room << " must not include " << found[1] << " of " << target;
      EXPECT_TRUE(room == target || !std::string(found[1]).ends_with("_internal.h"))
          << path << " includes another room's private header " << found[1];
    }
  }
}

TEST(Arch, HeavyHeadersStayOutOfOurHeaders) {
  static const std::regex heavy(
      R"(#\s*include\s+<(Eigen|pistache|xapian|rapidjson|lemon|spdlog|sqlite3|libpq-fe|unicode|opencc)\b)");
  for (const fs::path& file : Sources()) {
    const std::string name = file.filename();
    if (file.extension() != ".h" || name.ends_with("_internal.h")) continue;
    EXPECT_FALSE(std::regex_search(ReadAll(file), heavy)) << file;
  }
}

TEST(Arch, NamespaceIsTheFolder) {
  const auto rooms = ReadRooms();
  for (const fs::path& file : Sources()) {
    const std::string path = fs::relative(file, JIEDUI_SOURCE_DIR);
    if (file.extension() != ".h") continue;
    const std::string room = RoomOf(rooms, path);
    EXPECT_THAT(ReadAll(file), ::testing::HasSubstr("namespace jiedui::" + room)) << path;
  }
}

}  // namespace
