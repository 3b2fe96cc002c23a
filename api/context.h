#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/client.h"
#include "api/routes.h"
#include "api/site.h"
#include "base/json_reader.h"
#include "base/json_writer.h"
#include "domain/field.h"
#include "services/auth.h"
#include "services/corpus.h"

namespace jiedui::api {

/// One request on its way through a handler: what came, who asks, and the readers that refuse what
/// the contract does not name. Every reader's error is kInvalid with the member or parameter as its
/// field, unless it says otherwise. Used by one thread.
class Context {
 public:
  /// All must outlive the context. `login` is null on routes for anyone.
  Context(const Site& site, const edge::Request& request, const RouteMatch& match,
          const Client& client, const services::Login* login);

  [[nodiscard]] const Site& site() const { return site_; }
  [[nodiscard]] services::Workspace& workspace() const { return site_.workspace; }
  [[nodiscard]] const edge::Request& request() const { return request_; }
  [[nodiscard]] const Client& client() const { return client_; }
  /// Only on routes for who is logged in.
  [[nodiscard]] const domain::Actor& actor() const { return login_->actor; }
  [[nodiscard]] const domain::User& user() const { return login_->user; }
  [[nodiscard]] const services::Login& login() const { return *login_; }

  // The path.

  [[nodiscard]] std::string_view Parameter(std::string_view name) const;
  /// `{id}`.
  [[nodiscard]] base::Result<std::int64_t> PathId() const;
  /// `{plural}`: a roster; kNotFound for any other word, those of plans and pairings included.
  [[nodiscard]] base::Result<domain::Kind> PathKind() const;

  // The query.

  /// Refuses parameters besides these, and one that comes twice.
  [[nodiscard]] base::Status AllowQuery(std::initializer_list<std::string_view> names) const;
  /// The parameter's value; empty where it is missing.
  [[nodiscard]] std::string QueryText(std::string_view name) const;
  /// The values between commas; empty where the parameter is missing or empty.
  [[nodiscard]] std::vector<std::string> QueryList(std::string_view name) const;
  /// A whole number of 1 … most.
  [[nodiscard]] base::Result<std::size_t> QueryCount(std::string_view name, std::size_t fallback,
                                                     std::size_t most) const;
  [[nodiscard]] base::Result<bool> QueryFlag(std::string_view name) const;
  /// An id; 0 where the parameter is missing.
  [[nodiscard]] base::Result<std::int64_t> QueryId(std::string_view name) const;
  /// `KIND:ID`; nothing where the parameter is missing.
  [[nodiscard]] base::Result<std::optional<services::RecordKey>> QueryKey(
      std::string_view name) const;
  /// The codes of an enumeration between commas.
  template <domain::Named E>
  [[nodiscard]] base::Result<std::vector<E>> QueryCodes(std::string_view name) const {
    std::vector<E> values;
    for (const std::string& code : QueryList(name)) {
      const std::optional<E> value = domain::FromCode<E>(code);
      if (!value) return NoSuchCode(name, code);
      values.push_back(*value);
    }
    return values;
  }

  // Headers.

  /// The version that a change is based on, from If-Match: `"v3"`. kPreconditionRequired where it
  /// is missing.
  [[nodiscard]] base::Result<std::int64_t> ExpectedVersion() const;
  /// Does the caller hold the copy of that tag already (If-None-Match)?
  [[nodiscard]] bool Holds(std::string_view etag) const;
  /// The session cookie's token; empty where there is none.
  [[nodiscard]] std::string SessionToken() const;
  /// The value of that cookie; empty where there is none.
  [[nodiscard]] std::string CookieText(std::string_view name) const;

  // The body.

  /// The body as a JSON object with no member besides these (none named: any).
  [[nodiscard]] base::Result<base::JsonDocument> JsonBody(
      std::initializer_list<std::string_view> members) const;

 private:
  [[nodiscard]] static tl::unexpected<base::Error> NoSuchCode(std::string_view name,
                                                              const std::string& code);

  const Site& site_;
  const edge::Request& request_;
  const RouteMatch& match_;
  const Client& client_;
  const services::Login* login_;
};

// Members of a JSON object.

/// A text of `least` … `most` characters; where it is missing: kInvalid, or empty if `least` is 0.
base::Result<std::string> MemberText(base::JsonValue object, std::string_view name,
                                     std::size_t least, std::size_t most);
/// An id as a decimal string.
base::Result<std::int64_t> MemberId(base::JsonValue object, std::string_view name);
/// A record as an object of its kind and id.
base::Result<services::RecordKey> MemberKey(base::JsonValue object, std::string_view name);
/// A whole number of least … most.
base::Result<std::int64_t> MemberInteger(base::JsonValue object, std::string_view name,
                                         std::int64_t least, std::int64_t most);
/// A code of the enumeration.
template <domain::Named E>
base::Result<E> MemberCode(base::JsonValue object, std::string_view name) {
  JIEDUI_ASSIGN(const std::string code, MemberText(object, name, 1, 100));
  const std::optional<E> value = domain::FromCode<E>(code);
  if (value) return *value;
  return base::Fail(base::ErrorCode::kInvalid,
                    std::string(name) + " 没有 “" + code.substr(0, 64) + "” 这个值",
                    std::string(name));
}
/// The distinct texts of an array that has at least one.
base::Result<std::vector<std::string>> MemberTexts(base::JsonValue object, std::string_view name,
                                                   std::size_t most);

// Answers.

edge::Response JsonResponse(int status, const base::JsonWriter& json);
/// With the ETag of that version.
edge::Response VersionedResponse(int status, const base::JsonWriter& json, std::int64_t version);
/// 204.
edge::Response NoContent();
/// The fixed document, or 304 where the caller holds it already.
edge::Response DocumentResponse(const Context& context, const FixedDocument& document);

/// `next_cursor`: null where the cursor is empty.
void WriteNextCursor(base::JsonWriter& json, std::string_view cursor);

}  // namespace jiedui::api
