#include "services/chain.h"

#include "unit/services/ledger_fixture.h"

namespace jiedui::services {
namespace {

using domain::Kind;

class ChainTest : public LedgerFixture {
 protected:
  template <class T>
  std::int64_t Insert(T record) {
    EXPECT_TRUE(store_->Write(
        {}, [&](store::UnitOfWork& unit) -> base::Status { return unit.Insert(record); }));
    return record.id;
  }

  static std::vector<RecordKey> Keys(const std::vector<ChainNode>& nodes) {
    std::vector<RecordKey> keys;
    for (const ChainNode& node : nodes) keys.push_back(node.key);
    return keys;
  }
};

TEST_F(ChainTest, D7_IsFollowedFromTheNeedToTheSignOffAndBack) {
  // need → match → visit → problem → evidence → sign-off, each made as it came about.
  domain::Expert expert;
  expert.name = "专家";
  expert.organisation = "某大学";
  domain::Pairing pairing;
  pairing.helper_id = Insert(expert);
  pairing.enterprise = enterprise_;
  pairing.state = domain::PairingState::kAccepted;
  pairing.region_code = "140525";
  domain::Plan plan;
  plan.name = "方案";
  pairing.plan = {Insert(plan)};
  pairing.explanation = "{}";
  const std::int64_t match = Insert(pairing);

  auto need = std::make_unique<domain::Need>();
  need->enterprise = enterprise_;
  need->title = "催化剂寿命";
  need->pairing = {match};
  const auto made = CreateRecord(workspace_, County(), std::move(need));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(static_cast<domain::Need&>(**made).state, domain::NeedState::kMatched);

  VisitReport report;
  report.visit.enterprise = enterprise_;
  report.visit.subject = "专家入企";
  report.visit.pairing = {match};
  report.problems.emplace_back().problem = "研发费用加计扣除口径不清";
  report.problems.front().need = {(*made)->id};
  const VisitReport stored = RecordVisit(workspace_, County(), report).value();
  domain::LedgerItem item = stored.problems.front();

  domain::EvidenceFile file;
  file.enterprise = enterprise_;
  file.title = "备查资料";
  file.region_code = "140525";
  const std::int64_t evidence = Insert(file);
  ASSERT_TRUE(Post(Tax(), item, "arrange"));
  ASSERT_TRUE(
      Post(Tax(), item, "settle", {{"outcome", "已辅导"}, {"evidence", std::to_string(evidence)}}));
  domain::Campaign campaign;
  campaign.name = "2020";
  campaign.year = 2020;
  campaign.starts_on = base::Date{2020, 4, 1};
  campaign.ends_on = base::Date{2020, 12, 31};
  domain::SignOff sign_off;
  sign_off.campaign = {Insert(campaign)};
  sign_off.enterprise = enterprise_;
  sign_off.evidence = {{evidence}};
  sign_off.region_code = "140525";
  const std::int64_t signed_off = Insert(sign_off);

  const std::vector<RecordKey> whole = {
      {Kind::kNeed, (*made)->id},      {Kind::kPairing, match},
      {Kind::kVisit, stored.visit.id}, {Kind::kLedgerItem, item.id},
      {Kind::kEvidenceFile, evidence}, {Kind::kSignOff, signed_off}};
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const Chain chain = ReadChain(workspace_, domain::Operator(), whole[i]).value();
    const std::vector<RecordKey> up = Keys(chain.up);
    const std::vector<RecordKey> down = Keys(chain.down);
    EXPECT_EQ(std::set(up.begin(), up.end()),
              std::set(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(i)))
        << FormatKey(whole[i]);
    EXPECT_EQ(std::set(down.begin(), down.end()),
              std::set(whole.begin() + static_cast<std::ptrdiff_t>(i) + 1, whole.end()))
        << FormatKey(whole[i]);
  }
  const Chain of_item = ReadChain(workspace_, domain::Operator(), whole[3]).value();
  EXPECT_EQ(of_item.start.state_zh, "已办结");
  EXPECT_EQ(of_item.start.day, (base::Date{2020, 7, 15}));
  EXPECT_EQ(of_item.up.front().key.kind, Kind::kNeed);

  // Within the reader's sight only.
  const domain::Actor elsewhere = As(domain::Role::kCounty, "", "140502");
  EXPECT_FALSE(ReadChain(workspace_, elsewhere, whole[3]));
  EXPECT_FALSE(ReadChain(workspace_, domain::Operator(), {Kind::kEnterprise, enterprise_.value}));
  domain::User user;
  user.role = domain::Role::kExpert;
  user.own_kind = Kind::kExpert;
  user.own_id = pairing.helper_id;
  const Chain of_expert =
      ReadChain(workspace_, ActorOf(user, reference_), {Kind::kPairing, match}).value();
  EXPECT_EQ(Keys(of_expert.up), (std::vector<RecordKey>{whole[0]}));
  EXPECT_TRUE(of_expert.down.empty())
      << "neither the county's visit nor the ledger is the expert's";
}

}  // namespace
}  // namespace jiedui::services
