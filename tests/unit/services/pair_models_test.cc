#include "services/pair_models.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/json_writer.h"
#include "demo_fixture.h"
#include "services/decision_reasons.h"
#include "services/demo/load.h"
#include "services/judgements.h"
#include "services/pair_model_json.h"
#include "services/pairings.h"
#include "services/plan_events.h"
#include "services/recommend.h"
#include "services/stored.h"
#include "workspace_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using domain::PairingState;
using domain::PairKind;
using models::FactorKind;
using workflow::PairingEvent;

/// The demo city without its history: what was decided there is the test's own.
class PairModels : public WorkspaceTest {
 protected:
  PairModels() {
    DemoCity city = MakeDemoCity(reference_, Inputs(), {}).value();
    EXPECT_TRUE(LoadDemoCity(*store_, std::move(city),
                             {.password = "jiedui-demo-2020", .cost = PasswordCost::kLeast}));
  }

  domain::PlanId Plan(PairKind kind) {
    PlanRequest request;
    request.name = "方案 " + std::string(domain::Code(kind));
    request.pair_kinds = {kind};
    request.region_code = "140525";
    return {MakePlan(workspace_, domain::Operator(), request).value().plan.id};
  }

  [[nodiscard]] std::vector<domain::Pairing> PairingsIn(domain::PlanId plan) const {
    const store::ReadSession session = store_->Read().value();
    return PairingsOf(session, plan).value();
  }

  domain::Pairing Decide(const domain::Pairing& pairing, PairingEvent event,
                         const std::string& reason, RecordKey helper = {}) {
    clock_.Advance(60'000);
    const auto decided = DecidePairing(workspace_, domain::Operator(), {pairing.id},
                                       pairing.version, {event, reason, helper});
    EXPECT_TRUE(decided) << (decided ? "" : decided.error().message);
    return decided.value_or(pairing);
  }

  /// An office that wants helpers of the county above all: approves those, rejects the others.
  void DecideByRegion(domain::PlanId plan, const std::string& reason) {
    for (const domain::Pairing& pairing : PairingsIn(plan)) {
      const auto corpus = corpus_.Get().value();
      const MatchEntry& helper = *corpus->FindHelper(pairing.pair_kind, pairing.helper_id);
      const bool near = helper.region_code == pairing.region_code;
      Decide(pairing, near ? PairingEvent::kApprove : PairingEvent::kReject, near ? "" : reason);
    }
  }

  base::Result<StoredPairModel> Train(bool dry_run = false) {
    return TrainPairModel(workspace_, domain::Operator(), dry_run);
  }

  static double Weight(const StoredPairModel& stored, PairKind kind, FactorKind factor) {
    return stored.model.WeightsOf(kind)[static_cast<std::size_t>(factor)];
  }
};

TEST_F(PairModels, AnOfficeThatWantsNeighboursTeachesTheRegion) {
  DecideByRegion(Plan(PairKind::kExpert), "专家不在本县，距离太远");
  DecideByRegion(Plan(PairKind::kEnterprise), "距离太远");
  const StoredPairModel stored = Train().value();
  EXPECT_EQ(stored.model.version, 1);
  EXPECT_EQ(stored.doubt, models::Doubt::kNothing);
  EXPECT_GT(stored.comparison.candidate.auc, stored.comparison.in_force.auc + 0.05);
  EXPECT_LT(stored.comparison.candidate.log_loss, stored.comparison.in_force.log_loss - 0.05);
  EXPECT_LT(stored.comparison.candidate.calibration_error, 0.1);
  for (const PairKind kind : {PairKind::kExpert, PairKind::kEnterprise, PairKind::kTeam}) {
    EXPECT_GT(Weight(stored, kind, FactorKind::kRegion),
              models::PriorModel().WeightsOf(kind)[static_cast<std::size_t>(FactorKind::kRegion)]);
  }
  EXPECT_EQ(Train().error().code, ErrorCode::kConflict) << "nothing new to learn";
  EXPECT_EQ(corpus_.GetLoads().value()->model().version, 0) << "stored, not in force";

  ASSERT_TRUE(ActivatePairModel(workspace_, domain::Operator(), 1, false));
  const auto loads = corpus_.GetLoads().value();
  EXPECT_EQ(loads->model().version, 1);
  EXPECT_EQ(loads->model().weights[1].weight, stored.model.weights[1].weight)
      << "to the last bit, through the database";
  RecommendRequest request;
  request.target.region_code = "140525";
  const Recommendations found = Recommend(workspace_, domain::Operator(), request).value();
  ASSERT_FALSE(found.items.empty());
  const Suggestion& item = found.items.front();
  EXPECT_EQ(item.explanation.model, 1);
  double sum = item.explanation.base;
  for (const models::Factor& factor : item.explanation.factors) sum += factor.contribution;
  EXPECT_NEAR(sum, item.pair.score, 1e-12);
  EXPECT_NE(item.explanation.probability, item.explanation.score);

  EXPECT_EQ(ActivatePairModel(workspace_, domain::Operator(), 1, false).error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(RollBackPairModel(workspace_, domain::Operator()).value().model.version, 0);
  EXPECT_EQ(corpus_.GetLoads().value()->model().version, 0);
  EXPECT_EQ(RollBackPairModel(workspace_, domain::Operator()).error().code, ErrorCode::kConflict);
  const auto all = ListPairModels(workspace_, domain::Operator()).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].active);
  EXPECT_FALSE(all[1].active);
  EXPECT_TRUE(store_->VerifyAudit().value().ok());
}

