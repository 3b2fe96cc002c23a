#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "domain/actor.h"
#include "domain/field.h"
#include "services/corpus.h"

namespace jiedui::api {

/// What a reader is shown of records besides their own fields.
struct RecordReader {
  /// Phones and the like in full, for the operator; masked (`138****0000`) for everybody else, whom
  /// services/reveal shows them.
  bool reveals = false;
  services::RecordKey own;               ///< the reader's own record, in full too; id 0 is none
  const domain::Actor* actor = nullptr;  ///< whose allowed events are shown; null: nobody's
  /// Titles of referred records that the reader may see, of all records to be written.
  std::map<services::RecordKey, std::string> titles;
};

/// The record as one JSON object: id, kind, version, created_at, updated_at, title_text, titles of
/// what it refers to, then its fields by their names, and of kinds with a machine the events that
/// the reader may try. Secret fields are left out.
void WriteRecord(base::JsonWriter& json, const domain::Record& record, const RecordReader& reader);

/// The value as JSON: ids as strings, moments as UTC text, a missing value as null.
void WriteValue(base::JsonWriter& json, const domain::FieldDef& field, const domain::Value& value);

/// A field and the value that it is to have.
using FieldValue = std::pair<const domain::FieldDef*, domain::Value>;

/// The fields of the type that the JSON object names, with their values; derived ones and the state
/// too. kInvalid, naming the member, for one that the type does not have or that is secret, or
/// whose value is of another type.
base::Result<std::vector<FieldValue>> ReadFieldValues(const base::JsonValue& object,
                                                      const domain::RecordType& type,
                                                      std::string_view besides = {});

/// Sets the fields that the JSON object names, `besides` left to the caller. kInvalid, naming the
/// member, for one that the type does not have, that is derived or secret, or whose value does not
/// fit.
base::Status ReadFields(const base::JsonValue& object, domain::Record& record,
                        std::string_view besides = {});

}  // namespace jiedui::api
