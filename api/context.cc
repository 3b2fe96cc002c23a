#include "api/context.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "services/access.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonDocument;
using base::JsonValue;
using base::Result;
using base::Status;

constexpr std::size_t kLongestShown = 64;  // of a wrong value that an error repeats

std::string Shown(std::string_view text) { return std::string(text.substr(0, kLongestShown)); }

bool Among(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The kinds with a page of their own in the rosters: what use cases write is not among them.
bool IsRoster(domain::Kind kind) {
  return kind != domain::Kind::kPlan && kind != domain::Kind::kPairing &&
         kind != domain::Kind::kUncovered;
}

/// The version of `"v3"`; nothing for any other text.
std::optional<std::int64_t> VersionOfTag(std::string_view tag) {
  if (tag.size() < 4 || !tag.starts_with("\"v") || !tag.ends_with('"')) return std::nullopt;
  const std::string_view digits = tag.substr(2, tag.size() - 3);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole && version >= 0 ? std::optional(version) : std::nullopt;
}

}  // namespace

Context::Context(const Site& site, const edge::Request& request, const RouteMatch& match,
                 const Client& client, const services::Login* login)
    : site_(site), request_(request), match_(match), client_(client), login_(login) {}

std::string_view Context::Parameter(std::string_view name) const {
  const auto found = match_.parameters.find(name);
  return found == match_.parameters.end() ? std::string_view{} : std::string_view(found->second);
}

Result<std::int64_t> Context::PathId() const {
  const Result<std::int64_t> id = base::ParseId(Parameter("id"));
  if (id) return *id;
  return Fail(ErrorCode::kInvalid, "“" + Shown(Parameter("id")) + "” 不是编号", "id");
}

Result<domain::Kind> Context::PathKind() const {
  const std::string_view plural = Parameter("plural");
  for (const domain::RecordType& type : domain::RecordTypes()) {
    if (type.plural == plural && IsRoster(type.kind)) return type.kind;
  }
  return Fail(ErrorCode::kNotFound, "没有名册 “" + Shown(plural) + "”", "plural");
}

Status Context::AllowQuery(std::initializer_list<std::string_view> names) const {
  for (const auto& [name, value] : request_.query.entries()) {
    if (!Among(names, name)) {
      return Fail(ErrorCode::kInvalid, "没有查询参数 “" + Shown(name) + "”", Shown(name));
    }
    if (request_.query.All(name).size() > 1) {
      return Fail(ErrorCode::kInvalid, name + " 只能出现一次", name);
    }
  }
  return {};
}

std::string Context::QueryText(std::string_view name) const {
  return std::string(request_.query.Get(name).value_or(""));
}

std::vector<std::string> Context::QueryList(std::string_view name) const {
  const std::string text = QueryText(name);
  if (text.empty()) return {};
  std::vector<std::string> values;
  for (const std::string_view part : base::Split(text, ',')) values.emplace_back(part);
  return values;
}

Result<std::size_t> Context::QueryCount(std::string_view name, std::size_t fallback,
                                        std::size_t most) const {
  const auto text = request_.query.Get(name);
  if (!text) return fallback;
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  const bool whole = error == std::errc() && end == text->data() + text->size();
  if (whole && count >= 1 && count <= most) return count;
  return Fail(ErrorCode::kInvalid,
              std::string(name) + " 应为 1 到 " + std::to_string(most) + " 的整数",
              std::string(name));
}

Result<bool> Context::QueryFlag(std::string_view name) const {
  const std::string text = QueryText(name);
  if (text == "true") return true;
  if (text.empty() || text == "false") return false;
  return Fail(ErrorCode::kInvalid, std::string(name) + " 应为 true 或 false", std::string(name));
}

Result<std::int64_t> Context::QueryId(std::string_view name) const {
  const auto text = request_.query.Get(name);
  if (!text) return 0;
  const Result<std::int64_t> id = base::ParseId(*text);
  if (id) return *id;
  return Fail(ErrorCode::kInvalid, std::string(name) + ": “" + Shown(*text) + "” 不是编号",
              std::string(name));
}

Result<std::optional<services::RecordKey>> Context::QueryKey(std::string_view name) const {
  const auto text = request_.query.Get(name);
  if (!text) return std::nullopt;
  const Result<services::RecordKey> key = services::ParseKey(*text);
  if (key) return std::optional(*key);
  return Fail(ErrorCode::kInvalid, key.error().message, std::string(name));
}

tl::unexpected<base::Error> Context::NoSuchCode(std::string_view name, const std::string& code) {
  return Fail(ErrorCode::kInvalid, std::string(name) + " 没有 “" + Shown(code) + "” 这个值",
              std::string(name));
}

Result<std::int64_t> Context::ExpectedVersion() const {
  const auto header = request_.headers.Get("If-Match");
  if (!header) return Fail(ErrorCode::kPreconditionRequired, "缺少 If-Match", "If-Match");
  const std::optional<std::int64_t> version = VersionOfTag(*header);
  if (version) return *version;
  return Fail(ErrorCode::kInvalid, "If-Match 应为 \"v版本号\" 的形式", "If-Match");
}