TEST_F(PairModels, ReasonsOutsideTheMatchTeachNothing) {
  const domain::PlanId plan = Plan(PairKind::kExpert);
  DecideByRegion(plan, "企业停产检修");
  const auto corpus = corpus_.Get().value();
  const store::ReadSession session = store_->Read().value();
  const Judgements judgements = ReadJudgements(session, *corpus, models::PriorModel()).value();
  EXPECT_EQ(judgements.refused, 0U);
  EXPECT_GT(judgements.not_about_match, 20U);
  for (const models::JudgedGroup& group : judgements.all) {
    for (const models::JudgedPair& pair : group.pairs)
      EXPECT_NE(pair.outcome, models::Outcome::kRefused);
  }
}

TEST_F(PairModels, AModelThatCouldNotBeComparedIsActivatedOnlyByForce) {
  EXPECT_EQ(Train().error().code, ErrorCode::kUnprocessable) << "nothing decided yet";
  DecideByRegion(Plan(PairKind::kExpert), "企业停产检修");
  const StoredPairModel stored = Train().value();
  EXPECT_EQ(stored.doubt, models::Doubt::kTooFew);
  EXPECT_EQ(Train(true).value().model.version, 0) << "tried again, and not stored";
  EXPECT_EQ(ActivatePairModel(workspace_, domain::Operator(), 1, false).error().code,
            ErrorCode::kConflict);
  EXPECT_TRUE(ActivatePairModel(workspace_, domain::Operator(), 1, true));
  EXPECT_EQ(ActivatePairModel(workspace_, domain::Operator(), 2, true).error().code,
            ErrorCode::kNotFound);
  domain::Actor department = domain::Operator();
  department.role = domain::Role::kDepartment;
  EXPECT_EQ(RollBackPairModel(workspace_, department).error().code, ErrorCode::kForbidden);
}

TEST_F(PairModels, ASwapIsAChoiceAgainstTheFirstPlace) {
  const domain::PlanId plan = Plan(PairKind::kExpert);
  const auto corpus = corpus_.Get().value();
  const auto loads = corpus_.GetLoads().value();
  std::optional<domain::Pairing> swapped;
  std::int64_t before = 0;
  for (const domain::Pairing& pairing : PairingsIn(plan)) {
    const MatchEntry& receiver = *corpus->FindReceiver(pairing.enterprise.value);
    for (const ScoredPair& other : RankHelpers(*corpus, PairKind::kExpert, receiver, *loads, 5)) {
      if (other.helper->key.id == pairing.helper_id || swapped) continue;
      const auto decided =
          DecidePairing(workspace_, domain::Operator(), {pairing.id}, pairing.version,
                        {PairingEvent::kSwap, "企业点名", other.helper->key});
      if (!decided) continue;  // no place left
      before = pairing.helper_id;
      swapped = Decide(*decided, PairingEvent::kApprove, "");
    }
    if (swapped) break;
  }
  ASSERT_TRUE(swapped);
  const store::ReadSession session = store_->Read().value();
  const Judgements judgements = ReadJudgements(session, *corpus, models::PriorModel()).value();
  ASSERT_EQ(judgements.all.size(), 1U);
  const std::vector<models::JudgedPair>& pairs = judgements.all[0].pairs;
  ASSERT_GE(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].outcome, models::Outcome::kTaken);
  EXPECT_FALSE(pairs[0].asked);
  EXPECT_GT(pairs[0].rank, 1U);
  EXPECT_EQ(pairs[0].trust, 1);
  EXPECT_EQ(pairs[1].outcome, models::Outcome::kPassedOver);
  EXPECT_EQ(pairs[1].rank, 1U);
  EXPECT_TRUE(pairs[1].asked) << "it was proposed, and not taken";
  const MatchEntry& first = *corpus->FindHelper(PairKind::kExpert, before);
  const MatchEntry& receiver = *corpus->FindReceiver(swapped->enterprise.value);
  const models::FactorValues values =
      models::Values(FactsOf(PairKind::kExpert, first, receiver, {}));
  EXPECT_EQ(pairs[1].values[1], values[1]);
  EXPECT_EQ(pairs[1].values[3], pairs[0].values[3]) << "capacity is taken as equal";
}

