#include "store/unit_of_work.h"

#include <algorithm>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "store/changes_internal.h"
#include "store/record_rows_internal.h"
#include "store/sight_internal.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Record;

constexpr std::string_view kInsert = "insert";
constexpr std::string_view kRemovedChange = R"({"deleted":{"before":false,"after":true}})";
constexpr std::string_view kRestoredChange = R"({"deleted":{"before":true,"after":false}})";

/// Not the caller's doing: the unit cannot go on.
bool IsOfMachine(const base::Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kInternal;
}

/// 1 where a record of any kind, deleted or not, has the id $1.
const std::string& AnyKindHas() {
  static const std::string sql = [] {
    std::string text;
    for (const domain::RecordType& type : domain::RecordTypes()) {
      text += text.empty() ? "SELECT " : " OR ";
      text += "EXISTS (SELECT 1 FROM " + std::string(type.plural) + " WHERE id = $1)";
    }
    return text;
  }();
  return sql;
}

}  // namespace

Result<std::unique_ptr<Record>> UnitOfWork::Stored(const Record& record, bool deleted) const {
  JIEDUI_ASSIGN(auto stored, FindById(connection(), SqlOf(record.kind()), record.id));
  const std::string title(domain::NameOf(record.kind()).zh);
  if (stored == nullptr || stored->deleted != deleted) {
    return Fail(ErrorCode::kNotFound, "没有编号为 " + std::to_string(record.id) +
                                          (deleted ? " 的已删除的" : " 的") + title);
  }
  if (stored->version != record.version) {
    return Fail(ErrorCode::kPrecondition,
                title + " 已被他人修改: 现为第 " + std::to_string(stored->version) +
                    " 版，不是第 " + std::to_string(record.version) + " 版",
                "version");
  }
  JIEDUI_CHECK(RequireWrite(*stored, Sight::Side::kBefore));
  return stored;
}

Status UnitOfWork::Change(const Record& record, std::string_view action, std::string changes,
                          const std::function<Status()>& change) {
  const TypeSql& sql = SqlOf(record.kind());
  // A single statement undoes itself in SQLite; several need a savepoint.
  const bool guarded = !sql.links.empty() || connection().engine() == Engine::kPostgres;
  if (guarded) JIEDUI_CHECK(connection().RunLater("SAVEPOINT change"));
  Status status = change();
  if (guarded) {
    if (!status) static_cast<void>(connection().Run("ROLLBACK TO change"));
    const Status released = connection().RunLater("RELEASE change");
    if (status) status = released;
  }
  if (status) {
    AuditEntry entry;
    entry.at_ms = record.updated_ms;
    entry.action = action;
    entry.kind = domain::Code(record.kind());
    entry.record_id = record.id;
    entry.version = record.version;
    entry.changes = std::move(changes);
    const domain::Kind kind = record.kind();
    status = batch_.Add(context_, std::move(entry), &kind);
    batch_.changed.push_back({kind, record.id, action == kInsert});
  }
  if (status) return status;
  base::Error error = DescribeConstraint(connection(), sql, record, std::move(status).error());
  if (IsOfMachine(error) && batch_.machine) batch_.machine = Fail(error);
  return Fail(std::move(error));
}

Status UnitOfWork::Insert(Record& record) {
  record.id = 0;
  record.created_ms = 0;
  return InsertAs(record);
}

Status UnitOfWork::InsertAgain(Record& record) {
  if (record.id > 0) {
    JIEDUI_ASSIGN(const std::int64_t taken, connection().Number(AnyKindHas(), {record.id}));
    if (taken != 0) record.id = 0;
  }
  record.id = std::max<std::int64_t>(record.id, 0);
  return InsertAs(record);
}

