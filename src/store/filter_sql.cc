#include <algorithm>
#include <array>
#include <utility>

#include "base/json_writer.h"
#include "base/text.h"
#include "store/engine_internal.h"
#include "store/filter_sql_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::FieldType;
using domain::Value;

// After every text that begins with the prefix, in the order of code points: U+10FFFF, which no
// text holds.
constexpr std::string_view kAfterAll = "\xF4\x8F\xBF\xBF";

tl::unexpected<base::Error> Refuse(const FieldDef& field, std::string_view why) {
  return Fail(ErrorCode::kInvalid, std::string(field.zh) + std::string(why),
              std::string(field.name));
}

std::span<const FieldDef> OwnFields() {
  const auto own = [](std::string_view name, std::string_view zh, FieldType type) {
    FieldDef def;
    def.name = name;
    def.zh = zh;
    def.type = type;
    return def;
  };
  static const std::array fields = {own("id", "编号", FieldType::kInteger),
                                    own("version", "版本", FieldType::kInteger),
                                    own("created_ms", "创建时间", FieldType::kMoment),
                                    own("updated_ms", "修改时间", FieldType::kMoment),
                                    own("deleted", "已删除", FieldType::kBoolean)};
  return fields;
}

bool IsOrdered(FieldType type) {
  return type != FieldType::kBoolean && type != FieldType::kChoice &&
         type != FieldType::kReference && type != FieldType::kReferences;
}

bool IsTextual(FieldType type) { return type == FieldType::kText || type == FieldType::kDate; }

ColumnType ColumnTypeOf(const FieldDef& field) {
  switch (field.type) {
    case FieldType::kInteger:
    case FieldType::kBoolean:
    case FieldType::kMoment:
    case FieldType::kReference:
      return ColumnType::kInteger;
    case FieldType::kNumber:
      return ColumnType::kReal;
    default:
      return ColumnType::kText;
  }
}

/// The values as one JSON array, for engine::InJsonArray.
Result<Stored> JsonArray(const FieldDef& field, const std::vector<Value>& values) {
  base::JsonWriter json;
  json.StartArray();
  for (const Value& value : values) {
    JIEDUI_ASSIGN(const Stored stored, Encode(field, value));
    if (const auto* whole = std::get_if<std::int64_t>(&stored)) {
      json.Int(*whole);
    } else if (const auto* number = std::get_if<double>(&stored)) {
      json.Double(*number);
    } else if (const auto* text = std::get_if<std::string>(&stored)) {
      json.String(*text);
    } else {
      return Refuse(field, ": 列表中不能有空值");
    }
  }
  json.EndArray();
  return Stored(json.Text());
}

/// One filter's condition. Encodes values by the field, so that the comparison is of like with
/// like.
class Condition {
 public:
  Condition(Where& where, const TypeSql& sql, const FieldDef& field, const Filter& filter,
            bool include_deleted)
      : where_(where),
        sql_(sql),
        field_(field),
        filter_(filter),
        include_deleted_(include_deleted),
        column_(field.name) {}

  Status Add() {
    if (field_.type == FieldType::kTexts || field_.type == FieldType::kJson) {
      return Refuse(field_, " 不能用作筛选条件");
    }
    if (filter_.match == Match::kIn) return AddIn();
    if (filter_.values.size() != 1) return Refuse(field_, ": 筛选条件应有一个值");
    const Value& value = filter_.values.front();
    switch (filter_.match) {
      case Match::kPrefix:
        return AddPrefix(value);
      case Match::kContains:
        return AddContains(value);
      case Match::kAtLeast:
        return AddBound(value, " >= ");
      case Match::kAtMost:
        return AddBound(value, " <= ");
      default:
        return AddEquals(value);
    }
  }

 private:
  Status AddEquals(const Value& value) {
    const bool empty = domain::IsEmpty(value);
    if (field_.type == FieldType::kReferences) return AddHolds(value, empty);
    JIEDUI_ASSIGN(Stored stored, Encode(field_, value));
    if (!empty) {
      where_.And(column_ + " = " + where_.Parameter(std::move(stored)));
    } else if (field_.type == FieldType::kText) {
      where_.And(column_ + " = ''");
    } else {
      where_.And(column_ + " IS NULL");
    }
    return {};
  }

  /// Whose list holds the id; for no id, whose list is empty.
  Status AddHolds(const Value& value, bool empty) {
    const std::string owners = "(SELECT owner_id FROM " + sql_.FindLink(field_)->table;
    if (empty) {
      where_.And("id NOT IN " + owners + ")");
      return {};
    }
    const auto* id = std::get_if<std::int64_t>(&value);
    if (id == nullptr) return Refuse(field_, ": 不是编号");
    where_.And("id IN " + owners + " WHERE target_id = " + where_.Parameter(*id) + ")");
    return {};
  }

