#include "store/reader.h"
#include "store/record_rows_internal.h"
#include "store/saved_view.h"
#include "store/sight_internal.h"
#include "store/unit_of_work.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::string_view kSelect =
    "SELECT id, user_id, roster, name, query, columns, version, updated_ms FROM saved_views WHERE "
    "user_id = $1 AND ";

SavedView ViewAt(const Statement& row) {
  return {row.Int(0),
          {row.Int(1)},
          std::string(row.Text(2)),
          std::string(row.Text(3)),
          std::string(row.Text(4)),
          std::string(row.Text(5)),
          row.Int(6),
          row.Int(7)};
}

}  // namespace

Result<std::vector<SavedView>> Reader::ListViews(domain::UserId user,
                                                 std::string_view roster) const {
  JIEDUI_CHECK(RequireUserSight(user.value));
  JIEDUI_ASSIGN(Statement rows, connection().Prepare(std::string(kSelect) +
                                                     "($2 = '' OR roster = $2) ORDER BY id"));
  rows.BindAll({user.value, roster});
  std::vector<SavedView> views;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return views;
    views.push_back(ViewAt(rows));
  }
}

Result<SavedView> Reader::GetView(domain::UserId user, std::int64_t id) const {
  JIEDUI_CHECK(RequireUserSight(user.value));
  JIEDUI_ASSIGN(Statement rows, connection().Prepare(std::string(kSelect) + "id = $2"));
  rows.BindAll({user.value, id});
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return Fail(ErrorCode::kNotFound, std::string("没有视图 ") + std::to_string(id));
  return ViewAt(rows);
}

Status UnitOfWork::PutView(SavedView& view) {
  JIEDUI_ASSIGN(const std::vector<SavedView> others, ListViews(view.user, view.roster));
  for (const SavedView& other : others) {
    if (other.id != view.id && other.name == view.name)
      return Fail(ErrorCode::kConflict, "已有视图“" + view.name + "”，请换个名称", "name");
  }
  view.updated_ms = batch_.clock.NowMs();
  if (view.id == 0) {
    view.version = 1;
    JIEDUI_ASSIGN(
        Statement insert,
        connection().Prepare("INSERT INTO saved_views (user_id, roster, name, query, columns, "
                             "version, updated_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                             "RETURNING id"));
    insert.BindAll({view.user.value, std::string_view(view.roster), std::string_view(view.name),
                    std::string_view(view.query), std::string_view(view.columns), view.version,
                    view.updated_ms});
    JIEDUI_CHECK(insert.Step());
    view.id = insert.Int(0);
    return {};
  }
  ++view.version;
  return connection().Run(
      "UPDATE saved_views SET name = $1, query = $2, columns = $3, version = $4, updated_ms = $5 "
      "WHERE user_id = $6 AND id = $7",
      {std::string_view(view.name), std::string_view(view.query), std::string_view(view.columns),
       view.version, view.updated_ms, view.user.value, view.id});
}

Status UnitOfWork::RemoveView(const SavedView& view) {
  return connection().Run("DELETE FROM saved_views WHERE user_id = $1 AND id = $2",
                          {view.user.value, view.id});
}

}  // namespace jiedui::store
