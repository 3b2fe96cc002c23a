#include "services/reveal.h"

#include "base/json_writer.h"
#include "base/text.h"
#include "services/access.h"
#include "services/roster.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;

constexpr std::size_t kLeastReason = 2;
constexpr std::size_t kMostReason = 200;

std::vector<const FieldDef*> PersonalFields(domain::Kind kind) {
  std::vector<const FieldDef*> fields;
  for (const FieldDef& field : domain::TypeOf(kind).fields) {
    if (field.Is(domain::kPersonal)) fields.push_back(&field);
  }
  return fields;
}

}  // namespace

Status NoteRevealed(Workspace& workspace, const domain::Actor& actor, domain::Kind kind,
                    std::int64_t id, const std::string& reason) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReveal));
  const std::string why(base::Trim(reason));
  const std::size_t length = base::CountCodePoints(why);
  if (length < kLeastReason || length > kMostReason)
    return Fail(ErrorCode::kInvalid, "请写明查看联系方式的用途（2 到 200 个字）", "reason");
  const std::vector<const FieldDef*> fields = PersonalFields(kind);
  if (fields.empty()) {
    return Fail(ErrorCode::kInvalid, std::string(domain::NameOf(kind).zh) + "没有隐藏的联系方式",
                "plural");
  }
  base::JsonWriter json;
  json.StartObject().Key("fields").StartArray();
  for (const FieldDef* const field : fields) json.String(field->name);
  json.EndArray().EndObject();
  return workspace.store.Write(store::ContextOf(actor, why), [&](store::UnitOfWork& unit) {
    return unit.Log(id == 0 ? "reveal_export" : "reveal", domain::Code(kind), id, json.Text());
  });
}

Result<std::vector<RevealedValue>> RevealRecord(Workspace& workspace, const domain::Actor& actor,
                                                domain::Kind kind, std::int64_t id,
                                                const std::string& reason) {
  JIEDUI_ASSIGN(const auto record, ReadRecord(workspace, actor, kind, id));
  JIEDUI_CHECK(NoteRevealed(workspace, actor, kind, id, reason));
  std::vector<RevealedValue> values;
  for (const FieldDef* const field : PersonalFields(kind))
    values.push_back({std::string(field->name), domain::FormatValue(*field, field->get(*record))});
  return values;
}

}  // namespace jiedui::services
