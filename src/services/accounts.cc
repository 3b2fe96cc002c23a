#include "services/accounts.h"

#include "services/access.h"
#include "services/password.h"
#include "services/roster.h"
#include "store/credentials.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Record;
using domain::User;
using domain::UserId;

/// Whether the owner chose it, or another gave it.
enum class ChosenBy : std::uint8_t { kOwner, kAnother };

void Put(const Workspace& workspace, User& user, const std::string& hash, ChosenBy by,
         bool must_change) {
  user.password_hash = hash;
  user.password_set_ms = workspace.clock.NowMs();
  user.must_change_password = must_change;
  if (by == ChosenBy::kAnother) user.password_given_ms = user.password_set_ms;
}

/// What another's new password ends and forgets.
Status AfterReset(const Workspace& workspace, store::UnitOfWork& unit, const User& user,
                  const std::string& old_hash) {
  store::CredentialChanges changes(unit);
  if (!old_hash.empty())
    JIEDUI_CHECK(
        changes.AddPastPassword({user.id}, old_hash, workspace.auth.options().past_passwords));
  JIEDUI_CHECK(changes.RemoveTokensOf({user.id}));
  JIEDUI_CHECK(ForgetAllTries(workspace, unit, user.login));
  return unit.CloseLoginsOf({user.id});
}

/// Not the present password nor one of the last. Each comparison costs a hash.
Status CheckUnused(Workspace& workspace, const User& user, std::string_view password) {
  if (VerifyPassword(user.password_hash, password))
    return Fail(ErrorCode::kInvalid, "新密码不能与当前密码相同", "password");
  const std::int64_t most = workspace.auth.options().past_passwords;
  if (most == 0) return {};
  std::vector<std::string> hashes;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    JIEDUI_ASSIGN(hashes, store::Credentials(session).PastPasswords({user.id}, most));
  }
  for (const std::string& hash : hashes) {
    if (VerifyPassword(hash, password))
      return Fail(ErrorCode::kInvalid, "新密码不能是最近 " + std::to_string(most) + " 次用过的",
                  "password");
  }
  return {};
}

}  // namespace

Status CheckNewPassword(const Workspace& workspace, std::string_view login,
                        std::string_view password) {
  JIEDUI_CHECK(CheckPasswordRules(login, password));
  if (!workspace.auth.common().Contains(password)) return {};
  return Fail(ErrorCode::kInvalid, "这个密码太常见，容易被猜到，请换一个", "password");
}

Result<std::unique_ptr<Record>> CreateAccount(Workspace& workspace, const domain::Actor& actor,
                                              std::unique_ptr<Record> user,
                                              const std::string& password, PasswordUse use) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kEditUsers));
  auto& account = static_cast<User&>(*user);
  JIEDUI_CHECK(CheckNewPassword(workspace, account.login, password));
  JIEDUI_ASSIGN(const std::string hash, HashPassword(password));
  Put(workspace, account, hash, ChosenBy::kAnother, use == PasswordUse::kFirst);
  return CreateRecord(workspace, actor, std::move(user));
}

Result<std::unique_ptr<Record>> ChangeAccount(Workspace& workspace, const domain::Actor& actor,
                                              std::int64_t id, std::int64_t version,
                                              const std::optional<std::string>& password,
                                              const std::function<Status(Record&)>& change) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kEditUsers));
  // Hashing takes long on purpose, and all writers wait for a unit of work: so it comes before.
  std::string hash;
  if (password) {
    JIEDUI_ASSIGN(hash, HashPassword(*password));
  }
  std::string old_hash;
  const bool own = actor.user_id == id;
  JIEDUI_ASSIGN(std::unique_ptr<Record> changed,
                ChangeRecord(workspace, actor, domain::Kind::kUser, id, version,
                             [&](Record& record) -> Status {
                               JIEDUI_CHECK(change(record));
                               if (!password) return {};
                               auto& user = static_cast<User&>(record);
                               JIEDUI_CHECK(CheckNewPassword(workspace, user.login, *password));
                               old_hash = user.password_hash;
                               Put(workspace, user, hash,
                                   own ? ChosenBy::kOwner : ChosenBy::kAnother, !own);
                               return {};
                             }));
  if (!password) return changed;
  const auto& user = static_cast<const User&>(*changed);
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "设置密码"),
      [&](store::UnitOfWork& unit) { return AfterReset(workspace, unit, user, old_hash); }));
  return changed;
}

Status SetPassword(Workspace& workspace, const domain::Actor& actor, std::string_view login,
                   std::string_view password, PasswordUse use) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kEditUsers));
  JIEDUI_CHECK(CheckNewPassword(workspace, login, password));
  JIEDUI_ASSIGN(const std::string hash, HashPassword(password));
  return workspace.store.Write(
      store::ContextOf(actor, "设置密码"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(std::optional<User> user, unit.FindByKey<User>({std::string(login)}));
        if (!user)
          return Fail(ErrorCode::kNotFound, "没有账号 “" + std::string(login) + "”", "login");
        const std::string old_hash = user->password_hash;
        Put(workspace, *user, hash, ChosenBy::kAnother, use == PasswordUse::kFirst);
        JIEDUI_CHECK(unit.Update(*user));
        return AfterReset(workspace, unit, *user, old_hash);
      });
}

Status ForgetFailures(Workspace& workspace, const domain::Actor& actor, std::int64_t user_id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kSecureAccounts));
  return workspace.store.Write(store::ContextOf(actor, "清除登录失败"),
                               [&](store::UnitOfWork& unit) -> Status {
                                 JIEDUI_ASSIGN(const User user, unit.Get(UserId{user_id}));
                                 JIEDUI_CHECK(RequireSight(actor, user));
                                 JIEDUI_CHECK(ForgetAllTries(workspace, unit, user.login));
                                 return unit.Log("login_failures_forgotten", "user", user.id);
                               });
}

Result<std::string> ChangeOwnPassword(Workspace& workspace, const Login& login,
                                      std::string_view current, std::string_view password) {
  JIEDUI_CHECK(RequirePassword(workspace, login, current));
  JIEDUI_ASSIGN(const User user, workspace.store.Get(UserId{login.user.id}));
  JIEDUI_CHECK(CheckNewPassword(workspace, user.login, password));
  JIEDUI_CHECK(CheckUnused(workspace, user, password));
  JIEDUI_ASSIGN(const std::string hash, HashPassword(password));
  std::string token;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(login.actor, "修改密码"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(User changed, unit.Get(UserId{user.id}));
        const std::string old_hash = changed.password_hash;
        Put(workspace, changed, hash, ChosenBy::kOwner, false);
        JIEDUI_CHECK(unit.Update(changed));
        if (!old_hash.empty())
          JIEDUI_CHECK(store::CredentialChanges(unit).AddPastPassword(
              {user.id}, old_hash, workspace.auth.options().past_passwords));
        JIEDUI_CHECK(unit.CloseLoginsOf({user.id}, login.session_id));
        JIEDUI_ASSIGN(token, unit.RotateLogin(login.session));
        return {};
      }));
  return token;
}

}  // namespace jiedui::services
