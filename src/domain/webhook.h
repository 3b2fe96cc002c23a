#pragma once

#include <string>
#include <vector>

#include "domain/record.h"

namespace jiedui::domain {

/// What a subscriber is told of.
enum class WebhookEvent : std::uint8_t {
  kCreated,
  kChanged,
  kMoved,  ///< changed, its state among what changed
  kRemoved,
  kRestored,
  kReminder,  ///< a reminder was sent
};

constexpr std::array<EnumName, 6> kWebhookEventNames = {{
    {"created", "新增", "Created"},
    {"changed", "修改", "Changed"},
    {"moved", "状态改变", "State changed"},
    {"removed", "删除", "Removed"},
    {"restored", "恢复", "Restored"},
    {"reminder", "催办提醒", "Reminder sent"},
}};
constexpr std::span<const EnumName> NamesOf(WebhookEvent /*tag*/) { return kWebhookEventNames; }

/// May other machines be told of changes of that kind? Not of accounts, nor of subscriptions.
constexpr bool MaySubscribe(Kind kind) {
  return kind != Kind::kUser && kind != Kind::kWebhook && kind != Kind::kUncovered;
}

/// A subscription: another machine that is told of changes. It learns what its owner sees.
struct Webhook : RecordOf<Kind::kWebhook> {
  std::string name;
  std::string url;
  std::vector<std::string> kinds;   ///< codes of kinds; empty: every kind that may be subscribed to
  std::vector<std::string> events;  ///< codes of WebhookEvent; empty: every event
  std::string secret;               ///< signs what is sent; nobody reads it again
  bool active = true;
  std::int64_t owner = 0;  ///< the account that made it; 0 is the operator at the command line
};
using WebhookId = base::Id<Webhook>;

}  // namespace jiedui::domain
