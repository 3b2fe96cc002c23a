#include "office/header_map.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

using FieldsByHeader = std::map<std::string, std::size_t, std::less<>>;

/// Opening brackets by closing ones, after NFKC.
std::string_view OpeningOf(std::string_view text, std::string_view& close) {
  struct Pair {
    std::string_view open;
    std::string_view close;
  };
  for (const Pair& pair : {Pair{"(", ")"}, Pair{"[", "]"}, Pair{"【", "】"}, Pair{"〔", "〕"}}) {
    if (!text.ends_with(pair.close)) continue;
    close = pair.close;
    return pair.open;
  }
  return {};
}

FieldsByHeader IndexFields(std::span<const FieldSpec> fields) {
  FieldsByHeader index;
  // All full names before any bare one: 占比(%) of one field must not lose to 占比(年) of another.
  for (const bool bare : {false, true}) {
    for (std::size_t f = 0; f < fields.size(); ++f) {
      const auto add = [&](std::string_view name) {
        const NormalHeader normal = NormalizeHeader(name);
        index.emplace(bare ? normal.bare : normal.full, f);
      };
      add(fields[f].name);
      for (const std::string_view alias : fields[f].aliases) add(alias);
    }
  }
  return index;
}

std::string Quoted(std::string_view text) { return "“" + std::string(text) + "”"; }

/// A field as a message names it: its first alias, which is its Chinese title where it has one.
std::string Shown(const FieldSpec& field) {
  return Quoted(field.aliases.empty() ? field.name : field.aliases.front());
}

/// Puts columns to fields one by one.
class Mapper {
 public:
  Mapper(std::span<const std::string> header, std::span<const FieldSpec> fields)
      : header_(header), fields_(fields), index_(IndexFields(fields)) {
    for (const std::string& column : header) normal_.push_back(NormalizeHeader(column));
  }

  void TakeMapping(const ColumnMapping& mapping) {
    for (const ColumnMapping::Entry& entry : mapping.entries) {
      const std::string wanted = NormalizeHeader(entry.column).full;
      const auto found = std::find_if(normal_.begin(), normal_.end(),
                                      [&](const NormalHeader& h) { return h.full == wanted; });
      if (found == normal_.end()) {
        map_.unmatched.push_back(entry.column);
        continue;
      }
      const auto at = static_cast<std::size_t>(found - normal_.begin());
      settled_.insert(at);
      if (!entry.field) continue;
      mapped_fields_.insert(*entry.field);
      Put(at, *entry.field);
    }
  }

  HeaderMap TakeNames() {
    for (std::size_t at = 0; at < normal_.size(); ++at) {
      if (settled_.contains(at) || normal_[at].full.empty()) continue;
      const std::optional<std::size_t> field = FieldOf(normal_[at]);
      if (!field || mapped_fields_.contains(*field)) {
        map_.unknown.push_back(at);
      } else {
        Put(at, *field);
      }
    }
    for (std::size_t f = 0; f < fields_.size(); ++f) {
      if (fields_[f].required && !column_of_field_.contains(f)) map_.missing.push_back(f);
    }
    std::sort(map_.columns.begin(), map_.columns.end(),
              [](const auto& a, const auto& b) { return a.at < b.at; });
    return std::move(map_);
  }

 private:
  [[nodiscard]] std::optional<std::size_t> FieldOf(const NormalHeader& column) const {
    for (const std::string& name : {column.full, column.bare}) {
      const auto found = index_.find(name);
      if (found != index_.end()) return found->second;
    }
    return std::nullopt;
  }

  void Put(std::size_t at, std::size_t field) {
    const auto [first, fresh] = column_of_field_.emplace(field, at);
    if (fresh) {
      map_.columns.push_back({at, field, normal_[at].unit});
    } else {
      map_.duplicates.push_back({field, first->second, at});
    }
  }

  std::span<const std::string> header_;
  std::span<const FieldSpec> fields_;
  FieldsByHeader index_;
  std::vector<NormalHeader> normal_;
  std::set<std::size_t> settled_;  // columns that the mapping speaks of
  std::set<std::size_t> mapped_fields_;
  std::map<std::size_t, std::size_t> column_of_field_;
  HeaderMap map_;
};

