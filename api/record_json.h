#pragma once

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "domain/field.h"

namespace jiedui::api {

/// What a reader may see of a record's fields.
struct Visibility {
  bool personal = false;  ///< phones and the like in full; masked otherwise
};

/// The record as one JSON object: id, kind, version, created_at, updated_at, title, then its fields
/// by their names. Secret fields are left out, personal ones masked (`138****0000`) unless visible.
void WriteRecord(base::JsonWriter& json, const domain::Record& record,
                 const Visibility& visibility);

/// The value as JSON: ids as strings, moments as UTC text, a missing value as null.
void WriteValue(base::JsonWriter& json, const domain::FieldDef& field, const domain::Value& value);

/// Sets the fields that the JSON object names. kInvalid, naming the member, for one that the type
/// does not have, that is derived or secret, or whose value does not fit.
base::Status ReadFields(const base::JsonValue& object, domain::Record& record);

}  // namespace jiedui::api
