#include "services/webhook_sender.h"

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "services/webhook_messages.h"
#include "services/webhooks.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Webhook;
using store::Delivery;
using store::DeliveryState;

constexpr std::int64_t kIdleMs = 1000;
constexpr std::int64_t kLeastHeardMs = 200;
constexpr base::TimeMs kLookOverEveryMs = 60'000;
constexpr base::TimeMs kPurgeEveryMs = 3'600'000;

bool IsTaken(std::int64_t status) { return status >= 200 && status < 300; }

bool IsOverdue(const Delivery& delivery, base::TimeMs now_ms) {
  return delivery.give_up_ms > 0 && delivery.give_up_ms <= now_ms;
}

void Warn(const base::Error& error) {
  base::Log(base::LogLevel::kWarning, "webhooks", {{"reason", error.message}});
}

net::PostRequest RequestOf(const Webhook& webhook, net::Reach reach, const Delivery& delivery,
                           base::TimeMs now_ms) {
  net::PostRequest request{webhook.url, {}, BodyOf(delivery), reach};
  request.headers = {
      "Content-Type: application/json",
      "Jiedui-Event: " + delivery.event,
      "Jiedui-Delivery: " + std::to_string(delivery.id),
      "Jiedui-Signature: " + SignatureOf(webhook.secret, now_ms / 1000, request.body),
  };
  return request;
}

}  // namespace

Result<std::unique_ptr<WebhookSender>> WebhookSender::Make(Workspace& workspace,
                                                           const base::Clock& machine,
                                                           const WebhookOptions& options) {
  JIEDUI_CHECK(options.Validate());
  net::PosterOptions poster_options;
  poster_options.timeout_ms = options.timeout_ms;
  poster_options.connect_timeout_ms =
      std::min(poster_options.connect_timeout_ms, options.timeout_ms);
  poster_options.most_running = static_cast<std::size_t>(kMostWebhooks * options.at_once);
  JIEDUI_ASSIGN(auto poster, net::Poster::Make(poster_options));
  return std::unique_ptr<WebhookSender>(
      new WebhookSender(workspace, machine, options, std::move(poster)));
}

WebhookSender::WebhookSender(Workspace& workspace, const base::Clock& machine,
                             const WebhookOptions& options, std::unique_ptr<net::Poster> poster)
    : workspace_(workspace),
      machine_(machine),
      options_(options),
      poster_(std::move(poster)),
      random_(options.seed) {}

WebhookSender::~WebhookSender() { Stop(); }

void WebhookSender::Start() {
  stopping_ = false;
  thread_ = std::thread([this] { Serve(); });
  hearing_ = std::make_unique<store::CommitWatch>(workspace_.store.commits(),
                                                  store::Topic::kChanges, [this] { Hear(); });
}

void WebhookSender::Hear() {
  const std::int64_t now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                                  std::chrono::steady_clock::now().time_since_epoch())
                                  .count();
  // Under many writes a round is not begun for each: the rest is short enough.
  if (now_ms - heard_ms_.exchange(now_ms) >= kLeastHeardMs) poster_->Wake();
}

void WebhookSender::Stop() {
  hearing_.reset();
  stopping_ = true;
  poster_->Wake();
  if (thread_.joinable()) thread_.join();
}

void WebhookSender::Serve() {
  while (!stopping_) {
    const Result<std::size_t> done = Round(kIdleMs);
    if (done) continue;
    Warn(done.error());
    if (const auto noted = Note(poster_->Wait(kIdleMs)); !noted) Warn(noted.error());
  }
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.grace_ms);
  Result<std::size_t> noted = 0;
  while (!(under_way_.empty() && tried_.empty()) && std::chrono::steady_clock::now() < until)
    noted = Note(poster_->Wait(50));
  if (!noted) Warn(noted.error());
}

double WebhookSender::Share() { return std::uniform_real_distribution<double>(0, 1)(random_); }

