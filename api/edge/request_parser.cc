#include "api/edge/request_parser.h"

#include <algorithm>
#include <utility>

#include "api/edge/request_target.h"
#include "api/edge/tokens.h"
#include "base/text.h"

namespace jiedui::edge {
namespace {

// A chunk-size line: 8 hexadecimal digits and a little room for extensions, which are ignored.
constexpr std::size_t kChunkLineBytes = 256;
constexpr std::size_t kChunkSizeDigits = 8;
// All extensions of one body: nobody sends them but to burn time.
constexpr std::size_t kChunkOverheadBytes = 16 * 1024;
constexpr std::size_t kMethodBytes = 32;
// Reserved up front for a sized body; the rest grows as bytes really come.
constexpr std::uint64_t kReserveBytes = 256 * 1024;

}  // namespace

RequestParser::State RequestParser::state() const {
  switch (step_) {
    case Step::kRequestLine:
      return line_.empty() ? State::kStart : State::kHead;
    case Step::kHeaderLine:
      return State::kHead;
    case Step::kComplete:
      return State::kComplete;
    case Step::kRefused:
      return State::kRefused;
    default:
      return State::kBody;
  }
}

bool RequestParser::AwaitsContinue() const {
  return expects_continue_ && !body_started_ && state() == State::kBody;
}

Request RequestParser::Take() {
  Request request = std::move(request_);
  *this = RequestParser(limits_);
  return request;
}

std::size_t RequestParser::Consume(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && step_ != Step::kComplete && step_ != Step::kRefused) {
    const std::string_view rest = bytes.substr(used);
    switch (step_) {
      case Step::kBody:
      case Step::kChunkData:
        used += ConsumeBody(rest);
        break;
      case Step::kChunkEnd:
        used += ConsumeChunkEnd(rest);
        break;
      default:
        used += ConsumeLine(rest);
    }
  }
  return used;
}

std::size_t RequestParser::LineLimit() const {
  switch (step_) {
    case Step::kRequestLine:
      return limits_.request_line_bytes;
    case Step::kChunkSize:
      return kChunkLineBytes;
    default:
      return limits_.header_bytes - std::min(header_bytes_, limits_.header_bytes);
  }
}

std::size_t RequestParser::ConsumeLine(std::string_view bytes) {
  body_started_ = step_ == Step::kChunkSize || body_started_;
  const std::size_t feed = bytes.find('\n');
  const std::size_t used = feed == std::string_view::npos ? bytes.size() : feed + 1;
  // Measured before it is looked at, so that the outcome is the same however the bytes are split.
  if (line_.size() + used > LineLimit() + 2) {
    RefuseLongLine();
    return used;
  }
  line_ += bytes.substr(0, used);
  if (feed == std::string_view::npos) return used;
  if (line_.size() < 2 || line_[line_.size() - 2] != '\r') {
    Refuse(400, "行须以 CR LF 结束");
    return used;
  }
  const std::string line = std::exchange(line_, {});
  OnLine(std::string_view(line).substr(0, line.size() - 2));
  return used;
}

void RequestParser::RefuseLongLine() {
  switch (step_) {
    case Step::kRequestLine:
      return Refuse(414, "请求行超过 " + std::to_string(limits_.request_line_bytes) + " 字节");
    case Step::kChunkSize:
      return Refuse(400, "分块长度行过长");
    default:
      return Refuse(431, "请求头合计超过 " + std::to_string(limits_.header_bytes) + " 字节");
  }
}

void RequestParser::OnLine(std::string_view line) {
  switch (step_) {
    case Step::kRequestLine:
      return OnRequestLine(line);
    case Step::kChunkSize:
      return OnChunkSize(line);
    default:
      break;
  }
  header_bytes_ += line.size() + 2;
  if (!line.empty()) return OnHeaderLine(line);
  if (step_ == Step::kTrailerLine) {
    step_ = Step::kComplete;
  } else {
    OnHeadEnd();
  }
}

void RequestParser::OnRequestLine(std::string_view line) {
  if (line.empty() && !std::exchange(skipped_empty_line_, true)) return;
  const std::size_t first = line.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return Refuse(400, "请求行须为“方法 地址 版本”");
  const std::string_view method = line.substr(0, first);
  if (!IsToken(method)) return Refuse(400, "请求方法含有非法字符");
  OnVersion(line.substr(second + 1));
  if (step_ == Step::kRefused) return;
  if (method.size() > kMethodBytes || method == "CONNECT") {
    return Refuse(501, "不支持该请求方法");
  }
  request_.method = method;
  request_.target = line.substr(first + 1, second - first - 1);
  Target target;
  if (auto fault = ParseTarget(method, request_.target, target)) {
    return Refuse(400, std::move(fault->detail));
  }
  request_.path = std::move(target.path);
  request_.query = std::move(target.query);
  if (!target.authority.empty() && !IsHost(target.authority)) {
    return Refuse(400, "请求地址中的主机名不合法");
  }
  step_ = Step::kHeaderLine;
}

void RequestParser::OnVersion(std::string_view version) {
  if (version == "HTTP/1.1" || version == "HTTP/1.0") {
    request_.minor_version = version.back() - '0';
    return;
  }
  const bool other = version.size() == 8 && version.starts_with("HTTP/") && IsDigit(version[5]) &&
                     version[6] == '.' && IsDigit(version[7]);
  if (other) return Refuse(505, "只支持 HTTP/1.0 与 HTTP/1.1");
  Refuse(400, "请求行须为“方法 地址 版本”");
}

