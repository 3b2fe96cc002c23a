#include <sys/socket.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "api/edge/connection_internal.h"
#include "base/log.h"

namespace jiedui::edge {
namespace {

using std::chrono::steady_clock;
using State = RequestParser::State;

// A stream's next piece is asked for when less than this waits for the client.
constexpr std::size_t kLowWaterBytes = 64 * 1024;
// During a drain: how long a connection may take to send its first request.
constexpr std::chrono::seconds kFreshGrace{1};

/// Runs on a worker.
Piece Produce(ChunkProducer& producer, std::string_view request_id) {
  try {
    std::optional<std::string> bytes = producer();
    if (!bytes) return {Piece::Kind::kLast, {}};
    return {Piece::Kind::kMore, *std::move(bytes)};
  } catch (const std::exception& error) {
    base::Log(base::LogLevel::kError, "reply cut: its producer failed",
              {{"request", std::string(request_id)}, {"error", error.what()}});
  } catch (...) {
    base::Log(base::LogLevel::kError, "reply cut: its producer failed",
              {{"request", std::string(request_id)}});
  }
  return {Piece::Kind::kFailed, {}};
}

}  // namespace

Connection::Connection(std::shared_ptr<Core> core, std::shared_ptr<Inbox> inbox, int socket,
                       std::string peer)
    : core_(std::move(core)),
      inbox_(std::move(inbox)),
      socket_(socket),
      peer_(std::move(peer)),
      start_(steady_clock::now()),
      deadline_(start_ + core_->options.header_timeout),
      parser_(core_->options.limits) {
  ++core_->connections;
}

bool Connection::WantsInput() const {
  return phase_ == Phase::kReading || phase_ == Phase::kLingering;
}

bool Connection::TakeYielded() { return std::exchange(yielded_, false); }

void Connection::Receive(std::string_view bytes) {
  const std::size_t used = Pump(bytes);
  input_.assign(bytes.substr(used));
}

/// Feeds the parser as long as requests are read and answered at once; returns what was used up.
std::size_t Connection::Pump(std::string_view bytes) {
  std::size_t used = 0;
  while (phase_ == Phase::kReading && used < bytes.size()) {
    used += parser_.Consume(bytes.substr(used));
    OnParsed();
  }
  return phase_ == Phase::kLingering || phase_ == Phase::kClosed ? bytes.size() : used;
}

void Connection::ResumeInput() {
  if (phase_ != Phase::kReading || input_.empty()) return;
  const std::string bytes = std::exchange(input_, {});
  Receive(bytes);
}

void Connection::OnParsed() {
  switch (parser_.state()) {
    case State::kStart:
      return;
    case State::kHead:
    case State::kBody:
      return OnHeadAndBodyProgress();
    case State::kComplete:
      if (ChargeBody()) Dispatch();
      return;
    case State::kRefused: {
      const Refusal refusal = parser_.refusal();
      return Refuse(refusal.status, refusal.detail);
    }
  }
}

void Connection::OnHeadAndBodyProgress() {
  const ServerOptions& options = core_->options;
  const State before = std::exchange(parsed_, parser_.state());
  const SteadyTime now = steady_clock::now();
  if (parsed_ == State::kHead) {
    if (before == State::kStart) deadline_ = now + options.header_timeout;
    return;
  }
  if (before != State::kBody) body_start_ = now;
  const std::chrono::milliseconds earned(parser_.body_bytes() * 1000 /
                                         options.min_body_bytes_per_second);
  deadline_ = body_start_ + options.body_timeout + earned;
  if (!ChargeBody()) return;
  if (parser_.AwaitsContinue() && !std::exchange(continue_sent_, true)) {
    output_.Add("HTTP/1.1 100 Continue\r\n\r\n");
    Flush();
  }
}

/// Counts what has come of the body against the server's budget; false after refusing.
bool Connection::ChargeBody() {
  const std::size_t grown = parser_.body_bytes() - charged_bytes_;
  charged_bytes_ += grown;
  const std::size_t total = core_->buffered_body_bytes += grown;
  if (grown == 0 || total <= core_->options.buffered_body_bytes) return true;
  Refuse(503, "服务器暂时无法接收更多数据，请稍后重试");
  return false;
}

std::shared_ptr<Exchange> Connection::MakeExchange(Request request) {
  const auto sent_id = request.headers.Get("X-Request-Id");
  request.id = sent_id && IsSaneRequestId(*sent_id) ? std::string(*sent_id) : core_->ids.Next();
  request.peer = peer_;
  request.received_ms = core_->clock.NowMs();
  return std::make_shared<Exchange>(core_, std::move(request), std::exchange(charged_bytes_, 0));
}

ReplyContext Connection::ContextFor(const Request& request, bool close) const {
  return {.request_id = request.id,
          .minor_version = request.minor_version,
          .head_only = request.method == "HEAD",
          .close = close || !request.keep_alive || core_->draining,
          .now_ms = core_->clock.NowMs()};
}

void Connection::Dispatch() {
  exchange_ = MakeExchange(parser_.Take());
  parsed_ = State::kStart;
  continue_sent_ = false;
  used_ = true;
  phase_ = Phase::kWorking;
  status_ = 0;
  written_before_ = output_.written();
  const bool taken = core_->pool->TrySubmit(
      [self = shared_from_this(), exchange = exchange_] { Work(self, exchange); });
  if (taken) return;
  ++core_->refused;
  StartReply(
      BuildProblemReply(503, "服务器繁忙，请稍后重试", ContextFor(exchange_->request(), false)));
}

void Connection::Work(const std::shared_ptr<Connection>& self,
                      const std::shared_ptr<Exchange>& exchange) {
  self->inbox_->Put({self, self->Answer(exchange->request())});
}

Reply Connection::Answer(const Request& request) const {
  std::string fault;
  try {
    const Response response = core_->handler(request);
    auto reply = BuildReply(response, ContextFor(request, false));
    if (reply) return *std::move(reply);
    fault = reply.error().message + " " + reply.error().field;
  } catch (const std::exception& error) {
    fault = error.what();
  } catch (...) {
    fault = "not a std::exception";
  }
  base::Log(base::LogLevel::kError, "handler failed",
            {{"request", request.id}, {"path", request.path}, {"error", fault}});
  return BuildProblemReply(500, "服务器内部错误，请联系管理员并提供请求编号",
                           ContextFor(request, false));
}

void Connection::Refuse(int status, const std::string& detail) {
  ++core_->refused;
  // What came of the body is worth nothing now, and makes room for others at once.
  Request request = parser_.Take();
  request.body = {};
  core_->buffered_body_bytes -= std::exchange(charged_bytes_, 0);
  exchange_ = MakeExchange(std::move(request));
  StartReply(BuildProblemReply(status, detail, ContextFor(exchange_->request(), true)));
}

void Connection::RefuseOverLimit() { Refuse(503, "连接数已达上限，请稍后重试"); }

void Connection::Deliver(std::variant<Reply, Piece> what) {
  if (closed()) return;
  if (auto* reply = std::get_if<Reply>(&what)) {
    StartReply(std::move(*reply));
  } else {
    OnPiece(std::move(std::get<Piece>(what)));
  }
  ResumeInput();
}

void Connection::StartReply(Reply reply) {
  phase_ = Phase::kWriting;
  status_ = reply.status;
  close_after_ = reply.close;
  written_before_ = output_.written() + output_.pending();
  output_.Add(std::move(reply.head));
  output_.Add(reply.body.bytes(), reply.body.owner());
  producer_ = reply.body.producer();
  chunked_ = reply.chunked;
  producing_ = false;
  deadline_ = steady_clock::now() + core_->options.write_timeout;
  Flush();
}

void Connection::AskForPiece() {
  if (producing_ || output_.pending() >= kLowWaterBytes) return;
  producing_ = true;
  core_->pool->SubmitContinuation(
      [self = shared_from_this(), exchange = exchange_, producer = producer_] {
        self->inbox_->Put({self, Produce(*producer, exchange->request().id)});
      });
}

void Connection::OnPiece(Piece piece) {
  producing_ = false;
  if (piece.kind == Piece::Kind::kFailed) return Close();
  if (!piece.bytes.empty()) output_.Add(chunked_ ? AsChunk(piece.bytes) : std::move(piece.bytes));
  if (piece.kind == Piece::Kind::kLast) {
    producer_.reset();
    if (chunked_) output_.Add(std::string(kLastChunk));
  }
  deadline_ = steady_clock::now() + core_->options.write_timeout;
  Flush();
}

void Connection::Writable() {
  Flush();
  ResumeInput();
}

void Connection::Flush() {
  const std::uint64_t before = output_.written();
  const Output::Outcome outcome = output_.WriteTo(socket_);
  if (outcome == Output::Outcome::kBroken) return Close();
  if (phase_ != Phase::kWriting) return;
  if (output_.written() > before) deadline_ = steady_clock::now() + core_->options.write_timeout;
  yielded_ = outcome == Output::Outcome::kYield;
  if (producer_) {
    AskForPiece();
  } else if (outcome == Output::Outcome::kDone) {
    FinishReply();
  }
}

void Connection::FinishReply() {
  ++core_->answered;
  Log(true);
  exchange_.reset();
  if (!close_after_) {
    phase_ = Phase::kReading;
    deadline_ = steady_clock::now() + core_->options.keep_alive_timeout;
    return;
  }
  // Closing with unread input would make the kernel send RST, which can destroy the reply on its
  // way.
  shutdown(socket_, SHUT_WR);
  phase_ = Phase::kLingering;
  ++core_->lingering;
  deadline_ = steady_clock::now() + core_->options.linger_timeout;
}

bool Connection::Tick(SteadyTime now) {
  const bool idle = phase_ == Phase::kReading && parser_.state() == State::kStart;
  // A worker, or a producer whose client waits for it, may take its time.
  const bool waiting = phase_ == Phase::kWorking || (phase_ == Phase::kWriting && output_.empty());
  const bool expired = now >= deadline_ && !waiting && !closed();
  const bool drained = idle && core_->draining && (used_ || now >= start_ + kFreshGrace);
  if (!expired && !drained) return false;
  if (phase_ == Phase::kReading && !idle) {
    Refuse(408, "请求未在规定时间内发送完毕");
  } else {
    Close();
  }
  return true;
}

void Connection::Close() {
  if (closed()) return;
  if (exchange_) Log(false);
  if (phase_ == Phase::kLingering) --core_->lingering;
  phase_ = Phase::kClosed;
  core_->buffered_body_bytes -= std::exchange(charged_bytes_, 0);
  --core_->connections;
  exchange_.reset();
  producer_.reset();
  output_.Clear();
}

void Connection::Log(bool complete) const {
  if (!core_->options.access_log) return;
  const Request& request = exchange_->request();
  AccessRecord record{
      .request_id = request.id,
      .peer = peer_,
      .method = request.method,
      .target = request.target,
      .status = status_,
      .bytes_sent = output_.written() - std::min(written_before_, output_.written()),
      .duration_us = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() -
                                                                           exchange_->start())
                         .count(),
      .complete = complete};
  core_->options.access_log(record);
}

}  // namespace jiedui::edge