Result<std::size_t> WebhookSender::Round(std::int64_t most_ms) {
  // What was tried and is not stored would be due again.
  JIEDUI_ASSIGN(const std::size_t stored, StoreTried());
  const Result<std::size_t> taken = QueueChanges(workspace_, machine_.NowMs(), options_);
  if (!taken) Warn(taken.error());  // what is queued already goes out all the same
  JIEDUI_CHECK(KeepHouse());
  JIEDUI_ASSIGN(const std::vector<Subscriber> subscribers, ActiveSubscribers(workspace_));
  JIEDUI_CHECK(Begin(subscribers));
  std::vector<net::PostOutcome> outcomes = std::exchange(refused_, {});
  const bool more =
      !subscribers.empty() && taken && *taken == static_cast<std::size_t>(options_.batch);
  const std::vector<net::PostOutcome> ended =
      poster_->Wait(more || !outcomes.empty() ? 0 : most_ms);
  outcomes.insert(outcomes.end(), ended.begin(), ended.end());
  JIEDUI_ASSIGN(const std::size_t noted, Note(outcomes));
  return stored + noted;
}

Status WebhookSender::Begin(const std::vector<Subscriber>& subscribers) {
  if (subscribers.empty()) return {};
  JIEDUI_ASSIGN(const store::ReadSession session, workspace_.store.Read());
  JIEDUI_ASSIGN(const net::Reach reach, WebhookReach(session));
  for (const Subscriber& one : subscribers) JIEDUI_CHECK(BeginOf(session, one.webhook, reach));
  return {};
}

Status WebhookSender::BeginOf(const store::Reader& reader, const Webhook& webhook,
                              net::Reach reach) {
  Line& line = lines_[webhook.id];
  const base::TimeMs now_ms = machine_.NowMs();
  // After silence one knocks alone.
  const std::int64_t most = line.unanswered > 0 ? 1 : options_.at_once;
  std::int64_t free = most - std::ssize(line.under_way);
  if (now_ms < line.quiet_until_ms || free <= 0) return {};
  JIEDUI_ASSIGN(std::vector<Delivery> due,
                reader.DueDeliveries(webhook.id, now_ms, most + std::ssize(line.under_way)));
  for (Delivery& delivery : due) {
    if (free == 0) break;
    if (line.under_way.contains(delivery.id)) continue;
    JIEDUI_CHECK(Post(webhook, reach, std::move(delivery)));
    --free;
  }
  return {};
}

Status WebhookSender::CloseGap(Delivery& gap) {
  return workspace_.store.Write({}, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(gap, unit.GetDelivery(gap.id));
    ++gap.attempts;
    return unit.NoteAttempt(gap);
  });
}

Status WebhookSender::Post(const Webhook& webhook, net::Reach reach, Delivery delivery) {
  if (delivery.event == kGapEvent) {
    JIEDUI_CHECK(CloseGap(delivery));
  } else {
    ++delivery.attempts;
  }
  const auto token = static_cast<std::uint64_t>(delivery.id);
  const Status begun = poster_->Start(token, RequestOf(webhook, reach, delivery, machine_.NowMs()));
  if (!begun) refused_.push_back({token, 0, begun.error().message});
  lines_[webhook.id].under_way.insert(delivery.id);
  under_way_.emplace(delivery.id, std::move(delivery));
  return {};
}

Result<std::size_t> WebhookSender::Note(const std::vector<net::PostOutcome>& outcomes) {
  for (const net::PostOutcome& outcome : outcomes) {
    auto node = under_way_.extract(static_cast<std::int64_t>(outcome.token));
    if (node.empty()) continue;
    Delivery& delivery = tried_.emplace_back(std::move(node.mapped()));
    Line& line = lines_[delivery.webhook];
    line.under_way.erase(delivery.id);
    TakeOutcome(outcome, delivery);
    WatchLine(line, outcome.status != 0);
  }
  return StoreTried();
}

