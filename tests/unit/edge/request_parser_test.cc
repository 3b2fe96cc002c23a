#include "api/edge/request_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace jiedui::edge {
namespace {

constexpr FramingLimits kLimits{
    .request_line_bytes = 200, .header_bytes = 400, .header_count = 8, .body_bytes = 100};

/// The outcome of a whole input as text, with the bytes left over; comparable between splits.
std::string Outcome(std::string_view input, std::size_t first, std::size_t step) {
  RequestParser parser(kLimits);
  std::string text;
  std::size_t end = std::min(first, input.size());
  std::size_t begin = 0;
  while (true) {
    while (begin < end && parser.state() != RequestParser::State::kRefused) {
      begin += parser.Consume(input.substr(begin, end - begin));
      if (parser.state() != RequestParser::State::kComplete) continue;
      const Request request = parser.Take();
      text += request.method + " " + request.path + " 1." + std::to_string(request.minor_version);
      for (const auto& [name, value] : request.query.entries()) {
        text.append(" ?").append(name).append("=").append(value);
      }
      for (const auto& [name, value] : request.headers.entries()) {
        text.append(" ").append(name).append(":").append(value);
      }
      text += (request.keep_alive ? " keep [" : " close [") + request.body + "]\n";
    }
    if (parser.state() == RequestParser::State::kRefused) {
      return text + "refused " + std::to_string(parser.refusal().status);
    }
    if (end == input.size()) break;
    end = std::min(end + step, input.size());
  }
  return text + "state " + std::to_string(static_cast<int>(parser.state()));
}

struct Case {
  const char* about;
  std::string input;
  const char* expected;
};

std::string Line(const std::string& line) { return line + " HTTP/1.1\r\nHost: h\r\n\r\n"; }
std::string Head(const std::string& headers) {
  return "POST /p HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
}

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"nothing", "", "state 0"},
      {"half a line", "GET / HT", "state 1"},
      {"half the headers", "GET / HTTP/1.1\r\nHost: h\r\n", "state 1"},
      {"the least", Line("GET /"), "GET / 1.1 Host:h keep []\nstate 0"},
      {"an empty line before", "\r\n" + Line("GET /"), "GET / 1.1 Host:h keep []\nstate 0"},
      {"two empty lines before", "\r\n\r\n" + Line("GET /"), "refused 400"},
      {"blanks around a value", "GET / HTTP/1.1\r\nHost:  h \t\r\nA:\r\n\r\n",
       "GET / 1.1 Host:h A: keep []\nstate 0"},
      {"bytes over 0x7F in a value", Head("A: \xE7\xBB\x93\r\n"),
       "POST /p 1.1 Host:h A:\xE7\xBB\x93 keep []\nstate 0"},
      {"pipelined", Line("GET /a") + Line("GET /b"),
       "GET /a 1.1 Host:h keep []\nGET /b 1.1 Host:h keep []\nstate 0"},
      {"close", Head("Connection: foo, Close\r\n"),
       "POST /p 1.1 Host:h Connection:foo, Close close []\nstate 0"},
      {"1.0", "GET / HTTP/1.0\r\n\r\n", "GET / 1.0 close []\nstate 0"},
      {"1.0 kept", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
       "GET / 1.0 Connection:keep-alive keep []\nstate 0"},
      {"absolute form", Line("GET http://h:80/a?b"), "GET /a 1.1 ?b= Host:h keep []\nstate 0"},
      {"absolute form without path", Line("GET http://h"), "GET / 1.1 Host:h keep []\nstate 0"},
      {"asterisk", Line("OPTIONS *"), "OPTIONS * 1.1 Host:h keep []\nstate 0"},

      {"bare LF", "GET / HTTP/1.1\nHost: h\r\n\r\n", "refused 400"},
      {"bare LF in headers", "GET / HTTP/1.1\r\nHost: h\nA: b\r\n\r\n", "refused 400"},
      {"bare LF at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n", "refused 400"},
      {"bare CR in a value", Head("A: b\rc\r\n"), "refused 400"},
      {"NUL in a value", Head(std::string("A: b\0c\r\n", 8)), "refused 400"},
      {"two blanks", Line("GET  /"), "refused 400"},
      {"tab for a blank", Line("GET\t/"), "refused 400"},
      {"no version", "GET /\r\n\r\n", "refused 400"},
      {"method not a token", Line("GE(T /"), "refused 400"},
      {"unknown method is for the routes", Line("BREW /"), "BREW / 1.1 Host:h keep []\nstate 0"},
      {"endless method", Line(std::string(40, 'A') + " /"), "refused 501"},
      {"CONNECT", Line("CONNECT h:443"), "refused 501"},
      {"HTTP/2.0", "GET / HTTP/2.0\r\n\r\n", "refused 505"},
      {"HTTP/1.2", "GET / HTTP/1.2\r\n\r\n", "refused 505"},
      {"http/1.1", "GET / http/1.1\r\n\r\n", "refused 400"},
      {"TLS hello", "\x16\x03\x01\x02\r\n\r\n", "refused 400"},
      {"request line too long", Line("GET /" + std::string(190, 'a')), "refused 414"},
      {"request line far too long", "GET /" + std::string(5000, '/'), "refused 414"},

      {"no Host", "GET / HTTP/1.1\r\n\r\n", "refused 400"},
      {"two Hosts", Head("Host: h\r\n"), "refused 400"},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "refused 400"},
      {"bad Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "refused 400"},
      {"IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
       "GET / 1.1 Host:[::1]:80 keep []\nstate 0"},
      {"folded header", Head("A: b\r\n c\r\n"), "refused 400"},
      {"blank before colon", Head("A : b\r\n"), "refused 400"},
      {"no colon", Head("A\r\n"), "refused 400"},
      {"empty name", Head(": b\r\n"), "refused 400"},
      {"headers too many", Head("a:\r\nb:\r\nc:\r\nd:\r\ne:\r\nf:\r\ng:\r\nh:\r\n"), "refused 431"},
      {"headers too long", Head("a: " + std::string(400, 'x') + "\r\n"), "refused 431"},
      {"headers too long together",
       Head("a: " + std::string(200, 'x') + "\r\nb: " + std::string(200, 'x') + "\r\n"),
       "refused 431"},
      {"other Expect", Head("Expect: a-miracle\r\n"), "refused 417"},

      {"sized body", Head("Content-Length: 5\r\n") + "hello",
       "POST /p 1.1 Host:h Content-Length:5 keep [hello]\nstate 0"},
      {"sized body and what follows", Head("Content-Length: 2\r\n") + "hi" + Line("GET /"),
       "POST /p 1.1 Host:h Content-Length:2 keep [hi]\nGET / 1.1 Host:h keep []\nstate 0"},
      {"half a body", Head("Content-Length: 5\r\n") + "hel", "state 2"},
      {"no body yet", Head("Content-Length: 5\r\n"), "state 2"},
      {"empty body", Head("Content-Length: 0\r\n"),
       "POST /p 1.1 Host:h Content-Length:0 keep []\nstate 0"},
      {"length 5abc", Head("Content-Length: 5abc\r\n"), "refused 400"},
      {"length +5", Head("Content-Length: +5\r\n"), "refused 400"},
      {"length -1", Head("Content-Length: -1\r\n"), "refused 400"},
      {"length 0x5", Head("Content-Length: 0x5\r\n"), "refused 400"},
      {"length empty", Head("Content-Length:\r\n"), "refused 400"},
      {"length 5, 5", Head("Content-Length: 5, 5\r\n"), "refused 400"},
      {"length twice", Head("Content-Length: 5\r\ncontent-length: 5\r\n"), "refused 400"},
      {"length over the limit", Head("Content-Length: 101\r\n"), "refused 413"},
      {"length over 2^64", Head("Content-Length: 18446744073709551621\r\n"), "refused 413"},

      {"chunks", Head("Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n",
       "POST /p 1.1 Host:h Transfer-Encoding:chunked keep [hello!]\nstate 0"},
      {"chunks and trailer, dropped",
       Head("Transfer-Encoding: Chunked\r\n") + "A\r\n0123456789\r\n0\r\nHost: evil\r\n\r\n",
       "POST /p 1.1 Host:h Transfer-Encoding:Chunked keep [0123456789]\nstate 0"},
      {"bad trailer", Head("Transfer-Encoding: chunked\r\n") + "0\r\nno colon\r\n\r\n",
       "refused 400"},
      {"chunk without CR LF", Head("Transfer-Encoding: chunked\r\n") + "1\r\nab\r\n",
       "refused 400"},
      {"chunk with bare LF", Head("Transfer-Encoding: chunked\r\n") + "1\r\na\n", "refused 400"},
      {"chunk with CR and no LF", Head("Transfer-Encoding: chunked\r\n") + "1\r\na\rx",
       "refused 400"},
      {"chunk size with bare LF", Head("Transfer-Encoding: chunked\r\n") + "1\na\r\n",
       "refused 400"},
      {"chunk size empty", Head("Transfer-Encoding: chunked\r\n") + "\r\n", "refused 400"},
      {"chunk size -1", Head("Transfer-Encoding: chunked\r\n") + "-1\r\n", "refused 400"},
      {"chunk size 0x1", Head("Transfer-Encoding: chunked\r\n") + "0x1\r\n", "refused 400"},
      {"chunk size blank", Head("Transfer-Encoding: chunked\r\n") + "1 2\r\n", "refused 400"},
      {"chunk size of 9 digits", Head("Transfer-Encoding: chunked\r\n") + "100000000\r\n",
       "refused 413"},
      {"chunk line too long", Head("Transfer-Encoding: chunked\r\n") + "1;" + std::string(300, 'x'),
       "refused 400"},
      {"chunks over the limit",
       Head("Transfer-Encoding: chunked\r\n") + "3C\r\n" + std::string(60, 'a') + "\r\n3C\r\n",
       "refused 413"},
      {"length and chunked", Head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
       "refused 400"},
      {"chunked twice", Head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
       "refused 400"},
      {"chunked, chunked", Head("Transfer-Encoding: chunked, chunked\r\n"), "refused 501"},
      {"gzip", Head("Transfer-Encoding: gzip\r\n"), "refused 501"},
      {"xchunked", Head("Transfer-Encoding: xchunked\r\n"), "refused 501"},
      {"chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "refused 400"},
  };
  return cases;
}

TEST(RequestParser, Table) {
  for (const Case& item : Cases()) {
    EXPECT_EQ(Outcome(item.input, item.input.size(), 1), item.expected) << item.about;
  }
}

TEST(RequestParser, OutcomeDoesNotDependOnSplits) {
  for (const Case& item : Cases()) {
    EXPECT_EQ(Outcome(item.input, 1, 1), item.expected) << item.about << ", byte by byte";
    for (std::size_t split = 1; split < item.input.size(); ++split) {
      ASSERT_EQ(Outcome(item.input, split, item.input.size()), item.expected)
          << item.about << ", split at " << split;
    }
  }
}

TEST(RequestParser, AsksToContinueOnlyBeforeTheBody) {
  const std::string head = Head("Content-Length: 3\r\nExpect: 100-Continue\r\n");
  RequestParser parser(kLimits);
  parser.Consume(head.substr(0, head.size() - 1));
  EXPECT_FALSE(parser.AwaitsContinue());
  parser.Consume("\n");
  EXPECT_TRUE(parser.AwaitsContinue());
  parser.Consume("a");
  EXPECT_FALSE(parser.AwaitsContinue());
  parser.Consume("bc");
  EXPECT_EQ(parser.state(), RequestParser::State::kComplete);

  parser.Take();
  parser.Consume(Head("Content-Length: 0\r\nExpect: 100-continue\r\n"));
  EXPECT_FALSE(parser.AwaitsContinue());
  parser.Take();
  parser.Consume("POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_FALSE(parser.AwaitsContinue());
}

TEST(RequestParser, ExtensionsOfAllChunksTogetherAreLimited) {
  RequestParser parser(FramingLimits{});
  parser.Consume(Head("Transfer-Encoding: chunked\r\n"));
  const std::string chunk = "1;" + std::string(200, 'x') + "\r\na\r\n";
  int chunks = 0;
  while (parser.state() == RequestParser::State::kBody && ++chunks < 1000) parser.Consume(chunk);
  EXPECT_EQ(parser.refusal().status, 400);
  EXPECT_LT(chunks, 100);
}

}  // namespace
}  // namespace jiedui::edge
