#include "domain/credit_code.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "support/shared_data.h"

namespace jiedui::domain {
namespace {

TEST(CreditCode, TakesRightOnesAndTidiesThem) {
  EXPECT_EQ(CheckCreditCode("911405811113541949").value(), "911405811113541949");
  EXPECT_EQ(CheckCreditCode(" 91140581111357539Y ").value(), "91140581111357539Y");
  EXPECT_EQ(CheckCreditCode("91140581111357539y").value(), "91140581111357539Y");
  EXPECT_EQ(CheckCreditCode("９１１４０５８１１１１３５４１９４９").value(), "911405811113541949");
}

TEST(CreditCode, NamesWhatIsWrong) {
  struct Case {
    const char* code;
    const char* says;
  };
  for (const Case& c :
       {Case{"911405811113541940", "校验位为 0，应为 9"}, Case{"91140581111354194", "现为 17 位"},
        Case{"9114058111I3541949", "第 11 位"}, Case{"", "现为 0 位"},
        Case{"91140581111354194晋", "第 18 位"}, Case{"91140524MA0H3ATx0D", "脱敏"}}) {
    const auto result = CheckCreditCode(c.code);
    ASSERT_FALSE(result) << c.code;
    EXPECT_NE(result.error().message.find(c.says), std::string::npos) << result.error().message;
    EXPECT_EQ(result.error().field, "credit_code");
  }
}

TEST(CreditCode, AgreesWithTheRegistry) {
  const auto file = testing::SharedData("registry/jincheng_enterprises.tsv");
  if (!file) GTEST_SKIP() << "the shared registry is not here";
  std::ifstream in(*file);
  std::string line;
  std::getline(in, line);
  int rows = 0;
  while (std::getline(in, line)) {
    const std::vector<std::string_view> cells = base::Split(line, '\t');
    EXPECT_EQ(CheckCreditCode(cells[1]).has_value(), cells[2] == "1") << cells[1];
    ++rows;
  }
  EXPECT_EQ(rows, 4869);
}

}  // namespace
}  // namespace jiedui::domain
