#include "services/accounts.h"

#include "services/access.h"
#include "services/password.h"
#include "services/roster.h"

namespace jiedui::services {

using base::Result;
using base::Status;
using domain::Record;
using domain::User;

Result<std::unique_ptr<Record>> CreateAccount(Workspace& workspace, const domain::Actor& actor,
                                              std::unique_ptr<Record> user,
                                              const std::string& password) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kEditUsers));
  auto& account = static_cast<User&>(*user);
  JIEDUI_CHECK(CheckPasswordRules(account.login, password));
  JIEDUI_ASSIGN(account.password_hash, HashPassword(password));
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
  JIEDUI_ASSIGN(std::unique_ptr<Record> changed,
                ChangeRecord(workspace, actor, domain::Kind::kUser, id, version,
                             [&](Record& record) -> Status {
                               JIEDUI_CHECK(change(record));
                               if (!password) return {};
                               auto& user = static_cast<User&>(record);
                               JIEDUI_CHECK(CheckPasswordRules(user.login, *password));
                               user.password_hash = hash;
                               user.failed_logins = 0;
                               user.locked_until_ms = 0;
                               return {};
                             }));
  if (password) {
    JIEDUI_CHECK(workspace.store.Write(
        store::ContextOf(actor, "设置密码"),
        [&](store::UnitOfWork& unit) -> Status { return unit.CloseLoginsOf({id}); }));
  }
  return changed;
}

}  // namespace jiedui::services
