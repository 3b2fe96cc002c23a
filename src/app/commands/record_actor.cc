#include "app/commands/record_actor.h"

#include "services/posts.h"

namespace jiedui::app {

using base::ErrorCode;
using base::Fail;
using domain::Actor;

base::Result<Actor> ActorFor(services::Workspace& workspace, const std::string& login) {
  if (login.empty()) return domain::Operator();
  const auto user = workspace.store.FindByKey<domain::User>({login});
  if (!user) return tl::unexpected(user.error());
  if (!*user) return Fail(ErrorCode::kInvalid, "没有账号 “" + login + "”", "--as");
  JIEDUI_ASSIGN(Actor actor, services::ActorToday(workspace, **user));
  actor.remote_address = "命令行";
  return actor;
}

}  // namespace jiedui::app