TEST(DecisionReasons, WordsTellWhatARefusalIsAbout) {
  using enum ReasonSubject;
  const std::vector<std::pair<const char*, ReasonSubject>> cases = {
      {"研究方向与企业需求不对口", kMatch},
      {"距离较远，企业希望就近对接", kMatch},
      {"Sector mismatch", kMatch},
      {"企业已与其他单位合作，暂不需要", kCircumstance},
      {"近期停产检修，明年再对接", kCircumstance},
      {"停产，暂无技术需求", kCircumstance},
      {"专家名额已满", kCircumstance},
      {"No capacity", kCircumstance},
      {"与企业存在股权关联", kCircumstance},
      {"再议", kUnclear},
      {"", kUnclear}};
  for (const auto& [text, subject] : cases) EXPECT_EQ(SubjectOf(text), subject) << text;
}

TEST(PairModelJson, ComesBackAsItWasAndRefusesWhatBreaksMonotony) {
  StoredPairModel stored;
  stored.model = models::PriorModel();
  stored.model.version = 7;
  stored.model.weights[2].weight = {0.1 + 0.2, 0.3, 0.1, 0.1, 0.1, 0.1, 0};
  stored.model.calibration[2] = {1.0 / 3, 0.7};
  stored.made_by = "市推进办";
  stored.doubt = models::Doubt::kWorseOrder;
  stored.comparison.candidate.bins = {{0.1, 0.2, 3, 0, 0.15, 0.3}};
  base::JsonWriter json;
  WritePairModel(json, stored);
  const StoredPairModel read = ParsePairModel(json.Text()).value();
  EXPECT_EQ(read.model.version, 7);
  EXPECT_EQ(read.model.weights[2].weight, stored.model.weights[2].weight);
  EXPECT_EQ(read.model.calibration[2], stored.model.calibration[2]);
  EXPECT_EQ(read.doubt, models::Doubt::kWorseOrder);
  ASSERT_EQ(read.comparison.candidate.bins.size(), 1U);
  stored.model.weights[2].weight = {-0.1, 0.7, 0.1, 0.1, 0.1, 0.1, 0};
  base::JsonWriter broken;
  WritePairModel(broken, stored);
  EXPECT_EQ(ParsePairModel(broken.Text()).error().code, ErrorCode::kUnprocessable);
  EXPECT_FALSE(ParsePairModel("{}"));
}

/// As the first format had a model: seven weights of every kind, words for all of the text.
std::string FirstFormat(const StoredPairModel& stored) {
  base::JsonWriter json;
  WritePairModel(json, stored);
  std::string text = json.Text();
  for (const std::string_view member :
       {R"("format":3,)", R"(,"semantic":0)", R"(,"freshness":0)"}) {
    for (std::size_t at = text.find(member); at != std::string::npos; at = text.find(member))
      text.erase(at, member.size());
  }
  return text;
}

TEST(PairModelFormat, OlderModelsShareTheirTextWeightOutAndLaterOnesAreRefused) {
  StoredPairModel stored;
  stored.model = models::PriorModel();
  stored.model.version = 3;
  const auto track = static_cast<std::size_t>(FactorKind::kTrackRecord);
  const auto freshness = static_cast<std::size_t>(FactorKind::kFreshness);
  for (models::PairWeights& kind : stored.model.weights) {
    kind.weight[track] += kind.weight[freshness];
    kind.weight[freshness] = 0;
  }
  const models::PairModel shared_out = stored.model;
  const auto text = static_cast<std::size_t>(FactorKind::kText);
  const auto semantic = static_cast<std::size_t>(FactorKind::kSemantic);
  for (models::PairWeights& kind : stored.model.weights) {
    kind.weight[text] += kind.weight[semantic];
    kind.weight[semantic] = 0;
  }
  const std::string older = FirstFormat(stored);
  ASSERT_EQ(older.find("semantic"), std::string::npos);
  ASSERT_EQ(older.find("freshness"), std::string::npos);
  const StoredPairModel read = ParsePairModel(older).value();
  EXPECT_EQ(read.model.version, 3);
  for (std::size_t k = 0; k < models::kPairKinds; ++k) {
    for (std::size_t i = 0; i < models::kFactors; ++i)
      EXPECT_NEAR(read.model.weights[k].weight[i], shared_out.weights[k].weight[i], 1e-12);
  }
  base::JsonWriter json;
  WritePairModel(json, read);
  const StoredPairModel again = ParsePairModel(json.Text()).value();
  EXPECT_EQ(again.model.weights[1].weight, read.model.weights[1].weight) << "not shared out twice";
  std::string later = json.Text();
  later.replace(later.find(R"("format":3)"), 10, R"("format":4)");
  const auto refused = ParsePairModel(later);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnprocessable);
  EXPECT_NE(refused.error().message.find("格式"), std::string::npos);
}

}  // namespace
}  // namespace jiedui::services
