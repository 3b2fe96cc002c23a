#include "services/audit_export.h"

#include <algorithm>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "services/access.h"
#include "services/masking.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

constexpr std::int64_t kRowsAtOnce = 1000;
constexpr base::TimeMs kDayMs = 24LL * 60 * 60 * 1000;

/// The newest row before that moment; 0 where there is none.
Result<std::int64_t> LastBefore(const store::Reader& reader, base::TimeMs moment_ms) {
  store::AuditQuery query;
  query.until_ms = moment_ms;
  query.limit = 1;
  JIEDUI_ASSIGN(const store::AuditPage page, reader.ListAudit(query));
  return page.entries.empty() ? 0 : page.entries.front().seq;
}

}  // namespace

Result<std::string> MaskedChanges(const std::string& changes) {
  if (changes.find("\"personal\"") == std::string::npos) return changes;
  JIEDUI_ASSIGN(const base::JsonDocument document, base::JsonDocument::Parse(changes));
  base::JsonWriter json;
  json.StartObject();
  for (const auto& [field, change] : document.root().Members()) {
    json.Key(field);
    const auto personal = change.IsObject() ? change.Find("personal") : std::nullopt;
    if (!personal || !personal->AsBool().value_or(false)) {
      json.Raw(change.Text());
      continue;
    }
    json.StartObject();
    for (const auto& [name, value] : change.Members()) {
      const auto text = value.AsString();
      json.Key(name);
      text ? json.String(Masked(*text)) : json.Raw(value.Text());
    }
    json.EndObject();
  }
  return json.EndObject().Text();
}

Result<AuditExport> AuditExport::Begin(Workspace& workspace, const domain::Actor& actor,
                                       store::AuditSigner signer, const Days& days) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadAudit));
  if (!actor.regions.empty())
    return Fail(ErrorCode::kForbidden, "审计日志只能整体导出，您只能查看本地区的部分");
  AuditExport out(workspace, signer);
  out.masked_ = !domain::IsOperator(actor);
  out.header_.exported_ms = workspace.clock.NowMs();
  out.header_.exported_by = actor.name;
  if (days.since) out.header_.from_ms = base::StartOfDayInChina(*days.since);
  if (days.until) out.header_.until_ms = base::StartOfDayInChina(*days.until) + kDayMs;
  base::JsonWriter json;
  json.StartObject().Member("public_key", signer.public_key());
  if (days.since) json.Member("since", base::FormatDate(*days.since));
  if (days.until) json.Member("until", base::FormatDate(*days.until));
  json.EndObject();
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "导出审计日志"),
      [&](store::UnitOfWork& unit) { return unit.Log("audit_export", "", 0, json.Text()); }));
  JIEDUI_ASSIGN(out.header_.head, workspace.store.AuditHead());
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  out.until_seq_ = out.header_.head.seq;
  if (out.header_.until_ms) {
    JIEDUI_ASSIGN(out.until_seq_, LastBefore(session, *out.header_.until_ms));
  }
  if (out.header_.from_ms) {
    JIEDUI_ASSIGN(const std::int64_t before, LastBefore(session, *out.header_.from_ms));
    out.from_seq_ = before + 1;
  }
  return out;
}

Result<std::string> AuditExport::Next() {
  if (stage_ == Stage::kHeader) {
    stage_ = Stage::kRows;
    return writer_.Begin(header_);
  }
  std::string lines;
  if (stage_ == Stage::kRows && from_seq_ <= until_seq_) {
    store::AuditQuery query;
    query.limit = kRowsAtOnce;
    query.before_seq = std::min(from_seq_ + kRowsAtOnce, until_seq_ + 1);
    JIEDUI_ASSIGN(store::AuditPage page, workspace_->store.ListAudit(query));
    std::reverse(page.entries.begin(), page.entries.end());
    for (store::AuditEntry& entry : page.entries) {
      if (entry.seq < from_seq_) continue;
      if (masked_) {
        JIEDUI_ASSIGN(entry.changes, MaskedChanges(entry.changes));
      }
      lines += writer_.Add(entry);
      ++rows_;
    }
    from_seq_ = query.before_seq;
    if (!lines.empty()) return lines;
  }
  if (stage_ == Stage::kEnd) return lines;
  stage_ = Stage::kEnd;
  return writer_.Finish(signer_);
}

}  // namespace jiedui::services
