#include "services/search_document.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "domain/enterprise.h"
#include "domain/field.h"
#include "domain/guidance.h"
#include "domain/helpers.h"
#include "domain/leads.h"
#include "domain/pairing.h"
#include "domain/programme.h"

namespace jiedui::services {
namespace {

using domain::FieldDef;
using domain::FieldFlag;
using domain::Kind;
using domain::Record;
using domain::RecordType;
using domain::Value;

constexpr std::array kKinds = {
    Kind::kEnterprise, Kind::kExpert,     Kind::kTeam,    Kind::kAlliance,   Kind::kPlatform,
    Kind::kWorkTeam,   Kind::kCityGroup,  Kind::kNeed,    Kind::kCapability, Kind::kPolicy,
    Kind::kLedgerItem, Kind::kTechnology, Kind::kProject, Kind::kPilot,      Kind::kEquipment};

/// Found only when given whole.
constexpr std::array<std::string_view, 3> kKeyFields = {"credit_code", "document_no", "number"};
/// The field that the status filter means, whichever the type has first.
constexpr std::array<std::string_view, 3> kStatusFields = {"state", "innovation", "level"};
/// Shown below the title where no owner is, in this order.
constexpr std::array<std::string_view, 5> kSubtitleFields = {"products", "organisation", "title",
                                                             "fields", "issuer"};

/// The field's value as texts; none where the type lacks it or it is empty.
std::vector<std::string> TextsOf(const Record& record, const FieldDef* field) {
  if (field == nullptr) return {};
  const Value value = field->get(record);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return *texts;
  std::string text = domain::FormatValue(*field, value);
  return text.empty() ? std::vector<std::string>{} : std::vector<std::string>{std::move(text)};
}

std::string FirstOf(const Record& record, const FieldDef* field) {
  std::vector<std::string> texts = TextsOf(record, field);
  return texts.empty() ? std::string() : std::move(texts.front());
}

void AddTexts(const Record& record, const RecordType& type, index::Document& document) {
  const FieldDef* const title = domain::TitleField(type);
  for (const FieldDef& field : type.fields) {
    if (&field == title || field.Is(FieldFlag::kPersonal) || field.Is(FieldFlag::kSecret)) continue;
    const std::vector<std::string> texts = TextsOf(record, &field);
    if (field.Is(FieldFlag::kSearched) || field.Is(FieldFlag::kNamed)) {
      document.short_texts.insert(document.short_texts.end(), texts.begin(), texts.end());
    } else if (field.Is(FieldFlag::kBody)) {
      for (const std::string& text : texts)
        document.body += document.body.empty() ? text : "\n" + text;
    }
  }
}

void AddNew(std::vector<std::string>& codes, std::string_view code) {
  if (!code.empty() && std::find(codes.begin(), codes.end(), code) == codes.end())
    codes.emplace_back(code);
}

/// A helper knows sectors by GB/T code or by programme sector.
void AddSectors(const Record& record, const RecordType& type, const domain::Reference& reference,
                index::Document& document) {
  AddNew(document.programme_sectors, FirstOf(record, type.Find("programme_sector")));
  std::vector<std::string> codes = TextsOf(record, type.Find("sector_code"));
  for (std::string& code : TextsOf(record, type.Find("sectors"))) codes.push_back(std::move(code));
  for (const std::string& code : codes) {
    if (reference.FindProgrammeSector(code) != nullptr) {
      AddNew(document.programme_sectors, code);
      continue;
    }
    for (const std::string& above : reference.SectorPath(code)) AddNew(document.sector_path, above);
    AddNew(document.programme_sectors, reference.ProgrammeSectorOf(code));
  }
}

std::string SubtitleOf(const Record& record, const RecordType& type) {
  const FieldDef* const title = domain::TitleField(type);
  std::vector<std::string> parts;
  for (const std::string_view name : kSubtitleFields) {
    const FieldDef* const field = type.Find(name);
    if (field == title) continue;
    const std::vector<std::string> texts = TextsOf(record, field);
    if (!texts.empty()) parts.push_back(base::Join(texts, "、"));
  }
  return base::Join(parts, " · ");
}

std::int64_t EnterpriseOf(const Record& record) {
  if (record.kind() == Kind::kEnterprise) return record.id;
  const auto owner = OwnerOf(record);
  return owner && owner->kind == Kind::kEnterprise ? owner->id : 0;
}

}  // namespace

std::span<const Kind> SearchedKinds() { return kKinds; }

bool IsSearched(Kind kind) { return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end(); }

std::optional<Owner> OwnerOf(const Record& record) {
  switch (record.kind()) {
    case Kind::kNeed:
      return Owner{Kind::kEnterprise, static_cast<const domain::Need&>(record).enterprise.value};
    case Kind::kLedgerItem:
      return Owner{Kind::kEnterprise,
                   static_cast<const domain::LedgerItem&>(record).enterprise.value};
    case Kind::kProject:
      return Owner{Kind::kEnterprise, static_cast<const domain::Project&>(record).enterprise.value};
    case Kind::kPilot:
      return Owner{Kind::kEnterprise, static_cast<const domain::Pilot&>(record).enterprise.value};
    case Kind::kEquipment: {
      const auto& equipment = static_cast<const domain::Equipment&>(record);
      return Owner{equipment.owner_kind, equipment.owner_id};
    }
    case Kind::kCapability: {
      const auto& capability = static_cast<const domain::Capability&>(record);
      return Owner{capability.owner_kind, capability.owner_id};
    }
    default:
      return std::nullopt;
  }
}

index::Document DocumentOf(const Record& record, const domain::Reference& reference,
                           const std::string& owner_title) {
  const RecordType& type = domain::TypeOf(record.kind());
  index::Document document;
  document.kind = type.name().code;
  document.id = record.id;
  document.title = domain::TitleOf(record);
  document.enterprise = EnterpriseOf(record);
  document.subtitle = OwnerOf(record) ? owner_title : SubtitleOf(record, type);
  for (const std::string_view name : kKeyFields) {
    for (std::string& key : TextsOf(record, type.Find(name)))
      document.keys.push_back(std::move(key));
  }
  for (const std::string_view name : kStatusFields) {
    if (document.status.empty()) document.status = FirstOf(record, type.Find(name));
  }
  AddTexts(record, type, document);
  document.region_path = reference.RegionPath(FirstOf(record, type.Find("region_code")));
  AddSectors(record, type, reference, document);
  return document;
}

}  // namespace jiedui::services
