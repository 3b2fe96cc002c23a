#pragma once

#include <string>
#include <string_view>

#include "api/edge/message.h"
#include "base/result.h"

namespace jiedui::edge {

/// What a reply must know of the request and the connection.
struct ReplyContext {
  std::string_view request_id;
  int minor_version = 1;
  bool head_only = false;  ///< a HEAD request
  bool close = false;      ///< the connection ends after it
  base::TimeMs now_ms = 0;
};

/// A response in wire form.
struct Reply {
  int status = 0;
  std::string head;      ///< status line and headers with the empty line
  Body body;             ///< empty where none may be sent
  bool chunked = false;  ///< the producer's pieces go out in chunks
  bool close = false;
};

/// The wire form; kInternal names what is wrong with the response (see Response).
base::Result<Reply> BuildReply(const Response& response, const ReplyContext& context);

/// The response to a failure of the handler or of the edge; never fails. `status` 4xx or 5xx.
Reply BuildProblemReply(int status, std::string_view detail, const ReplyContext& context);

/// A non-empty piece as one chunk of the chunked coding.
std::string AsChunk(std::string_view piece);

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace jiedui::edge
