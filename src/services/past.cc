#include "services/past.h"

#include "base/json_reader.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::JsonValue;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::FieldType;
using domain::Value;

constexpr std::int64_t kPage = 1000;

/// What the audit log wrote of a value, as the field holds it; nothing where that cannot be.
std::optional<Value> ValueOf(const FieldDef& field, const JsonValue& json) {
  if (json.IsNull()) return Value{};
  if (const auto flag = json.AsBool()) return Value{*flag};
  if (field.type == FieldType::kNumber) {
    if (const auto number = json.AsDouble()) return Value{*number};
  }
  if (const auto whole = json.AsInt()) return Value{*whole};
  const bool ids = field.type == FieldType::kReference || field.type == FieldType::kReferences;
  if (const auto text = json.AsString()) {
    if (!ids) return Value{std::string(*text)};
    const Result<std::int64_t> id = base::ParseId(*text);
    return id ? std::optional<Value>(*id) : std::nullopt;
  }
  if (!json.IsArray()) return std::nullopt;
  std::vector<std::string> texts;
  std::vector<std::int64_t> numbers;
  for (const JsonValue& item : json.Items()) {
    texts.emplace_back(item.AsString().value_or(""));
    if (ids) numbers.push_back(base::ParseId(texts.back()).value_or(0));
  }
  return ids ? Value{std::move(numbers)} : Value{std::move(texts)};
}

}  // namespace

Result<Past> Past::Read(const store::Reader& reader, domain::Kind kind, base::TimeMs moment_ms) {
  const store::SystemWork door(
      "what changed since is undone in records that the asker sees; the log itself is not shown");
  const domain::RecordType& type = domain::TypeOf(kind);
  Past past;
  store::AuditQuery query;
  query.kind = std::string(domain::Code(kind));
  query.from_ms = moment_ms;
  query.limit = kPage;
  do {
    JIEDUI_ASSIGN(const store::AuditPage page, reader.ListAudit(query));
    for (const store::AuditEntry& entry : page.entries) {
      if (entry.action != "update" || entry.changes.empty()) continue;
      JIEDUI_ASSIGN(const base::JsonDocument changes, base::JsonDocument::Parse(entry.changes));
      // Newest first, so that the oldest change has the last word.
      for (const auto& [name, change] : changes.root().Members()) {
        const FieldDef* const field = type.Find(name);
        const auto before = change.Find("before");
        if (field == nullptr || !before) continue;
        if (auto value = ValueOf(*field, *before))
          past.before_[entry.record_id].insert_or_assign(field, *std::move(value));
      }
    }
    query.cursor = page.next;
  } while (!query.cursor.empty());
  return past;
}

Status Past::Undo(domain::Record& record) const {
  const auto changed = before_.find(record.id);
  if (changed == before_.end()) return {};
  for (const auto& [field, value] : changed->second)
    JIEDUI_CHECK(domain::SetField(record, *field, value));
  return {};
}

}  // namespace jiedui::services
