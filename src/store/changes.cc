#include "base/json_writer.h"
#include "store/changes_internal.h"

namespace jiedui::store {
namespace {

using domain::FieldDef;
using domain::FieldType;
using domain::Value;

struct ValueWriter {
  base::JsonWriter& json;
  const FieldDef& field;
  void operator()(std::monostate /*empty*/) const { json.Null(); }
  void operator()(bool value) const { json.Bool(value); }
  void operator()(std::int64_t value) const {
    if (field.type == FieldType::kReference) {
      json.Id(value);
    } else {
      json.Int(value);
    }
  }
  void operator()(double value) const { json.Double(value); }
  void operator()(const std::string& value) const { json.String(value); }
  void operator()(const std::vector<std::string>& values) const {
    json.StartArray();
    for (const std::string& value : values) json.String(value);
    json.EndArray();
  }
  void operator()(const std::vector<std::int64_t>& ids) const {
    json.StartArray();
    for (const std::int64_t id : ids) json.Id(id);
    json.EndArray();
  }
};

void WriteSide(base::JsonWriter& json, std::string_view side, const FieldDef& field,
               const domain::Record& record) {
  json.Key(side);
  std::visit(ValueWriter{json, field}, field.get(record));
}

}  // namespace

std::vector<const FieldDef*> ChangedFields(const domain::Record& before,
                                           const domain::Record& after) {
  std::vector<const FieldDef*> changed;
  for (const FieldDef& field : domain::TypeOf(after.kind()).fields) {
    if (field.get(before) != field.get(after)) changed.push_back(&field);
  }
  return changed;
}

std::string ChangesJson(const std::vector<const FieldDef*>& fields, const domain::Record* before,
                        const domain::Record& after) {
  base::JsonWriter json;
  json.StartObject();
  for (const FieldDef* field : fields) {
    json.Key(field->name).StartObject();
    if (field->Is(domain::kSecret)) {
      json.Member("secret", true).EndObject();
      continue;
    }
    if (before != nullptr) WriteSide(json, "before", *field, *before);
    WriteSide(json, "after", *field, after);
    if (field->Is(domain::kPersonal)) json.Member("personal", true);
    json.EndObject();
  }
  json.EndObject();
  return json.Text();
}

}  // namespace jiedui::store
