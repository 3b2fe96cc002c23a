#include "services/load_tally.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include "demo_fixture.h"
#include "domain/pairing.h"
#include "services/demo/history.h"
#include "services/demo/load.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using domain::Pairing;
using domain::PairingState;

/// A small city whose pairings change by hand, one change after the other.
class LoadTallyTest : public WorkspaceTest {
 protected:
  LoadTallyTest() {
    EXPECT_TRUE(LoadDemoCity(*store_, Make({.enterprises = 100}),
                             {.password = "jiedui-demo-2020", .cost = PasswordCost::kLeast}));
    EXPECT_TRUE(MakeDemoHistory(workspace_, clock_));
  }

  std::shared_ptr<const Loads> Now() { return tally_.Now(*store_->Read()).value(); }

  void Change(const std::function<base::Status(store::UnitOfWork&)>& work) {
    ASSERT_TRUE(store_->Write(store::Context{}, work));
  }

  void ExpectAsCounted() {
    const auto kept = Now();
    const auto counted = LoadTally().Now(*store_->Read()).value();
    std::set<RecordKey> helpers;
    for (const Pairing& pairing : AllOf<Pairing>())
      helpers.insert({pairing.helper_kind, pairing.helper_id});
    for (const RecordKey& helper : helpers)
      EXPECT_EQ(kept->Of(helper), counted->Of(helper)) << FormatKey(helper);
  }

  LoadTally tally_;
  std::mt19937 random_{20201231};  // NOLINT: a fixed seed is wanted
};

TEST_F(LoadTallyTest, IsWhatCountingAllGivesAfterAnyChange) {
  constexpr int kSteps = 80;
  for (int step = 0; step < kSteps && !HasFailure(); ++step) {
    const std::vector<Pairing> all = AllOf<Pairing>();
    ASSERT_GT(all.size(), 20U);
    clock_.Advance(9LL * 3'600'000);
    const std::size_t several = 1 + random_() % 3;  // before anybody asks again
    for (std::size_t i = 0; i < several; ++i) {
      const Pairing one = all[random_() % all.size()];
      const Pairing other = all[random_() % all.size()];
      const std::size_t what = random_() % 20;
      (void)store_->Write({}, [&](store::UnitOfWork& unit) -> base::Status {
        JIEDUI_ASSIGN(Pairing now, unit.Get(domain::PairingId{one.id}));
        if (what == 0) return unit.Remove(now);
        if (what == 1) {  // of a pair that is there already it is refused
          now.helper_id = other.helper_id;
          return unit.Insert(now);
        }
        if (what < 6 && other.helper_kind == now.helper_kind) now.helper_id = other.helper_id;
        now.state = static_cast<PairingState>(random_() % domain::kPairingStateNames.size());
        return unit.Update(now);
      });
    }
    ExpectAsCounted();
  }
}

TEST_F(LoadTallyTest, StaysTheSameWhereNobodysLoadChanged) {
  const auto before = Now();
  EXPECT_EQ(Now(), before) << "nothing happened";
  const std::vector<Pairing> all = AllOf<Pairing>();
  const auto suggested = std::find_if(all.begin(), all.end(), [](const Pairing& pairing) {
    return pairing.state == PairingState::kSuggested;
  });
  ASSERT_NE(suggested, all.end());
  const auto become = [&](PairingState state) {
    Change([&](store::UnitOfWork& unit) -> base::Status {
      JIEDUI_ASSIGN(Pairing now, unit.Get(domain::PairingId{suggested->id}));
      now.state = state;
      return unit.Update(now);
    });
  };
  become(PairingState::kApproved);
  EXPECT_EQ(Now(), before) << "approved is not yet in force";
  become(PairingState::kPublished);
  EXPECT_NE(Now(), before);
  const RecordKey helper{suggested->helper_kind, suggested->helper_id};
  EXPECT_EQ(Now()->Of(helper).used, before->Of(helper).used + 1);
}

}  // namespace
}  // namespace jiedui::services
