// One test per row of what was measured against the bare library: what hung it, killed it, or sent
// replies to the wrong client must not touch this server.

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/edge/accept_replacement.h"
#include "api/edge/server.h"
#include "unit/edge/client.h"

namespace jiedui::edge {
namespace {

using std::chrono::milliseconds;

Response EchoPath(const Request& request) {
  return MakeResponse(200, "text/plain", request.path + request.body);
}

/// More than the kernel's buffers take.
Response TwentyMegabytes(const Request& /*request*/) {
  std::string body;
  body.resize(20'000'000, 'x');
  return MakeResponse(200, "text/plain", std::move(body));
}

/// Lets handlers wait until a test lets them go on.
class Gate {
 public:
  void Wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

TEST(Replacement, AcceptIsInForce) {
  EXPECT_TRUE(AcceptReplacementInForce());
  const auto server = Serve(EchoPath);
  const std::uint64_t before = AcceptedByReplacement();
  for (int i = 0; i < 3; ++i) {
    Client client(server->port());
    EXPECT_EQ(client.Ask(Get("/")).status, 200);
  }
  EXPECT_EQ(AcceptedByReplacement(), before + 3);
}

/// The descriptor of this process whose peer has that port.
int DescriptorOf(std::uint16_t port) {
  for (int fd = 0; fd < 65'536; ++fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
        address.sin_family == AF_INET && ntohs(address.sin_port) == port) {
      return fd;
    }
  }
  return -1;
}

TEST(Replacement, DescriptorNumbersAreNotReusedSoon) {
  const auto server = Serve(EchoPath);
  std::vector<int> numbers;
  for (int i = 0; i < 20; ++i) {
    Client client(server->port());
    EXPECT_EQ(client.Ask(Get("/")).status, 200);
    numbers.push_back(DescriptorOf(client.local_port()));
  }
  EXPECT_GT(*std::min_element(numbers.begin(), numbers.end()), 100);
  std::sort(numbers.begin(), numbers.end());
  EXPECT_EQ(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

TEST(Hostile, Row1ChunkSplitBetweenCrAndLf) {
  ServerOptions options;
  options.io_threads = 1;
  const auto server = Serve(EchoPath, options);
  Client stuck(server->port());
  stuck.Send("POST /p HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r");
  Client other(server->port());
  EXPECT_EQ(other.Ask(Get("/other")).body, "/other");
  EXPECT_EQ(stuck.Ask("\n0\r\n\r\n").body, "/phi");
}

std::uint64_t CpuMilliseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto in_ms = [](const timeval& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * 1000 +
           static_cast<std::uint64_t>(time.tv_usec) / 1000;
  };
  return in_ms(usage.ru_utime) + in_ms(usage.ru_stime);
}

/// Six clients, more than there are IO threads, send that and read nothing.
void ExpectOthersAreServedBesideSlowReaders(std::string_view requests, std::size_t reply_bytes) {
  const auto big = std::make_shared<const std::string>(reply_bytes, 'b');
  const auto server = Serve([&](const Request& request) {
    if (request.path == "/small") return EchoPath(request);
    Response response;
    response.body = Body::Shared(big);
    return response;
  });
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 6; ++i) {
    slow.push_back(std::make_unique<Client>(server->port(), 4096));
    slow.back()->Send(requests);
  }
  // Until every socket is full.
  std::uint64_t answered = 0;
  EXPECT_TRUE(Eventually([&] {
    const std::uint64_t before = std::exchange(answered, server->stats().answered);
    std::this_thread::sleep_for(milliseconds(50));
    return server->stats().in_flight == 6 && before == answered;
  }));
  Client other(server->port());
  for (int i = 0; i < 100; ++i) ASSERT_EQ(other.Ask(Get("/small")).body, "/small");
  // Nobody spins: two IO threads at it would use 800 ms.
  const std::uint64_t before = CpuMilliseconds();
  std::this_thread::sleep_for(milliseconds(400));
  EXPECT_LT(CpuMilliseconds() - before, 200U);
  // The bytes are shared by all replies, not copied for each.
  EXPECT_LE(big.use_count(), 1 + 6);
  EXPECT_EQ(slow.front()->Read().body, *big);
  slow[1]->Vanish();
  slow[2]->Vanish();
  EXPECT_TRUE(Eventually([&] { return server->stats().connections <= 5; }));
}

TEST(Hostile, Row2ClientsThatDoNotReadOneLongReply) {
  ExpectOthersAreServedBesideSlowReaders(Get("/big"), 20'000'000);
}

// Replies shorter than what is written in one turn: the socket fills up within a turn.
TEST(Hostile, Row2ClientsThatDoNotReadManyReplies) {
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += Get("/big");
  ExpectOthersAreServedBesideSlowReaders(requests, 100'000);
}

TEST(Hostile, Row2SlowReaderOfAStreamHoldsItsProducerBack) {
  std::atomic<int> produced{0};
  const auto server = Serve([&](const Request&) {
    Response response;
    response.body = Body::Chunks([&, left = 2000]() mutable -> std::optional<std::string> {
      if (left-- == 0) return std::nullopt;
      ++produced;
      return std::string(10'000, 's');
    });
    return response;
  });
  Client client(server->port(), 4096);
  client.Send(Get("/"));
  int before = -1;
  // Wait until the socket is full: nothing more is produced for a while.
  EXPECT_TRUE(Eventually([&] {
    const int now = produced;
    const bool stalled = now > 0 && now == before;
    before = now;
    if (!stalled) std::this_thread::sleep_for(milliseconds(50));
    return stalled;
  }));
  EXPECT_LT(produced, 1000);
  EXPECT_EQ(client.Read().body.size(), 20'000'000U);
  EXPECT_EQ(produced, 2000);
}

TEST(Hostile, Row2ReaderThatTakesNothingIsCutAfterTheWriteTimeout) {
  ServerOptions options;
  options.write_timeout = milliseconds(200);
  const auto server = Serve(TwentyMegabytes, options);
  Client client(server->port(), 4096);
  client.Send(Get("/"));
  EXPECT_TRUE(Eventually([&] { return server->stats().in_flight == 1; }));
  EXPECT_TRUE(Eventually([&] { return server->stats().connections == 0; }));
  EXPECT_EQ(server->stats().in_flight, 0U);
}

// Rows 3 and 4: some clients leave right after sending, with their replies in every state of being
// made; the others must get their own replies.
TEST(Hostile, Rows3And4ClientsThatVanish) {
  ServerOptions options;
  options.workers = 2;
  const auto server = Serve(
      [](const Request& request) {
        if (request.path.ends_with('7')) std::this_thread::yield();
        return EchoPath(request);
      },
      options);
  std::atomic<int> wrong{0};
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 700; ++i) {
        const std::string path = "/" + std::to_string(t) + "-" + std::to_string(i);
        Client client(server->port());
        client.Send(Get(path));
        if (i % 3 == 0) {
          client.Vanish();
        } else if (i % 3 == 1) {
          ++(client.Read().body == path ? right : wrong);
        }  // else: closed without reading
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(right, 4 * 233);
  EXPECT_TRUE(Eventually(
      [&] { return server->stats().connections == 0 && server->stats().in_flight == 0; }));
}

TEST(Hostile, Row5SixteenThousandSlashes) {
  const auto server = Serve(EchoPath);
  Client client(server->port());
  EXPECT_EQ(client.Ask(Get(std::string(16'000, '/'))).status, 414);
  Client other(server->port());
  EXPECT_EQ(other.Ask(Get("/" + std::string(8'100, 'a'))).status, 200);
}

TEST(Hostile, Row6SigpipeIsIgnored) {
  const auto server = Serve(EchoPath);
  struct sigaction action {};
  sigaction(SIGPIPE, nullptr, &action);
  EXPECT_EQ(action.sa_handler, SIG_IGN);
}

std::size_t OpenDescriptors() {
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

// Rows 7, 9 and 10: files, streams and deadlines of the library leaked a descriptor for every
// client that left, or one for every request.
TEST(Hostile, Rows7And9And10NoDescriptorIsLostWithClientsOrRequests) {
  const auto server = Serve([](const Request& request) {
    if (request.path == "/long") return TwentyMegabytes(request);
    Response response = EchoPath(request);
    if (request.path == "/stream") {
      response.body = Body::Chunks([left = 100]() mutable -> std::optional<std::string> {
        if (left-- == 0) return std::nullopt;
        return std::string(10'000, 's');
      });
    }
    return response;
  });
  const std::size_t before = OpenDescriptors();
  for (int i = 0; i < 60; ++i) {
    Client client(server->port(), 4096);
    client.Send(Get(i % 2 == 0 ? "/long" : "/stream"));
    if (i % 3 == 0) std::this_thread::sleep_for(milliseconds(5));
    client.Vanish();
  }
  Client client(server->port());
  for (int i = 0; i < 500; ++i) ASSERT_EQ(client.Ask(Get("/x")).body, "/x");
  EXPECT_TRUE(Eventually(
      [&] { return server->stats().in_flight == 0 && server->stats().connections == 1; }));
  EXPECT_EQ(OpenDescriptors(), before + 2);  // the client's and the server's end
}

TEST(Hostile, Row11NotEvenAnExceptionOfAnotherTypeEndsTheProcessOrRepliesTwice) {
  const auto server = Serve([](const Request& request) -> Response {
    if (request.path == "/throw") throw 42;
    return EchoPath(request);
  });
  Client client(server->port());
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(client.Ask(Get("/throw")).status, 500);
    ASSERT_EQ(client.Ask(Get("/next")).body, "/next");
  }
}

TEST(Hostile, Row13AnyMethodOnSeveralIoThreadsAtOnce) {
  const auto server = Serve([](const Request& request) {
    return MakeResponse(200, "text/plain", request.method + request.path);
  });
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      Client client(server->port());
      for (int i = 0; i < 200; ++i) {
        const std::string method = "M" + std::to_string(t) + "-" + std::to_string(i);
        if (client.Ask(method + " /p HTTP/1.1\r\nHost: t\r\n\r\n").body != method + "/p") ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Hostile, Row12PathsThatBypassPrefixChecks) {
  const auto server = Serve(EchoPath);
  for (const char* path : {"//secure/x", "/open/../secure/x", "/open/%2e%2e/secure", "/open/%2E./s",
                           "/open//secure", "/a%2fb", "/./secure"}) {
    Client client(server->port());
    EXPECT_EQ(client.Ask(Get(path)).status, 400) << path;
  }
}

TEST(Hostile, Row14LongJobsGetNoStray408) {
  Gate gate;
  ServerOptions options;
  options.header_timeout = options.body_timeout = options.keep_alive_timeout = milliseconds(100);
  const auto server = Serve(
      [&](const Request& request) {
        gate.Wait();
        return EchoPath(request);
      },
      options);
  Client client(server->port());
  client.Send(Get("/long"));
  std::this_thread::sleep_for(milliseconds(500));
  gate.Open();
  EXPECT_EQ(client.Read().body, "/long");
  EXPECT_TRUE(client.ClosedByServer());  // by keep_alive_timeout, without a word
}

TEST(Hostile, Row15ManyHeadersAreReadInLinearTime) {
  ServerOptions options;
  options.limits.header_bytes = 1024 * 1024;
  options.limits.header_count = 1000;
  const auto server = Serve(EchoPath, options);
  std::string headers;
  for (int i = 0; i < 990; ++i)
    headers += "h" + std::to_string(i) + ": " + std::string(1000, 'v') + "\r\n";
  Client client(server->port());
  const std::uint64_t before = CpuMilliseconds();
  EXPECT_EQ(client.Ask(Get("/h", headers)).body, "/h");
  EXPECT_LT(CpuMilliseconds() - before, 3000U);
}

TEST(Hostile, Row16SilentConnectionsDoNotKeepOthersFromBeingAccepted) {
  const auto server = Serve(EchoPath);
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 50; ++i) silent.push_back(std::make_unique<Client>(server->port()));
  const auto start = std::chrono::steady_clock::now();
  Client client(server->port());
  EXPECT_EQ(client.Ask(Get("/x")).body, "/x");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Hostile, Row17ConnectionsOverTheLimitAreRefused) {
  ServerOptions options;
  options.max_connections = 10;
  const auto server = Serve(EchoPath, options);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<Client>(server->port()));
    ASSERT_EQ(clients.back()->Ask(Get("/")).status, 200);
  }
  Client refused(server->port());
  const Seen reply = refused.Ask(Get("/"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.headers.at("retry-after"), "1");
  clients.resize(5);
  EXPECT_TRUE(Eventually([&] { return server->stats().connections <= 6; }));
  Client admitted(server->port());
  EXPECT_EQ(admitted.Ask(Get("/")).status, 200);
}

TEST(Hostile, Row17RecoversFromRunningOutOfDescriptors) {
  const auto server = Serve(EchoPath);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  Client first(server->port());
  ASSERT_EQ(first.Ask(Get("/")).status, 200);
  const int lowest_free = dup(0);
  close(lowest_free);
  rlimit one_left = before;
  one_left.rlim_cur = static_cast<rlim_t>(lowest_free) + 1;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &one_left), 0);
  Client late(server->port());  // takes the last descriptor: none is left to accept it with
  const std::uint64_t cpu = CpuMilliseconds();
  late.Send(Get("/late"));
  EXPECT_EQ(first.Ask(Get("/first")).body, "/first");
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_LT(CpuMilliseconds() - cpu, 200U) << "the accept thread must not spin";
  EXPECT_EQ(server->stats().accepted, 1U);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(late.Read().body, "/late");
}

TEST(Hostile, Row18SlowHeadersAndBodies) {
  ServerOptions options;
  options.header_timeout = milliseconds(300);
  options.body_timeout = milliseconds(300);
  const auto server = Serve(EchoPath, options);
  Client silent(server->port());
  Client first(server->port());
  first.Send("GET / HT");
  Client second(server->port());
  EXPECT_EQ(second.Ask(Get("/")).status, 200);
  second.Send("GET / HTTP/1.1\r\n");
  Client body(server->port());
  body.Send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nab");
  EXPECT_EQ(first.Read().status, 408);
  EXPECT_EQ(second.Read().status, 408) << "the second request of a connection has the deadline too";
  EXPECT_EQ(body.Read().status, 408);
  EXPECT_TRUE(silent.ClosedByServer());
}

TEST(Hostile, Row18ByteByByteDoesNotProlongTheHeaderDeadline) {
  ServerOptions options;
  options.header_timeout = milliseconds(300);
  const auto server = Serve(EchoPath, options);
  Client client(server->port());
  client.Send("GET / HTTP/1.1\r\nA: ");
  EXPECT_TRUE(Eventually([&] { return !client.Send("a") || server->stats().refused == 1; }));
  EXPECT_EQ(client.Read().status, 408);
}

TEST(Hostile, SteadyUploadsMayTakeLongerThanTheBodyTimeout) {
  ServerOptions options;
  options.body_timeout = milliseconds(300);
  options.min_body_bytes_per_second = 100;
  const auto server = Serve(EchoPath, options);
  Client client(server->port());
  client.Send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 500\r\n\r\n");
  for (int i = 0; i < 5; ++i) {
    client.Send(std::string(100, 'x'));  // earns a second
    std::this_thread::sleep_for(milliseconds(100));
  }
  EXPECT_EQ(client.Read().status, 200);
}

TEST(Hostile, BodiesOfAllConnectionsShareABudget) {
  ServerOptions options;
  options.limits.body_bytes = 100'000;
  options.buffered_body_bytes = 150'000;
  const auto server = Serve(EchoPath, options);
  const std::string head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n";
  Client first(server->port());
  first.Send(head + std::string(99'999, 'x'));
  EXPECT_TRUE(Eventually([&] { return server->stats().buffered_body_bytes == 99'999; }));
  Client second(server->port());
  EXPECT_EQ(second.Ask(head + std::string(99'999, 'x')).status, 503);
  EXPECT_EQ(first.Ask("x").status, 200);
  EXPECT_TRUE(Eventually([&] { return server->stats().buffered_body_bytes == 0; }));
  Client third(server->port());
  EXPECT_EQ(third.Ask(head + std::string(100'000, 'x')).status, 200);
}

TEST(Hostile, PipelinedRequestsAreAnsweredInOrderOneAtATime) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  const auto server = Serve([&](const Request& request) {
    most = std::max(most.load(), ++running);
    std::this_thread::yield();
    --running;
    return EchoPath(request);
  });
  Client client(server->port());
  std::string requests;
  for (int i = 0; i < 500; ++i) {
    requests += i % 2 == 0 ? Get("/" + std::to_string(i)) : Post("/" + std::to_string(i), "+body");
  }
  std::thread sender([&] { client.Send(requests); });
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(client.Read().body, "/" + std::to_string(i) + (i % 2 == 0 ? "" : "+body"));
  }
  sender.join();
  EXPECT_EQ(most, 1);
}

TEST(Hostile, FullQueueIs503AndTheConnectionGoesOn) {
  Gate gate;
  ServerOptions options;
  options.workers = 1;
  options.queue_bound = 1;
  const auto server = Serve(
      [&](const Request& request) {
        gate.Wait();
        return EchoPath(request);
      },
      options);
  Client running(server->port());
  running.Send(Get("/running"));
  gate.AwaitWaiting(1);
  Client queued(server->port());
  queued.Send(Get("/queued"));
  EXPECT_TRUE(Eventually([&] { return server->stats().waiting == 1; }));
  Client refused(server->port());
  // Thousands of pipelined refusals must not recurse.
  std::string requests;
  for (int i = 0; i < 3000; ++i) requests += Get("/refused");
  std::thread sender([&] { refused.Send(requests); });
  for (int i = 0; i < 3000; ++i) {
    const Seen reply = refused.Read();
    ASSERT_EQ(reply.status, 503);
    ASSERT_EQ(reply.headers.at("retry-after"), "1");
  }
  sender.join();
  gate.Open();
  EXPECT_EQ(running.Read().body, "/running");
  EXPECT_EQ(queued.Read().body, "/queued");
  EXPECT_EQ(refused.Ask(Get("/now")).body, "/now");
}

bool CanConnect(std::uint16_t port) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int status = connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address);
  close(client);
  return status == 0;
}

TEST(Drain, AnswersEverybodyWhoIsThereAndTakesNobodyNew) {
  Gate gate;
  const auto server = Serve([&](const Request& request) {
    if (request.path == "/slow") gate.Wait();
    return EchoPath(request);
  });
  Client slow(server->port());
  slow.Send(Get("/slow"));
  gate.AwaitWaiting(1);
  Client idle(server->port());
  EXPECT_EQ(idle.Ask(Get("/")).status, 200);
  Client late(server->port());
  late.Send("GET /late HTTP/1.1\r\n");  // begun, so not idle
  Client fresh(server->port());         // has said nothing yet
  EXPECT_TRUE(Eventually([&] { return server->stats().connections == 4; }));

  EXPECT_FALSE(server->draining());
  bool all_answered = false;
  std::thread drainer([&] { all_answered = server->Drain(); });
  EXPECT_TRUE(Eventually([&] { return server->draining(); }));
  EXPECT_TRUE(idle.ClosedByServer());
  EXPECT_FALSE(CanConnect(server->port()));
  for (const Seen& seen : {late.Ask("Host: t\r\n\r\n"), fresh.Ask(Get("/fresh"))}) {
    EXPECT_EQ(seen.status, 200);
    EXPECT_EQ(seen.headers.at("connection"), "close");
  }
  gate.Open();
  const Seen answered = slow.Read();
  EXPECT_EQ(answered.body, "/slow");
  EXPECT_EQ(answered.headers.at("connection"), "close");
  drainer.join();
  EXPECT_TRUE(all_answered);
  server->Stop();
  EXPECT_EQ(server->stats().connections, 0U);
}

/// A socket as systemd makes one: it outlives the servers that take it.
class KeptSocket {
 public:
  KeptSocket() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(socket_, 128), 0);
  }
  ~KeptSocket() { close(socket_); }
  KeptSocket(const KeptSocket&) = delete;
  KeptSocket& operator=(const KeptSocket&) = delete;

  /// For one server to take.
  [[nodiscard]] int Copy() const { return dup(socket_); }

 private:
  int socket_;
};

// Threads that open a connection for every request see nothing of servers that follow each other on
// one socket.
TEST(Drain, NoRequestFailsWhileServersFollowEachOtherOnAnInheritedSocket) {
  const KeptSocket kept;
  const auto start = [&] {
    ServerOptions options;
    options.inherited_socket = kept.Copy();
    return Serve(EchoPath, options);
  };
  auto server = start();
  const std::uint16_t port = server->port();
  std::atomic<bool> go_on{true};
  std::atomic<int> right{0};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; go_on; ++i) {
        const std::string path = "/" + std::to_string(t) + "-" + std::to_string(i);
        Client client(port);
        ++(client.Ask(Post(path, "+b")).body == path + "+b" ? right : wrong);
      }
    });
  }
  for (int round = 0; round < 5; ++round) {
    const int before = right;
    EXPECT_TRUE(Eventually([&] { return right > before + 50 || wrong > 0; }));
    server.reset();
    std::this_thread::sleep_for(milliseconds(50));  // who comes now waits
    server = start();
  }
  go_on = false;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(right, 250);
}

TEST(Drain, EndsAtTheDeadline) {
  ServerOptions options;
  options.drain_deadline = milliseconds(50);
  const auto server = Serve(TwentyMegabytes, options);
  Client never_reads(server->port(), 4096);
  never_reads.Send(Get("/"));
  EXPECT_TRUE(Eventually([&] { return server->stats().in_flight == 1; }));
  EXPECT_FALSE(server->Drain());
  server->Stop();
  server->Stop();
  EXPECT_EQ(server->stats().in_flight, 0U);
}

TEST(Drain, StopsUnderLoad) {
  auto server = Serve(EchoPath);
  std::atomic<bool> go_on{true};
  std::atomic<int> cut{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      Client client(server->port());
      while (go_on) {
        const Seen reply = client.Ask(Get("/x"));
        if (reply.status == 0) return;  // closed between requests
        if (reply.status == 200 && reply.body != "/x") ++cut;
      }
    });
  }
  EXPECT_TRUE(Eventually([&] { return server->stats().answered > 100; }));
  server->Stop();
  go_on = false;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cut, 0);
  EXPECT_EQ(server->stats().in_flight, 0U);
}

}  // namespace
}  // namespace jiedui::edge
