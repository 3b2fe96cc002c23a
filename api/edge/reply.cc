#include <algorithm>
#include <array>
#include <utility>

#include "api/edge/reply_internal.h"
#include "api/edge/tokens.h"

namespace jiedui::edge {
namespace {

using base::ErrorCode;
using base::Fail;

// How a message is framed is the edge's to say.
constexpr std::array<std::string_view, 7> kOwnHeaders = {
    "Connection", "Content-Length",    "Date",        "Keep-Alive",
    "Trailer",    "Transfer-Encoding", "X-Request-Id"};

base::Status CheckHeader(std::string_view name, std::string_view value) {
  const bool own = std::any_of(kOwnHeaders.begin(), kOwnHeaders.end(), [&](std::string_view other) {
    return EqualsIgnoreCase(name, other);
  });
  if (!IsToken(name) || own)
    return Fail(ErrorCode::kInternal, "响应头名称不可用", std::string(name));
  if (!IsFieldValue(value)) {
    return Fail(ErrorCode::kInternal, "响应头的值含有控制字符", std::string(name));
  }
  return {};
}

void AppendHeader(std::string_view name, std::string_view value, std::string& head) {
  head += name;
  head += ": ";
  head += value;
  head += "\r\n";
}

bool MayHaveBody(int status) { return status != 204 && status != 304; }

/// The headers that say where the reply ends; sets what goes out as body.
void FrameBody(const Response& response, const ReplyContext& context, Reply& reply) {
  if (!MayHaveBody(response.status)) return;
  const bool streamed = response.body.producer() != nullptr;
  if (!streamed) {
    AppendHeader("Content-Length", std::to_string(response.body.bytes().size()), reply.head);
  } else if (context.minor_version > 0) {
    reply.chunked = true;
    AppendHeader("Transfer-Encoding", "chunked", reply.head);
  } else {
    reply.close = true;  // HTTP/1.0 knows no other end of an unmeasured body
  }
  if (!context.head_only) reply.body = response.body;
}

std::string_view ProblemCode(int status) {
  switch (status) {
    case 408:
      return "timeout";
    case 413:
    case 414:
    case 431:
      return base::ErrorCodeName(ErrorCode::kTooLarge);
    case 500:
      return base::ErrorCodeName(ErrorCode::kInternal);
    case 501:
    case 505:
      return "not_implemented";
    case 503:
      return base::ErrorCodeName(ErrorCode::kUnavailable);
    default:
      return base::ErrorCodeName(ErrorCode::kInvalid);
  }
}

}  // namespace

base::Result<Reply> BuildReply(const Response& response, const ReplyContext& context) {
  if (response.status < 200 || response.status > 599) {
    return Fail(ErrorCode::kInternal, "响应状态码无效：" + std::to_string(response.status));
  }
  Reply reply;
  reply.status = response.status;
  reply.close = context.close;
  reply.head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  reply.head += ReasonPhrase(response.status);
  reply.head += "\r\n";
  AppendHeader("Date", HttpDate(context.now_ms), reply.head);
  AppendHeader("X-Request-Id", context.request_id, reply.head);
  for (const auto& [name, value] : response.headers.entries()) {
    JIEDUI_CHECK(CheckHeader(name, value));
    AppendHeader(name, value, reply.head);
  }
  FrameBody(response, context, reply);
  if (reply.close) {
    AppendHeader("Connection", "close", reply.head);
  } else if (context.minor_version == 0) {
    AppendHeader("Connection", "keep-alive", reply.head);
  }
  reply.head += "\r\n";
  return reply;
}

Reply BuildProblemReply(int status, std::string_view detail, const ReplyContext& context) {
  Response response = ProblemResponse(status, ProblemCode(status), detail, context.request_id);
  if (status == 503) response.headers.Add("Retry-After", "1");
  return BuildReply(response, context).value();
}

std::string AsChunk(std::string_view piece) {
  std::string digits;
  for (std::size_t rest = piece.size(); rest > 0; rest /= 16) {
    digits.insert(digits.begin(), "0123456789abcdef"[rest % 16]);
  }
  std::string chunk;
  chunk.reserve(digits.size() + piece.size() + 4);
  return chunk.append(digits).append("\r\n").append(piece).append("\r\n");
}

}  // namespace jiedui::edge
