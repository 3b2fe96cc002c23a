#include <algorithm>

#include "services/access.h"
#include "services/record_rules_internal.h"
#include "services/webhook_options.h"
#include "services/webhooks.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Kind;
using domain::Webhook;

constexpr std::size_t kShortestSecret = 16;
constexpr std::size_t kLongestSecret = 256;

Status CheckKinds(const Webhook& webhook) {
  for (const std::string& code : webhook.kinds) {
    const auto kind = domain::FromCode<Kind>(code);
    if (kind && domain::MaySubscribe(*kind)) continue;
    return Fail(ErrorCode::kInvalid, "类别 “" + code + "” 不能推送", "kinds");
  }
  for (const std::string& code : webhook.events) {
    if (domain::FromCode<domain::WebhookEvent>(code)) continue;
    return Fail(ErrorCode::kInvalid, "没有事件 “" + code + "”", "events");
  }
  return {};
}

Status CheckSecret(const Webhook& webhook) {
  const std::string& secret = webhook.secret;
  const bool printable = std::all_of(secret.begin(), secret.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
  });
  if (printable && secret.size() >= kShortestSecret && secret.size() <= kLongestSecret) return {};
  return Fail(ErrorCode::kInvalid, "密钥应为 16 到 256 个可打印的 ASCII 字符，没有空格", "secret");
}

Status SettleWebhook(const domain::Reference& /*reference*/, const store::Reader& reader,
                     domain::Record& record) {
  const auto& webhook = static_cast<const Webhook&>(record);
  JIEDUI_ASSIGN(const net::Reach reach, WebhookReach(reader));
  JIEDUI_CHECK(net::CheckUrl(webhook.url, reach));
  JIEDUI_CHECK(CheckKinds(webhook));
  JIEDUI_CHECK(CheckSecret(webhook));
  if (record.version > 0) return {};
  JIEDUI_ASSIGN(const std::int64_t count, reader.Count(Kind::kWebhook));
  if (count < kMostWebhooks) return {};
  return Fail(ErrorCode::kConflict, "变更推送最多 " + std::to_string(kMostWebhooks) + " 个");
}

Status BeginWebhook(EventCall& call, domain::Record& record) {
  static_cast<Webhook&>(record).owner = call.actor.user_id;
  return {};
}

}  // namespace

RecordRule RulesOfWebhooks() {
  RecordRule rule{Kind::kWebhook, SettleWebhook};
  rule.begin = BeginWebhook;
  return rule;
}

}  // namespace jiedui::services
