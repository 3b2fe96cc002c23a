#include "store/credentials.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Status;

class Logins : public EngineTest {
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

TEST_P(Logins, ATokenFindsItsSessionAndIsNotKept) {
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

TEST_P(Logins, EndsWhenIdleOrOld) {
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

TEST_P(Logins, TouchesAreWrittenOnlyNowAndThen) {
  const std::string token = OpenFor(user_.id, 10'000'000, 1'000'000);
  clock_.Advance(59'999);
  ASSERT_TRUE(store().TouchLogin(*store().FindLogin(token)));
  EXPECT_EQ(store().FindLogin(token)->last_seen_ms, kStartMs);
  clock_.Advance(1);
  ASSERT_TRUE(store().TouchLogin(*store().FindLogin(token)));
  EXPECT_EQ(store().FindLogin(token)->last_seen_ms, kStartMs + 60'000);
}

TEST_P(Logins, ATokenIsChangedOnceForTwoThatAskAtOnce) {
  const std::string first = OpenFor(user_.id, 10'000, 10'000);
  const LoginSession seen = *store().FindLogin(first);
  EXPECT_FALSE(seen.by_previous);
  EXPECT_EQ(seen.confirmed_ms, kStartMs);
  const auto rotate = [&](const LoginSession& session) {
    std::string token;
    EXPECT_TRUE(store().Write(context_, [&](UnitOfWork& unit) -> Status {
      JIEDUI_ASSIGN(token, unit.RotateLogin(session));
      return {};
    }));
    return token;
  };
  const std::string second = rotate(seen);
  ASSERT_NE(second, "");
  EXPECT_EQ(rotate(seen), "") << "it was changed since";
  EXPECT_TRUE(store().FindLogin(first)->by_previous);
  const LoginSession now = *store().FindLogin(second);
  EXPECT_FALSE(now.by_previous);
  EXPECT_EQ(now.id, seen.id);
  EXPECT_EQ(now.confirmed_ms, 0);

  // Never used, it is given again, and the client's own token stays the one before.
  const std::string third = rotate(now);
  EXPECT_FALSE(IsOpen(second));
  EXPECT_TRUE(store().FindLogin(first)->by_previous);
  ASSERT_TRUE(store().Write(context_, [&](UnitOfWork& unit) { return unit.ConfirmLogin(now.id); }));
  const std::string fourth = rotate(*store().FindLogin(third));
  EXPECT_FALSE(IsOpen(first));
  EXPECT_TRUE(store().FindLogin(third)->by_previous);
  EXPECT_TRUE(IsOpen(fourth));
}

TEST_P(Logins, SecretsDifferByPurposeAndLastAsLongAsTheDatabase) {
  const auto one = store().SecretFor("one");
  EXPECT_NE(one, store().SecretFor("two"));
  EXPECT_EQ(Reopen().SecretFor("one"), one);
}

TEST_P(Logins, FailuresAreForgottenAfterTwoDays) {
  const SecretHash account{1, 2, 3};
  ASSERT_TRUE(store().Write(context_, [&](UnitOfWork& unit) -> Status {
    CredentialChanges changes(unit);
    JIEDUI_CHECK(changes.PutFailures(account, "address 10.0.0.7", {4, kStartMs, kStartMs, 0}));
    JIEDUI_CHECK(changes.PutFailures(account, "", {4, kStartMs, kStartMs, 0}));
    return changes.PutFailures(account, "", {5, kStartMs, kStartMs + 1, 7});
  }));
  const auto failures = Credentials(*store().Read()).FailuresOf(account, "");
  EXPECT_EQ(failures->failures, 5);
  EXPECT_EQ(failures->blocked_until_ms, 7);
  clock_.Advance(48LL * 3'600'000);
  EXPECT_EQ(store().PurgeLogins().value(), 0);
  clock_.Advance(1);
  EXPECT_EQ(store().PurgeLogins().value(), 1);
  clock_.Advance(1);
  EXPECT_EQ(store().PurgeLogins().value(), 1);
  EXPECT_EQ(Credentials(*store().Read()).FailuresOf(account, "")->failures, 0);
}

TEST_P(Logins, PastPasswordsCodesAndTokens) {
  const domain::UserId user{user_.id};
  std::string secret;
  ApiToken token;
  token.user = user;
  token.name = "屏";
  token.permissions = "read";
  token.expires_ms = kStartMs + 100;
  ASSERT_TRUE(store().Write(context_, [&](UnitOfWork& unit) -> Status {
    CredentialChanges changes(unit);
    for (const char* hash : {"a", "b", "c"}) JIEDUI_CHECK(changes.AddPastPassword(user, hash, 2));
    JIEDUI_CHECK(changes.PutSecondFactor(user, {std::string("s\0e", 3), true, 7, kStartMs}));
    JIEDUI_CHECK(changes.PutRecoveryCodes(user, {{1}, {2}}));
    JIEDUI_CHECK(changes.PutRecoveryCodes(user, {{2}, {3}, {4}}));
    JIEDUI_ASSIGN(secret, changes.AddToken(token));
    JIEDUI_ASSIGN(const bool again, changes.TakeStep(user, 7));
    EXPECT_FALSE(again);
    JIEDUI_ASSIGN(const bool later, changes.TakeStep(user, 8));
    EXPECT_TRUE(later);
    JIEDUI_ASSIGN(const bool old, changes.TakeRecoveryCode(user, {1}));
    EXPECT_FALSE(old);
    JIEDUI_ASSIGN(const bool taken, changes.TakeRecoveryCode(user, {3}));
    EXPECT_TRUE(taken);
    return changes.NoteTokenUse(token.id, "10.0.0.7");
  }));
  const auto session = store().Read();
  const Credentials kept(*session);
  EXPECT_THAT(*kept.PastPasswords(user, 9), ::testing::ElementsAre("c", "b"));
  EXPECT_EQ((*kept.SecondFactorOf(user))->sealed_secret, std::string("s\0e", 3));
  EXPECT_EQ((*kept.SecondFactorOf(user))->last_step, 8);
  EXPECT_EQ(*kept.RecoveryCodesLeft(user), 2);
  EXPECT_EQ(kept.FindToken(secret, kStartMs)->last_address, "10.0.0.7");
  EXPECT_FALSE(kept.FindToken(secret, kStartMs + 100)) << "expired";
  EXPECT_FALSE(kept.FindToken(secret.substr(3), kStartMs));
  EXPECT_EQ(kept.TokensOf(user)->size(), 1U);
}

TEST_P(Logins, AreListedAndClosed) {
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

TEST_P(Logins, BadOnesAreRefused) {
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

TEST_P(Logins, LongAgentsAreCutBetweenCharacters) {
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

JIEDUI_ON_EVERY_ENGINE(Logins);

}  // namespace
}  // namespace jiedui::store
