#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "store/query.h"
#include "store/type_sql_internal.h"
#include "store/values_internal.h"

namespace jiedui::store {

/// A condition in the making: ` WHERE a AND b`, with its parameters.
class Where {
 public:
  explicit Where(Engine engine) : engine_(engine) {}

  [[nodiscard]] Engine engine() const { return engine_; }
  /// Keeps the value and gives its place: `$3`.
  std::string Parameter(Stored value);
  /// Adds a condition to those that must all hold.
  void And(const std::string& condition);
  /// Adds one that holds where any of the parts does; each part adds its conditions to a Where that
  /// keeps its parameters here.
  base::Status AndAny(std::span<const std::function<base::Status(Where&)>> parts);

  /// ` WHERE …`, or nothing.
  [[nodiscard]] const std::string& sql() const { return sql_; }
  void BindTo(Statement& statement) const;

 private:
  Engine engine_;
  std::string sql_;
  std::vector<Stored> values_;
};

/// The field of that name, of the record's table or one of `id`, `version`, `created_ms`,
/// `updated_ms`; kInvalid, naming it, where it is none or holds a secret.
base::Result<const domain::FieldDef*> FindField(const TypeSql& sql, std::string_view name);

/// Adds the filters and, unless deleted records are wanted, `deleted = 0`. kInvalid names the field
/// of a filter that cannot be.
base::Status AddFilters(Where& where, const TypeSql& sql, const Filters& filters,
                        bool include_deleted);

}  // namespace jiedui::store
