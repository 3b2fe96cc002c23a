#include "services/sign_in_guard.h"

#include <sodium.h>

#include <algorithm>

#include "store/credentials.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using base::TimeMs;
using store::LoginFailures;

/// All sources together that are not familiar.
constexpr std::string_view kStrangers;

std::string NameOf(const SignInSource& source) {
  return source.browser.empty() ? "address " + source.network : "browser " + source.browser;
}

store::SecretHash AccountOf(const Workspace& workspace, std::string_view login) {
  store::SecretHash hash{};
  const AuthState::Key& key = workspace.auth.account_key;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(login.data()),
                     login.size(), key.data(), key.size());
  return hash;
}

/// The failures as they count now: a lock that is over begins anew, and so does a count that
/// nothing was added to for long.
LoginFailures SourceNow(const AuthOptions& options, LoginFailures seen, TimeMs now_ms) {
  const bool was_locked = seen.blocked_until_ms != 0 && seen.blocked_until_ms <= now_ms;
  const bool old = seen.last_ms + options.brake_window_ms <= now_ms;
  return was_locked || old ? LoginFailures{} : seen;
}

LoginFailures StrangersNow(const AuthOptions& options, const LoginFailures& seen, TimeMs now_ms) {
  return seen.first_ms + options.brake_window_ms <= now_ms ? LoginFailures{} : seen;
}

struct Tries {
  LoginFailures source;
  LoginFailures strangers;
  TimeMs wait_ms = 0;
};

Result<Tries> TriesNow(const Workspace& workspace, const store::Reader& reader,
                       const store::SecretHash& account, const SignInSource& source) {
  const AuthOptions& options = workspace.auth.options();
  const TimeMs now_ms = workspace.clock.NowMs();
  const store::Credentials credentials(reader);
  Tries tries;
  JIEDUI_ASSIGN(const LoginFailures own, credentials.FailuresOf(account, NameOf(source)));
  tries.source = SourceNow(options, own, now_ms);
  tries.wait_ms = std::max<TimeMs>(tries.source.blocked_until_ms - now_ms, 0);
  if (!source.browser.empty()) return tries;
  JIEDUI_ASSIGN(const LoginFailures all, credentials.FailuresOf(account, kStrangers));
  tries.strangers = StrangersNow(options, all, now_ms);
  tries.wait_ms = std::max(tries.wait_ms, tries.strangers.blocked_until_ms - now_ms);
  return tries;
}

void Add(LoginFailures& failures, TimeMs now_ms) {
  if (failures.failures == 0) failures.first_ms = now_ms;
  failures.failures += 1;
  failures.last_ms = now_ms;
}

/// One less of the strangers' failures.
Status ReduceStrangers(store::CredentialChanges& changes, const store::SecretHash& account,
                       const SignInSource& source) {
  if (!source.browser.empty()) return {};
  JIEDUI_ASSIGN(LoginFailures all, changes.FailuresOf(account, kStrangers));
  if (all.failures == 0) return {};
  all.failures -= 1;
  return changes.PutFailures(account, kStrangers, all);
}

}  // namespace

Result<TimeMs> WaitLeft(Workspace& workspace, std::string_view login, const SignInSource& source) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const Tries tries,
                TriesNow(workspace, session, AccountOf(workspace, login), source));
  return tries.wait_ms;
}

Result<TimeMs> CountTry(Workspace& workspace, std::string_view login, const SignInSource& source) {
  const AuthOptions& options = workspace.auth.options();
  const store::SecretHash account = AccountOf(workspace, login);
  TimeMs wait_ms = 0;
  JIEDUI_CHECK(workspace.store.Write({}, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(Tries tries, TriesNow(workspace, unit, account, source));
    wait_ms = tries.wait_ms;
    if (wait_ms > 0) return {};
    const TimeMs now_ms = workspace.clock.NowMs();
    store::CredentialChanges changes(unit);
    Add(tries.source, now_ms);
    if (tries.source.failures >= options.most_failures)
      tries.source.blocked_until_ms = now_ms + options.lock_ms;
    JIEDUI_CHECK(changes.PutFailures(account, NameOf(source), tries.source));
    if (!source.browser.empty()) return {};
    Add(tries.strangers, now_ms);
    if (tries.strangers.failures >= options.braked_failures)
      tries.strangers.blocked_until_ms = now_ms + options.brake_ms;
    return changes.PutFailures(account, kStrangers, tries.strangers);
  }));
  return wait_ms;
}

Status ForgetTries(const Workspace& workspace, store::UnitOfWork& unit, std::string_view login,
                   const SignInSource& source) {
  const store::SecretHash account = AccountOf(workspace, login);
  store::CredentialChanges changes(unit);
  JIEDUI_CHECK(changes.ForgetFailures(account, NameOf(source)));
  return ReduceStrangers(changes, account, source);
}

Status TakeTryBack(const Workspace& workspace, store::UnitOfWork& unit, std::string_view login,
                   const SignInSource& source) {
  const store::SecretHash account = AccountOf(workspace, login);
  store::CredentialChanges changes(unit);
  JIEDUI_ASSIGN(LoginFailures own, changes.FailuresOf(account, NameOf(source)));
  if (own.failures > 0) {
    own.failures -= 1;
    own.blocked_until_ms = 0;
    JIEDUI_CHECK(changes.PutFailures(account, NameOf(source), own));
  }
  return ReduceStrangers(changes, account, source);
}

Status ForgetAllTries(const Workspace& workspace, store::UnitOfWork& unit, std::string_view login) {
  return store::CredentialChanges(unit).ForgetAllFailures(AccountOf(workspace, login));
}

}  // namespace jiedui::services
