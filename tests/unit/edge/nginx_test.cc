// The rows of hostile_test.cc again where nginx stands in front with the site that ships, and what
// only the two together do.

#include "unit/edge/nginx.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/edge/server.h"
#include "unit/edge/client.h"

namespace jiedui::edge {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Response Answer(const Request& request) {
  if (request.path == "/throw") throw 42;
  if (request.path == "/long") return MakeResponse(200, "text/plain", std::string(20'000'000, 'x'));
  if (request.path == "/slow") std::this_thread::sleep_for(milliseconds(600));
  if (request.path == "/headers") {
    std::string all;
    for (const auto& [name, value] : request.headers.entries()) all += name + ": " + value + "\n";
    return MakeResponse(200, "text/plain", all);
  }
  if (request.path == "/stream") {
    Response response;
    response.headers.Add("X-Accel-Buffering", "no");
    response.body = Body::Chunks([left = 3]() mutable -> std::optional<std::string> {
      if (left-- == 0) return std::nullopt;
      if (left < 2) std::this_thread::sleep_for(milliseconds(300));
      return "piece";
    });
    return response;
  }
  return MakeResponse(200, "text/plain", request.method + request.path + request.body);
}

/// One node and nginx in front of it.
class BehindNginx : public testing::Test {
 protected:
  void SetUp() override {
    if (!Nginx::Present()) GTEST_SKIP() << "no nginx on this machine";
    Begin(Nginx::WithoutLimits());
  }

  void Begin(std::map<std::string, std::string> replace) {
    node_ = Serve(Answer);
    nginx_.reset();
    nginx_ = std::make_unique<Nginx>(Nginx::Options{{node_->port()}, std::move(replace)});
  }

  [[nodiscard]] std::uint16_t port() const { return nginx_->plain(); }

  std::unique_ptr<Server> node_;
  std::unique_ptr<Nginx> nginx_;
};

using Row = BehindNginx;

TEST_F(Row, Row1ChunkSplitBetweenCrAndLf) {
  Client stuck(port());
  stuck.Send("POST /p HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r");
  Client other(port());
  EXPECT_EQ(other.Ask(Get("/other")).body, "GET/other");
  EXPECT_EQ(stuck.Ask("\n0\r\n\r\n").body, "POST/phi");
}

TEST_F(Row, Row2ClientsThatDoNotRead) {
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 6; ++i) {
    slow.push_back(std::make_unique<Client>(port(), 4096));
    slow.back()->Send(Get("/long"));
  }
  // The service is free again while they still read: nginx has taken the replies.
  EXPECT_TRUE(
      Eventually([&] { return node_->stats().answered >= 6 && node_->stats().in_flight == 0; }));
  Client other(port());
  for (int i = 0; i < 50; ++i) ASSERT_EQ(other.Ask(Get("/x")).body, "GET/x");
  EXPECT_EQ(slow.front()->Read().body.size(), 20'000'000U);
}

