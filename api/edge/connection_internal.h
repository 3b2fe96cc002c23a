#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/edge/core_internal.h"
#include "api/edge/inbox_internal.h"
#include "api/edge/output_internal.h"
#include "api/edge/request_parser.h"

namespace jiedui::edge {

/// The protocol of one client's connection: reads a request, has it answered, writes the reply,
/// then looks at the next. Lives on one IO thread (workers only hold it to address their results);
/// never blocks; does not own the socket.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Core> core, std::shared_ptr<Inbox> inbox, int socket,
             std::string peer);

  /// Bytes are taken now; between a request and its reply they stay with the kernel, so that a
  /// client that sends without reading is held back by TCP.
  [[nodiscard]] bool WantsInput() const;

  [[nodiscard]] int socket() const { return socket_; }

  /// To be removed and its socket closed.
  [[nodiscard]] bool closed() const { return phase_ == Phase::kClosed; }

  /// True once after a fair share was written: a writable event must be asked for anew.
  bool TakeYielded();

  void Receive(std::string_view bytes);  ///< only while WantsInput()
  void Deliver(std::variant<Reply, Piece> what);
  void Writable();
  /// Over the limit of connections: 503, then closed.
  void RefuseOverLimit();
  /// Deadlines; during a drain idle connections are closed. True where it did something.
  bool Tick(SteadyTime now);
  /// The client closed, or the socket broke.
  void Close();

 private:
  enum class Phase {
    kReading,    // a request, or waiting for one
    kWorking,    // a worker has it
    kWriting,    // its reply
    kLingering,  // our side is shut; input is discarded so that the client gets to read the reply
    kClosed,
  };

  std::size_t Pump(std::string_view bytes);
  void ResumeInput();
  void OnParsed();
  void OnHeadAndBodyProgress();
  bool ChargeBody();
  void Dispatch();
  void Refuse(int status, const std::string& detail);
  void StartReply(Reply reply);
  void OnPiece(Piece piece);
  void AskForPiece();
  void Flush();
  void FinishReply();
  void Log(bool complete) const;
  std::shared_ptr<Exchange> MakeExchange(Request request);
  [[nodiscard]] ReplyContext ContextFor(const Request& request, bool close) const;

  static void Work(const std::shared_ptr<Connection>& self,
                   const std::shared_ptr<Exchange>& exchange);
  [[nodiscard]] Reply Answer(const Request& request) const;

  const std::shared_ptr<Core> core_;
  const std::shared_ptr<Inbox> inbox_;
  const int socket_;
  const std::string peer_;

  Phase phase_ = Phase::kReading;
  const SteadyTime start_;
  SteadyTime deadline_;
  RequestParser parser_;
  RequestParser::State parsed_ = RequestParser::State::kStart;  // as of the last look
  SteadyTime body_start_;
  std::size_t charged_bytes_ = 0;  // of the body budget, for the request being read
  std::string input_;              // bytes after the request being answered; at most one read
  bool continue_sent_ = false;
  bool used_ = false;  // had a request

  std::shared_ptr<Exchange> exchange_;  // being answered
  Output output_;
  std::uint64_t written_before_ = 0;  // of output_, before this reply
  int status_ = 0;
  bool close_after_ = false;
  std::shared_ptr<ChunkProducer> producer_;
  bool chunked_ = false;
  bool producing_ = false;
  bool yielded_ = false;
};

}  // namespace jiedui::edge