  Status AddIn() {
    if (filter_.values.empty()) {
      where_.And("1 = 0");
      return {};
    }
    // One value alone lets an index serve the order too.
    if (filter_.values.size() == 1) return AddEquals(filter_.values.front());
    const LinkSql* link = sql_.FindLink(field_);
    if (link == nullptr) {
      JIEDUI_ASSIGN(Stored values, JsonArray(field_, filter_.values));
      where_.And(engine::InJsonArray(where_.engine(), column_, where_.Parameter(std::move(values)),
                                     ColumnTypeOf(field_)));
      return {};
    }
    FieldDef id = field_;
    id.type = FieldType::kReference;
    JIEDUI_ASSIGN(Stored values, JsonArray(id, filter_.values));
    where_.And("id IN (SELECT owner_id FROM " + link->table + " WHERE " +
               engine::InJsonArray(where_.engine(), "target_id",
                                   where_.Parameter(std::move(values)), ColumnType::kInteger) +
               ")");
    return {};
  }

  Status AddPrefix(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !IsTextual(field_.type)) return Refuse(field_, " 不能按开头筛选");
    const bool folded = field_.Is(domain::kNamed);
    const std::string prefix = folded ? base::Normalize(*text) : *text;
    const std::string column = folded ? FoldedColumn(field_) : column_;
    where_.And(column + " >= " + where_.Parameter(prefix));
    where_.And(column + " < " + where_.Parameter(prefix + std::string(kAfterAll)));
    return {};
  }

  /// Looks through the narrow index on the folded column, not through the wide rows. The index
  /// holds undeleted rows only, so the search says that it wants no others.
  Status AddContains(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || !field_.Is(domain::kNamed)) return Refuse(field_, " 不能按内容查找");
    std::string pattern = base::ReplaceAll(base::Normalize(*text), "\\", "\\\\");
    pattern = base::ReplaceAll(base::ReplaceAll(pattern, "%", "\\%"), "_", "\\_");
    where_.And("id IN (SELECT id FROM " + std::string(sql_.table()) + " WHERE " +
               FoldedColumn(field_) + " LIKE " + where_.Parameter("%" + pattern + "%") +
               " ESCAPE '\\'" + (include_deleted_ ? ")" : " AND deleted = 0)"));
    return {};
  }

  Status AddBound(const Value& value, const std::string& comparison) {
    if (!IsOrdered(field_.type) || domain::IsEmpty(value)) {
      return Refuse(field_, " 不能按大小筛选");
    }
    JIEDUI_ASSIGN(Stored stored, Encode(field_, value));
    where_.And(column_ + comparison + where_.Parameter(std::move(stored)));
    return {};
  }

  Where& where_;
  const TypeSql& sql_;
  const FieldDef& field_;
  const Filter& filter_;
  bool include_deleted_;
  std::string column_;
};

}  // namespace

std::string Where::Parameter(Stored value) {
  values_.push_back(std::move(value));
  return store::Parameter(values_.size());
}

void Where::And(const std::string& condition) {
  sql_ += (sql_.empty() ? " WHERE " : " AND ") + condition;
}

Status Where::AndAny(std::span<const std::function<Status(Where&)>> parts) {
  constexpr std::size_t kWhere = 7;  // " WHERE "
  const std::string before = std::exchange(sql_, {});
  std::string any;
  for (const auto& part : parts) {
    JIEDUI_CHECK(part(*this));
    if (!sql_.empty()) any += (any.empty() ? "(" : " OR (") + sql_.substr(kWhere) + ")";
    sql_.clear();
  }
  sql_ = before;
  And("(" + any + ")");
  return {};
}

void Where::BindTo(Statement& statement) const {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    statement.Bind(static_cast<int>(i + 1), ParamOf(values_[i]));
  }
}

Result<const FieldDef*> FindField(const TypeSql& sql, std::string_view name) {
  for (const FieldDef& field : OwnFields()) {
    if (field.name == name) return &field;
  }
  const FieldDef* field = sql.type->Find(name);
  if (field == nullptr || field->Is(domain::kSecret)) {
    return Fail(
        ErrorCode::kInvalid,
        std::string(sql.type->name().zh) + " 没有字段 “" + std::string(name.substr(0, 100)) + "”",
        std::string(name.substr(0, 100)));
  }
  return field;
}

namespace {

Status AddFilter(Where& where, const TypeSql& sql, const Filter& filter, bool include_deleted) {
  if (filter.otherwise.empty()) {
    JIEDUI_ASSIGN(const FieldDef* field, FindField(sql, filter.field));
    return Condition(where, sql, *field, filter, include_deleted).Add();
  }
  Filter alone = filter;
  alone.otherwise.clear();
  std::vector<std::function<Status(Where&)>> parts;
  parts.emplace_back([&](Where& one) { return AddFilter(one, sql, alone, include_deleted); });
  for (const Filter& other : filter.otherwise)
    parts.emplace_back([&](Where& one) { return AddFilter(one, sql, other, include_deleted); });
  return where.AndAny(parts);
}

}  // namespace

Status AddFilters(Where& where, const TypeSql& sql, const Filters& filters, bool include_deleted) {
  // Who filters by it says which are wanted.
  include_deleted =
      include_deleted || std::any_of(filters.begin(), filters.end(),
                                     [](const auto& f) { return f.field == "deleted"; });
  if (!include_deleted) where.And("deleted = 0");
  for (const Filter& filter : filters) JIEDUI_CHECK(AddFilter(where, sql, filter, include_deleted));
  return {};
}

}  // namespace jiedui::store
