#include "api/handlers/handlers.h"
#include "domain/helpers.h"
#include "domain/ledger.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "models/pair_scorer.h"
#include "services/external_login.h"
#include "services/ledger_clocks.h"
#include "workflow/pairing_machine.h"
#include "workflow/record_machine.h"

namespace jiedui::api {
namespace {

using base::JsonWriter;
using domain::EnumName;
using domain::FieldDef;
using domain::FieldType;

struct Enumeration {
  std::string_view name;
  std::span<const EnumName> values;
};

std::span<const Enumeration> Enumerations() {
  using namespace domain;  // NOLINT(google-build-using-namespace): a table of its names
  static const std::array kAll = std::to_array<Enumeration>({
      {"kind", NamesOf(Kind{})},
      {"pair_kind", NamesOf(PairKind{})},
      {"role", NamesOf(Role{})},
      {"permission", NamesOf(workflow::Permission{})},
      {"innovation", NamesOf(Innovation{})},
      {"sector_source", NamesOf(SectorSource{})},
      {"level", NamesOf(Level{})},
      {"cadre_rank", NamesOf(CadreRank{})},
      {"conflict_kind", NamesOf(ConflictKind{})},
      {"need_state", NamesOf(NeedState{})},
      {"government_level", NamesOf(GovernmentLevel{})},
      {"survey_state", NamesOf(SurveyState{})},
      {"ledger_owner", NamesOf(LedgerOwner{})},
      {"ledger_state", NamesOf(LedgerState{})},
      {"satisfaction", NamesOf(Satisfaction{})},
      {"escalation", NamesOf(Escalation{})},
      {"ledger_clock", NamesOf(services::LedgerClock{})},
      {"proposal_state", NamesOf(ProposalState{})},
      {"plan_state", NamesOf(PlanState{})},
      {"pairing_state", NamesOf(PairingState{})},
      {"pairing_event", NamesOf(workflow::PairingEvent{})},
      {"plan_event", NamesOf(workflow::PlanEvent{})},
      {"factor", NamesOf(models::FactorKind{})},
  });
  return kAll;
}

void WriteName(JsonWriter& json, std::string_view code, std::string_view zh, std::string_view en) {
  json.Member("code", code).Member("zh", zh).Member("en", en);
}

void WriteNames(JsonWriter& json, std::span<const EnumName> names) {
  json.StartArray();
  for (const EnumName& name : names) {
    json.StartObject();
    WriteName(json, name.code, name.zh, name.en);
    json.EndObject();
  }
  json.EndArray();
}

/// The name of the enumeration with those codes; empty for none. Compared by content: a table in a
/// header has one copy in each translation unit.
std::string_view EnumerationOf(std::span<const EnumName> choices) {
  for (const Enumeration& one : Enumerations()) {
    const auto same = [](const EnumName& a, const EnumName& b) { return a.code == b.code; };
    if (std::equal(choices.begin(), choices.end(), one.values.begin(), one.values.end(), same))
      return one.name;
  }
  return {};
}

void WriteFlags(JsonWriter& json, const FieldDef& field) {
  struct Flag {
    domain::FieldFlag flag;
    std::string_view name;
  };
  constexpr std::array<Flag, 10> kFlags = {{{domain::kRequired, "required"},
                                            {domain::kDerived, "derived"},
                                            {domain::kPersonal, "personal"},
                                            {domain::kSearched, "searched"},
                                            {domain::kBody, "body"},
                                            {domain::kOwnerEdits, "owner_edits"},
                                            {domain::kByEvents, "by_events"},
                                            {domain::kSecret, "secret"},
                                            {domain::kSorted, "sorted"},
                                            {domain::kNamed, "named"}}};
  json.Key("flags").StartArray();
  for (const Flag& flag : kFlags) {
    if (field.Is(flag.flag)) json.String(flag.name);
  }
  json.EndArray();
}

void WriteField(JsonWriter& json, const FieldDef& field) {
  constexpr std::array<std::string_view, 11> kTypes = {
      "text",   "integer",   "number",     "boolean", "choice", "date",
      "moment", "reference", "references", "texts",   "json"};
  json.StartObject().Member("name", field.name).Member("zh", field.zh).Member("en", field.en);
  json.Member("type", kTypes.at(static_cast<std::size_t>(field.type)));
  WriteFlags(json, field);
  json.Key("enumeration");
  const std::string_view enumeration =
      field.choices.empty() ? std::string_view{} : EnumerationOf(field.choices);
  enumeration.empty() ? json.Null() : json.String(enumeration);
  if (!field.choices.empty()) {
    json.Key("choices");
    WriteNames(json, field.choices);
  }
  json.Key("target");
  field.target ? json.String(domain::Code(*field.target)) : json.Null();
  if (field.min > std::numeric_limits<double>::lowest()) json.Member("min", field.min);
  if (field.max < std::numeric_limits<double>::max()) json.Member("max", field.max);
  json.EndObject();
}

void WriteCodes(JsonWriter& json, std::string_view name, const workflow::Codes& codes) {
  json.Key(name).StartArray();
  for (const std::string_view code : codes) json.String(code);
  json.EndArray();
}

/// What the kind's records can be put through; empty for kinds without a machine.
void WriteEvents(JsonWriter& json, domain::Kind kind) {
  json.Key("events").StartArray();
  const workflow::RecordMachine* const machine = workflow::MachineOf(kind);
  for (std::size_t i = 0; machine != nullptr && i < machine->events.size(); ++i) {
    const workflow::RecordEvent& line = machine->events[i];
    json.StartObject();
    WriteName(json, line.name.code, line.name.zh, line.name.en);
    WriteCodes(json, "from", line.from);
    json.Member("needs_reason", line.needs_reason);
    WriteCodes(json, "must_set", line.must_set);
    WriteCodes(json, "may_set", line.may_set);
    json.EndObject();
  }
  json.EndArray();
}

void WriteKinds(JsonWriter& json) {
  json.Key("kinds").StartArray();
  for (const domain::RecordType& type : domain::RecordTypes()) {
    json.StartObject();
    WriteName(json, type.name().code, type.name().zh, type.name().en);
    json.Member("plural", type.plural).Key("fields").StartArray();
    for (const FieldDef& field : type.fields) {
      if (!field.Is(domain::kSecret) || field.Is(domain::kTypedIn)) WriteField(json, field);
    }
    json.EndArray();
    WriteEvents(json, type.kind);
    json.EndObject();
  }
  json.EndArray();
}

/// The city: the topmost region of that level, else the first.
const domain::Region* CityOf(const domain::Reference& reference) {
  for (const domain::Region& region : reference.regions()) {
    if (region.level == "city") return &region;
  }
  return reference.regions().empty() ? nullptr : &reference.regions().front();
}

void WriteCity(JsonWriter& json, const domain::Reference& reference) {
  json.Key("city").StartObject();
  const domain::Region* const city = CityOf(reference);
  if (city == nullptr) {
    WriteName(json, "", "", "");
  } else {
    WriteName(json, city->code, city->name, city->name_en);
  }
  json.EndObject();
}

/// The accounts that the demonstration remembered, as JSON; nothing where the city is a real one.
void WriteDemo(JsonWriter& json, const store::Store& store) {
  const auto accounts = store.Setting("demo_accounts");
  const bool demo = accounts && accounts->has_value();
  json.Member("demo", demo).Key("demo_accounts").Raw(demo ? **accounts : "[]");
}

/// What the login page offers besides the password.
void WriteExternalLogins(JsonWriter& json, const services::ExternalLogins* logins) {
  json.Key("external_logins").StartArray();
  if (logins != nullptr) {
    for (const services::LoginProvider& one : logins->Providers())
      json.StartObject().Member("code", one.code).Member("title", one.title).EndObject();
  }
  json.EndArray();
}

void WriteRegions(JsonWriter& json, const domain::Reference& reference) {
  json.Key("regions").StartArray();
  for (const domain::Region& region : reference.regions()) {
    json.StartObject();
    WriteName(json, region.code, region.name, region.name_en);
    json.Member("parent", region.parent).Member("level", region.level);
    json.Member("short_name", region.short_name).EndObject();
  }
  json.EndArray();
}

void WriteResponsibilities(JsonWriter& json, const domain::Reference& reference) {
  json.Key("programme_sectors").StartArray();
  for (const domain::ProgrammeSector& sector : reference.programme_sectors()) {
    json.StartObject();
    WriteName(json, sector.code, sector.name, sector.name_en);
    json.Member("department", sector.department).EndObject();
  }
  json.EndArray().Key("departments").StartArray();
  for (const domain::Department& department : reference.departments()) {
    json.StartObject();
    WriteName(json, department.code, department.name, department.name_en);
    json.Member("kind", department.kind).EndObject();
  }
  json.EndArray();
}

FixedDocument Fixed(const JsonWriter& json) {
  FixedDocument document{json.Text(), {}};
  document.etag = ContentTag(document.json);
  return document;
}

}  // namespace

FixedDocument MakeReferenceDocument(const services::Workspace& workspace,
                                    const services::ExternalLogins* external_logins) {
  const domain::Reference& reference = workspace.reference;
  JsonWriter json;
  json.StartObject();
  WriteCity(json, reference);
  WriteDemo(json, workspace.store);
  WriteExternalLogins(json, external_logins);
  WriteRegions(json, reference);
  WriteResponsibilities(json, reference);
  json.Key("enumerations").StartObject();
  for (const Enumeration& one : Enumerations()) {
    json.Key(one.name);
    WriteNames(json, one.values);
  }
  json.EndObject();
  WriteKinds(json);
  json.EndObject();
  return Fixed(json);
}

FixedDocument MakeSectorsDocument(const services::Workspace& workspace) {
  const domain::Reference& reference = workspace.reference;
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const domain::Sector& sector : reference.sectors()) {
    json.StartObject().Member("code", sector.code).Member("name", sector.name);
    json.Member("parent", sector.parent);
    json.Member("programme_sector", reference.ProgrammeSectorOf(sector.code)).EndObject();
  }
  json.EndArray().EndObject();
  return Fixed(json);
}

Answer GetReference(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  return DocumentResponse(context, context.site().reference);
}

Answer ListSectors(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  return DocumentResponse(context, context.site().sectors);
}

}  // namespace jiedui::api
