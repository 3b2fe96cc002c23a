#include "services/demo/remap.h"

#include "domain/field.h"

namespace jiedui::services::demo {
namespace {

/// Integer fields that hold an id whose kind another field names.
struct PolymorphicId {
  domain::Kind kind;
  std::string_view field;
};

constexpr std::array<PolymorphicId, 4> kPolymorphicIds = {{
    {domain::Kind::kCapability, "owner_id"},
    {domain::Kind::kConflict, "a_id"},
    {domain::Kind::kConflict, "b_id"},
    {domain::Kind::kUser, "own_id"},
}};

bool HoldsId(domain::Kind kind, const domain::FieldDef& field) {
  return field.type == domain::FieldType::kReference ||
         std::any_of(kPolymorphicIds.begin(), kPolymorphicIds.end(), [&](const PolymorphicId& id) {
           return id.kind == kind && id.field == field.name;
         });
}

}  // namespace

void RemapReferences(domain::Record& record, std::span<const std::int64_t> ids) {
  const auto real = [&](std::int64_t id) { return ids[static_cast<std::size_t>(id)]; };
  for (const domain::FieldDef& field : domain::TypeOf(record.kind()).fields) {
    domain::Value value = field.get(record);
    if (auto* list = std::get_if<std::vector<std::int64_t>>(&value)) {
      for (std::int64_t& id : *list) id = real(id);
      field.set(record, value);
    } else if (auto* id = std::get_if<std::int64_t>(&value);
               id != nullptr && HoldsId(record.kind(), field)) {
      *id = *id == 0 ? 0 : real(*id);
      field.set(record, value);
    }
  }
}

}  // namespace jiedui::services::demo
