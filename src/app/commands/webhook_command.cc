#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/commands/in_city.h"
#include "base/json_writer.h"
#include "services/digest.h"
#include "services/roster.h"
#include "services/webhook_sender.h"
#include "services/webhooks.h"

namespace jiedui::app {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Webhook;
using store::Delivery;

struct WebhookArguments {
  std::int64_t id = 0;
  std::string name;
  std::string url;
  std::vector<std::string> kinds;
  std::vector<std::string> events;
  std::string secret;
  bool inactive = false;
  std::string state;
  std::size_t limit = 50;
  std::int64_t delivery = 0;
  std::string reach;
};

std::string Listed(const std::vector<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : "、") + code;
  return text.empty() ? std::string("全部") : text;
}

std::string MomentText(base::TimeMs moment_ms) {
  return moment_ms == 0 ? std::string("-") : base::FormatUtc(moment_ms);
}

std::string TextOf(const Delivery& delivery) {
  std::string text = fmt::format("{}  {}", delivery.id, delivery.event);
  if (!delivery.kind.empty())
    text += fmt::format(" {}:{} 第 {} 版", delivery.kind, delivery.record_id, delivery.version);
  if (delivery.missed > 0) text += fmt::format(" 漏 {} 条", delivery.missed);
  text += fmt::format("  {}，试 {} 次", domain::NameOf(delivery.state).zh, delivery.attempts);
  if (delivery.tried_ms != 0) text += "，上次 " + MomentText(delivery.tried_ms);
  if (!delivery.error.empty()) text += "，" + delivery.error;
  const bool waits = delivery.state == store::DeliveryState::kPending && delivery.attempts > 0;
  if (waits) text += "，下次 " + MomentText(delivery.next_ms);
  return text;
}

void WriteDelivery(base::JsonWriter& json, const Delivery& delivery) {
  json.StartObject().Key("id").Id(delivery.id).Member("event", delivery.event);
  json.Member("kind", delivery.kind).Key("record_id").Id(delivery.record_id);
  json.Member("state", domain::Code(delivery.state)).Member("attempts", delivery.attempts);
  json.Member("status", delivery.status).Member("error", delivery.error).EndObject();
}

Status Show(const CommonOptions& common, const Delivery& delivery) {
  base::JsonWriter json;
  WriteDelivery(json, delivery);
  Print(common.json ? json.Text() : TextOf(delivery));
  return {};
}

Status List(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
            const WebhookArguments& /*arguments*/) {
  services::RosterQuery query;
  query.limit = 200;
  JIEDUI_ASSIGN(const services::RosterPage page,
                services::ListRecords(workspace, actor, Kind::kWebhook, query));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  std::string text;
  for (const auto& record : page.items) {
    const auto& webhook = static_cast<const Webhook&>(*record);
    JIEDUI_ASSIGN(const services::DeliveryPage sent,
                  services::ListDeliveries(workspace, actor, {.webhook = webhook.id, .limit = 1}));
    const store::DeliveryCounts& counts = sent.counts;
    text += fmt::format("{}  {}  {}  {}  类别 {}，事件 {}；待送 {}，已送达 {}，已放弃 {}\n",
                        webhook.id, webhook.name, webhook.url, webhook.active ? "启用" : "停用",
                        Listed(webhook.kinds), Listed(webhook.events), counts.pending,
                        counts.delivered, counts.dead);
    json.StartObject().Key("id").Id(webhook.id).Member("name", webhook.name);
    json.Member("url", webhook.url).Member("active", webhook.active);
    json.Member("pending", counts.pending).Member("delivered", counts.delivered);
    json.Member("dead", counts.dead).EndObject();
  }
  json.EndArray().EndObject();
  Print(common.json ? json.Text() : text + fmt::format("共 {} 个", page.total));
  return {};
}

Status Add(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
           const WebhookArguments& arguments) {
  auto webhook = std::make_unique<Webhook>();
  webhook->name = arguments.name;
  webhook->url = arguments.url;
  webhook->kinds = arguments.kinds;
  webhook->events = arguments.events;
  webhook->active = !arguments.inactive;
  const bool made = arguments.secret.empty();
  const std::string secret = made ? services::RandomSecret() : arguments.secret;
  webhook->secret = secret;
  JIEDUI_ASSIGN(const std::unique_ptr<domain::Record> stored,
                services::CreateRecord(workspace, actor, std::move(webhook)));
  base::JsonWriter json;
  json.StartObject().Key("id").Id(stored->id);
  if (made) json.Member("secret", secret);
  json.EndObject();
  std::string text = fmt::format("已添加 webhook:{}", stored->id);
  if (made) text += "\n密钥（只显示这一次）: " + secret;
  Print(common.json ? json.Text() : text);
  return {};
}

Status Remove(const CommonOptions& /*common*/, services::Workspace& workspace, const Actor& actor,
              const WebhookArguments& arguments) {
  JIEDUI_ASSIGN(const auto seen,
                services::ReadRecord(workspace, actor, Kind::kWebhook, arguments.id));
  JIEDUI_CHECK(
      services::RemoveRecord(workspace, actor, Kind::kWebhook, arguments.id, seen->version));
  Print(fmt::format("已删除 webhook:{}", arguments.id));
  return {};
}