TEST_F(Row, Rows3And4ClientsThatVanish) {
  std::atomic<int> wrong{0};
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        const std::string path = "/" + std::to_string(t) + "-" + std::to_string(i);
        Client client(port());
        client.Send(Get(path));
        if (i % 3 == 0) {
          client.Vanish();
        } else if (i % 3 == 1) {
          ++(client.Read().body == "GET" + path ? right : wrong);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(right, 4 * 100);
}

TEST_F(Row, Row5SixteenThousandSlashes) {
  Client client(port());
  EXPECT_EQ(client.Ask(Get(std::string(16'000, '/'))).status, 414);
  Client other(port());
  EXPECT_EQ(other.Ask(Get("/x")).body, "GET/x");
}

TEST_F(Row, Rows6To10ClientsThatLeaveDuringLongReplies) {
  for (int i = 0; i < 30; ++i) {
    Client client(port(), 4096);
    client.Send(Get(i % 2 == 0 ? "/long" : "/stream"));
    std::this_thread::sleep_for(milliseconds(i % 3 * 5));
    client.Vanish();
  }
  EXPECT_TRUE(Eventually([&] { return node_->stats().in_flight == 0; }));
  Client other(port());
  EXPECT_EQ(other.Ask(Get("/x")).body, "GET/x");
  // What is left open are the connections that nginx keeps: the service's ends of them.
  EXPECT_LE(node_->stats().connections, 2U * 32U);
}

TEST_F(Row, Row11ExceptionsAreOne500) {
  Client client(port());
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(client.Ask(Get("/throw")).status, 500);
    ASSERT_EQ(client.Ask(Get("/x")).body, "GET/x");
  }
}

TEST_F(Row, Row12PathsThatBypassPrefixChecks) {
  for (const char* path : {"//secure/x", "/open/../secure/x", "/open/%2e%2e/secure", "/open/%2E./s",
                           "/open//secure", "/a%2fb", "/./secure"}) {
    Client client(port());
    EXPECT_EQ(client.Ask(Get(path)).status, 400) << path;
  }
}

TEST_F(Row, Row13AnyMethod) {
  Client client(port());
  for (const char* method : {"PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "ODDITY"}) {
    EXPECT_EQ(client.Ask(std::string(method) + " /p HTTP/1.1\r\nHost: t\r\n\r\n").body,
              std::string(method) + "/p");
  }
}

TEST_F(Row, Row14LongJobsGetNoStray408) {
  Client client(port());
  EXPECT_EQ(client.Ask(Get("/slow")).body, "GET/slow");
  EXPECT_EQ(client.Ask(Get("/x")).body, "GET/x");
}

TEST_F(Row, Row15HeadersBeyondTheLimitAreRefusedAtOnce) {
  std::string headers;
  for (int i = 0; i < 40; ++i)
    headers += "h" + std::to_string(i) + ": " + std::string(1000, 'v') + "\r\n";
  const auto start = std::chrono::steady_clock::now();
  Client client(port());
  EXPECT_EQ(client.Ask(Get("/h", headers)).status, 400);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(3));
}

TEST_F(Row, Row16SilentConnectionsOnTheTlsPortKeepNobodyOut) {
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 20; ++i) silent.push_back(std::make_unique<Client>(nginx_->tls()));
  const std::string url = "https://127.0.0.1:" + std::to_string(nginx_->tls());
  EXPECT_EQ(Output("curl -sk --max-time 5 " + url + "/x"), "GET/x");
}

TEST_F(Row, Row17ConnectionsOfOneAddressAreLimited) {
  auto replace = Nginx::WithoutLimits();
  replace["limit_conn        jiedui_connections 200"] = "limit_conn jiedui_connections 3";
  Begin(replace);
  std::vector<std::unique_ptr<Client>> busy;
  for (int i = 0; i < 3; ++i) {
    busy.push_back(std::make_unique<Client>(port()));
    busy.back()->Send(Get("/slow"));
  }
  EXPECT_TRUE(Eventually([&] { return node_->stats().in_flight == 3; }));
  Client refused(port());
  EXPECT_EQ(refused.Ask(Get("/x")).status, 429);
  for (const auto& client : busy) EXPECT_EQ(client->Read().body, "GET/slow");
  Client admitted(port());
  EXPECT_EQ(admitted.Ask(Get("/x")).status, 200);
}

TEST_F(Row, Row18SlowHeadersAndBodies) {
  auto replace = Nginx::WithoutLimits();
  replace["client_header_timeout 15s"] = "client_header_timeout 1s";
  replace["client_body_timeout   30s"] = "client_body_timeout 1s";
  Begin(replace);
  Client first(port());
  first.Send("GET / HT");
  Client second(port());
  EXPECT_EQ(second.Ask(Get("/x")).status, 200);
  second.Send("GET / HTTP/1.1\r\n");
  Client body(port());
  body.Send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nab");
  EXPECT_TRUE(first.ClosedByServer());
  EXPECT_TRUE(second.ClosedByServer());
  // nginx says 408 to a body that does not come, or only closes.
  const Seen late = body.Read();
  EXPECT_TRUE(late.status == 408 || late.status == 0);
  EXPECT_EQ(node_->stats().accepted, 1U) << "nothing of them reached the service";
}

TEST_F(BehindNginx, TlsAndHttp2) {
  const std::string url = "https://127.0.0.1:" + std::to_string(nginx_->tls());
  EXPECT_EQ(Output("curl -sk --http2 -o /dev/null -w '%{http_version} %{http_code}' " + url + "/x"),
            "2 200");
  const std::string head = Output("curl -sk --http1.1 -D - -o /dev/null " + url + "/x");
  EXPECT_NE(head.find("Strict-Transport-Security: max-age="), std::string::npos) << head;
  EXPECT_NE(Output("curl -sk --tlsv1.1 --tls-max 1.1 -w '%{exitcode}' " + url + "/x"), "0");
  EXPECT_EQ(Output("curl -s -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: h' "
                   "http://127.0.0.1:" +
                   std::to_string(nginx_->redirect()) + "/a?b"),
            "308 https://h/a?b");
}

TEST_F(BehindNginx, WhatAClientSaysOfItsAddressDoesNotCount) {
  Client client(port());
  const std::string seen =
      client
          .Ask(Get("/headers",
                   "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: gopher\r\nX-Real-IP: 1.2.3.4\r\n"
                   "Forwarded: for=1.2.3.4\r\nX-Forwarded-Host: evil\r\nX-Request-Id: mine\r\n"))
          .body;
  EXPECT_NE(seen.find("X-Forwarded-For: 127.0.0.1\n"), std::string::npos) << seen;
  EXPECT_NE(seen.find("X-Forwarded-Proto: http\n"), std::string::npos) << seen;
  for (const char* not_there : {"1.2.3.4", "gopher", "evil", "mine"})
    EXPECT_EQ(seen.find(not_there), std::string::npos) << seen;
  const std::size_t at = seen.find("X-Request-Id: ");
  ASSERT_NE(at, std::string::npos) << seen;
  const std::string id = seen.substr(at + 14, 32);
  EXPECT_TRUE(Eventually([&] { return nginx_->AccessLog().find(id) != std::string::npos; }))
      << "one number from end to end";
}

TEST_F(BehindNginx, TheAccessLogHasNoQuery) {
  Client client(port());
  EXPECT_EQ(client.Ask(Get("/x?q=13800138000&ticket=ST-secret")).status, 200);
  EXPECT_TRUE(Eventually([&] { return nginx_->AccessLog().find("\"/x\"") != std::string::npos; }));
  EXPECT_EQ(nginx_->AccessLog().find("13800138000"), std::string::npos);
  EXPECT_EQ(nginx_->AccessLog().find("secret"), std::string::npos);
}

TEST_F(BehindNginx, BodiesBeyondTheLimitNeverReachTheService) {
  Client client(port());
  const Seen refused =
      client.Ask("POST /p HTTP/1.1\r\nHost: t\r\nContent-Length: 66060289\r\n\r\n");
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(node_->stats().accepted, 0U);
}

TEST_F(BehindNginx, SmuggledRequestsDoNotReachTheService) {
  for (const char* headers : {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                              "Content-Length: 5\r\nContent-Length: 6\r\n",
                              "Content-Length: +5\r\n", "Transfer-Encoding: xchunked\r\n"}) {
    Client client(port());
    const Seen seen = client.Ask("POST /p HTTP/1.1\r\nHost: t\r\n" + std::string(headers) +
                                 "\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_GE(seen.status, 400) << headers;
    EXPECT_EQ(client.ReadToEnd().find("smuggled"), std::string::npos) << headers;
  }
}

TEST_F(BehindNginx, AStreamComesPieceByPiece) {
  Client client(port());
  const auto start = std::chrono::steady_clock::now();
  client.Send(Get("/stream"));
  std::string first;
  while (first.find("piece") == std::string::npos) {
    const std::string some = client.Some();
    ASSERT_FALSE(some.empty());
    first += some;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(500)) << "it waits for the rest";
}

TEST_F(BehindNginx, ConnectionsOfReadersAreKept) {
  Client client(port());
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.Ask(Get("/x")).status, 200);
  EXPECT_LE(node_->stats().accepted, 2U);
  for (int i = 0; i < 10; ++i) ASSERT_EQ(client.Ask(Post("/x", "b")).status, 200);
  EXPECT_GE(node_->stats().accepted, 10U) << "what changes something has a connection of its own";
}

TEST_F(BehindNginx, TheLimitsThatShipLetAnOfficeWorkAndStopAFlood) {
  Begin({});
  std::atomic<int> refused{0};
  std::atomic<int> served{0};
  Client office(port());
  for (int i = 0; i < 300; ++i) served += office.Ask(Get("/x")).status == 200 ? 1 : 0;
  EXPECT_EQ(served, 300);
  Client flood(port());
  for (int i = 0; i < 200; ++i)
    refused += flood.Ask(Post("/api/v1/session", "{}")).status == 429 ? 1 : 0;
  EXPECT_GT(refused, 100);
  EXPECT_LT(refused, 141) << "sixty at once are for a whole office on a Monday morning";
}

TEST_F(BehindNginx, ReadinessIsForThisMachineOnly) {
  auto replace = Nginx::WithoutLimits();
  replace["        allow 127.0.0.1;\n"] = "";
  Begin(replace);
  Client client(port());
  EXPECT_EQ(client.Ask(Get("/readyz")).status, 403);
  EXPECT_EQ(client.Ask(Get("/healthz")).status, 200);
}

class TwoNodes : public testing::Test {
 protected:
  void SetUp() override {
    if (!Nginx::Present()) GTEST_SKIP() << "no nginx on this machine";
    for (auto& node : nodes_) node = Serve(Answer);
    nginx_ = std::make_unique<Nginx>(
        Nginx::Options{{nodes_[0]->port(), nodes_[1]->port()}, Nginx::WithoutLimits()});
  }

  std::array<std::unique_ptr<Server>, 2> nodes_;
  std::unique_ptr<Nginx> nginx_;
};

TEST_F(TwoNodes, ShareTheWorkAndOneIsEnough) {
  for (int i = 0; i < 20; ++i) {
    Client client(nginx_->plain());
    ASSERT_EQ(client.Ask(Get("/x")).status, 200);
  }
  EXPECT_GT(nodes_[0]->stats().answered, 0U);
  EXPECT_GT(nodes_[1]->stats().answered, 0U);
  nodes_[0].reset();
  for (int i = 0; i < 20; ++i) {
    Client client(nginx_->plain());
    ASSERT_EQ(client.Ask(Get("/x")).status, 200);
    ASSERT_EQ(client.Ask(Post("/x", "+b")).body, "POST/x+b");
  }
}

// Readers and writers, while one node after the other ends and starts again on its port.
TEST_F(TwoNodes, RestartOneAfterTheOtherWithoutAFailedRequest) {
  std::atomic<bool> go_on{true};
  std::atomic<int> right{0};
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      auto client = std::make_unique<Client>(nginx_->plain());
      for (int i = 0; go_on; ++i) {
        // nginx closes a connection after its thousandth request.
        if (i % 500 == 499) client = std::make_unique<Client>(nginx_->plain());
        const std::string path = "/" + std::to_string(t) + "-" + std::to_string(i);
        const bool write = i % 4 == 0;
        const std::string want = write ? "POST" + path + "+b" : "GET" + path;
        ++(client->Ask(write ? Post(path, "+b") : Get(path)).body == want ? right : wrong);
        std::this_thread::sleep_for(milliseconds(1));
      }
    });
  }
  for (int round = 0; round < 4; ++round) {
    const int before = right;
    EXPECT_TRUE(Eventually([&] { return right > before + 100 || wrong > 0; }));
    auto& node = nodes_[static_cast<std::size_t>(round) % 2];
    ServerOptions options;
    options.port = node->port();
    node.reset();
    std::this_thread::sleep_for(milliseconds(100));
    static const base::SystemClock clock;
    node = std::make_unique<Server>(options, Answer, clock);
    ASSERT_TRUE(node->Start());
    // nginx looks again when fail_timeout, which it counts in seconds, is over.
    std::this_thread::sleep_for(milliseconds(2200));
  }
  go_on = false;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0) << nginx_->ErrorLog();
  EXPECT_GT(right, 400);
}

}  // namespace
}  // namespace jiedui::edge
