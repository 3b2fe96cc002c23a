#include "app/messenger.h"

#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.h"

namespace jiedui::app {
namespace {

constexpr std::chrono::minutes kEvery{1};
/// What one node of several has at a time, and for how long since it last said so.
constexpr std::string_view kMessenger = "messenger";
constexpr base::TimeMs kMessengerMs = 3 * 60'000;

/// Sends today's reminders where it is time.
void Remind(services::DailyReminders& daily) {
  const auto run = daily.Tick();
  if (!run)
    return base::Log(base::LogLevel::kWarning, "reminders", {{"reason", run.error().message}});
  if (*run)
    base::Log(base::LogLevel::kInfo, "reminders", {{"sent", std::to_string((*run)->sent.size())}});
}

/// Does this node send reminders and messages, for some time from now? One of several does; a
/// SQLite file has one service.
bool IsMessenger(store::Store& store) {
  if (store.engine() == store::Engine::kSqlite) return true;
  return store.HoldLease(kMessenger, kMessengerMs).value_or(false);
}

}  // namespace

Messenger::Messenger(services::Workspace& workspace,
                     std::unique_ptr<services::WebhookSender> webhooks)
    : workspace_(workspace), webhooks_(std::move(webhooks)), daily_(workspace) {}

base::Result<std::unique_ptr<Messenger>> Messenger::Make(services::Workspace& workspace,
                                                         const base::Clock& clock,
                                                         services::WebhookOptions options) {
  options.seed = std::random_device()();
  JIEDUI_ASSIGN(std::unique_ptr<services::WebhookSender> webhooks,
                services::WebhookSender::Make(workspace, clock, options));
  return std::unique_ptr<Messenger>(new Messenger(workspace, std::move(webhooks)));
}

void Messenger::Start() {
  turn_ = std::make_unique<services::Recurring>(kEvery, [this] { Tick(); });
}

void Messenger::Tick() {
  const bool may = IsMessenger(workspace_.store);
  if (may && !sends_) webhooks_->Start();
  if (!may && sends_) webhooks_->Stop();
  sends_ = may;
  if (may) Remind(daily_);
}

void Messenger::Stop() {
  turn_.reset();
  webhooks_->Stop();
  if (sends_ && workspace_.store.engine() != store::Engine::kSqlite)
    static_cast<void>(workspace_.store.ReturnLease(kMessenger));
}

}  // namespace jiedui::app