Status Deliveries(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
                  const WebhookArguments& arguments) {
  store::DeliveryQuery query{.webhook = arguments.id};
  query.limit = static_cast<std::int64_t>(arguments.limit);
  if (!arguments.state.empty()) {
    query.state = domain::FromCode<store::DeliveryState>(arguments.state);
    if (!query.state)
      return Fail(ErrorCode::kInvalid, "没有状态 “" + arguments.state + "”", "--state");
  }
  JIEDUI_ASSIGN(const services::DeliveryPage page,
                services::ListDeliveries(workspace, actor, query));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  std::string text;
  for (const Delivery& delivery : page.items) {
    WriteDelivery(json, delivery);
    text += TextOf(delivery) + "\n";
  }
  json.EndArray().EndObject();
  Print(common.json ? json.Text()
                    : text + fmt::format("待送 {}，已送达 {}，已放弃 {}", page.counts.pending,
                                         page.counts.delivered, page.counts.dead));
  return {};
}

/// Sends a test message from here and says how it went; fails where it was not taken.
Status Test(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
            const WebhookArguments& arguments) {
  const base::SystemClock clock;
  JIEDUI_ASSIGN(const std::unique_ptr<services::WebhookSender> sender,
                services::WebhookSender::Make(workspace, clock, common.webhooks));
  // Later than this process can take: it is not the service's to send.
  const base::TimeMs not_before_ms = clock.NowMs() + 2 * common.webhooks.timeout_ms;
  JIEDUI_ASSIGN(const Delivery queued,
                services::QueueTest(workspace, actor, arguments.id, not_before_ms));
  JIEDUI_ASSIGN(const Delivery sent, sender->SendNow(queued.id));
  JIEDUI_CHECK(Show(common, sent));
  if (sent.state == store::DeliveryState::kDelivered) return {};
  return Fail(ErrorCode::kUnavailable, "测试消息没有送达: " + sent.error);
}

Status Redeliver(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
                 const WebhookArguments& arguments) {
  JIEDUI_ASSIGN(const std::int64_t requeued,
                services::Redeliver(workspace, actor, arguments.id, arguments.delivery));
  base::JsonWriter json;
  json.StartObject().Member("requeued", requeued).EndObject();
  Print(common.json ? json.Text() : fmt::format("重新推送 {} 条，由 jiedui serve 送出", requeued));
  return {};
}

Status SetReach(const CommonOptions& common, services::Workspace& workspace, const Actor& actor,
                const WebhookArguments& arguments) {
  const bool anywhere = arguments.reach == "anywhere";
  JIEDUI_CHECK(services::SetWebhookReach(workspace, actor,
                                         anywhere ? net::Reach::kAnywhere : net::Reach::kPublic));
  base::JsonWriter json;
  json.StartObject().Member("reach", arguments.reach).EndObject();
  Print(common.json ? json.Text()
                    : (anywhere ? "推送可以到达内网和本机，也可以用 http；仅限测试和可信的内网"
                                : "推送只用 https，只到公网地址"));
  return {};
}

}  // namespace

void AddWebhookCommands(CLI::App& app, CommandLine& line) {
  CLI::App* const webhook = app.add_subcommand(
      "webhook", "变更推送：订阅、送达情况 / other machines that are told of changes");
  webhook->require_subcommand(1);
  auto a = std::make_shared<WebhookArguments>();
  const auto add = [&](const char* name, const char* help, Use<WebhookArguments> use) {
    CLI::App* const command = webhook->add_subcommand(name, help);
    command->callback([&line, a, use] { line.action = InCity<WebhookArguments>(line, a, use); });
    return command;
  };
  const auto add_one = [&](const char* name, const char* help, Use<WebhookArguments> use) {
    CLI::App* const command = add(name, help, use);
    command->add_option("ID", a->id, "编号")->required();
    return command;
  };
  add("list", "列出订阅 / subscriptions", List);
  CLI::App* const adder = add("add", "添加订阅；不给密钥时生成一个，只显示一次 / adds one", Add);
  adder->add_option("NAME", a->name, "名称")->required();
  adder->add_option("URL", a->url, "接收地址，https://…")->required();
  adder->add_option("--kind", a->kinds, "类别，例如 ledger_item；可以多次，不写为全部");
  adder->add_option("--event", a->events,
                    "事件: created、changed、moved、removed、restored；不写为全部");
  adder->add_option("--secret", a->secret, "签名密钥，16 到 256 个字符")
      ->envname("JIEDUI_WEBHOOK_SECRET");
  adder->add_flag("--inactive", a->inactive, "先不启用");
  add_one("remove", "删除订阅 / removes one", Remove);
  CLI::App* const deliveries =
      add_one("deliveries", "送达情况 / what became of messages", Deliveries);
  deliveries->add_option("--state", a->state, "pending、delivered 或 dead");
  deliveries->add_option("--limit", a->limit)->check(CLI::Range(1, 200))->capture_default_str();
  add_one("test", "立即发送一条测试消息 / sends a test message", Test)
      ->add_option("--timeout-ms", line.common.webhooks.timeout_ms, "答复时限（毫秒）")
      ->capture_default_str();
  add_one("redeliver", "重新推送已放弃的 / sends again what was given up", Redeliver)
      ->add_option("--delivery", a->delivery, "只重送这一条");
  add("reach", "推送可以到哪里 / where messages may go", SetReach)
      ->add_option("REACH", a->reach, "public: 只到公网；anywhere: 测试和可信的内网")
      ->required()
      ->check(CLI::IsMember({"public", "anywhere"}));
}

}  // namespace jiedui::app
