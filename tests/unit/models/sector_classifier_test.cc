// What the classifier that ships says of made-up enterprises, and how it explains itself.
#include "models/sector/sector_classifier.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "support/sector_data.h"

namespace jiedui::models {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kCalibration = "signal\tweight\nbias\t0\nshare\t1\nlead\t1\namount\t1\n";

class SectorClassifierTest : public ::testing::Test {
 protected:
  static const domain::Reference& Reference() {
    static const domain::Reference reference = testing::ShippedReference();
    return reference;
  }
  static const SectorClassifier& Shipped() {
    static const SectorClassifier classifier = testing::ShippedSectorClassifier(Reference());
    return classifier;
  }
  static base::Result<SectorClassifier> MakeFrom(std::string_view lexicon,
                                                 std::string_view calibration = kCalibration) {
    return SectorClassifier::Make(Reference(), {.lexicon = lexicon, .calibration = calibration});
  }
};

struct Case {
  std::string_view name;
  std::string_view scope;
  std::string_view sector;  // programme sector, "" for not industrial
  std::string_view code;    // the code proposed begins with that
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name << " | " << c.scope; }

TEST_F(SectorClassifierTest, S2_TellsSectorsApart) {
  const std::vector<Case> cases = {
      {"某某县东沟煤业有限公司", "矿产资源开采：煤炭开采。", "coal", "061"},
      {"某某市清洁型煤有限公司", "型煤加工、销售；经销五金交电", "coal", "2524"},
      {"某某县燃气有限公司", "城镇燃气供应；燃气设备销售", "coalbed_methane", "45"},
      {"某某市供电公司", "供电（某某市行政区域）", "power", "442"},
      {"某某河水电站", "水力发电", "power", "4413"},
      {"某某市热力有限公司", "集中供热；热力管道安装、维修", "heat", "443"},
      {"某某县供水有限公司", "居民生活供水、工业供水", "water", "461"},
      {"某某化肥有限公司", "尿素生产、销售；货物进出口", "chemical", "262"},
      {"某某铸业有限公司", "球墨铸铁管、管件、井盖生产、销售", "metallurgy", "3391"},
      {"某某矿山机械有限公司", "刮板输送机、液压支架制造及售后服务", "equipment", "35"},
      {"某某面粉有限公司", "食品生产：面粉加工；粮食收购", "food", "13"},
      {"某某丝绸有限公司", "蚕丝被、丝绸制品加工", "textile", "17"},
      {"某某制药有限公司", "药品生产；药品批发", "pharma", "27"},
      {"某某新型墙材有限公司", "煤矸石烧结砖制造", "building_materials", "303"},
      {"某某家具有限公司", "实木家具制造", "other", "21"},
  };
  for (const Case& c : cases) {
    const SectorGuess guess = Shipped().Guess({c.name, c.scope});
    EXPECT_EQ(guess.programme_sector, c.sector) << ::testing::PrintToString(c);
    EXPECT_EQ(guess.sector_code.substr(0, c.code.size()), c.code) << ::testing::PrintToString(c);
    EXPECT_TRUE(guess.industrial) << ::testing::PrintToString(c);
    EXPECT_GE(guess.confidence, kSectorConfidence) << ::testing::PrintToString(c);
  }
}

TEST_F(SectorClassifierTest, S2_SellingIsNotMaking) {
  const std::vector<Case> cases = {
      {"某某商贸有限公司", "铸管、铸件、煤炭、钢材、化工产品（不含危险品）销售", "", "F"},
      {"某某建材有限公司", "建筑材料、水泥、砖瓦销售", "", "F"},
      {"某某机械有限公司", "批发零售：矿山机械及配件、五金交电", "", "F"},
      {"某某石化有限公司第三加油站", "汽油、柴油零售；日用百货、润滑油销售", "", "52"},
      {"某某煤业有限公司招待所", "住宿、饮食服务", "", "61"},
      {"某某集团汽车修理有限公司", "三类汽车维修", "", "81"},
      {"某某建筑工程有限公司", "房屋建筑工程施工；预制构件销售", "", "47"},
      {"某某矿业投资有限公司", "以自有资金对煤炭企业投资", "", "72"},
  };
  for (const Case& c : cases) {
    const SectorGuess guess = Shipped().Guess({c.name, c.scope});
    EXPECT_EQ(guess.programme_sector, c.sector) << ::testing::PrintToString(c);
    EXPECT_FALSE(guess.industrial) << ::testing::PrintToString(c);
    EXPECT_EQ(guess.sector_code.substr(0, c.code.size()), c.code) << ::testing::PrintToString(c);
  }
}

TEST_F(SectorClassifierTest, S2_CooperativesFarmAndBranchesAreWhatTheyDo) {
  const std::vector<Case> cases = {
      {"某某县养猪专业合作社", "组织采购、供应成员所需的饲料；组织收购、销售成员饲养的猪", "", "A"},
      {"某某县中药材农民专业合作社", "组织收购、加工、销售本社成员种植的中药材", "", "A"},
      {"某某供销合作社便民店", "农业生产资料、日用百货零售", "", "52"},
      {"某某铸造有限公司物资分公司", "生铁、钢材、铸件销售", "", "F"},
      {"某某商贸有限公司铸造分公司", "铸件生产", "metallurgy", "3391"},
      {"某某供水有限公司东河分公司", "工业供水", "water", "461"},
  };
  for (const Case& c : cases) {
    const SectorGuess guess = Shipped().Guess({c.name, c.scope});
    EXPECT_EQ(guess.programme_sector, c.sector) << ::testing::PrintToString(c);
    const std::string_view section = c.code;
    const std::vector<std::string> path = Reference().SectorPath(guess.sector_code);
    EXPECT_THAT(path, ::testing::Contains(std::string(section))) << ::testing::PrintToString(c);
  }
}

TEST_F(SectorClassifierTest, S2_BoilerplateChangesNothing) {
  const SectorGuess plain = Shipped().Guess({"某某铸业有限公司", "铸件生产；钢材销售"});
  const SectorGuess wordy = Shipped().Guess({"某某铸业有限公司",
                                             "一般项目：铸件生产；钢材（不含国家限制的品种）销售（"
                                             "依法须经批准的项目，经相关部门批准后方可"
                                             "开展经营活动）***"});
  EXPECT_EQ(wordy.sector_code, plain.sector_code);
  EXPECT_EQ(wordy.confidence, plain.confidence);
}

TEST_F(SectorClassifierTest, S2_UnknownTextsGoToTheWorkList) {
  for (const auto& [name, scope] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"", ""}, {"某某有限公司", ""}, {"XYZ", "abc"}, {"\xff\xfe", "\xff"}}) {
    const SectorGuess guess = Shipped().Guess({name, scope});
    EXPECT_EQ(guess.confidence, 0) << name;
    EXPECT_EQ(guess.sector_code, "") << name;
    EXPECT_THAT(guess.evidence, IsEmpty()) << name;
    EXPECT_FALSE(guess.industrial) << name;
  }
  const SectorGuess torn = Shipped().Guess({"某某工贸有限公司", "铸件、面粉加工；汽车维修"});
  EXPECT_LT(torn.confidence, kSectorConfidence);
  EXPECT_GE(torn.alternates.size(), 2U);
}

