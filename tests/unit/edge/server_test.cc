#include "api/edge/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "unit/edge/client.h"

namespace jiedui::edge {
namespace {

/// Shows what the handler got.
Response Echo(const Request& request) {
  std::string text = request.method + " " + request.path;
  for (const auto& [name, value] : request.query.entries()) {
    text.append(" ").append(name).append("=").append(value);
  }
  return MakeResponse(200, "text/plain; charset=utf-8", text + " [" + request.body + "]");
}

TEST(Server, AnswersAndKeepsTheConnection) {
  const auto server = Serve(Echo);
  Client client(server->port());
  const Seen first = client.Ask(Get("/a%20b?q=%E7%BB%93+x&q=2"));
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "GET /a b q=结 x q=2 []");
  EXPECT_EQ(first.headers.at("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(first.headers.count("date"), 1U);
  EXPECT_EQ(first.headers.count("connection"), 0U);
  EXPECT_EQ(client.Ask(Post("/p", "hello")).body, "POST /p [hello]");
  EXPECT_EQ(client.Ask(Get("/again")).body, "GET /again []");
  EXPECT_EQ(server->stats().accepted, 1U);
  EXPECT_TRUE(Eventually([&] { return server->stats().answered == 3; }));
}

TEST(Server, HandlersSeeThePeerTheTimeAndTheHeaders) {
  std::mutex mutex;
  Request request_seen;
  const auto server = Serve([&](const Request& request) {
    const std::lock_guard lock(mutex);
    request_seen = request;
    return Response{};
  });
  Client client(server->port());
  const Seen reply = client.Ask(Get("/x?y", "Cookie: foo\r\nAccept: *\r\nX-A: 1\r\nx-a: 2\r\n"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-length"), "0");
  const std::lock_guard lock(mutex);
  const Request& seen = request_seen;
  EXPECT_EQ(seen.peer, "127.0.0.1");
  EXPECT_EQ(seen.target, "/x?y");
  EXPECT_GT(seen.received_ms, 1'600'000'000'000);
  EXPECT_EQ(seen.headers.Get("cookie"), "foo");
  EXPECT_EQ(seen.headers.All("X-a"), (std::vector<std::string_view>{"1", "2"}));
}

TEST(Server, RequestIds) {
  const auto server =
      Serve([](const Request& request) { return MakeResponse(200, "text/plain", request.id); });
  Client client(server->port());
  const Seen first = client.Ask(Get("/"));
  const std::string made = first.headers.at("x-request-id");
  EXPECT_EQ(made.size(), 32U);
  EXPECT_EQ(first.body, made) << "the handler sees the same";
  EXPECT_NE(client.Ask(Get("/")).headers.at("x-request-id"), made);
  EXPECT_EQ(client.Ask(Get("/", "X-Request-Id: abc-DEF_1.2\r\n")).headers.at("x-request-id"),
            "abc-DEF_1.2");
  for (const char* insane : {"short", "with blank in it", "<script>alert</script>"}) {
    const std::string header = std::string("X-Request-Id: ") + insane + "\r\n";
    EXPECT_EQ(client.Ask(Get("/", header)).headers.at("x-request-id").size(), 32U) << insane;
  }
  const Seen refused = client.Ask("nonsense\r\n\r\n");
  EXPECT_EQ(refused.headers.at("x-request-id").size(), 32U);
}

TEST(Server, RefusalsAreProblemsAndCloseTheConnection) {
  ServerOptions options;
  options.limits.body_bytes = 10;
  const auto server = Serve(Echo, options);
  const struct {
    std::string request;
    int status;
    const char* code;
  } cases[] = {
      {"nonsense\r\n\r\n", 400, "invalid"},
      {Get("//secure/x"), 400, "invalid"},
      {Get("/a/../b"), 400, "invalid"},
      {Get("/%2e%2e/b"), 400, "invalid"},
      {Get(std::string(8200, '/')), 414, "too_large"},
      {Get("/", "a: " + std::string(40'000, 'x') + "\r\n"), 431, "too_large"},
      {Post("/", std::string(11, 'x')), 413, "too_large"},
      {"POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "not_implemented"},
      {"GET / HTTP/3.0\r\nHost: t\r\n\r\n", 505, "not_implemented"},
      {"POST / HTTP/1.1\r\nHost: t\r\nExpect: x\r\n\r\n", 417, "invalid"},
  };
  for (const auto& item : cases) {
    Client client(server->port());
    const Seen reply = client.Ask(item.request);
    EXPECT_EQ(reply.status, item.status) << item.request.substr(0, 40);
    EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json");
    EXPECT_EQ(reply.headers.at("connection"), "close");
    EXPECT_NE(reply.body.find("\"status\":" + std::to_string(item.status)), std::string::npos);
    EXPECT_NE(reply.body.find(std::string("\"code\":\"") + item.code + '"'), std::string::npos);
    EXPECT_NE(reply.body.find("\"request_id\":\"" + reply.headers.at("x-request-id")),
              std::string::npos);
    EXPECT_EQ(client.ReadToEnd(), "");
  }
  EXPECT_EQ(server->stats().refused, std::size(cases));
  EXPECT_TRUE(Eventually([&] { return server->stats().in_flight == 0; }));
}

TEST(Server, WhatFollowsARefusedBodyIsNotARequest) {
  ServerOptions options;
  options.limits.body_bytes = 10;
  std::atomic<int> calls{0};
  const auto server = Serve(
      [&](const Request&) {
        ++calls;
        return Response{};
      },
      options);
  Client client(server->port());
  EXPECT_EQ(client.Ask(Post("/", std::string(100'000, 'x') + Get("/smuggled"))).status, 413);
  EXPECT_EQ(client.ReadToEnd(), "");
  EXPECT_EQ(calls, 0);
}

TEST(Server, AnswersHeadWithoutBody) {
  const auto server = Serve([](const Request& request) {
    Response response = MakeResponse(200, "text/plain", "hello");
    if (request.path == "/long") {
      response.body = Body::Chunks([]() -> std::optional<std::string> { return "x"; });
    }
    return response;
  });
  Client client(server->port());
  client.Send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\nHEAD /long HTTP/1.1\r\nHost: t\r\n\r\n" +
              Get("/"));
  EXPECT_EQ(client.Read(true).headers.at("content-length"), "5");
  EXPECT_EQ(client.Read(true).headers.at("transfer-encoding"), "chunked");
  EXPECT_EQ(client.Read().body, "hello");
}

TEST(Server, SendsNoBodyWith204And304) {
  const auto server = Serve([](const Request& request) {
    return MakeResponse(request.path == "/204" ? 204 : 304, "text/plain", "not to be seen");
  });
  Client client(server->port());
  client.Send(Get("/204") + Get("/304"));
  const Seen first = client.Read();
  EXPECT_EQ(first.status, 204);
  EXPECT_EQ(first.headers.count("content-length"), 0U);
  EXPECT_EQ(client.Read().status, 304);
}

TEST(Server, ContinuesWhenAsked) {
  const auto server = Serve(Echo);
  Client client(server->port());
  const std::string head =
      "POST /p HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  EXPECT_EQ(client.Ask(head).status, 100);
  EXPECT_EQ(client.Ask("hello").body, "POST /p [hello]");
  EXPECT_EQ(client.Ask(head).status, 100);
  EXPECT_EQ(client.Ask("again").body, "POST /p [again]");
  // A body that comes along needs no leave.
  EXPECT_EQ(client.Ask(head + "hello").status, 200);
  // A body that is too large is refused before it is sent.
  EXPECT_EQ(client
                .Ask("POST /p HTTP/1.1\r\nHost: t\r\nContent-Length: 999999999\r\n"
                     "Expect: 100-continue\r\n\r\n")
                .status,
            413);
}

TEST(Server, HonoursHttp10AndClose) {
  const auto server = Serve(Echo);
  {
    Client client(server->port());
    const Seen reply = client.Ask("GET /old HTTP/1.0\r\n\r\n");
    EXPECT_EQ(reply.body, "GET /old []");
    EXPECT_EQ(reply.headers.at("connection"), "close");
    EXPECT_TRUE(client.ClosedByServer());
  }
  {
    Client client(server->port());
    const std::string kept = "GET /old HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
    EXPECT_EQ(client.Ask(kept).headers.at("connection"), "keep-alive");
    EXPECT_EQ(client.Ask(kept).body, "GET /old []");
  }
  Client client(server->port());
  EXPECT_EQ(client.Ask(Get("/", "Connection: close\r\n")).headers.at("connection"), "close");
  EXPECT_TRUE(client.ClosedByServer());
}

TEST(Server, AnswersAClientThatFinishedSending) {
  const auto server = Serve(Echo);
  Client client(server->port());
  client.Send(Get("/a") + Get("/b"));
  client.FinishSending();
  EXPECT_EQ(client.Read().body, "GET /a []");
  EXPECT_EQ(client.Read().body, "GET /b []");
  EXPECT_TRUE(client.ClosedByServer());
}

TEST(Server, StreamsInChunks) {
  const auto server = Serve([](const Request&) {
    Response response;
    auto next = std::make_shared<int>(0);
    response.body = Body::Chunks([next]() -> std::optional<std::string> {
      const int i = (*next)++;
      if (i == 100) return std::nullopt;
      return i % 7 == 0 ? std::string() : std::string(10'000, static_cast<char>('a' + i % 26));
    });
    return response;
  });
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    if (i % 7 != 0) expected += std::string(10'000, static_cast<char>('a' + i % 26));
  }
  Client client(server->port());
  EXPECT_EQ(client.Ask(Get("/")).body, expected);
  EXPECT_EQ(client.Ask(Get("/")).body, expected);
  Client old(server->port());
  EXPECT_EQ(old.Ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").body, expected);
}

TEST(Server, CutsAStreamWhoseProducerThrows) {
  const auto server = Serve([](const Request&) {
    Response response;
    response.body = Body::Chunks([first = true]() mutable -> std::optional<std::string> {
      if (!std::exchange(first, false)) throw 42;
      return "begun";
    });
    return response;
  });
  Client client(server->port());
  const Seen reply = client.Ask(Get("/"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "begun<cut>") << "a cut body must not look whole";
}

TEST(Server, FailuresOfHandlersAre500WithoutTheirText) {
  const auto server = Serve([](const Request& request) -> Response {
    if (request.path == "/std") throw std::runtime_error("the secret");
    if (request.path == "/int") throw 42;
    Response response = MakeResponse(200, "text/plain", "x");
    if (request.path == "/status") response.status = 99;
    if (request.path == "/inject") response.headers.Add("Location", "/a\r\nSet-Cookie: b=c");
    if (request.path == "/name") response.headers.Add("A b", "c");
    if (request.path == "/framing") response.headers.Add("content-length", "3");
    return response;
  });
  Client client(server->port());
  for (const char* path : {"/std", "/int", "/status", "/inject", "/name", "/framing"}) {
    const Seen reply = client.Ask(Get(path));
    EXPECT_EQ(reply.status, 500) << path;
    EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json");
    EXPECT_EQ(reply.headers.count("set-cookie"), 0U);
    EXPECT_EQ(reply.body.find("secret"), std::string::npos);
  }
  EXPECT_EQ(client.Ask(Get("/fine")).status, 200) << "the connection goes on";
}

TEST(Server, TellsOfEveryExchange) {
  std::mutex mutex;
  std::vector<AccessRecord> records;
  ServerOptions options;
  options.access_log = [&](const AccessRecord& record) {
    const std::lock_guard lock(mutex);
    records.push_back(record);
  };
  auto server = Serve(Echo, options);
  Client client(server->port());
  const Seen good = client.Ask(Get("/a?b"));
  const Seen bad = client.Ask("nonsense\r\n\r\n");
  server->Stop();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].method, "GET");
  EXPECT_EQ(records[0].target, "/a?b");
  EXPECT_EQ(records[0].status, 200);
  EXPECT_EQ(records[0].peer, "127.0.0.1");
  EXPECT_EQ(records[0].request_id, good.headers.at("x-request-id"));
  EXPECT_EQ(records[0].bytes_sent, good.head.size() + 2 + good.body.size());
  EXPECT_TRUE(records[0].complete);
  EXPECT_EQ(records[1].status, 400);
  EXPECT_EQ(records[1].request_id, bad.headers.at("x-request-id"));
}

TEST(ServerOptions, RefusesWhatIsOutOfRange) {
  const struct {
    const char* field;
    void (*change)(ServerOptions&);
  } cases[] = {
      {"address", [](ServerOptions& o) { o.address = "localhost"; }},
      {"io_threads", [](ServerOptions& o) { o.io_threads = 0; }},
      {"workers", [](ServerOptions& o) { o.workers = 257; }},
      {"queue_bound", [](ServerOptions& o) { o.queue_bound = 0; }},
      {"limits.request_line_bytes", [](ServerOptions& o) { o.limits.request_line_bytes = 8193; }},
      {"buffered_body_bytes", [](ServerOptions& o) { o.buffered_body_bytes = 1; }},
      {"max_connections", [](ServerOptions& o) { o.max_connections = 0; }},
      {"header_timeout", [](ServerOptions& o) { o.header_timeout = std::chrono::milliseconds(0); }},
      {"drain_deadline", [](ServerOptions& o) { o.drain_deadline = std::chrono::hours(2); }},
  };
  EXPECT_TRUE(ServerOptions{}.Validate());
  for (const auto& item : cases) {
    ServerOptions options;
    item.change(options);
    const base::Status status = options.Validate();
    ASSERT_FALSE(status) << item.field;
    EXPECT_EQ(status.error().field, item.field);
    EXPECT_EQ(status.error().code, base::ErrorCode::kInvalid);
  }
}

TEST(Server, SaysWhichAddressCannotBeBound) {
  const auto first = Serve(Echo);
  const base::SystemClock clock;
  ServerOptions options;
  options.port = first->port();
  Server second(options, Echo, clock);
  const base::Status status = second.Start();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, base::ErrorCode::kUnavailable);
  EXPECT_NE(status.error().message.find(std::to_string(first->port())), std::string::npos);
}

TEST(Server, RestartsAtOnceOnTheSamePort) {
  const base::SystemClock clock;
  ServerOptions options;
  options.port = 0;
  for (int round = 0; round < 5; ++round) {
    Server server(options, Echo, clock);
    ASSERT_TRUE(server.Start());
    options.port = server.port();
    Client client(server.port());
    EXPECT_EQ(client.Ask(Get("/")).status, 200);
  }
}

TEST(HttpDate, KnownMoments) {
  EXPECT_EQ(HttpDate(784'111'777'000), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(HttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace jiedui::edge
