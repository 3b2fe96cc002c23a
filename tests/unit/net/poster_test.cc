#include "net/poster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "support/http_receiver.h"

namespace jiedui::net {
namespace {

using base::ErrorCode;
using ::testing::HasSubstr;
using testing::HttpReceiver;
using testing::Received;

std::unique_ptr<Poster> Make(PosterOptions options = {}) {
  auto poster = Poster::Make(options);
  EXPECT_TRUE(poster) << poster.error().message;
  return *std::move(poster);
}

/// Waits until that many ended.
std::vector<PostOutcome> Ended(Poster& poster, std::size_t count) {
  std::vector<PostOutcome> all;
  for (int i = 0; i < 400 && all.size() < count; ++i) {
    for (PostOutcome& outcome : poster.Wait(50)) all.push_back(std::move(outcome));
  }
  return all;
}

PostRequest To(const std::string& url, const std::string& body = "{}") {
  return {url, {"Content-Type: application/json", "X-Test: 1"}, body, Reach::kAnywhere};
}

TEST(Poster, PostsTheBodyUnderItsHeaders) {
  HttpReceiver receiver;
  const auto poster = Make();
  ASSERT_TRUE(poster->Start(7, To(receiver.url(), R"({"a":"中文"})")));
  EXPECT_EQ(poster->running(), 1U);
  const auto outcomes = Ended(*poster, 1);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].token, 7U);
  EXPECT_EQ(outcomes[0].status, 204);
  EXPECT_EQ(outcomes[0].error, "");
  EXPECT_EQ(poster->running(), 0U);
  const Received request = receiver.received().at(0);
  EXPECT_EQ(request.body, R"({"a":"中文"})");
  EXPECT_EQ(request.headers.at("content-type"), "application/json");
  EXPECT_EQ(request.headers.at("x-test"), "1");
}

TEST(Poster, OneThatHangsHoldsUpNobody) {
  HttpReceiver hanging([](const Received&) { return 0; });
  HttpReceiver quick;
  const auto poster = Make({.timeout_ms = 1500});
  ASSERT_TRUE(poster->Start(1, To(hanging.url())));
  for (std::uint64_t i = 2; i < 12; ++i) ASSERT_TRUE(poster->Start(i, To(quick.url())));
  const auto outcomes = Ended(*poster, 11);
  ASSERT_EQ(outcomes.size(), 11U);
  EXPECT_EQ(outcomes.back().token, 1U) << "the others were answered before";
  EXPECT_EQ(outcomes.back().status, 0);
  EXPECT_THAT(outcomes.back().error, HasSubstr("没有在时限内答复"));
}

TEST(Poster, ARedirectIsAnAnswerAndNotFollowed) {
  HttpReceiver receiver([](const Received&) { return 302; });
  const auto poster = Make();
  ASSERT_TRUE(poster->Start(1, To(receiver.url())));
  EXPECT_EQ(Ended(*poster, 1).at(0).status, 302);
  EXPECT_EQ(receiver.received().size(), 1U);
}

TEST(Poster, TheAddressReallyConnectedToIsChecked) {
  HttpReceiver receiver;
  std::string url = receiver.url();
  // A name that looks like any other and leads to this machine.
  url.replace(0, std::string("http://127.0.0.1").size(), "https://name.localhost");
  const auto poster = Make();
  PostRequest request = To(url);
  request.reach = Reach::kPublic;
  ASSERT_TRUE(poster->Start(1, request)) << "only the resolver knows where it leads";
  const auto outcomes = Ended(*poster, 1);
  EXPECT_EQ(outcomes.at(0).status, 0);
  EXPECT_THAT(outcomes.at(0).error, HasSubstr("不在公网"));
  EXPECT_TRUE(receiver.received().empty());
}

TEST(Poster, WhoDoesNotSpeakTlsOrIsNotThereIsTold) {
  HttpReceiver receiver;
  std::string https = receiver.url();
  https.replace(0, 4, "https");
  const auto poster = Make();
  ASSERT_TRUE(poster->Start(1, To(https)));
  EXPECT_NE(Ended(*poster, 1).at(0).error, "");
  ASSERT_TRUE(poster->Start(2, To("http://127.0.0.1:1/")));
  EXPECT_THAT(Ended(*poster, 1).at(0).error, HasSubstr("无法连接"));
}

TEST(Poster, WakeEndsTheWait) {
  const auto poster = Make();
  const auto begin = std::chrono::steady_clock::now();
  std::thread other([&] { poster->Wake(); });
  EXPECT_TRUE(poster->Wait(30'000).empty());
  other.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(Poster, NoMoreRunThanAreAllowed) {
  HttpReceiver hanging([](const Received&) { return 0; });
  const auto poster = Make({.most_running = 1});
  ASSERT_TRUE(poster->Start(1, To(hanging.url())));
  EXPECT_EQ(poster->Start(2, To(hanging.url())).error().code, ErrorCode::kUnavailable);
}

TEST(Poster, OptionsOutOfRangeAreNamed) {
  EXPECT_EQ(Poster::Make({.connect_timeout_ms = 0}).error().field, "connect_timeout_ms");
  EXPECT_EQ(Poster::Make({.timeout_ms = 300'001}).error().field, "timeout_ms");
  EXPECT_EQ(Poster::Make({.most_running = 0}).error().field, "most_running");
}

TEST(CheckUrl, TakesWhatTheReachAllows) {
  struct Case {
    const char* url;
    bool in_public;
    bool anywhere;
  };
  const Case cases[] = {
      {"https://example.com/hook?x=1", true, true},
      {"https://example.com:8443/", true, true},
      {"https://8.8.8.8/", true, true},
      {"https://[2606:4700:4700::1111]/", true, true},
      {"http://example.com/", false, true},
      {"http://127.0.0.1:8080/x", false, true},
      {"https://127.0.0.1/", false, true},
      {"https://localhost/", false, true},
      {"https://[::1]/", false, true},
      {"https://169.254.169.254/latest/meta-data", false, true},
      {"https://2130706433/", false, true},  // 127.0.0.1 in one number
      {"https://0x7f.1/", false, true},
      {"https://u:p@example.com/", false, false},
      {"ftp://example.com/", false, false},
      {"file:///etc/passwd", false, false},
      {"example.com/hook", false, false},
      {"", false, false},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(CheckUrl(one.url, Reach::kPublic).has_value(), one.in_public) << one.url;
    EXPECT_EQ(CheckUrl(one.url, Reach::kAnywhere).has_value(), one.anywhere) << one.url;
  }
  EXPECT_EQ(CheckUrl("ftp://x/", Reach::kAnywhere).error().field, "url");
  // libcurl would take the text to end at the NUL.
  using namespace std::string_view_literals;
  for (const auto url : {"https://use:\0\0\0r@18880.1/"sv, "https://example.com/\0"sv,
                         "https://example.com/a b"sv, "https://example.com/\r\nX: y"sv,
                         "https://example.com/\x7f"sv, " https://example.com/"sv}) {
    EXPECT_EQ(CheckUrl(url, Reach::kAnywhere).error().message, "接收地址含有空格或控制字符");
    EXPECT_EQ(CheckUrl(url, Reach::kPublic).error().field, "url");
  }
  EXPECT_FALSE(CheckUrl("https://example.com/" + std::string(2000, 'x'), Reach::kPublic));
}

}  // namespace
}  // namespace jiedui::net