TEST_F(SectorClassifierTest, S2_ANameAloneIsWeakerThanNameAndScope) {
  const SectorGuess name = Shipped().Guess({"某某铸造有限公司", ""});
  const SectorGuess both = Shipped().Guess({"某某铸造有限公司", "铸件生产"});
  EXPECT_EQ(name.programme_sector, "metallurgy");
  EXPECT_LT(name.confidence, both.confidence);
}

TEST_F(SectorClassifierTest, S2_ProductsDecideWhereTheScopeIsSilent) {
  EXPECT_EQ(Shipped().Guess({"某某科技有限公司", "技术咨询"}).programme_sector, "");
  EXPECT_EQ(Shipped().Guess({"某某科技有限公司", "技术咨询", "铸管、球墨铸件"}).programme_sector,
            "metallurgy");
}

TEST_F(SectorClassifierTest, S2_ProposedCodeMapsToTheProgrammeSector) {
  for (const auto& [name, scope] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"某某工贸有限公司", "金属制品加工；矿山机械制造"},
           {"某某冶铸有限公司", "冶炼、铸造；铸件生产、销售"},
           {"某某能源有限公司", "发电；供热"},
           {"某某实业有限公司", "塑料制品、涂料生产"},
           {"某某服务有限公司", "餐饮；住宿；洗浴"}}) {
    const SectorGuess guess = Shipped().Guess({name, scope});
    EXPECT_EQ(Reference().ProgrammeSectorOf(guess.sector_code), guess.programme_sector) << scope;
    for (const SectorAlternate& other : guess.alternates)
      EXPECT_EQ(Reference().ProgrammeSectorOf(other.sector_code), other.programme_sector) << scope;
  }
}

TEST_F(SectorClassifierTest, S2_EvidenceStandsInTheTextsHeaviestFirst) {
  const std::string name = "某某铸业有限公司";
  const std::string scope = "生产、销售ＰＶＣ管、鑄管、鑄件；經銷鋼材（不含危險品）";
  const SectorGuess guess = Shipped().Guess({name, scope});
  ASSERT_FALSE(guess.evidence.empty());
  EXPECT_LE(guess.evidence.size(), 6U);
  double last = guess.evidence.front().weight;
  for (const SectorEvidence& evidence : guess.evidence) {
    const bool stands = base::Normalize(name).find(evidence.word) != std::string::npos ||
                        base::Normalize(scope).find(evidence.word) != std::string::npos;
    EXPECT_TRUE(stands) << evidence.word;
    EXPECT_LE(evidence.weight, last);
    EXPECT_GT(evidence.weight, 0);
    last = evidence.weight;
  }
}

