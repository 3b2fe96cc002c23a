#include "services/sign_off_snapshot.h"

#include <algorithm>
#include <set>

#include "base/json_writer.h"

namespace jiedui::services {
namespace {

using base::JsonWriter;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::Kind;
using domain::Record;
using domain::SignOff;
using domain::SignOffState;

/// Of the enterprise. Not `innovation`, which follows the sign-off, nor what only helps to reach or
/// to match it.
constexpr std::array<std::string_view, 10> kEnterpriseFields = {
    "name",        "credit_code", "region_code", "sector_code", "programme_sector",
    "above_scale", "revenue_wan", "employees",   "rd_staff",    "rd_spending_wan"};
constexpr std::array<std::string_view, 3> kSignOffFields = {"campaign", "basis", "survey"};
constexpr std::array<std::string_view, 2> kEvidenceFields = {"category", "digest"};

void WriteValue(JsonWriter& json, const domain::Value& value) {
  if (std::holds_alternative<std::monostate>(value)) json.Null();
  if (const auto* flag = std::get_if<bool>(&value)) json.Bool(*flag);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) json.Id(*whole);
  if (const auto* number = std::get_if<double>(&value)) json.Double(*number);
  if (const auto* text = std::get_if<std::string>(&value)) json.String(*text);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    json.StartArray();
    for (const std::string& one : *texts) json.String(one);
    json.EndArray();
  }
  if (const auto* ids = std::get_if<std::vector<std::int64_t>>(&value)) {
    json.StartArray();
    for (const std::int64_t id : *ids) json.Id(id);
    json.EndArray();
  }
}

/// Id, whether it was removed, and those of the record's fields that `wanted` picks.
template <class Wanted>
void WriteFields(JsonWriter& json, const Record& record, Wanted wanted) {
  json.StartObject().Key("id").Id(record.id);
  if (record.deleted) json.Member("removed", true);
  for (const FieldDef& field : domain::TypeOf(record.kind()).fields) {
    if (!wanted(field)) continue;
    json.Key(field.name);
    WriteValue(json, field.get(record));
  }
  json.EndObject();
}

template <std::size_t N>
auto Among(const std::array<std::string_view, N>& names) {
  return [&names](const FieldDef& field) {
    return std::find(names.begin(), names.end(), field.name) != names.end();
  };
}

/// Whatever the form asks for, and whether it is confirmed still.
bool OfSurvey(const FieldDef& field) {
  return field.name == "state" || !field.Is(domain::kDerived);
}

Status WriteSurvey(const store::Reader& reader, const SignOff& sign_off, JsonWriter& json) {
  json.Key("survey");
  if (!sign_off.survey) {
    json.Null();
    return {};
  }
  JIEDUI_ASSIGN(const auto survey, reader.GetAny(Kind::kSurvey, sign_off.survey.value));
  WriteFields(json, *survey, OfSurvey);
  return {};
}

/// Adds the sign-offs that have a snapshot and pass the filter.
Status AddConfirmed(const store::Reader& reader, store::Filter filter,
                    std::set<std::int64_t>& found) {
  const std::vector<std::string> states = {std::string(domain::Code(SignOffState::kConfirmed)),
                                           std::string(domain::Code(SignOffState::kSignedOff))};
  return reader.ForEach<SignOff>(
      {std::move(filter), store::In("state", states), store::Equals("voided", false)},
      [&](const SignOff& sign_off) { found.insert(sign_off.id); });
}

/// Through which field a sign-off hangs on records of that kind; empty where it does not.
std::string FieldOn(Kind kind) {
  switch (kind) {
    case Kind::kEnterprise:
      return "enterprise";
    case Kind::kSurvey:
      return "survey";
    case Kind::kEvidenceFile:
      return "evidence";
    case Kind::kSignOff:
      return "id";
    default:
      return {};
  }
}

}  // namespace

Result<std::string> SnapshotOf(const store::Reader& reader, const SignOff& sign_off) {
  JsonWriter json;
  json.StartObject().Key("sign_off");
  WriteFields(json, sign_off, Among(kSignOffFields));
  JIEDUI_ASSIGN(const auto enterprise, reader.GetAny(Kind::kEnterprise, sign_off.enterprise.value));
  json.Key("enterprise");
  WriteFields(json, *enterprise, Among(kEnterpriseFields));
  JIEDUI_CHECK(WriteSurvey(reader, sign_off, json));
  json.Key("evidence").StartArray();
  for (const domain::EvidenceFileId id : sign_off.evidence) {
    JIEDUI_ASSIGN(const auto file, reader.GetAny(Kind::kEvidenceFile, id.value));
    WriteFields(json, *file, Among(kEvidenceFields));
  }
  json.EndArray().EndObject();
  return json.Text();
}

Status VoidChangedSignOffs(store::UnitOfWork& unit, std::span<const store::ChangedRecord> changed) {
  std::set<std::int64_t> touched;
  for (const store::ChangedRecord& one : changed) {
    const std::string field = FieldOn(one.kind);
    if (field.empty() || one.inserted) continue;
    JIEDUI_CHECK(AddConfirmed(unit, store::Equals(field, one.id), touched));
  }
  for (const std::int64_t id : touched) {
    JIEDUI_ASSIGN(SignOff sign_off, unit.Get(domain::SignOffId{id}));
    JIEDUI_ASSIGN(const std::string now, SnapshotOf(unit, sign_off));
    if (now == sign_off.snapshot) continue;
    sign_off.voided = true;
    JIEDUI_CHECK(unit.Update(sign_off));
  }
  return {};
}

}  // namespace jiedui::services
