// What the documents link to and show is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> Documents() {
  const fs::path root = JIEDUI_SOURCE_DIR;
  std::vector<fs::path> documents = {root / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") documents.push_back(entry.path());
  }
  return documents;
}

/// The files that a document links to, with the part of the page cut off.
std::vector<std::string> FilesLinkedFrom(const fs::path& document) {
  static const std::regex link(R"(\]\(([^)\s#]+)(#[^)]*)?\))");
  const std::string text = ReadAll(document);
  std::vector<std::string> files;
  for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
    const std::string target = (*it)[1];
    if (target.find("://") == std::string::npos) files.push_back(target);
  }
  return files;
}

TEST(Links, LeadToFilesThatAreThere) {
  std::size_t links = 0;
  for (const fs::path& document : Documents()) {
    for (const std::string& file : FilesLinkedFrom(document)) {
      ++links;
      EXPECT_TRUE(fs::exists(document.parent_path() / file))
          << document.lexically_relative(JIEDUI_SOURCE_DIR) << " links to " << file;
    }
  }
  EXPECT_GT(links, 40U);
}

TEST(Links, EveryPictureIsShownSomewhere) {
  std::string shown;
  for (const fs::path& document : Documents()) shown += ReadAll(document);
  for (const char* folder : {"docs/images", "docs/screens"}) {
    if (!fs::exists(fs::path(JIEDUI_SOURCE_DIR) / folder)) continue;
    for (const auto& entry : fs::directory_iterator(fs::path(JIEDUI_SOURCE_DIR) / folder)) {
      EXPECT_THAT(shown, ::testing::HasSubstr(entry.path().filename().string()));
    }
  }
}

}  // namespace
