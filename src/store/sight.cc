#include "store/sight.h"

#include "store/sight_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Kind;
using domain::Record;

thread_local const Sight* current = nullptr;

}  // namespace

Sight Sight::Nothing() {
  return {0, false, [](Kind) { return Filters{In("id", std::vector<std::int64_t>{})}; },
          [](const Record&, Side) { return false; }};
}

const Filters& Sight::Of(Kind kind) const {
  const auto found = known_.find(kind);
  return found != known_.end() ? found->second
                               : known_.emplace(kind, conditions_(kind)).first->second;
}

const Sight* CurrentSight() { return current; }

SightGuard::SightGuard(const Sight* sight) : before_(current) { current = sight; }

SightGuard::~SightGuard() { current = before_; }

Status AddSight(Where& where, const TypeSql& sql) {
  if (current == nullptr) return {};
  // Whether deleted records are wanted, the query itself has said.
  return AddFilters(where, sql, current->Of(sql.type->kind), true);
}

bool HasSightOf(Kind kind) { return current != nullptr && !current->Of(kind).empty(); }

Status RequireWrite(const Record& record, Sight::Side side) {
  if (current == nullptr || current->MayWriteIt(record, side)) return {};
  return Fail(ErrorCode::kForbidden,
              "该" + std::string(domain::NameOf(record.kind()).zh) + "不在您可以更改的范围内");
}

Status RequireSeen(const Reader& reader, Kind kind, std::int64_t id) {
  if (current == nullptr) return {};
  const auto record = reader.GetAny(kind, id);
  return record ? Status{} : Fail(record.error());
}

Status RequireAuditSight() {
  if (current == nullptr || current->reads_audit()) return {};
  return Fail(ErrorCode::kForbidden, "没有“查看审计”的权限");
}

Status RequireUserSight(std::int64_t user_id) {
  if (current == nullptr || current->user_id() == user_id) return {};
  return Fail(ErrorCode::kForbidden, "只能查看和更改自己的视图");
}

}  // namespace jiedui::store