void RequestParser::OnHeaderLine(std::string_view line) {
  if (++header_count_ > limits_.header_count) {
    return Refuse(431, "请求头超过 " + std::to_string(limits_.header_count) + " 行");
  }
  if (line.front() == ' ' || line.front() == '\t') return Refuse(400, "请求头不得折行");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) {
    return Refuse(400, "请求头的名称不合法");
  }
  const std::string_view value = TrimBlanks(line.substr(colon + 1));
  if (!IsFieldValue(value)) return Refuse(400, "请求头的值含有控制字符");
  // Trailers are checked but dropped: nothing that comes after the body may change what it means.
  if (step_ == Step::kTrailerLine) return;
  request_.headers.Add(std::string(line.substr(0, colon)), std::string(value));
}

void RequestParser::OnHeadEnd() {
  if (!CheckHost() || !CheckExpect()) return;
  ReadConnection();
  ChooseBody();
}

bool RequestParser::CheckHost() {
  const auto hosts = request_.headers.All("Host");
  if (hosts.size() > 1 || (hosts.empty() && request_.minor_version > 0)) {
    Refuse(400, "须有且只有一个 Host 请求头");
  } else if (!hosts.empty() && !IsHost(hosts.front())) {
    Refuse(400, "Host 请求头不合法");
  }
  return step_ != Step::kRefused;
}

void RequestParser::ReadConnection() {
  bool close = false;
  bool keep = false;
  for (const std::string_view value : request_.headers.All("Connection")) {
    for (const std::string_view part : base::Split(value, ',')) {
      close = close || EqualsIgnoreCase(TrimBlanks(part), "close");
      keep = keep || EqualsIgnoreCase(TrimBlanks(part), "keep-alive");
    }
  }
  request_.keep_alive = !close && (request_.minor_version > 0 || keep);
}

bool RequestParser::CheckExpect() {
  for (const std::string_view value : request_.headers.All("Expect")) {
    if (!EqualsIgnoreCase(value, "100-continue")) {
      Refuse(417, "只支持 Expect: 100-continue");
      return false;
    }
    expects_continue_ = request_.minor_version > 0;
  }
  return true;
}

void RequestParser::ChooseBody() {
  const auto lengths = request_.headers.All("Content-Length");
  const auto codings = request_.headers.All("Transfer-Encoding");
  if (!lengths.empty() && !codings.empty()) {
    return Refuse(400, "Content-Length 与 Transfer-Encoding 不得同时出现");
  }
  if (codings.size() > 1 || lengths.size() > 1) {
    return Refuse(400, "Content-Length 或 Transfer-Encoding 重复");
  }
  if (!lengths.empty()) return ChooseSizedBody(lengths.front());
  if (codings.empty()) {
    step_ = Step::kComplete;
    return;
  }
  if (request_.minor_version == 0) return Refuse(400, "HTTP/1.0 不得使用 Transfer-Encoding");
  if (!EqualsIgnoreCase(codings.front(), "chunked")) {
    return Refuse(501, "只支持 Transfer-Encoding: chunked");
  }
  step_ = Step::kChunkSize;
}

void RequestParser::ChooseSizedBody(std::string_view digits) {
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), IsDigit)) {
    return Refuse(400, "Content-Length 须为数字");
  }
  remaining_ = 0;
  for (const char digit : digits) {
    remaining_ = remaining_ * 10 + static_cast<std::uint64_t>(digit - '0');
    if (remaining_ > limits_.body_bytes) {
      return Refuse(413, "请求体超过 " + std::to_string(limits_.body_bytes) + " 字节");
    }
  }
  request_.body.reserve(static_cast<std::size_t>(std::min(remaining_, kReserveBytes)));
  step_ = remaining_ == 0 ? Step::kComplete : Step::kBody;
}

std::size_t RequestParser::ConsumeBody(std::string_view bytes) {
  body_started_ = true;
  const auto used = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), remaining_));
  request_.body += bytes.substr(0, used);
  remaining_ -= used;
  if (remaining_ == 0) step_ = step_ == Step::kBody ? Step::kComplete : Step::kChunkEnd;
  return used;
}

std::size_t RequestParser::ConsumeChunkEnd(std::string_view bytes) {
  // Byte by byte: a chunk's CR and LF may come in different packets.
  const char expected = line_.empty() ? '\r' : '\n';
  if (bytes.front() != expected) {
    Refuse(400, "分块数据须以 CR LF 结束");
  } else if (expected == '\r') {
    line_ = "\r";
  } else {
    line_.clear();
    step_ = Step::kChunkSize;
  }
  return 1;
}

void RequestParser::OnChunkSize(std::string_view line) {
  const std::size_t digits =
      std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
  if (digits == 0) return Refuse(400, "分块长度须为十六进制数");
  if (digits > kChunkSizeDigits) return Refuse(413, "分块过大");
  const std::string_view extension = TrimBlanks(line.substr(digits));
  if (!extension.empty() && (extension.front() != ';' || !IsFieldValue(extension))) {
    return Refuse(400, "分块扩展不合法");
  }
  chunk_overhead_ += line.size() - digits;
  if (chunk_overhead_ > kChunkOverheadBytes) return Refuse(400, "分块扩展过多");
  remaining_ = std::stoul(std::string(line.substr(0, digits)), nullptr, 16);
  if (remaining_ > limits_.body_bytes - request_.body.size()) {
    return Refuse(413, "请求体超过 " + std::to_string(limits_.body_bytes) + " 字节");
  }
  step_ = remaining_ == 0 ? Step::kTrailerLine : Step::kChunkData;
}

void RequestParser::Refuse(int status, std::string detail) {
  step_ = Step::kRefused;
  refusal_ = {status, std::move(detail)};
}

}  // namespace jiedui::edge
