#include "services/views.h"

#include <fmt/format.h>

#include "base/text.h"
#include "domain/field.h"
#include "services/access.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using store::SavedView;

constexpr std::size_t kMostViews = 50;

Status CheckRoster(std::string_view roster) {
  const domain::RecordType* const type = domain::FindType(roster);
  if (type != nullptr && type->plural == roster) return {};
  return Fail(ErrorCode::kNotFound, fmt::format("没有名册 “{}”", roster.substr(0, 64)), "roster");
}

Status CheckVersionOf(const SavedView& view, std::int64_t version) {
  if (view.version == version) return {};
  return Fail(ErrorCode::kPrecondition, fmt::format("视图已改过，现为 v{}，请刷新", view.version));
}

Status CheckName(const SavedView& view) {
  if (!base::Trim(view.name).empty()) return {};
  return Fail(ErrorCode::kInvalid, "请给视图起个名称", "name");
}

}  // namespace

Result<std::vector<SavedView>> ListViews(Workspace& workspace, const domain::Actor& actor,
                                         std::string_view roster) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_CHECK(CheckRoster(roster));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  return session.ListViews({actor.user_id}, roster);
}

Result<SavedView> CreateView(Workspace& workspace, const domain::Actor& actor, SavedView view) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_CHECK(CheckRoster(view.roster));
  JIEDUI_CHECK(CheckName(view));
  view.id = 0;
  view.user = {actor.user_id};
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const std::vector<SavedView> own, unit.ListViews(view.user, view.roster));
        if (own.size() >= kMostViews)
          return Fail(ErrorCode::kUnprocessable, "一个名册最多保存 50 个视图，请先删去不用的");
        return unit.PutView(view);
      }));
  return view;
}

Result<SavedView> ChangeView(Workspace& workspace, const domain::Actor& actor, std::int64_t id,
                             std::int64_t version, const std::function<void(SavedView&)>& change) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  SavedView view;
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(view, unit.GetView({actor.user_id}, id));
        JIEDUI_CHECK(CheckVersionOf(view, version));
        change(view);
        JIEDUI_CHECK(CheckName(view));
        return unit.PutView(view);
      }));
  return view;
}

Status RemoveView(Workspace& workspace, const domain::Actor& actor, std::int64_t id,
                  std::int64_t version) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  return workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(const SavedView view, unit.GetView({actor.user_id}, id));
    JIEDUI_CHECK(CheckVersionOf(view, version));
    return unit.RemoveView(view);
  });
}

}  // namespace jiedui::services