Status UnitOfWork::InsertAs(Record& record) {
  JIEDUI_CHECK(CheckRecord(record));
  JIEDUI_CHECK(RequireWrite(record, Sight::Side::kAfter));
  const TypeSql& sql = SqlOf(record.kind());
  record.version = 1;
  record.updated_ms = batch_.clock.NowMs();
  const bool earlier = record.created_ms > 0 && record.created_ms < record.updated_ms;
  if (!earlier) record.created_ms = record.updated_ms;
  record.deleted = false;
  const std::unique_ptr<Record> empty = sql.type->make();
  const std::string changes = ChangesJson(ChangedFields(*empty, record), nullptr, record);
  while (true) {
    if (record.id == 0) record.id = batch_.ids.Next();
    Status status =
        Change(record, kInsert, changes, [&] { return InsertRow(connection(), sql, record); });
    if (status || !IsIdTaken(status.error())) return status;
    record.id = 0;
  }
}

Status UnitOfWork::Update(Record& record) {
  JIEDUI_CHECK(CheckRecord(record));
  JIEDUI_ASSIGN(const auto before, Stored(record, false));
  record.created_ms = before->created_ms;
  record.updated_ms = before->updated_ms;
  const std::vector<const domain::FieldDef*> changed = ChangedFields(*before, record);
  if (changed.empty()) return {};
  JIEDUI_CHECK(RequireWrite(record, Sight::Side::kAfter));
  record.version = before->version + 1;
  record.updated_ms = batch_.clock.NowMs();
  Status status = Change(record, "update", ChangesJson(changed, before.get(), record), [&] {
    return UpdateRow(connection(), SqlOf(record.kind()), record, changed);
  });
  if (status) return status;
  record.version = before->version;
  record.updated_ms = before->updated_ms;
  return status;
}

Status UnitOfWork::Mark(Record& record, bool deleted) {
  JIEDUI_ASSIGN(const auto stored, Stored(record, !deleted));
  stored->deleted = deleted;
  ++stored->version;
  stored->updated_ms = batch_.clock.NowMs();
  JIEDUI_CHECK(Change(*stored, deleted ? "remove" : "restore",
                      std::string(deleted ? kRemovedChange : kRestoredChange),
                      [&] { return MarkRow(connection(), SqlOf(stored->kind()), *stored); }));
  record.deleted = deleted;
  record.version = stored->version;
  record.updated_ms = stored->updated_ms;
  return {};
}

Status UnitOfWork::Remove(Record& record) { return Mark(record, true); }

Status UnitOfWork::Restore(Record& record) { return Mark(record, false); }

Status UnitOfWork::Log(std::string_view action, std::string_view kind, std::int64_t id,
                       std::string_view details) {
  const Result<base::JsonDocument> document = base::JsonDocument::Parse(details);
  if (!document || !document->root().IsObject()) {
    return Fail(ErrorCode::kInvalid, "审计内容应为 JSON 对象", "details");
  }
  AuditEntry entry;
  entry.at_ms = batch_.clock.NowMs();
  entry.action = action;
  entry.kind = kind;
  entry.record_id = id;
  entry.changes = details;
  const Status status = batch_.Add(context_, std::move(entry), nullptr);
  if (!status && batch_.machine) batch_.machine = status;
  return status;
}

Status UnitOfWork::PutSetting(std::string_view key, std::string_view value) {
  if (key.empty() || !base::IsValidUtf8(key) || !base::IsValidUtf8(value)) {
    return Fail(ErrorCode::kInvalid, "设置的名称为空，或内容不是有效的 UTF-8 文本",
                std::string(key));
  }
  JIEDUI_ASSIGN(const std::optional<std::string> before, Setting(key));
  if (before == value) return {};
  JIEDUI_CHECK(
      connection().Run("INSERT INTO settings (name, value) VALUES ($1, $2) "
                       "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                       {key, value}));
  base::JsonWriter json;
  json.StartObject().Key(key).StartObject();
  if (before) json.Member("before", *before);
  json.Member("after", value).EndObject().EndObject();
  return Log("setting", "", 0, json.Text());
}

}  // namespace jiedui::store
