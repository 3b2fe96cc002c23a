#include "app/sso_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <initializer_list>

#include "app/city.h"
#include "base/json_reader.h"
#include "base/text.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::JsonDocument;
using base::JsonValue;
using base::Result;
using base::Status;
using services::ClientAuthentication;

/// Reads one object of the file, and refuses what it does not know.
class Section {
 public:
  Section(std::string name, JsonValue json) : name_(std::move(name)), json_(json) {}

  [[nodiscard]] Status Only(std::initializer_list<std::string_view> members) const {
    if (!json_.IsObject()) return Bad({}, "应为对象");
    for (const auto& [member, value] : json_.Members()) {
      if (std::find(members.begin(), members.end(), member) == members.end())
        return Bad(member, "没有这一项");
    }
    return {};
  }
  [[nodiscard]] Status Take(std::string_view member, std::string& text) const {
    const auto value = json_.Find(member);
    if (!value) return {};
    if (!value->AsString()) return Bad(member, "应为文字");
    text = *value->AsString();
    return {};
  }
  [[nodiscard]] Status Take(std::string_view member, std::int64_t& number) const {
    const auto value = json_.Find(member);
    if (!value) return {};
    if (!value->AsInt()) return Bad(member, "应为整数");
    number = *value->AsInt();
    return {};
  }
  [[nodiscard]] Status Take(std::string_view member, bool& flag) const {
    const auto value = json_.Find(member);
    if (!value) return {};
    if (!value->AsBool()) return Bad(member, "应为 true 或 false");
    flag = *value->AsBool();
    return {};
  }
  [[nodiscard]] Status Take(std::string_view member, std::vector<std::string>& texts) const {
    const auto value = json_.Find(member);
    if (!value) return {};
    if (!value->IsArray()) return Bad(member, "应为文字数组");
    texts.clear();
    for (const JsonValue one : value->Items()) {
      if (!one.AsString()) return Bad(member, "应为文字数组");
      texts.emplace_back(*one.AsString());
    }
    return {};
  }
  [[nodiscard]] tl::unexpected<base::Error> Bad(std::string_view member,
                                                const std::string& what) const {
    std::string field = name_;
    if (!member.empty()) field += (field.empty() ? "" : ".") + std::string(member);
    return Fail(ErrorCode::kInvalid, "单点登录配置 " + field + ": " + what, field);
  }

 private:
  std::string name_;
  JsonValue json_;
};

Result<services::OidcOptions> ReadOidc(JsonValue json, const fs::path& folder) {
  services::OidcOptions oidc;
  const Section section("oidc", json);
  JIEDUI_CHECK(
      section.Only({"title", "issuer", "client_id", "client_secret_file", "client_authentication",
                    "scopes", "subject_claim", "algorithms", "clock_skew_s"}));
  std::string secret_file;
  std::string authentication = "client_secret_basic";
  JIEDUI_CHECK(section.Take("title", oidc.title));
  JIEDUI_CHECK(section.Take("issuer", oidc.issuer));
  JIEDUI_CHECK(section.Take("client_id", oidc.client_id));
  JIEDUI_CHECK(section.Take("client_secret_file", secret_file));
  JIEDUI_CHECK(section.Take("client_authentication", authentication));
  JIEDUI_CHECK(section.Take("scopes", oidc.scopes));
  JIEDUI_CHECK(section.Take("subject_claim", oidc.subject_claim));
  JIEDUI_CHECK(section.Take("algorithms", oidc.algorithms));
  JIEDUI_CHECK(section.Take("clock_skew_s", oidc.clock_skew_s));
  const bool post = authentication == "client_secret_post";
  if (!post && authentication != "client_secret_basic")
    return section.Bad("client_authentication", "应为 client_secret_basic 或 client_secret_post");
  if (post) oidc.authentication = ClientAuthentication::kSecretPost;
  if (secret_file.empty()) return section.Bad("client_secret_file", "应写明密钥文件");
  JIEDUI_ASSIGN(oidc.client_secret, ReadSecretFile(folder / secret_file));
  return oidc;
}

Result<services::CasOptions> ReadCas(JsonValue json) {
  services::CasOptions cas;
  const Section section("cas", json);
  JIEDUI_CHECK(section.Only({"title", "url", "subject_attribute"}));
  JIEDUI_CHECK(section.Take("title", cas.title));
  JIEDUI_CHECK(section.Take("url", cas.url));
  JIEDUI_CHECK(section.Take("subject_attribute", cas.subject_attribute));
  return cas;
}

Result<services::NewAccounts> ReadNewAccounts(JsonValue json) {
  services::NewAccounts accounts;
  const Section section("new_accounts", json);
  JIEDUI_CHECK(section.Only({"role", "region_code", "department_code"}));
  std::string role;
  JIEDUI_CHECK(section.Take("role", role));
  JIEDUI_CHECK(section.Take("region_code", accounts.region_code));
  JIEDUI_CHECK(section.Take("department_code", accounts.department_code));
  const auto known = domain::FromCode<domain::Role>(role);
  if (!known) return section.Bad("role", "没有角色 “" + role + "”");
  accounts.role = *known;
  return accounts;
}

}  // namespace

Result<std::string> ReadSecretFile(const fs::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode))
    return Fail(ErrorCode::kNotFound, "没有密钥文件 " + file.string(), "client_secret_file");
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Fail(ErrorCode::kInvalid,
                "密钥文件 " + file.string() + " 只应由其属主读写，请执行 chmod 600",
                "client_secret_file");
  JIEDUI_ASSIGN(const std::string text, ReadFile(file));
  return std::string(base::Trim(text));
}

Result<services::SsoOptions> ReadSsoFile(const fs::path& file) {
  JIEDUI_ASSIGN(const std::string text, ReadFile(file));
  const Result<JsonDocument> document = JsonDocument::Parse(text);
  if (!document)
    return Fail(ErrorCode::kInvalid, file.string() + ": " + document.error().message, "--sso");
  const JsonValue root = document->root();
  const Section section("", root);
  JIEDUI_CHECK(section.Only({"public_url", "allow_http", "oidc", "cas", "new_accounts",
                             "timeout_ms", "most_at_once", "begun_valid_s"}));
  services::SsoOptions options;
  JIEDUI_CHECK(section.Take("public_url", options.public_url));
  JIEDUI_CHECK(section.Take("allow_http", options.allow_http));
  JIEDUI_CHECK(section.Take("timeout_ms", options.timeout_ms));
  JIEDUI_CHECK(section.Take("most_at_once", options.most_at_once));
  JIEDUI_CHECK(section.Take("begun_valid_s", options.begun_valid_s));
  if (const auto oidc = root.Find("oidc")) {
    JIEDUI_ASSIGN(options.oidc, ReadOidc(*oidc, file.parent_path()));
  }
  if (const auto cas = root.Find("cas")) {
    JIEDUI_ASSIGN(options.cas, ReadCas(*cas));
  }
  if (const auto accounts = root.Find("new_accounts")) {
    JIEDUI_ASSIGN(options.new_accounts, ReadNewAccounts(*accounts));
  }
  JIEDUI_CHECK(options.Validate());
  return options;
}

}  // namespace jiedui::app
