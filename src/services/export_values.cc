#include "services/export_values.h"

#include <algorithm>

#include "base/json_text.h"
#include "base/quoted.h"
#include "base/text.h"
#include "services/access.h"
#include "services/corpus.h"
#include "services/import_values.h"
#include "services/masking.h"
#include "services/record_keys.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::FieldDef;
using domain::FieldType;
using domain::Kind;
using domain::Record;
using domain::Value;

/// A moment that never was.
bool IsNever(const FieldDef& field, const Value& value) {
  return field.type == FieldType::kMoment && value == Value{std::int64_t{0}};
}

/// What an empty cell gives the field.
Value Cleared(const domain::RecordType& type, const FieldDef& field) {
  const std::unique_ptr<Record> record = type.make();
  field.set(*record, Value{});
  return field.get(*record);
}

/// The kind of a record where there is none, unless somebody set it.
bool IsIdleKind(const Record& record, const FieldDef& field, const Value& value) {
  const domain::RecordType& type = domain::TypeOf(record.kind());
  for (const FieldDef& other : type.fields) {
    if (other.kind_field != field.name) continue;
    return other.get(record) == Value{std::int64_t{0}} && Cleared(type, field) == value;
  }
  return false;
}

/// Would a reader take it for another text?
bool NeedsLiteral(std::string_view text) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
  };
  return base::Trim(text).size() != text.size() || base::ReadLiteral(text) || SaysNothing(text) ||
         std::any_of(text.begin(), text.end(), is_control);
}

std::string List(const std::vector<std::string>& texts,
                 std::span<const std::string_view> separators) {
  std::string list;
  for (const std::string& text : texts)
    list += (list.empty() ? "" : ";") + base::QuotePart(text, separators);
  return list;
}

std::string TitleOfChoice(const FieldDef& field, const std::string& code) {
  for (const domain::EnumName& choice : field.choices) {
    if (choice.code == code) return std::string(choice.zh);
  }
  return code;
}

}  // namespace

CellWriter::CellWriter(const store::Reader& reader, const domain::Actor& actor, bool reveals)
    : reader_(reader),
      reveals_(reveals),
      names_accounts_(May(actor, workflow::Permission::kReadUsers)) {}

Result<std::string> CellWriter::Write(const Record& record, const FieldDef& field) {
  const Value value = field.get(record);
  if (field.Is(domain::kAccount)) return References(Kind::kUser, value);
  if (const auto kind = domain::ReferredKind(record, field)) return References(*kind, value);
  if (IsNever(field, value) || IsIdleKind(record, field, value)) return std::string();
  if (const auto* const texts = std::get_if<std::vector<std::string>>(&value))
    return List(*texts, domain::kListSeparators);
  const std::string text = domain::FormatValue(field, value);
  if (field.type == FieldType::kChoice) return TitleOfChoice(field, text);
  return field.type == FieldType::kText ? Text(field, text) : text;
}

std::string CellWriter::Text(const FieldDef& field, const std::string& text) const {
  if (field.Is(domain::kPersonal) && !reveals_) return Masked(text);
  return NeedsLiteral(text) ? base::JsonQuote(text) : text;
}

Result<std::string> CellWriter::References(Kind kind, const Value& value) {
  std::vector<std::int64_t> ids;
  if (const auto* one = std::get_if<std::int64_t>(&value)) ids = {*one};
  if (const auto* many = std::get_if<std::vector<std::int64_t>>(&value)) ids = *many;
  std::vector<std::string> texts;
  for (const std::int64_t id : ids) {
    if (id == 0) continue;
    JIEDUI_ASSIGN(std::string text, Reference(kind, id));
    texts.push_back(std::move(text));
  }
  return List(texts, kReferenceSeparators);
}

Result<std::string> CellWriter::Reference(Kind kind, std::int64_t id) {
  if (kind == Kind::kUser && !names_accounts_) return FormatKey({kind, id});
  const auto [at, fresh] = texts_.try_emplace({kind, id});
  if (fresh) {
    const store::SystemWork door("a record in sight names what it refers to");
    JIEDUI_ASSIGN(at->second, KeyText(reader_, kind, id));
  }
  return at->second;
}

}  // namespace jiedui::services