Result<std::size_t> WebhookSender::StoreTried() {
  if (tried_.empty()) return 0;
  JIEDUI_CHECK(workspace_.store.Write({}, [&](store::UnitOfWork& unit) -> Status {
    for (const Delivery& delivery : tried_) JIEDUI_CHECK(unit.NoteAttempt(delivery));
    return {};
  }));
  return std::exchange(tried_, {}).size();
}

void WebhookSender::TakeOutcome(const net::PostOutcome& outcome, Delivery& delivery) {
  const base::TimeMs now_ms = machine_.NowMs();
  delivery.tried_ms = now_ms;
  delivery.status = outcome.status;
  delivery.error = outcome.error;
  if (IsTaken(outcome.status)) {
    delivery.state = DeliveryState::kDelivered;
    return;
  }
  if (outcome.status != 0) delivery.error = "对方答复 " + std::to_string(outcome.status);
  if (delivery.give_up_ms == 0) delivery.give_up_ms = now_ms + options_.give_up_ms;
  delivery.next_ms = now_ms + BackoffMs(delivery.attempts, Share(), options_);
  if (delivery.next_ms >= delivery.give_up_ms) delivery.state = DeliveryState::kDead;
}

void WebhookSender::WatchLine(Line& line, bool answered) {
  if (answered) {
    line.unanswered = 0;
    line.quiet_until_ms = 0;
    return;
  }
  // Those that hung side by side are one silence.
  if (machine_.NowMs() < line.quiet_until_ms) return;
  ++line.unanswered;
  line.quiet_until_ms = machine_.NowMs() + BackoffMs(line.unanswered, Share(), options_);
}

Status WebhookSender::KeepHouse() {
  const base::TimeMs now_ms = machine_.NowMs();
  // Those under way have an end of their own, soon: the look-over waits for it.
  const bool waits = std::any_of(under_way_.begin(), under_way_.end(),
                                 [&](const auto& one) { return IsOverdue(one.second, now_ms); });
  if (!waits && now_ms - looked_over_ms_ >= kLookOverEveryMs) {
    looked_over_ms_ = now_ms;
    JIEDUI_ASSIGN(const store::ReadSession session, workspace_.store.Read());
    JIEDUI_ASSIGN(const bool overdue, session.HasOverdueDeliveries(now_ms));
    if (overdue) {
      JIEDUI_CHECK(workspace_.store.Write(
          {}, [&](store::UnitOfWork& unit) { return unit.BuryDeliveries(now_ms); }));
    }
  }
  if (now_ms - purged_ms_ < kPurgeEveryMs) return {};
  purged_ms_ = now_ms;
  return workspace_.store.Write({}, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(unit.PurgeDeliveries(
        {now_ms - options_.keep_delivered_ms, now_ms - options_.keep_dead_ms, options_.most_kept}));
    return {};
  });
}

Result<Delivery> WebhookSender::SendNow(std::int64_t id) {
  net::Reach reach = net::Reach::kPublic;
  Delivery delivery;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace_.store.Read());
    JIEDUI_ASSIGN(delivery, session.GetDelivery(id));
    if (delivery.state != DeliveryState::kPending)
      return Fail(ErrorCode::kConflict, "推送 " + std::to_string(id) + " 已经结束", "delivery");
    JIEDUI_ASSIGN(const Webhook webhook, session.Get(domain::WebhookId{delivery.webhook}));
    JIEDUI_ASSIGN(reach, WebhookReach(session));
    JIEDUI_CHECK(Post(webhook, reach, std::move(delivery)));
  }
  while (under_way_.contains(id)) {
    std::vector<net::PostOutcome> outcomes = std::exchange(refused_, {});
    if (outcomes.empty()) outcomes = poster_->Wait(options_.timeout_ms);
    JIEDUI_CHECK(Note(outcomes));
  }
  JIEDUI_ASSIGN(const store::ReadSession session, workspace_.store.Read());
  return session.GetDelivery(id);
}

}  // namespace jiedui::services