TEST_F(SectorClassifierTest, S2_SameTextsSameGuess) {
  const SectorClassifier again = testing::ShippedSectorClassifier(Reference());
  const SectorQuestion question{"某某矿业有限公司", "煤炭洗选；型煤加工；铸件销售；机械维修"};
  const SectorGuess a = Shipped().Guess(question);
  const SectorGuess b = again.Guess(question);
  EXPECT_EQ(a.sector_code, b.sector_code);
  EXPECT_EQ(a.confidence, b.confidence);
  ASSERT_EQ(a.evidence.size(), b.evidence.size());
  for (std::size_t i = 0; i < a.evidence.size(); ++i) {
    EXPECT_EQ(a.evidence[i].word, b.evidence[i].word);
    EXPECT_EQ(a.evidence[i].weight, b.evidence[i].weight);
  }
}

TEST_F(SectorClassifierTest, S2_AVeryLongScopeIsReadToo) {
  std::string scope = "铸件生产";
  for (int i = 0; i < 5000; ++i) scope += "；钢材、煤炭、建材销售";
  const SectorGuess guess = Shipped().Guess({"某某铸业有限公司", scope});
  EXPECT_GT(guess.confidence, 0);
  EXPECT_LE(guess.confidence, 1);
}

TEST_F(SectorClassifierTest, S2_TheLongestTermHidesShorterOnes) {
  const auto classifier = MakeFrom(
      "term\tcode\tplace\tweight\n煤矿\t0610\tproduct\t1\n煤矿机械\t3511\tproduct\t1\n"
      "机械设备\t3599\tproduct\t1\n");
  ASSERT_TRUE(classifier);
  EXPECT_EQ(classifier->Guess({"", "煤矿机械制造"}).sector_code, "3511");
  EXPECT_EQ(classifier->Guess({"", "煤矿机械设备制造"}).sector_code, "3511");
  EXPECT_EQ(classifier->Guess({"", "煤矿用机械设备制造"}).programme_sector, "equipment")
      << "Chinese puts the head last";
}

TEST_F(SectorClassifierTest, S2_CodesAreAsDeepAsTheWordsAgree) {
  const auto classifier = MakeFrom(
      "term\tcode\tplace\tweight\n水泥\t3011\tproduct\t1\n石灰\t3012\tproduct\t1\n"
      "砖\t3031\tproduct\t1\n");
  ASSERT_TRUE(classifier);
  EXPECT_EQ(classifier->Guess({"", "水泥制造"}).sector_code, "3011");
  EXPECT_EQ(classifier->Guess({"", "水泥、石灰制造"}).sector_code.substr(0, 3), "301");
  EXPECT_EQ(classifier->Guess({"", "砖、水泥制造"}).sector_code.substr(0, 2), "30");
}

TEST_F(SectorClassifierTest, FaultsInTheDataAreNamed) {
  struct Fault {
    std::string_view lexicon;
    std::string_view calibration;
    std::string_view message;
  };
  constexpr std::string_view kLexicon = "term\tcode\tplace\tweight\n砖\t3031\tproduct\t1\n";
  const std::vector<Fault> faults = {
      {"term\tcode\tplace\n", kCalibration, "column weight is missing"},
      {"term\tcode\tplace\tweight\n\t3031\tname\t1\n", kCalibration, "line 2, term"},
      {"term\tcode\tplace\tweight\n砖\t9999\tname\t1\n", kCalibration, "9999 is no sector"},
      {"term\tcode\tplace\tweight\n砖\t3031\tlogo\t1\n", kCalibration, "line 2, place: logo"},
      {"term\tcode\tplace\tweight\n砖\t3031\tname\tx\n", kCalibration, "line 2, weight: x"},
      {"term\tcode\tplace\tweight\n砖\t3031\tname\t0\n", kCalibration, "weight: 0"},
      {"term\tcode\tplace\tweight\n砖\t3031\tname\t11\n", kCalibration, "weight: 11"},
      {"term\tcode\tplace\tweight\n砖\t3031\tname\t1\n磚\t30\tname\t1\n", kCalibration,
       "砖 is given twice"},
      {kLexicon, "signal\tweight\nbias\t0\n", "signal share is missing"},
      {kLexicon, "signal\tweight\nluck\t0\n", "luck is unknown"},
      {kLexicon, "signal\tweight\nbias\tx\n", "x is no number"},
  };
  for (const Fault& fault : faults) {
    const auto made = MakeFrom(fault.lexicon, fault.calibration);
    ASSERT_FALSE(made) << fault.message;
    EXPECT_EQ(made.error().code, base::ErrorCode::kInvalid);
    EXPECT_THAT(made.error().message, HasSubstr(std::string(fault.message)));
  }
}

}  // namespace
}  // namespace jiedui::models
