#include "unit/api/fixture.h"

#include <stdlib.h>  // mkdtemp

#include <chrono>
#include <map>
#include <thread>

#include "api/client.h"
#include "api/edge/request_target.h"
#include "base/text.h"
#include "domain/credit_code.h"
#include "services/password.h"
#include "services/sign_off_snapshot.h"
#include "support/reference_data.h"
#include "support/sector_data.h"
#include "support/test_database.h"

namespace jiedui::api {
namespace {

constexpr base::TimeMs kStartMs = 1'591'948'800'000;  // 2020-06-12T08:00:00Z

std::filesystem::path MakeFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "jiedui_api_XXXXXX").string();
  return mkdtemp(name.data());
}

const domain::Reference& TheReference() {
  static const domain::Reference reference = testing::ShippedReference();
  return reference;
}

const models::SectorClassifier& TheSectors() {
  static const models::SectorClassifier sectors = testing::ShippedSectorClassifier(TheReference());
  return sectors;
}

/// The cheapest hash there is, made once.
const std::string& TheHash(const char* password) {
  static const std::string hash =
      services::HashPassword(password, services::PasswordCost::kLeast).value();
  return hash;
}

std::string NextCreditCode() {
  static int number = 0;
  std::string code = std::to_string(++number);
  code = "91990500" + std::string(9 - code.size(), '0') + code;
  return code + domain::CreditCodeCheckDigit(code);
}

