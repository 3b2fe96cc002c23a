#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Status;

class Logins : public StoreTest {
 protected:
  void SetUp() override {
    user_.login = "gxj";
    ASSERT_TRUE(Insert(user_));
  }
  std::string OpenFor(std::int64_t user, base::TimeMs lifetime_ms, base::TimeMs idle_ms) {
    std::string token;
    const Status done = store().Write(context_, [&](UnitOfWork& unit) -> Status {
      JIEDUI_ASSIGN(token, unit.OpenLogin({.user = {user},
                                           .lifetime_ms = lifetime_ms,
                                           .idle_ms = idle_ms,
                                           .remote_address = "10.0.0.7",
                                           .user_agent = "Firefox"}));
      return {};
    });
    EXPECT_TRUE(done) << done.error().message;
    return token;
  }
  bool IsOpen(const std::string& token) {
    const auto found = store().FindLogin(token);
    EXPECT_TRUE(found || found.error().code == ErrorCode::kUnauthenticated);
    return found.has_value();
  }

  domain::User user_;
};

TEST_F(Logins, ATokenFindsItsSessionAndIsNotKept) {
  const std::string token = OpenFor(user_.id, 10'000, 4'000);
  EXPECT_EQ(token.size(), 43U);
  EXPECT_NE(OpenFor(user_.id, 10'000, 4'000), token);
  const auto session = store().FindLogin(token);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->user.value, user_.id);
  EXPECT_EQ(session->created_ms, kStartMs);
  EXPECT_EQ(session->expires_ms, kStartMs + 10'000);
  EXPECT_EQ(session->remote_address, "10.0.0.7");
  EXPECT_EQ(session->user_agent, "Firefox");
  EXPECT_EQ(
      RawNumber("SELECT count(*) FROM logins WHERE CAST(token_hash AS TEXT) = '" + token + "'"), 0);
  EXPECT_FALSE(IsOpen(""));
  EXPECT_FALSE(IsOpen(token + "A"));
  EXPECT_FALSE(IsOpen(token.substr(1)));
}

TEST_F(Logins, EndsWhenIdleOrOld) {
  const std::string token = OpenFor(user_.id, 10'000, 4'000);
  clock_.Advance(3'999);
  ASSERT_TRUE(IsOpen(token));
  ASSERT_TRUE(store().TouchLogin(*store().FindLogin(token)));
  clock_.Advance(3'999);
  ASSERT_TRUE(IsOpen(token)) << "seen since";
  clock_.Advance(1);
  EXPECT_FALSE(IsOpen(token)) << "idle";

  const std::string other = OpenFor(user_.id, 10'000, 60'000);
  clock_.Advance(9'999);
  EXPECT_TRUE(IsOpen(other));
  clock_.Advance(1);
  EXPECT_FALSE(IsOpen(other)) << "old";
  EXPECT_EQ(store().PurgeLogins().value(), 2);
  EXPECT_EQ(RawNumber("SELECT count(*) FROM logins"), 0);
}

TEST_F(Logins, TouchesAreWrittenOnlyNowAndThen) {
  const std::string token = OpenFor(user_.id, 10'000'000, 1'000'000);
  clock_.Advance(59'999);
  ASSERT_TRUE(store().TouchLogin(*store().FindLogin(token)));
  EXPECT_EQ(store().FindLogin(token)->last_seen_ms, kStartMs);
  clock_.Advance(1);
  ASSERT_TRUE(store().TouchLogin(*store().FindLogin(token)));
  EXPECT_EQ(store().FindLogin(token)->last_seen_ms, kStartMs + 60'000);
}

TEST_F(Logins, AreListedAndClosed) {
  domain::User other;
  other.login = "other";
  ASSERT_TRUE(Insert(other));
  const std::string first = OpenFor(user_.id, 10'000, 10'000);
  const std::string second = OpenFor(user_.id, 10'000, 10'000);
  const std::string third = OpenFor(user_.id, 10'000, 10'000);
  const std::string theirs = OpenFor(other.id, 10'000, 10'000);
  const auto listed = store().Read()->ListLogins({user_.id}, kStartMs);
  ASSERT_EQ(listed->size(), 3U);
  EXPECT_EQ((*listed)[0].id, store().FindLogin(third)->id);
  const std::int64_t kept = store().FindLogin(third)->id;
  const std::int64_t closed = store().FindLogin(first)->id;
  ASSERT_TRUE(store().Write(context_, [&](UnitOfWork& u) { return u.CloseLogin(closed); }));
  EXPECT_FALSE(IsOpen(first));
  EXPECT_TRUE(IsOpen(second));
  ASSERT_TRUE(
      store().Write(context_, [&](UnitOfWork& u) { return u.CloseLoginsOf({user_.id}, kept); }));
  EXPECT_FALSE(IsOpen(second));
  EXPECT_TRUE(IsOpen(third));
  EXPECT_TRUE(IsOpen(theirs));
}

TEST_F(Logins, BadOnesAreRefused) {
  const auto open = [&](NewLogin login) {
    return store()
        .Write(context_,
               [&](UnitOfWork& unit) -> Status {
                 JIEDUI_ASSIGN(const std::string token, unit.OpenLogin(login));
                 return {};
               })
        .error();
  };
  EXPECT_EQ(open({.user = {user_.id}, .lifetime_ms = 0}).field, "lifetime_ms");
  EXPECT_EQ(open({.user = {user_.id}, .idle_ms = 0}).field, "idle_ms");
  EXPECT_EQ(open({.user = {999}}).code, ErrorCode::kUnprocessable);
}

TEST_F(Logins, LongAgentsAreCutBetweenCharacters) {
  std::string agent = "x";
  while (agent.size() < 600) agent += "浏";
  std::string token;
  const Status done = store().Write(context_, [&](UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(token, unit.OpenLogin({.user = {user_.id}, .user_agent = agent}));
    return {};
  });
  ASSERT_TRUE(done);
  EXPECT_EQ(store().FindLogin(token)->user_agent, agent.substr(0, 511));
}

}  // namespace
}  // namespace jiedui::store
