// An index in parts: here, and served by xapian-tcpsrv processes of their own, one of them killed.
#include "index/parts.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "index/split_writer.h"
#include "tests/unit/index/fixture.h"

namespace jiedui::index {
namespace {

using base::ErrorCode;
using testing::ShippedPipeline;
using testing::TemporaryFolder;

constexpr std::size_t kParts = 4;

/// A port of 127.0.0.1 that nobody has, below those that the system gives away.
std::uint16_t FreePort() {
  std::mt19937 random(static_cast<unsigned>(::getpid()));
  for (int i = 0; i < 200; ++i) {
    const auto port = static_cast<std::uint16_t>(20'000 + random() % 10'000);
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free =
        ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(descriptor);
    if (free) return port;
  }
  throw std::runtime_error("no free port");
}

bool Answers(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool answers =
      ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(descriptor);
  return answers;
}

/// xapian-tcpsrv of one folder, with the processes that it makes for its connections.
class Server {
 public:
  Server(std::filesystem::path folder, std::uint16_t port)
      : folder_(std::move(folder)), port_(port) {
    Start();
  }
  ~Server() { Kill(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void Start() {
    process_ = ::fork();
    if (process_ == 0) {
      ::setpgid(0, 0);
      const int none = ::open("/dev/null", O_RDWR);
      ::dup2(none, STDOUT_FILENO);
      ::dup2(none, STDERR_FILENO);
      ::execlp("xapian-tcpsrv", "xapian-tcpsrv", "--interface", "127.0.0.1", "--port",
               std::to_string(port_).c_str(), folder_.c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    for (int i = 0; i < 500 && !Answers(port_); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (!Answers(port_))
      throw std::runtime_error("xapian-tcpsrv (package xapian-tools) is not there");
  }

  void Kill() { Signal(SIGKILL); }
  /// Takes connections and says nothing any more.
  void Hang() { ::kill(-process_, SIGSTOP); }
  void GoOn() { ::kill(-process_, SIGCONT); }

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void Signal(int signal) {
    if (process_ <= 0) return;
    ::kill(-process_, signal);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }

  std::filesystem::path folder_;
  std::uint16_t port_;
  pid_t process_ = -1;
};

/// Names that share words, Latin words at small distances, bodies: every way that a search takes.
std::vector<Document> Documents() {
  static const std::vector<std::string> places = {"晋城", "高平", "阳城", "泽州", "陵川"};
  static const std::vector<std::string> things = {"铸造", "煤层气", "泵业", "丝绸", "制药", "阀门"};
  static const std::vector<std::string> words = {"cnc", "plasma", "robot", "laser", "plasmas"};
  std::vector<Document> documents;
  std::mt19937 random(7);
  const auto pick = [&](const auto& from) { return from[random() % from.size()]; };
  for (std::int64_t id = 1; id <= 600; ++id) {
    Document made = testing::Enterprise(
        id, pick(places) + pick(things) + std::to_string(random() % 40) + "有限公司");
    made.keys = {"91140500MA" + std::to_string(1'000'000 + id)};
    made.short_texts = {pick(things) + "件", pick(words)};
    made.body = pick(things) + "技术开发；" + pick(things) + "设备维修；" + pick(words) + "加工";
    made.status = id % 3 == 0 ? "rd_activity" : "none";
    made.programme_sectors = {id % 2 == 0 ? "metallurgy" : "equipment"};
    if (id % 5 == 0) made.kind = "need";
    documents.push_back(std::move(made));
  }
  return documents;
}

std::vector<Query> Queries() {
  std::vector<Query> queries;
  for (const char* text :
       {"铸造", "晋城铸造", "高平泵业12有限公司", "丝绸 plasma", "plasna", "lazer 阀门", "rbot",
        "晋城铸早有限公司", "煤层气设备坏了怎么维修", "91140500MA1000042", "阳城", "", "robot"}) {
    Query query;
    query.text = text;
    query.limit = 20;
    queries.push_back(query);
    query.kinds = {"need"};
    query.statuses = {"none"};
    queries.push_back(query);
  }
  return queries;
}

void ExpectSame(const SearchPage& page, const SearchPage& whole, const std::string& text) {
  ASSERT_EQ(page.hits.size(), whole.hits.size()) << text;
  for (std::size_t i = 0; i < page.hits.size(); ++i) {
    EXPECT_EQ(page.hits[i].id, whole.hits[i].id) << text << " " << i;
    EXPECT_NEAR(page.hits[i].score, whole.hits[i].score, 1e-9) << text << " " << i;
    EXPECT_EQ(page.hits[i].title, whole.hits[i].title);
    EXPECT_EQ(page.hits[i].snippet, whole.hits[i].snippet);
    EXPECT_EQ(page.hits[i].matched_terms, whole.hits[i].matched_terms);
  }
  EXPECT_EQ(page.total_estimate, whole.total_estimate) << text;
  EXPECT_EQ(page.corrected, whole.corrected);
  EXPECT_EQ(page.relaxed, whole.relaxed) << text;
  for (const auto facet : {&Facets::kind, &Facets::status, &Facets::programme_sector}) {
    const auto& one = page.facets.*facet;
    const auto& other = whole.facets.*facet;
    ASSERT_EQ(one.size(), other.size()) << text;
    for (std::size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(one[i].code, other[i].code) << text;
      EXPECT_EQ(one[i].count, other[i].count);
    }
  }
}

class PartsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    whole_ = Layout::Whole(folder_.path() / "whole");
    parsed_ = *ParseLayout("p1,p2,p3,p4", folder_.path());
    Build(whole_, Documents());
    Build(parsed_, Documents());
    reader_ = *Reader::Open(whole_, ShippedPipeline());
  }

  static void Build(const Layout& layout, const std::vector<Document>& documents,
                    std::int64_t watermark = 1) {
    auto writer = SplitWriter::Open(layout, Writer::Mode::kRebuild, ShippedPipeline());
    ASSERT_TRUE(writer) << writer.error().message;
    for (const Document& document : documents) ASSERT_TRUE(writer->Upsert(document));
    ASSERT_TRUE(writer->Commit(watermark));
  }

  void StartServers() {
    for (const Part& part : parsed_.parts)
      servers_.push_back(std::make_unique<Server>(part.folder, FreePort()));
  }

  /// Of another node: nothing of the index lies here.
  [[nodiscard]] Layout Elsewhere() const {
    Layout layout;
    for (const auto& server : servers_) layout.parts.push_back({{}, "127.0.0.1", server->port()});
    layout.timeout_ms = 500;
    return layout;
  }

  void ExpectSameAsWhole(const Reader& reader) const {
    for (const Query& query : Queries()) {
      const auto page = reader.Search(query);
      const auto whole = reader_->Search(query);
      ASSERT_TRUE(page) << page.error().message;
      ASSERT_TRUE(whole) << whole.error().message;
      EXPECT_EQ(page->parts, kParts);
      EXPECT_TRUE(page->away.empty());
      ExpectSame(*page, *whole, query.text);
    }
  }

  TemporaryFolder folder_;
  Layout whole_;
  Layout parsed_;
  std::vector<std::unique_ptr<Server>> servers_;
  std::unique_ptr<Reader> reader_;  // of the whole index
};

TEST_F(PartsTest, PartsHereAnswerAsTheWholeIndexDoes) {
  const auto reader = *Reader::Open(parsed_, ShippedPipeline());
  ExpectSameAsWhole(*reader);
  EXPECT_EQ(*reader->DocumentCount(), 600);
}

TEST_F(PartsTest, PartsElsewhereAnswerAsTheWholeIndexDoes) {
  StartServers();
  const auto reader = *Reader::Open(Elsewhere(), ShippedPipeline());
  ExpectSameAsWhole(*reader);
  EXPECT_EQ(*reader->Watermark(), 1);
}

TEST_F(PartsTest, PagesVisitEveryHitOnceOverParts) {
  StartServers();
  const auto reader = *Reader::Open(Elsewhere(), ShippedPipeline());
  Query query;
  query.text = "铸造";
  query.limit = 7;
  std::set<std::int64_t> seen;
  std::int64_t total = 0;
  do {
    const auto page = reader->Search(query);
    ASSERT_TRUE(page) << page.error().message;
    for (const Hit& hit : page->hits) EXPECT_TRUE(seen.insert(hit.id).second) << hit.id;
    total = page->total_estimate;
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty());
  EXPECT_EQ(static_cast<std::int64_t>(seen.size()), total);
}

TEST_F(PartsTest, OneOfFourKilledIsSaidAndComesBackByItself) {
  StartServers();
  const Layout layout = Elsewhere();
  const auto reader = *Reader::Open(layout, ShippedPipeline());
  Query query;
  query.text = "铸造";
  const auto before = reader->Search(query);
  ASSERT_TRUE(before);
  servers_[2]->Kill();
  const auto after = reader->Search(query);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->away, std::vector{layout.parts[2].Name()});
  EXPECT_GT(after->total_estimate, 0);
  EXPECT_LT(after->total_estimate, before->total_estimate);
  for (const Hit& hit : after->hits) EXPECT_NE(PartOf({hit.kind, hit.id}, kParts), 2U);
  servers_[2]->Start();
  std::optional<SearchPage> again;
  for (int i = 0; i < 100 && (!again || !again->away.empty()); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const auto page = reader->Search(query);
    ASSERT_TRUE(page) << page.error().message;
    again = *page;
  }
  ASSERT_TRUE(again->away.empty());
  ExpectSame(*again, *before, query.text);
}

TEST_F(PartsTest, OneThatHangsIsWaitedForOnceOnly) {
  StartServers();
  const auto reader = *Reader::Open(Elsewhere(), ShippedPipeline());
  ASSERT_TRUE(reader->Search({.text = "铸造"}));
  servers_[1]->Hang();
  const auto first = reader->Search({.text = "铸造"});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->away.size(), 1U);
  const auto start = std::chrono::steady_clock::now();
  const auto second = reader->Search({.text = "铸造"});
  const auto took = std::chrono::steady_clock::now() - start;
  servers_[1]->GoOn();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->away.size(), 1U);
  EXPECT_LT(took, std::chrono::milliseconds(500));
}

TEST_F(PartsTest, AServedPartIsSeenAfterItWasBuiltAnew) {
  StartServers();
  const auto reader = *Reader::Open(Elsewhere(), ShippedPipeline());
  ASSERT_TRUE(reader->Search({.text = "铸造"}));
  std::vector<Document> documents = Documents();
  documents.push_back(testing::Enterprise(9001, "晋城新建风电有限公司"));
  Build(parsed_, documents, 2);
  const auto page = reader->Search({.text = "晋城新建风电有限公司", .limit = 1});
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->hits.size(), 1U);
  EXPECT_EQ(page->hits[0].id, 9001);
  EXPECT_TRUE(page->away.empty());
  EXPECT_EQ(*reader->Watermark(), 2);
}

TEST_F(PartsTest, ChangesGoToTheirPartAndAreSeenElsewhere) {
  StartServers();
  const auto reader = *Reader::Open(Elsewhere(), ShippedPipeline());
  ASSERT_TRUE(reader->Search({.text = "铸造"}));
  {
    auto writer = SplitWriter::Open(parsed_, Writer::Mode::kUpdate, ShippedPipeline());
    ASSERT_TRUE(writer) << writer.error().message;
    for (std::int64_t id = 2001; id <= 2020; ++id)
      ASSERT_TRUE(writer->Upsert(testing::Enterprise(id, "潞安氢能有限公司")));
    ASSERT_TRUE(writer->Commit(3));
  }
  const auto page = reader->Search({.text = "潞安氢能有限公司"});
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->total_estimate, 20);
}

