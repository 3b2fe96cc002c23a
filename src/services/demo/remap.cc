#include "services/demo/remap.h"

#include "domain/field.h"

namespace jiedui::services::demo {
namespace {

bool HoldsId(const domain::FieldDef& field) {
  return field.type == domain::FieldType::kReference || !field.kind_field.empty();
}

}  // namespace

void RemapReferences(domain::Record& record, std::span<const std::int64_t> ids) {
  const auto real = [&](std::int64_t id) { return ids[static_cast<std::size_t>(id)]; };
  for (const domain::FieldDef& field : domain::TypeOf(record.kind()).fields) {
    domain::Value value = field.get(record);
    if (auto* list = std::get_if<std::vector<std::int64_t>>(&value)) {
      for (std::int64_t& id : *list) id = real(id);
      field.set(record, value);
    } else if (auto* id = std::get_if<std::int64_t>(&value); id != nullptr && HoldsId(field)) {
      *id = *id == 0 ? 0 : real(*id);
      field.set(record, value);
    }
  }
}

}  // namespace jiedui::services::demo
