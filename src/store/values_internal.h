#pragma once

#include <string>
#include <variant>

#include "domain/field.h"
#include "store/connection_internal.h"

namespace jiedui::store {

/// A value as its column holds it: booleans as 0 and 1, lists of texts as a JSON array.
using Stored = std::variant<std::monostate, std::int64_t, double, std::string>;

/// The value as a parameter; it must outlive the statement's use of it.
Param ParamOf(const Stored& value);

/// The value of a field as its column holds it. kInvalid, naming the field, for a value of another
/// type, not among the choices, no finite number, not UTF-8 or with a NUL in it, or JSON that is
/// none. Not for kReferences.
base::Result<Stored> Encode(const domain::FieldDef& field, domain::Value value);

/// Reads a column back; kInternal, naming the field, for what Encode cannot have written.
base::Result<domain::Value> Decode(const domain::FieldDef& field, const Statement& row, int column);

/// Checks what the columns cannot: required fields filled, numbers in range.
base::Status CheckRecord(const domain::Record& record);

/// A column's present value, without its field.
Stored StoredAt(const Statement& row, int column);

}  // namespace jiedui::store