TEST_F(PartsTest, AnotherSplitIsRefused) {
  const Layout three = *ParseLayout("p1,p2,p3", folder_.path());
  const auto reader = Reader::Open(three, ShippedPipeline());
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::kUnavailable);
  const auto writer = SplitWriter::Open(three, Writer::Mode::kUpdate, ShippedPipeline());
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, ErrorCode::kUnavailable);
}

TEST_F(PartsTest, NoPartAnswering) {
  StartServers();
  const Layout layout = Elsewhere();
  for (auto& server : servers_) server->Kill();
  const auto reader = Reader::Open(layout, ShippedPipeline());
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::kUnavailable);
}

TEST(Layout, IsReadFromText) {
  const auto mixed = ParseLayout(" p1 , p2@10.0.0.7:7002,@node-3:7003", "/index");
  ASSERT_TRUE(mixed) << mixed.error().message;
  ASSERT_EQ(mixed->parts.size(), 3U);
  EXPECT_EQ(mixed->parts[0], (Part{"/index/p1", "", 0}));
  EXPECT_EQ(mixed->parts[1], (Part{"/index/p2", "10.0.0.7", 7002}));
  EXPECT_EQ(mixed->parts[2], (Part{"", "node-3", 7003}));
  EXPECT_FALSE(mixed->Written());
  EXPECT_TRUE(mixed->AnyRemote());
  const auto whole = ParseLayout("", "/index");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->parts, std::vector{(Part{"/index", "", 0})});
  EXPECT_TRUE(whole->Written());
}

TEST(Layout, RefusesWhatIsNone) {
  for (const char* text : {"p1,,p2", "/etc", "../p1", "p1@host", "p1@host:0", "p1@host:99999",
                           "@:7001", "p1,p1", "@h:1,@h:1", "p1@h:1,p2@h:1"}) {
    const auto layout = ParseLayout(text, "/index");
    ASSERT_FALSE(layout) << text;
    EXPECT_EQ(layout.error().code, ErrorCode::kInvalid) << text;
    EXPECT_EQ(layout.error().field, "index-parts") << text;
  }
}

TEST(Layout, DocumentsLieInAllPartsAlike) {
  std::vector<std::size_t> counts(kParts);
  for (std::int64_t id = 1; id <= 4000; ++id) ++counts[PartOf({"need", id}, kParts)];
  for (const std::size_t count : counts) EXPECT_NEAR(static_cast<double>(count), 1000, 150);
}

}  // namespace
}  // namespace jiedui::index
