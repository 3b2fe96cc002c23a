#include "base/quoted.h"

#include <gmock/gmock.h>

#include <array>
#include <random>

namespace jiedui::base {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::array<std::string_view, 4> kSeparators = {";", "；", "\r\n", "\n"};

TEST(Quoted, PartsAreWhatAPersonMeans) {
  EXPECT_THAT(SplitParts(" a ; b；c\r\nd;;", kSeparators), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(SplitParts("", kSeparators), IsEmpty());
  EXPECT_THAT(SplitParts("a;;b;", kSeparators, EmptyParts::kKeep), ElementsAre("a", "", "b", ""));
}

TEST(Quoted, ALiteralIsItsTextOnlyAsAWholePart) {
  EXPECT_THAT(SplitParts(R"( "a;b" ;c)", kSeparators), ElementsAre("a;b", "c"));
  EXPECT_THAT(SplitParts(R"("";"\n")", kSeparators), ElementsAre("", "\n"));
  EXPECT_THAT(SplitParts(R"("双碳"行动;"x)", kSeparators), ElementsAre(R"("双碳"行动)", R"("x)"));
  EXPECT_THAT(SplitParts(R"("a" "b;c")", kSeparators), ElementsAre(R"("a" "b)", R"(c")"));
  EXPECT_THAT(SplitParts(R"("\q";b)", kSeparators), ElementsAre(R"("\q")", "b")) << "no literal";
}

TEST(Quoted, ReadsLiterals) {
  EXPECT_EQ(ReadLiteral(R"("a\tb")"), "a\tb");
  EXPECT_EQ(ReadLiteral(R"( "a")"), std::nullopt);
  EXPECT_EQ(ReadLiteral(R"("a"b")"), std::nullopt);
  EXPECT_EQ(ReadLiteral("\""), std::nullopt);
  EXPECT_EQ(ReadLiteral("7"), std::nullopt);
}

TEST(Quoted, AnyTextIsAPart) {
  std::mt19937 random(20200612);
  constexpr std::array<std::string_view, 9> kPieces = {"晋", "\"", "\\", ";", "；",
                                                       "\n", " ",  "　", "a"};
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> parts(1 + random() % 4);
    std::string text;
    for (std::string& part : parts) {
      for (std::size_t i = random() % 6; i > 0; --i) part += kPieces[random() % kPieces.size()];
      text += (&part == &parts.front() ? "" : ";") + QuotePart(part, kSeparators);
    }
    EXPECT_EQ(SplitParts(text, kSeparators), parts) << text;
  }
}

}  // namespace
}  // namespace jiedui::base
