#include "services/import_columns.h"

#include <map>

#include "base/text.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using domain::FieldDef;
using domain::RecordType;

/// A header as it is compared: `营业收入（万元）` and `营业收入 (万元)` are `营业收入`.
std::string Plain(std::string_view header) {
  std::string text = base::Normalize(header);
  const std::size_t open = text.find('(');
  if (open != std::string::npos && open > 0 && text.ends_with(')')) text.erase(open);
  return base::ReplaceAll(text, " ", "");
}

std::map<std::string, const FieldDef*> FieldsByHeader(const RecordType& type) {
  std::map<std::string, const FieldDef*> fields;
  for (const FieldDef& field : type.fields) {
    fields.emplace(Plain(field.name), &field);
    fields.emplace(base::Normalize(field.zh), &field);
    fields.emplace(Plain(field.zh), &field);
    fields.emplace(Plain(field.en), &field);
    for (const std::string_view alias : base::Split(field.aliases, '|')) {
      if (!alias.empty()) fields.emplace(Plain(alias), &field);
    }
  }
  return fields;
}

Result<std::map<std::string, const FieldDef*>> ReadMapping(const RecordType& type,
                                                           std::string_view mapping) {
  std::map<std::string, const FieldDef*> fields;
  for (const std::string_view line : base::Split(mapping, '\n')) {
    if (base::Trim(line).empty()) continue;
    const std::vector<std::string_view> cells = base::Split(line, '\t');
    const FieldDef* const field = cells.size() == 2 ? type.Find(base::Trim(cells[1])) : nullptr;
    if (field == nullptr) {
      return Fail(ErrorCode::kInvalid,
                  "对照表的 “" + std::string(base::Trim(line)) + "” 应为 列名<TAB>字段名",
                  "mapping");
    }
    fields[Plain(cells[0])] = field;
  }
  return fields;
}

bool Writable(const FieldDef& field) {
  return !field.Is(domain::kDerived) && !field.Is(domain::kSecret);
}

}  // namespace

Result<ImportColumns> MatchColumns(const RecordType& type, const std::vector<std::string>& header,
                                   std::string_view mapping) {
  JIEDUI_ASSIGN(const auto mapped, ReadMapping(type, mapping));
  const auto known = FieldsByHeader(type);
  ImportColumns result;
  std::map<const FieldDef*, std::string> taken;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string plain = Plain(header[i]);
    const auto by_mapping = mapped.find(plain);
    const auto by_title = known.find(plain);
    const FieldDef* const field = by_mapping != mapped.end() ? by_mapping->second
                                  : by_title != known.end()  ? by_title->second
                                                             : nullptr;
    if (field == nullptr || !Writable(*field)) {
      result.ignored.push_back(header[i]);
      continue;
    }
    if (const auto [at, fresh] = taken.emplace(field, header[i]); !fresh) {
      return Fail(ErrorCode::kInvalid,
                  "“" + at->second + "” 与 “" + header[i] + "” 两列都是" + std::string(field->zh),
                  std::string(field->name));
    }
    result.columns.push_back({i, field});
  }
  for (const FieldDef& field : type.fields) {
    if (!field.Is(domain::kRequired) || !Writable(field) || taken.contains(&field)) continue;
    return Fail(ErrorCode::kInvalid, "缺少“" + std::string(field.zh) + "”列",
                std::string(field.name));
  }
  return result;
}

}  // namespace jiedui::services