bool Context::Holds(std::string_view etag) const {
  const auto header = request_.headers.Get("If-None-Match");
  if (!header) return false;
  for (std::string_view tag : base::Split(*header, ',')) {
    tag = base::Trim(tag);
    if (tag.starts_with("W/")) tag.remove_prefix(2);  // If-None-Match compares weakly (RFC 9110)
    if (tag == etag || tag == "*") return true;
  }
  return false;
}

std::string Context::SessionToken() const {
  return CookieValue(request_, kSessionCookie, client_.secure);
}

std::string Context::CookieText(std::string_view name) const {
  return CookieValue(request_, name, false);
}

Result<JsonDocument> Context::JsonBody(std::initializer_list<std::string_view> members) const {
  JIEDUI_ASSIGN(JsonDocument document, JsonDocument::Parse(request_.body));
  if (!document.root().IsObject()) return Fail(ErrorCode::kInvalid, "请求体应为 JSON 对象");
  if (members.size() == 0) return document;
  for (const auto& [name, value] : document.root().Members()) {
    if (Among(members, name)) continue;
    return Fail(ErrorCode::kInvalid, "请求体没有成员 “" + Shown(name) + "”", Shown(name));
  }
  return document;
}

Result<std::string> MemberText(JsonValue object, std::string_view name, std::size_t least,
                               std::size_t most) {
  const std::optional<JsonValue> member = object.Find(name);
  if (!member && least == 0) return std::string();
  const auto text = member ? member->AsString() : std::nullopt;
  const std::size_t length = text ? base::CountCodePoints(*text) : 0;
  if (text && length >= least && length <= most) return std::string(*text);
  return Fail(ErrorCode::kInvalid,
              std::string(name) + " 应为 " + std::to_string(least) + " 到 " + std::to_string(most) +
                  " 个字符的文字",
              std::string(name));
}

Result<std::int64_t> MemberInteger(JsonValue object, std::string_view name, std::int64_t least,
                                   std::int64_t most) {
  const std::optional<JsonValue> member = object.Find(name);
  const auto number = member ? member->AsInt() : std::nullopt;
  if (number && *number >= least && *number <= most) return *number;
  return Fail(ErrorCode::kInvalid,
              std::string(name) + " 应为 " + std::to_string(least) + " 到 " + std::to_string(most) +
                  " 的整数",
              std::string(name));
}

Result<std::int64_t> MemberId(JsonValue object, std::string_view name) {
  const std::optional<JsonValue> member = object.Find(name);
  const Result<std::int64_t> id =
      base::ParseId(member ? member->AsString().value_or("") : std::string_view{});
  if (id) return *id;
  return Fail(ErrorCode::kInvalid, std::string(name) + " 应为编号", std::string(name));
}

Result<services::RecordKey> MemberKey(JsonValue object, std::string_view name) {
  const std::string field(name);
  const std::optional<JsonValue> member = object.Find(name);
  if (!member || !member->IsObject()) {
    return Fail(ErrorCode::kInvalid, field + " 应为含 kind 和 id 的对象", field);
  }
  for (const auto& [own, value] : member->Members()) {
    if (own == "kind" || own == "id") continue;
    return Fail(ErrorCode::kInvalid, field + " 没有成员 “" + std::string(own.substr(0, 64)) + "”",
                std::string(own));
  }
  services::RecordKey key;
  JIEDUI_ASSIGN(key.kind, MemberCode<domain::Kind>(*member, "kind"));
  JIEDUI_ASSIGN(key.id, MemberId(*member, "id"));
  return key;
}

Result<std::vector<std::string>> MemberTexts(JsonValue object, std::string_view name,
                                             std::size_t most) {
  const std::optional<JsonValue> member = object.Find(name);
  const auto wrong = [&](const std::string& what) {
    return Fail(ErrorCode::kInvalid, std::string(name) + what, std::string(name));
  };
  if (!member || !member->IsArray()) return wrong(" 应为文字数组");
  std::vector<std::string> texts;
  std::set<std::string_view> seen;
  for (const JsonValue& item : member->Items()) {
    const auto text = item.AsString();
    if (!text) return wrong(" 应为文字数组");
    if (!seen.insert(*text).second) return wrong(": “" + Shown(*text) + "” 重复");
    texts.emplace_back(*text);
  }
  if (texts.empty() || texts.size() > most)
    return wrong(" 应有 1 到 " + std::to_string(most) + " 项");
  return texts;
}

edge::Response JsonResponse(int status, const base::JsonWriter& json) {
  return edge::MakeResponse(status, "application/json", json.Text());
}

edge::Response VersionedResponse(int status, const base::JsonWriter& json, std::int64_t version) {
  edge::Response response = JsonResponse(status, json);
  response.headers.Add("ETag", "\"v" + std::to_string(version) + "\"");
  return response;
}

edge::Response NoContent() {
  edge::Response response;
  response.status = 204;
  return response;
}

edge::Response DocumentResponse(const Context& context, const FixedDocument& document) {
  edge::Response response;
  if (context.Holds(document.etag)) {
    response.status = 304;
  } else {
    response = edge::MakeResponse(200, "application/json", document.json);
  }
  response.headers.Add("ETag", document.etag);
  // Kept by the caller, asked about each time.
  response.headers.Add("Cache-Control", "private, no-cache");
  return response;
}

void WriteNextCursor(base::JsonWriter& json, std::string_view cursor) {
  json.Key("next_cursor");
  cursor.empty() ? json.Null() : json.String(cursor);
}

}  // namespace jiedui::api
