#include "services/leftovers.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "services/digest.h"
#include "services/file_digest.h"

namespace jiedui::services {
namespace {

namespace fs = std::filesystem;

/// The number of a process that has ended.
std::string Ended() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  return std::to_string(child);
}

class Leftovers : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "leftovers-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::create_directories(folder_ / "index");
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path Make(const std::string& name) {
    std::ofstream(folder_ / name) << "half";
    return folder_ / name;
  }

  fs::path folder_;
};

TEST_F(Leftovers, OnlyWhatAnEndedProcessWasWritingIsALeftover) {
  const std::string ended = Ended();
  const std::string parent = std::to_string(getppid());
  EXPECT_TRUE(IsLeftover("semantic.vec." + ended));
  EXPECT_TRUE(IsLeftover("audit.key." + ended));
  EXPECT_TRUE(IsLeftover(".jiedui-" + ended + "-12.part"));
  EXPECT_TRUE(IsLeftover("semantic.vec." + std::to_string(getpid())));
  EXPECT_FALSE(IsLeftover("semantic.vec." + parent));
  for (const char* const name : {"audit.key", "semantic.vec", "jiedui.db", "audit.key.bak",
                                 ".jiedui-x-1.part", "audit.key.-1", "audit.key.99999999999"})
    EXPECT_FALSE(IsLeftover(name)) << name;
}

TEST_F(Leftovers, RemovesThemAndNothingElse) {
  const std::string ended = Ended();
  const fs::path gone = Make("audit.key." + ended);
  const fs::path gone_too = Make("index/semantic.vec." + ended);
  const fs::path kept = Make("audit.key");
  const fs::path kept_too = Make("index/semantic.vec");
  std::ofstream(folder_ / "index/CURRENT") << "g000002\n";
  fs::create_directories(folder_ / "index/g000002");
  fs::create_directories(folder_ / "index/g000003");
  EXPECT_EQ(RemoveLeftovers(folder_), 3);
  EXPECT_FALSE(fs::exists(gone) || fs::exists(gone_too) || fs::exists(folder_ / "index/g000003"));
  EXPECT_TRUE(fs::exists(kept) && fs::exists(kept_too) && fs::exists(folder_ / "index/g000002"));
  EXPECT_EQ(RemoveLeftovers(folder_), 0);
}

TEST_F(Leftovers, AnIndexOfAnUnknownGenerationIsLeftAlone) {
  fs::create_directories(folder_ / "index/g000003");
  EXPECT_EQ(RemoveLeftovers(folder_), 0);
  EXPECT_TRUE(fs::exists(folder_ / "index/g000003"));
}

TEST_F(Leftovers, ADigestOfAFileIsThatOfItsBytes) {
  EXPECT_EQ(DigestOfFile(Make("a")).value(), DigestOf("half"));
  const std::string large((1 << 20) + 7, 'x');
  std::ofstream(folder_ / "b") << large;
  EXPECT_EQ(DigestOfFile(folder_ / "b").value(), DigestOf(large));
  EXPECT_EQ(DigestOfFile(folder_ / "none").error().code, base::ErrorCode::kNotFound);
}

}  // namespace
}  // namespace jiedui::services
