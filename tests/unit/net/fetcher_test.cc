#include "net/fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/http_receiver.h"

namespace jiedui::net {
namespace {

using base::ErrorCode;
using ::testing::HasSubstr;
using testing::HttpReceiver;
using testing::Received;

FetchRequest To(const std::string& url) {
  FetchRequest request;
  request.url = url;
  request.allow_http = true;
  return request;
}

TEST(Fetcher, GetsAndPosts) {
  HttpReceiver receiver([](const Received&) { return 200; }, R"({"a":"中文"})");
  auto got = Fetch(To(receiver.url() + "?a=1"));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, R"({"a":"中文"})");
  FetchRequest request = To(receiver.url());
  request.body = "code=1";
  request.headers = {"Authorization: Basic eA=="};
  got = Fetch(request);
  ASSERT_TRUE(got);
  const auto received = receiver.received();
  EXPECT_EQ(received.at(0).target, "/hook?a=1");
  EXPECT_EQ(received.at(1).body, "code=1");
  EXPECT_EQ(received.at(1).headers.at("authorization"), "Basic eA==");
  EXPECT_EQ(received.at(1).headers.at("content-type"), "application/x-www-form-urlencoded");
}

TEST(Fetcher, ARedirectIsAnAnswerAndNotFollowed) {
  HttpReceiver receiver([](const Received&) { return 302; });
  const auto got = Fetch(To(receiver.url()));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, 302);
  EXPECT_EQ(receiver.received().size(), 1U);
}

TEST(Fetcher, WhatIsTooLongOrTooLateIsNoAnswer) {
  HttpReceiver receiver([](const Received&) { return 200; }, std::string(2000, 'x'));
  FetchRequest request = To(receiver.url());
  request.most_bytes = 1999;
  auto got = Fetch(request);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(got.error().message, HasSubstr("过长"));
  request.most_bytes = 2000;
  EXPECT_TRUE(Fetch(request));

  HttpReceiver hanging([](const Received&) { return 0; });
  request = To(hanging.url());
  request.timeout_ms = 200;
  got = Fetch(request);
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().message, HasSubstr("127.0.0.1: 对方没有在时限内答复"));
}

TEST(Fetcher, NobodyThere) {
  const auto got = Fetch(To("http://127.0.0.1:1/"));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::kUnavailable);
}

TEST(Fetcher, PlainHttpAndOtherSchemesAreRefused) {
  HttpReceiver receiver;
  FetchRequest request = To(receiver.url());
  request.allow_http = false;
  EXPECT_EQ(Fetch(request).error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(receiver.received().empty());
  for (const char* const url : {"file:///etc/passwd", "ftp://a/", "gopher://a/", "https://",
                                "https://u:p@a/", "a/b", "https://a/#x", "", "//a"}) {
    const auto status = CheckEndpoint(url, true);
    ASSERT_FALSE(status) << url;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalid);
  }
  EXPECT_FALSE(CheckEndpoint(std::string_view("https://a/\0@b/", 14), false));
  EXPECT_TRUE(CheckEndpoint("https://10.0.0.1:8443/cas?x=1", false));
  EXPECT_FALSE(CheckEndpoint("https://a/" + std::string(2000, 'x'), false));
}

TEST(FormEncode, EncodesWhatIsNotUnreserved) {
  EXPECT_EQ(FormEncode({{"a b", "1&2=3"}, {"c", "中"}}), "a%20b=1%262%3D3&c=%E4%B8%AD");
  EXPECT_EQ(PercentEncode("A-z_0.9~/+"), "A-z_0.9~%2F%2B");
}

}  // namespace
}  // namespace jiedui::net
