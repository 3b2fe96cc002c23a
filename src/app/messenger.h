#pragma once

#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "services/recurring.h"
#include "services/reminders.h"
#include "services/webhook_sender.h"
#include "services/workspace.h"

namespace jiedui::app {

/// Sends the reminders and the webhooks' messages of a city, on threads of its own. Of several
/// nodes of one database one sends at a time: which, a lease says; where its node is gone another
/// takes over within minutes.
class Messenger {
 public:
  /// Workspace and clock outlive it; the clock is the machine's.
  static base::Result<std::unique_ptr<Messenger>> Make(services::Workspace& workspace,
                                                       const base::Clock& clock,
                                                       services::WebhookOptions options);

  /// Sends from now on, if it is this node's turn, and looks each minute whose turn it is. Once.
  void Start();
  /// Waits for what is being sent, and lets another node send at once. Before the workspace ends.
  void Stop();

 private:
  Messenger(services::Workspace& workspace, std::unique_ptr<services::WebhookSender> webhooks);

  /// Keeps this node the messenger, or makes it one when the other is gone.
  void Tick();

  services::Workspace& workspace_;
  std::unique_ptr<services::WebhookSender> webhooks_;
  services::DailyReminders daily_;
  bool sends_ = false;  // the recurring thread's only, until it has ended
  std::unique_ptr<services::Recurring> turn_;
};

}  // namespace jiedui::app
