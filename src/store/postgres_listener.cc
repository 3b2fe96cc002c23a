#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "base/log.h"
#include "store/engine_internal.h"
#include "store/postgres_listener_internal.h"
#include "store/postgres_wire_internal.h"

namespace jiedui::store {
namespace {

constexpr int kFirstRestMs = 100;
constexpr int kLongestRestMs = 5'000;

/// Tells what has come; false where the connection is lost.
bool TakeIn(pg_conn* connection, CommitSignal& signal) {
  if (PQconsumeInput(connection) == 0) return false;
  std::array<bool, kTopicWords.size()> told{};
  while (true) {
    const std::unique_ptr<PGnotify, void (*)(void*)> said(PQnotifies(connection), &PQfreemem);
    if (said == nullptr) break;
    for (std::size_t i = 0; i < kTopicWords.size(); ++i)
      told[i] = told[i] || kTopicWords[i] == said->extra;
  }
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (told[i]) signal.Raise(static_cast<Topic>(i));
  }
  return PQstatus(connection) == CONNECTION_OK;
}

}  // namespace

PostgresListener::PostgresListener(std::string url, CommitSignal& signal)
    : url_(std::move(url)),
      signal_(signal),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { Serve(); }) {}

PostgresListener::~PostgresListener() {
  const std::uint64_t one = 1;
  static_cast<void>(write(wake_, &one, sizeof one));
  thread_.join();
  close(wake_);
}

void PostgresListener::Serve() {
  int rest = kFirstRestMs;
  while (true) {
    const bool listened = Listen();
    rest = listened ? kFirstRestMs : std::min(2 * rest, kLongestRestMs);
    if (Rest(0)) return;
    if (listened) {
      base::Log(base::LogLevel::kWarning, "the connection that listens for commits is lost");
      // Nobody is told from now on: who rests for long looks for itself again.
      signal_.RaiseAll();
    }
    if (Rest(rest)) return;
  }
}

bool PostgresListener::Listen() {
  const auto connection = postgres::Dial(url_, Access::kWrite);
  if (!connection) return false;
  const std::string listen = "LISTEN " + std::string(engine::kChannel);
  const postgres::ResultPtr listens(PQexec(connection->get(), listen.c_str()));
  if (PQresultStatus(listens.get()) != PGRES_COMMAND_OK) return false;
  listening_ = true;
  signal_.RaiseAll();
  std::array<pollfd, 2> waited = {{{PQsocket(connection->get()), POLLIN, 0}, {wake_, POLLIN, 0}}};
  bool here = true;
  while (here && waited[1].revents == 0) {
    here = poll(waited.data(), waited.size(), -1) >= 0 || errno == EINTR;
    if (here && waited[0].revents != 0) here = TakeIn(connection->get(), signal_);
  }
  listening_ = false;
  return true;
}

bool PostgresListener::Rest(int milliseconds) const {
  pollfd waited{wake_, POLLIN, 0};
  return poll(&waited, 1, milliseconds) > 0;
}

}  // namespace jiedui::store
