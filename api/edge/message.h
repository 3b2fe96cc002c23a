#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace jiedui::edge {

/// Names with values in order of arrival; a name may come several times. kIgnoreCase: names are
/// compared without regard to ASCII case, as HTTP does for header fields. Lookups are linear: the
/// edge's limits keep these lists short.
template <bool kIgnoreCase>
class FieldList {
 public:
  using Entry = std::pair<std::string, std::string>;

  void Add(std::string name, std::string value) {
    entries_.emplace_back(std::move(name), std::move(value));
  }

  /// The first value of that name; nothing where there is none. Valid as long as the list is.
  [[nodiscard]] std::optional<std::string_view> Get(std::string_view name) const;

  /// Every value of that name, in order.
  [[nodiscard]] std::vector<std::string_view> All(std::string_view name) const;

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  std::vector<Entry> entries_;
};

extern template class FieldList<true>;
extern template class FieldList<false>;

using Headers = FieldList<true>;
using Query = FieldList<false>;

/// ASCII case-insensitive equality, for header names and tokens.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);

/// One whole, checked request. Immutable once a handler sees it.
struct Request {
  std::string method;  ///< a token as it came: "GET", "HEAD" …; unknown ones included
  std::string target;  ///< the request target as it came, for logs
  std::string path;    ///< percent-decoded, valid UTF-8, starts with '/'; never "//", a dot
                       ///< segment, a control character or a decoded '/' ("*" for OPTIONS *)
  Query query;         ///< percent-decoded, '+' as blank, repeated keys kept, valid UTF-8
  Headers headers;     ///< as sent, blanks around values removed
  std::string body;    ///< whole and unchunked
  std::string peer;    ///< numeric address of the client (or of the proxy in front)
  std::string id;      ///< X-Request-Id: the client's if sane, else 32 hex digits
  base::TimeMs received_ms = 0;  ///< when the request was complete
  int minor_version = 1;         ///< HTTP/1.minor: 0 or 1
  bool keep_alive = true;        ///< whether the client wants the connection kept
};

/// The next piece of a long reply, or nothing at its end; an empty piece is skipped. Called on
/// worker threads, one call at a time, only when the client has taken most of what it was given. A
/// throw cuts the connection, so that the client sees that the reply is incomplete.
using ChunkProducer = std::function<std::optional<std::string>()>;

/// What a reply carries: nothing, immutable bytes, or pieces made while sending. Cheap to copy;
/// bytes are shared, never copied.
class Body {
 public:
  Body() = default;

  static Body Of(std::string bytes);
  static Body Shared(std::shared_ptr<const std::string> bytes);

  /// `bytes` must stay valid and unchanged as long as `owner` lives.
  static Body View(std::string_view bytes, std::shared_ptr<const void> owner);

  static Body Chunks(ChunkProducer producer);

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] const std::shared_ptr<const void>& owner() const { return owner_; }
  /// Null unless made by Chunks().
  [[nodiscard]] const std::shared_ptr<ChunkProducer>& producer() const { return producer_; }

 private:
  std::string_view bytes_;
  std::shared_ptr<const void> owner_;
  std::shared_ptr<ChunkProducer> producer_;
};

/// A handler's answer. The edge adds Date, Content-Length or Transfer-Encoding, Connection and
/// X-Request-Id; a handler that sets one of these, a status outside 200 … 599, or a header with
/// characters that HTTP forbids (CR and LF above all) is at fault: the client gets 500, the log
/// says why.
struct Response {
  int status = 200;
  Headers headers;
  Body body;
};

/// A reply with a Content-Type.
Response MakeResponse(int status, std::string content_type, std::string body);

/// RFC 9457 problem+json: {"type","title","status","code","detail","field","request_id"}.
/// `detail` is for a person (Chinese), `code` for programs (base::ErrorCodeName where one fits),
/// `field` empty where none is at fault.
Response ProblemResponse(int status, std::string_view code, std::string_view detail,
                         std::string_view request_id, std::string_view field = {});

/// The status's standard phrase, "Not Found"; "Status" for one without.
std::string_view ReasonPhrase(int status);

/// The moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
std::string HttpDate(base::TimeMs time_ms);

}  // namespace jiedui::edge
