#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/edge/message.h"

namespace jiedui::edge {

/// How much of a request is read before it is refused.
struct FramingLimits {
  std::size_t request_line_bytes = 8 * 1024;  ///< beyond: 414; long paths hurt every router
  std::size_t header_bytes = 32 * 1024;       ///< all header lines together; beyond: 431
  std::size_t header_count = 100;             ///< beyond: 431
  std::size_t body_bytes = 16 * 1024 * 1024;  ///< unchunked; beyond: 413
};

/// Why a request was refused. The connection cannot be used further: where the next request would
/// start is unknown.
struct Refusal {
  int status = 400;
  std::string detail;  ///< for a person
};

/// A strict, incremental HTTP/1.x request parser. Pure: no clock, no socket. Not thread-safe. The
/// outcome does not depend on how the bytes are split between calls. Linear in the bytes read.
///
/// Refused because readers of HTTP disagree about them, which is how requests are smuggled: bare CR
/// or LF, folded headers, blanks before a colon, more than one Content-Length, one that is not
/// plain digits, Content-Length together with Transfer-Encoding, any transfer coding but one
/// `chunked`, a missing or repeated Host (RFC 9112 sections 2.2, 3.2, 5.1, 5.2, 6.1–6.3, 7.1).
class RequestParser {
 public:
  enum class State {
    kStart,     ///< no byte of a request yet (an empty line before it is skipped)
    kHead,      ///< within the request line or headers
    kBody,      ///< the head is whole and checked
    kComplete,  ///< Take() it
    kRefused,   ///< see refusal()
  };

  explicit RequestParser(const FramingLimits& limits) : limits_(limits) {}

  /// Reads from `bytes`; returns how many were used. Fewer than given only at kComplete (the rest
  /// belongs to the next request) and at kRefused.
  std::size_t Consume(std::string_view bytes);

  [[nodiscard]] State state() const;

  /// The client sent `Expect: 100-continue`, its head is fine and nothing of its body has come yet.
  [[nodiscard]] bool AwaitsContinue() const;

  /// Bytes of body held at present.
  [[nodiscard]] std::size_t body_bytes() const { return request_.body.size(); }

  [[nodiscard]] const Refusal& refusal() const { return refusal_; }

  /// The request (without peer, id and time), leaving the parser ready for the next; before
  /// kComplete, what is known of it, for logs.
  Request Take();

 private:
  enum class Step {
    kRequestLine,
    kHeaderLine,
    kBody,
    kChunkSize,
    kChunkData,
    kChunkEnd,
    kTrailerLine,
    kComplete,
    kRefused,
  };

  std::size_t ConsumeLine(std::string_view bytes);
  std::size_t ConsumeBody(std::string_view bytes);
  std::size_t ConsumeChunkEnd(std::string_view bytes);
  void OnLine(std::string_view line);
  void OnRequestLine(std::string_view line);
  void OnVersion(std::string_view version);
  void OnHeaderLine(std::string_view line);
  void OnChunkSize(std::string_view line);
  void OnHeadEnd();
  bool CheckHost();
  bool CheckExpect();
  void ReadConnection();
  void ChooseBody();
  void ChooseSizedBody(std::string_view digits);
  [[nodiscard]] std::size_t LineLimit() const;
  void RefuseLongLine();
  void Refuse(int status, std::string detail);

  FramingLimits limits_;
  Step step_ = Step::kRequestLine;
  std::string line_;              // the unfinished line
  std::size_t header_bytes_ = 0;  // of the header lines before it; trailers count too
  std::size_t header_count_ = 0;
  std::size_t chunk_overhead_ = 0;  // bytes of chunk extensions so far
  std::uint64_t remaining_ = 0;     // of the sized body or of the present chunk
  bool skipped_empty_line_ = false;
  bool expects_continue_ = false;
  bool body_started_ = false;
  Request request_;
  Refusal refusal_;
};

}  // namespace jiedui::edge