/// One line's entry, or what is wrong with it.
Result<ColumnMapping::Entry> ReadEntry(std::string_view line, std::span<const FieldSpec> fields) {
  const std::vector<std::string_view> cells = base::Split(line, '\t');
  const bool shaped =
      cells.size() == 2 && !base::Trim(cells[0]).empty() && !base::Trim(cells[1]).empty();
  if (!shaped) return Fail(ErrorCode::kInvalid, Quoted(base::Trim(line)) + " 应为 列名<TAB>字段名");
  ColumnMapping::Entry entry{std::string(base::Trim(cells[0])), std::nullopt};
  const std::string_view name = base::Trim(cells[1]);
  if (name == "-") return entry;
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [&](const FieldSpec& spec) { return spec.name == name; });
  if (field == fields.end()) return Fail(ErrorCode::kInvalid, "没有字段 " + Quoted(name));
  entry.field = static_cast<std::size_t>(field - fields.begin());
  return entry;
}

}  // namespace

std::optional<std::size_t> HeaderMap::ColumnOf(std::size_t field) const {
  for (const Column& column : columns) {
    if (column.field == field) return column.at;
  }
  return std::nullopt;
}

NormalHeader NormalizeHeader(std::string_view header) {
  std::string text = base::Normalize(header);
  for (const char* dropped : {" ", "\t", "\r", "\n", "_", "*"})
    text = base::ReplaceAll(std::move(text), dropped, "");
  if (text.ends_with(':')) text.pop_back();
  NormalHeader normal{text, text, ""};
  std::string_view close;
  const std::string_view open = OpeningOf(text, close);
  const std::size_t at = open.empty() ? std::string::npos : text.rfind(open);
  if (at == std::string::npos || at == 0) return normal;
  normal.bare = text.substr(0, at);
  const std::size_t unit_at = at + open.size();
  normal.unit = text.substr(unit_at, text.size() - close.size() - unit_at);
  return normal;
}

Result<ColumnMapping> ParseColumnMapping(std::string_view text, std::span<const FieldSpec> fields) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  ColumnMapping mapping;
  std::set<std::string> columns;
  std::set<std::size_t> taken;
  std::string problems;
  std::size_t number = 0;
  for (std::string_view line : base::Split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (base::Trim(line).empty() || line.starts_with('#')) continue;
    const auto problem = [&](const std::string& what) {
      problems += (problems.empty() ? "第 " : "；第 ") + std::to_string(number) + " 行: " + what;
    };
    Result<ColumnMapping::Entry> entry = ReadEntry(line, fields);
    if (!entry) {
      problem(entry.error().message);
    } else if (!columns.insert(NormalizeHeader(entry->column).full).second) {
      problem("列 " + Quoted(entry->column) + " 已经写过");
    } else if (entry->field && !taken.insert(*entry->field).second) {
      problem("字段 " + Quoted(fields[*entry->field].name) + " 已经有列");
    } else {
      mapping.entries.push_back(*std::move(entry));
    }
  }
  if (!problems.empty()) return Fail(ErrorCode::kInvalid, "对照表有误: " + problems, "mapping");
  return mapping;
}

HeaderMap MapHeader(std::span<const std::string> header, std::span<const FieldSpec> fields,
                    const ColumnMapping& mapping) {
  Mapper mapper(header, fields);
  mapper.TakeMapping(mapping);
  return mapper.TakeNames();
}

Status CheckHeader(const HeaderMap& map, std::span<const std::string> header,
                   std::span<const FieldSpec> fields) {
  std::string problems;
  const auto problem = [&](const std::string& what) {
    problems += (problems.empty() ? "" : "；") + what;
  };
  for (const std::size_t field : map.missing) problem("缺少" + Shown(fields[field]) + "列");
  for (const HeaderMap::Duplicate& twice : map.duplicates) {
    problem(Quoted(header[twice.first]) + "与" + Quoted(header[twice.second]) + "两列都是" +
            Shown(fields[twice.field]));
  }
  for (const std::string& column : map.unmatched)
    problem("对照表里的列 " + Quoted(column) + " 不在文件中");
  return problems.empty() ? Status{} : Status(Fail(ErrorCode::kInvalid, problems, "file"));
}

}  // namespace jiedui::office