std::optional<base::JsonValue> Walk(base::JsonValue value, std::string_view path) {
  for (const std::string_view step : base::Split(path, '/')) {
    std::optional<base::JsonValue> next;
    if (value.IsArray()) {
      const auto place = static_cast<std::size_t>(base::ParseInteger(step).value_or(0));
      const std::vector<base::JsonValue> items = value.Items();
      if (place < items.size()) next = items[place];
    } else {
      next = value.Find(step);
    }
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

std::string AllOf(const edge::Body& body) {
  std::string bytes(body.bytes());
  if (body.producer() == nullptr) return bytes;
  while (auto piece = (*body.producer())()) bytes += *piece;
  return bytes;
}

}  // namespace

std::string Reply::Header(std::string_view name) const {
  return std::string(headers.Get(name).value_or(""));
}

std::string Reply::At(std::string_view path) const {
  const auto document = base::JsonDocument::Parse(body);
  const auto value = document ? Walk(document->root(), path) : std::nullopt;
  if (!value) return "<none>";
  const auto text = value->AsString();
  return text ? std::string(*text) : value->Text();
}

int Reply::Count(std::string_view path) const {
  const auto document = base::JsonDocument::Parse(body);
  const auto value = document ? Walk(document->root(), path) : std::nullopt;
  return value && value->IsArray() ? static_cast<int>(value->Items().size()) : -1;
}

struct ApiTest::City {
  explicit City(const base::Clock& clock)
      : folder(MakeFolder()),
        store(store::Store::Open({.path = folder / "jiedui.db",
                                  .url = database.url(),
                                  .clock = &clock,
                                  .watch = services::VoidChangedSignOffs})
                  .value()),
        corpus(*store, TheReference(), folder / "index"),
        search(*store, TheReference(), clock, folder / "index", index::TextPipeline()),
        auth(*store, {}, services::CommonPasswords::Parse("password\n"), &clock),
        evidence(folder / "evidence"),
        workspace{*store, TheReference(), clock,         corpus,  TheSectors(),
                  search, auth,           plan_sessions, evidence} {}
  ~City() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  City(const City&) = delete;
  City& operator=(const City&) = delete;

  std::filesystem::path folder;
  testing::TestDatabase database;
  std::unique_ptr<store::Store> store;
  services::CorpusCache corpus;
  services::SearchIndex search;
  services::AuthState auth;
  services::PlanSessions plan_sessions;
  services::EvidenceStore evidence;
  services::Workspace workspace;
  StaticFiles files{{}};
  ServiceOptions options;
  std::unique_ptr<Service> service;  // made when first asked
  std::map<std::string, std::string> cookies;
  std::map<std::string, std::string> csrf_tokens;
};

ApiTest::ApiTest() : clock_(kStartMs), city_(std::make_unique<City>(clock_)) {
  using domain::Innovation;
  using domain::Role;
  zezhou_ = PutEnterprise("泽州县铸管有限公司", kZezhou, Innovation::kNone);
  zezhou_leader_ = PutEnterprise("泽州县铸件研究有限公司", kZezhou, Innovation::kInstitution, 2);
  gaoping_ = PutEnterprise("高平市铸造有限公司", kGaoping, Innovation::kNone);
  expert_ = PutExpert("李工", 3);
  second_expert_ = PutExpert("王工", 1);
  domain::Need need;
  need.enterprise = {zezhou_};
  need.title = "球墨铸铁管表面缺陷在线检测";
  need.text = "砂眼、裂纹的在线识别";
  need.region_code = kZezhou;
  need.programme_sector = "metallurgy";
  need_ = Put(need);
  PutUser("office", Role::kCityOffice);
  PutUser("zezhou", Role::kCounty, kZezhou);
  PutUser("gaoping", Role::kCounty, kGaoping);
  PutUser("miit", Role::kDepartment, {}, "miit");
  PutUser("auditor", Role::kAuditor);
  PutUser("member", Role::kEnterprise, {}, {}, domain::Kind::kEnterprise, zezhou_);
  PutUser("expert", Role::kExpert, {}, {}, domain::Kind::kExpert, expert_);
}

ApiTest::~ApiTest() = default;

services::Workspace& ApiTest::workspace() { return city_->workspace; }
ServiceOptions& ApiTest::options() { return city_->options; }

void ApiTest::SetFiles(std::vector<StaticFile> files) {
  city_->files = StaticFiles(std::move(files));
}

Service& ApiTest::service() const {
  if (city_->service == nullptr)
    city_->service = std::make_unique<Service>(city_->workspace, city_->files, city_->options);
  return *city_->service;
}

Reply ApiTest::Send(const Ask& ask) const {
  edge::Request request;
  request.method = ask.method;
  request.target = ask.target;
  edge::Target target;
  const auto fault = edge::ParseTarget(ask.method, ask.target, target);
  EXPECT_FALSE(fault) << ask.target;
  request.path = target.path;
  request.query = target.query;
  request.body = ask.body;
  request.peer = ask.peer;
  request.id = "request-1";
  request.headers.Add("Host", "jiedui.example");
  for (const auto& [name, value] : ask.headers) request.headers.Add(name, value);
  const edge::Response response = service().Handle(request);
  return {response.status, response.headers, AllOf(response.body)};
}

Reply ApiTest::Ended(const std::string& login, const std::string& path) {
  while (true) {
    Reply reply = GetAs(login, path);
    const std::string state = reply.At("state");
    if (reply.status != 200 || (state != "waiting" && state != "running")) return reply;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

std::string ApiTest::CookieOf(const std::string& login) {
  std::string& cookie = city_->cookies[login];
  if (!cookie.empty()) return cookie;
  const Reply reply = LogIn(login, kPassword);
  EXPECT_EQ(reply.status, 200) << reply.body;
  city_->csrf_tokens[login] = reply.At("csrf_token");
  return cookie = CookieIn(reply, std::string(kSessionCookie));
}

std::string ApiTest::CsrfOf(const std::string& login) {
  CookieOf(login);
  return city_->csrf_tokens[login];
}

Reply ApiTest::LogIn(const std::string& login, const std::string& password, const std::string& code,
                     std::vector<std::pair<std::string, std::string>> headers) const {
  const std::string with_code = code.empty() ? "" : R"(,"code":")" + code + "\"";
  headers.emplace_back("Content-Type", "application/json");
  return Send(
      {.method = "POST",
       .target = "/api/v1/session",
       .body = R"({"login":")" + login + R"(","password":")" + password + "\"" + with_code + "}",
       .headers = std::move(headers)});
}

std::string ApiTest::CookieIn(const Reply& reply, const std::string& name) {
  for (const std::string_view set : reply.headers.All("Set-Cookie")) {
    if (set.starts_with(name + "=")) return std::string(set.substr(0, set.find(';')));
  }
  return {};
}

Reply ApiTest::SendAs(const std::string& login, const Ask& ask) {
  Ask with = ask;
  with.headers.emplace_back("Cookie", "other=1; " + CookieOf(login));
  if (ask.method != "GET") with.headers.emplace_back("X-CSRF-Token", CsrfOf(login));
  Reply reply = Send(with);
  const std::string renewed = CookieIn(reply, std::string(kSessionCookie));
  if (!renewed.empty() && !renewed.ends_with('=')) city_->cookies[login] = renewed;
  return reply;
}

Reply ApiTest::PostAs(const std::string& login, const std::string& target, const std::string& body,
                      std::int64_t version) {
  Ask ask{.method = "POST", .target = target, .body = body};
  ask.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  if (version >= 0) ask.headers.emplace_back("If-Match", "\"v" + std::to_string(version) + "\"");
  return SendAs(login, ask);
}

Reply ApiTest::PatchAs(const std::string& login, const std::string& target, const std::string& body,
                       std::int64_t version) {
  return SendAs(login, {.method = "PATCH",
                        .target = target,
                        .body = body,
                        .headers = {{"Content-Type", "application/json"},
                                    {"If-Match", "\"v" + std::to_string(version) + "\""}}});
}

std::int64_t ApiTest::Put(domain::Record& record) {
  const base::Status stored =
      city_->store->Write({}, [&](store::UnitOfWork& unit) { return unit.Insert(record); });
  EXPECT_TRUE(stored) << stored.error().message << " " << stored.error().field;
  return record.id;
}

std::int64_t ApiTest::PutEnterprise(const std::string& name, const std::string& region,
                                    domain::Innovation innovation, std::int64_t capacity) {
  domain::Enterprise enterprise;
  enterprise.name = name;
  enterprise.credit_code = NextCreditCode();
  enterprise.region_code = region;
  enterprise.sector_code = "3391";
  enterprise.programme_sector = "metallurgy";
  enterprise.sector_source = domain::SectorSource::kConfirmed;
  enterprise.innovation = innovation;
  enterprise.capacity = capacity;
  enterprise.products = "球墨铸铁管件";
  enterprise.above_scale = true;
  enterprise.contact_phone = "13800138000";
  return Put(enterprise);
}

std::int64_t ApiTest::PutExpert(const std::string& name, std::int64_t capacity) {
  domain::Expert expert;
  expert.name = name;
  expert.organisation = "某大学";
  expert.sectors = {"3391"};
  expert.fields = {"球墨铸铁", "缺陷检测"};
  expert.capacity = capacity;
  expert.phone = "13900139000";
  return Put(expert);
}

void ApiTest::PutUser(const std::string& login, domain::Role role, const std::string& region,
                      const std::string& department, domain::Kind own_kind, std::int64_t own_id) {
  domain::User user;
  user.login = login;
  user.display_name = login + "的姓名";
  user.role = role;
  user.region_code = region;
  user.department_code = department;
  user.own_kind = own_kind;
  user.own_id = own_id;
  user.password_hash = TheHash(kPassword);
  Put(user);
}

}  // namespace jiedui::api
