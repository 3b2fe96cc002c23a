// The request parser on hostile bytes. Byte 0 chooses how the rest is split. Checked: the outcome
// does not depend on the split, limits hold, and no accepted request has what the parser promises
// to refuse.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/edge/request_parser.h"
#include "api/edge/tokens.h"
#include "base/text.h"

namespace {

using jiedui::edge::FramingLimits;
using jiedui::edge::Request;
using jiedui::edge::RequestParser;
using State = RequestParser::State;

constexpr FramingLimits kLimits{
    .request_line_bytes = 256, .header_bytes = 512, .header_count = 12, .body_bytes = 256};

void Require(bool fact) {
  if (!fact) std::abort();
}

void CheckPromises(const Request& request) {
  Require(jiedui::edge::IsToken(request.method));
  Require(request.path == "*" || request.path.starts_with('/'));
  Require(request.path.find("//") == std::string::npos);
  Require((request.path + "/").find("/../") == std::string::npos);
  Require((request.path + "/").find("/./") == std::string::npos);
  Require(request.path.find('\0') == std::string::npos);
  Require(jiedui::base::IsValidUtf8(request.path));
  Require(request.target.size() <= kLimits.request_line_bytes);
  Require(request.headers.size() <= kLimits.header_count);
  Require(request.body.size() <= kLimits.body_bytes);
  for (const auto& [name, value] : request.headers.entries()) {
    Require(jiedui::edge::IsToken(name) && jiedui::edge::IsFieldValue(value));
  }
  const std::size_t lengths = request.headers.All("Content-Length").size();
  Require(lengths + request.headers.All("Transfer-Encoding").size() <= 1);
}

/// Everything observable of a whole input, fed in pieces of `step` bytes.
std::string Outcome(std::string_view input, std::size_t step) {
  RequestParser parser(kLimits);
  std::string text;
  while (!input.empty() && parser.state() != State::kRefused) {
    const std::string_view piece = input.substr(0, step);
    const std::size_t used = parser.Consume(piece);
    Require(used <= piece.size() && used > 0);
    input.remove_prefix(used);
    if (parser.state() != State::kComplete) continue;
    const Request request = parser.Take();
    CheckPromises(request);
    text += request.method + ' ' + request.path + ' ' + request.body + '\n';
    for (const auto& [name, value] : request.headers.entries()) {
      text.append(name).append(":").append(value).append("\n");
    }
    for (const auto& [name, value] : request.query.entries()) {
      text.append(name).append("=").append(value).append("\n");
    }
  }
  text += std::to_string(static_cast<int>(parser.state()));
  if (parser.state() == State::kRefused) text += std::to_string(parser.refusal().status);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = Outcome(input, std::string_view::npos);
  Require(whole == Outcome(input, 1));
  Require(whole == Outcome(input, 1 + data[0] % 64U));
  return 0;
}
