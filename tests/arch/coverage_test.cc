// Every system of the programme has tests that carry its code, and docs/coverage.md lists them.
// JIEDUI_UPDATE_GOLDEN=1 writes the list anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

namespace jiedui {
namespace {

namespace fs = std::filesystem;

struct System {
  std::string code;
  std::string title;
};

const std::vector<System>& Systems() {
  static const std::vector<System> systems = {
      {"A1", "部门帮扶对接"}, {"A2", "县区帮扶对接"},   {"A3", "企业帮扶对接"},
      {"B1", "产业联盟引导"}, {"B2", "专家团队指导"},   {"B3", "创新平台辅导"},
      {"C1", "关键技术"},     {"C2", "技术创新项目"},   {"C3", "试点示范"},
      {"D1", "推进小组名单"}, {"D2", "推进方案"},       {"D3", "市级包联工作组"},
      {"D4", "入企工作小组"}, {"D5", "政策汇编"},       {"D6", "对接"},
      {"D7", "台账"},         {"D8", "月度汇总"},       {"D9", "总结"},
      {"D10", "阶段"},        {"E1", "目标考核"},       {"E2", "调度"},
      {"E3", "通报销号"},     {"E4", "资金"},           {"E5", "政策"},
      {"E6", "环境"},         {"F1", "附件1 活动分类"}, {"F2", "附件2 任务表"},
      {"F3", "附件3 调查表"}, {"F4", "附件4 汇总表"},   {"F5", "附件5 成员名单"},
      {"S1", "索引"},         {"S2", "打分"},           {"S3", "推荐"},
      {"S4", "分配"},         {"S5", "审批"},           {"S6", "名册"},
  };
  return systems;
}

fs::path Root() { return JIEDUI_SOURCE_DIR; }

std::string Read(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

using Found = std::map<std::string, std::set<std::string>>;  // code → tests

/// `TEST_F(Suite, E3_WhatIsSaid)` and `TEST(Suite, E3_E1_…)`.
void FindUnitTests(Found& found) {
  const std::regex test(R"(TEST(?:_F|_P)?\(\s*(\w+),\s*((?:[A-FS][0-9]+_)+)(\w+)\))");
  const std::regex code(R"([A-FS][0-9]+)");
  for (const auto& entry : fs::recursive_directory_iterator(Root() / "tests" / "unit")) {
    if (entry.path().extension() != ".cc") continue;
    const std::string text = Read(entry.path());
    for (auto at = std::sregex_iterator(text.begin(), text.end(), test);
         at != std::sregex_iterator(); ++at) {
      const std::string codes = (*at)[2];
      const std::string name = entry.path().parent_path().filename().string() + "." +
                               (*at)[1].str() + "." + codes + (*at)[3].str();
      for (auto c = std::sregex_iterator(codes.begin(), codes.end(), code);
           c != std::sregex_iterator(); ++c)
        found[c->str()].insert("`" + name + "`");
    }
  }
}

/// `# E3 F4 what is shown` in a scenario.
void FindScenarios(Found& found) {
  const std::regex line(R"(^# ((?:[A-FS][0-9]+ )+)(.+)$)", std::regex::multiline);
  const std::regex code(R"([A-FS][0-9]+)");
  for (const auto& entry : fs::directory_iterator(Root() / "tests" / "scenarios")) {
    if (entry.path().extension() != ".scn") continue;
    const std::string text = Read(entry.path());
    for (auto at = std::sregex_iterator(text.begin(), text.end(), line);
         at != std::sregex_iterator(); ++at) {
      const std::string codes = (*at)[1];
      for (auto c = std::sregex_iterator(codes.begin(), codes.end(), code);
           c != std::sregex_iterator(); ++c)
        found[c->str()].insert("`" + entry.path().filename().string() + "`: " + (*at)[2].str());
    }
  }
}

std::string Page(const Found& found) {
  std::string page =
      "# What tests each system\n\nFrom the names of the tests (`JIEDUI_UPDATE_GOLDEN=1 "
      "test_arch`). Codes as in the programme's specification.\n\n| code | system | tests "
      "|\n|---|---|---|\n";
  for (const System& system : Systems()) {
    const auto tests = found.find(system.code);
    std::string names;
    if (tests != found.end()) {
      for (const std::string& name : tests->second) names += (names.empty() ? "" : "<br>") + name;
    }
    page += "| " + system.code + " | " + system.title + " | " + names + " |\n";
  }
  return page;
}

TEST(Coverage, EverySystemHasATestThatCarriesItsCode) {
  Found found;
  FindUnitTests(found);
  FindScenarios(found);
  std::set<std::string> known;
  for (const System& system : Systems()) {
    known.insert(system.code);
    EXPECT_FALSE(found[system.code].empty()) << system.code << " " << system.title;
  }
  for (const auto& [code, tests] : found)
    EXPECT_TRUE(known.contains(code)) << code << " is no system: " << *tests.begin();
}

TEST(Coverage, ThePageListsThem) {
  Found found;
  FindUnitTests(found);
  FindScenarios(found);
  const fs::path file = Root() / "docs" / "coverage.md";
  const std::string page = Page(found);
  if (std::getenv("JIEDUI_UPDATE_GOLDEN") != nullptr)  // NOLINT(concurrency-mt-unsafe)
    std::ofstream(file) << page;
  EXPECT_TRUE(Read(file) == page)
      << "set JIEDUI_UPDATE_GOLDEN=1 to write docs/coverage.md from the tests";
}

}  // namespace
}  // namespace jiedui
