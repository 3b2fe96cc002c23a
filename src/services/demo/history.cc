#include "services/demo/history.h"

#include "base/json_reader.h"
#include "services/demo/month_history.h"
#include "services/pairings.h"
#include "services/plan_events.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::Status;
using domain::Pairing;
using domain::PairingState;
using domain::PairKind;
using workflow::PairingEvent;

constexpr base::TimeMs kMinuteMs = 60'000;

/// Which pairings of a list are rejected, left alone, declined: every n-th, so that each state has
/// some.
constexpr std::size_t kRejectEvery = 17;
constexpr std::size_t kLeaveEvery = 3;
constexpr std::size_t kDeclineEvery = 13;

/// What a refusal says: what speaks against the pair most, where something does; else that it is
/// nobody's fault.
std::string ReasonFor(const Pairing& pairing, std::string_view otherwise) {
  constexpr double kSpeaksAgainst = -0.01;
  const std::array<std::pair<std::string_view, std::string_view>, 3> said = {
      {{"sector", "行业跨度较大，不对口"},
       {"text", "研究方向与企业需求不对口"},
       {"region", "距离较远，企业希望就近对接"}}};
  std::string_view reason = otherwise;
  const auto document = base::JsonDocument::Parse(pairing.explanation);
  const auto factors = document ? document->root().Find("factors") : std::nullopt;
  if (!factors) return std::string(reason);
  double least = kSpeaksAgainst;
  for (const base::JsonValue& factor : factors->Items()) {
    const auto code = factor.Find("code");
    const auto contribution = factor.Find("contribution");
    if (!code || !contribution || contribution->AsDouble().value_or(0) > least) continue;
    for (const auto& [factor_code, words] : said) {
      if (code->AsString() != factor_code) continue;
      least = *contribution->AsDouble();
      reason = words;
    }
  }
  return std::string(reason);
}

class History {
 public:
  History(Workspace& workspace, base::FixedClock& clock) : workspace_(workspace), clock_(clock) {}

  base::Result<domain::PlanId> Make(const base::Date& day, std::string name, PairKind kind) {
    clock_.Set(base::StartOfDayInChina(day) + 9 * 60 * kMinuteMs);
    PlanRequest request;
    request.name = std::move(name);
    request.pair_kinds = {kind};
    JIEDUI_ASSIGN(const MadePlan made, MakePlan(workspace_, domain::Operator(), request));
    return domain::PlanId{made.plan.id};
  }

  /// Rejects some and approves the others; `all` leaves none undecided.
  Status Decide(domain::PlanId plan, bool all) {
    JIEDUI_ASSIGN(const std::vector<Pairing> pairings, Load(plan));
    for (std::size_t i = 0; i < pairings.size(); ++i) {
      if (i % kRejectEvery == kRejectEvery - 1) {
        JIEDUI_CHECK(Event(pairings[i], PairingEvent::kReject,
                           ReasonFor(pairings[i], "企业已与其他单位合作，暂不需要")));
      } else if (all || i % kLeaveEvery != 0) {
        JIEDUI_CHECK(Event(pairings[i], PairingEvent::kApprove, ""));
      }
    }
    return {};
  }

  Status Publish(domain::PlanId id) {
    JIEDUI_ASSIGN(const domain::Plan plan, workspace_.store.Get(id));
    JIEDUI_ASSIGN(const domain::Plan published,
                  PublishPlan(workspace_, domain::Operator(), id, plan.version));
    static_cast<void>(published);
    return {};
  }

  /// The enterprises' answers; some are still out.
  Status Answer(domain::PlanId plan) {
    JIEDUI_ASSIGN(const std::vector<Pairing> pairings, Load(plan));
    for (std::size_t i = 0; i < pairings.size(); ++i) {
      if (pairings[i].state != PairingState::kPublished || i % kLeaveEvery == 0) continue;
      const bool declines = i % kDeclineEvery == kDeclineEvery - 1;
      JIEDUI_CHECK(Event(pairings[i], declines ? PairingEvent::kDecline : PairingEvent::kAccept,
                         declines ? ReasonFor(pairings[i], "近期停产检修，明年再对接") : ""));
    }
    return {};
  }

 private:
  base::Result<std::vector<Pairing>> Load(domain::PlanId plan) {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace_.store.Read());
    return PairingsOf(session, plan);
  }

  Status Event(const Pairing& pairing, PairingEvent event, std::string reason) {
    clock_.Advance(kMinuteMs);
    JIEDUI_ASSIGN(const Pairing decided,
                  DecidePairing(workspace_, domain::Operator(), {pairing.id}, pairing.version,
                                {event, std::move(reason), {}}));
    static_cast<void>(decided);
    return {};
  }

  Workspace& workspace_;
  base::FixedClock& clock_;
};

}  // namespace

Status MakeDemoHistory(Workspace& workspace, base::FixedClock& clock,
                       const base::Progress& progress) {
  History history(workspace, clock);
  constexpr std::size_t kSteps = 3;
  base::Report(progress, "结对历史", 0, kSteps);
  JIEDUI_ASSIGN(const domain::PlanId experts,
                history.Make({2020, 7, 6}, "2020年7月专家指导企业方案", PairKind::kExpert));
  JIEDUI_CHECK(history.Decide(experts, true));
  JIEDUI_CHECK(history.Publish(experts));
  JIEDUI_CHECK(history.Answer(experts));
  base::Report(progress, "结对历史", 1, kSteps);
  JIEDUI_ASSIGN(const domain::PlanId enterprises,
                history.Make({2020, 8, 10}, "2020年8月企业帮扶企业方案", PairKind::kEnterprise));
  JIEDUI_CHECK(history.Decide(enterprises, false));
  base::Report(progress, "结对历史", 2, kSteps);
  JIEDUI_ASSIGN(const domain::PlanId platforms,
                history.Make({2020, 9, 7}, "2020年9月创新平台辅导方案", PairKind::kPlatform));
  static_cast<void>(platforms);
  JIEDUI_CHECK(MakeMonthHistory(workspace, clock));
  base::Report(progress, "结对历史", kSteps, kSteps);
  return {};
}

}  // namespace jiedui::services
