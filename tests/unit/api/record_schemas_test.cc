// The contract's schemas of records are those of the field tables. JIEDUI_UPDATE_GOLDEN=1 writes
// them anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>

#include "base/text.h"
#include "domain/field.h"
#include "support/reference_data.h"
#include "workflow/permissions.h"

namespace jiedui::api {
namespace {

using domain::FieldDef;
using domain::FieldType;
using domain::Kind;
using domain::RecordType;

constexpr std::string_view kEnumerations = "    # Enumerations.";
constexpr std::string_view kSchemas = "    # One schema per kind and use";
constexpr std::string_view kRef = "#/components/schemas/";

std::filesystem::path ContractPath() {
  return std::filesystem::path(JIEDUI_SOURCE_DIR) / "api" / "openapi.yaml";
}

std::string Joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

std::string CamelCase(std::string_view code) {
  std::string name;
  for (const std::string_view word : base::Split(code, '_')) {
    name += static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
    name += word.substr(1);
  }
  return name;
}

std::string CodesOf(std::span<const domain::EnumName> names) {
  std::vector<std::string> codes;
  for (const domain::EnumName& name : names) codes.emplace_back(name.code);
  return Joined(codes);
}

/// Plans, pairings and what they leave uncovered have operations of their own.
bool IsRoster(Kind kind) {
  return kind != Kind::kPlan && kind != Kind::kPairing && kind != Kind::kUncovered;
}

/// Writes the schemas of all kinds, naming enumerations as the contract does already.
class SchemaWriter {
 public:
  /// `enumerations`: codes → name.
  explicit SchemaWriter(std::map<std::string, std::string> enumerations)
      : names_(std::move(enumerations)) {}

  std::string Kinds() {
    std::string text;
    for (const RecordType& type : domain::RecordTypes()) {
      if (IsRoster(type.kind)) text += "\n" + OfKind(type);
    }
    return text + Unions();
  }
  /// Enumerations that the contract lacks, as its lines.
  [[nodiscard]] const std::string& added() const { return added_; }

 private:
  std::string NameOfChoices(const RecordType& type, const FieldDef& field) {
    const std::string codes = CodesOf(field.choices);
    const auto [found, fresh] =
        names_.try_emplace(codes, CamelCase(type.name().code) + CamelCase(field.name));
    if (fresh) added_ += "    " + found->second + ": { type: string, enum: [" + codes + "] }\n";
    return found->second;
  }

  static bool IsInput(const FieldDef& field) {
    return !field.Is(domain::kDerived) && !field.Is(domain::kByEvents) &&
           (!field.Is(domain::kSecret) || field.Is(domain::kTypedIn));
  }

  static bool IsId(const FieldDef& field) {
    return !field.kind_field.empty() || field.Is(domain::kAccount) ||
           field.type == FieldType::kReference;
  }

  static std::string Type(bool nullable, std::string_view type) {
    return nullable ? "type: [" + std::string(type) + ", \"null\"]" : "type: " + std::string(type);
  }

  /// What a record is shown with.
  std::string Shown(const RecordType& type, const FieldDef& field) {
    const bool empty = std::holds_alternative<std::monostate>(field.get(*type.make()));
    if (IsId(field)) return "{ $ref: \"" + std::string(kRef) + "IdOrNull\" }";
    switch (field.type) {
      case FieldType::kInteger:
        return "{ " + Type(empty, "integer") + ", format: int64 }";
      case FieldType::kNumber:
        return "{ " + Type(empty, "number") + " }";
      case FieldType::kBoolean:
        return "{ type: boolean }";
      case FieldType::kChoice:
        return "{ $ref: \"" + std::string(kRef) + NameOfChoices(type, field) + "\" }";
      case FieldType::kDate:
        return "{ " + Type(empty, "string") + ", format: date }";
      case FieldType::kMoment:
        return "{ type: [string, \"null\"], format: date-time }";
      case FieldType::kReference:
        return "{ $ref: \"" + std::string(kRef) + "IdOrNull\" }";
      case FieldType::kReferences:
        return "{ type: array, items: { $ref: \"" + std::string(kRef) + "Id\" } }";
      case FieldType::kTexts:
        return "{ type: array, items: { type: string } }";
      case FieldType::kJson:
        return "{ description: \"Empty text, or any JSON.\" }";
      default:
        return "{ type: string }";
    }
  }

  static std::string Range(const FieldDef& field) {
    std::string text;
    const auto number = [](double value) {
      const bool whole = value == std::floor(value) && std::abs(value) < 1e15;
      return whole ? std::to_string(std::llround(value)) : base::FormatNumber(value);
    };
    if (field.min != std::numeric_limits<double>::lowest())
      text += ", minimum: " + number(field.min);
    if (field.max != std::numeric_limits<double>::max()) text += ", maximum: " + number(field.max);
    return text;
  }

  /// What is sent in.
  std::string Sent(const RecordType& type, const FieldDef& field) {
    if (field.Is(domain::kSecret))
      return "{ type: string, minLength: 16, maxLength: 256, writeOnly: true }";
    const bool needed = field.Is(domain::kRequired);
    const std::string ref = "$ref: \"" + std::string(kRef);
    if (IsId(field)) return "{ " + ref + (needed ? "Id\" }" : "IdOrNull\" }");
    switch (field.type) {
      case FieldType::kInteger:
        return "{ " + Type(!needed, "integer") + ", format: int64" + Range(field) + " }";
      case FieldType::kNumber:
        return "{ " + Type(!needed, "number") + Range(field) + " }";
      case FieldType::kBoolean:
        return "{ " + Type(!needed, "boolean") + " }";
      case FieldType::kChoice: {
        const std::string name = "{ " + ref + NameOfChoices(type, field) + "\" }";
        return needed ? name : "{ oneOf: [" + name + ", { type: \"null\" }] }";
      }
      case FieldType::kDate:
        return "{ " + Type(!needed, "string") + ", format: date }";
      case FieldType::kMoment:
        return "{ " + Type(!needed, "string") + ", format: date-time }";
      case FieldType::kReferences:
        return "{ " + Type(!needed, "array") + ", items: { " + ref + "Id\" }, maxItems: 2000 }";
      case FieldType::kJson:
        return "{ type: [object, array, \"null\"] }";
      case FieldType::kTexts:
        return "{ " + Type(!needed, "array") +
               ", items: { type: string, maxLength: 200 }, maxItems: 200 }";
      default:
        return "{ " + Type(!needed, "string") + ", maxLength: 20000" +
               (needed ? ", minLength: 1 }" : " }");
    }
  }

  std::string OfKind(const RecordType& type) {
    const std::string name = CamelCase(type.name().code);
    std::string text = RecordSchema(type, name);
    if (!workflow::EditPermission(type.kind)) return text;
    records_with_input_.push_back(name);
    return text + InputSchema(type, name) + PatchSchema(type, name);
  }

  std::string RecordSchema(const RecordType& type, const std::string& name) {
    std::vector<std::string> required = {"kind"};
    std::string properties =
        "            kind: { type: string, const: " + std::string(type.name().code) + " }\n";
    for (const FieldDef& field : type.fields) {
      if (field.Is(domain::kSecret)) continue;
      required.emplace_back(field.name);
      properties += "            " + std::string(field.name) + ": " + Shown(type, field) + "\n";
    }
    records_.emplace_back(type.name().code, name);
    return "    " + name + "Record:\n      allOf:\n        - { $ref: \"" + std::string(kRef) +
           "RecordBase\" }\n        - type: object\n          required: [" + Joined(required) +
           "]\n          properties:\n" + properties;
  }

  std::string InputSchema(const RecordType& type, const std::string& name) {
    std::vector<std::string> required;
    std::string properties;
    for (const FieldDef& field : type.fields) {
      if (!IsInput(field)) continue;
      if (field.Is(domain::kRequired)) required.emplace_back(field.name);
      properties += "        " + std::string(field.name) + ": " + Sent(type, field) + "\n";
    }
    if (type.kind == Kind::kUser) {
      required.emplace_back("password");
      properties +=
          "        password: { type: string, minLength: 10, maxLength: 256, writeOnly: true }\n";
    }
    return "    " + name + "Input:\n      type: object\n      additionalProperties: false\n" +
           (required.empty() ? "" : "      required: [" + Joined(required) + "]\n") +
           "      properties:\n" + properties;
  }

  std::string PatchSchema(const RecordType& type, const std::string& name) {
    std::string text = "    " + name +
                       "Patch:\n      type: object\n      additionalProperties: false\n" +
                       "      minProperties: 1\n      properties:\n";
    const auto add = [&](std::string_view field) {
      text += "        " + std::string(field) + ": { $ref: \"" + std::string(kRef) + name +
              "Input/properties/" + std::string(field) + "\" }\n";
    };
    for (const FieldDef& field : type.fields) {
      if (IsInput(field)) add(field.name);
    }
    if (type.kind == Kind::kUser) add("password");
    return text;
  }

  /// The schemas that take any kind.
  [[nodiscard]] std::string Unions() const {
    std::string text = "\n    Record:\n      oneOf:\n";
    const auto ref = [](const std::string& name) {
      return "        - { $ref: \"" + std::string(kRef) + name + "\" }\n";
    };
    for (const auto& [code, name] : records_) text += ref(name + "Record");
    text += "      discriminator:\n        propertyName: kind\n        mapping:\n";
    for (const auto& [code, name] : records_)
      text += "          " + code + ": \"" + std::string(kRef) + name + "Record\"\n";
    for (const std::string use : {"Input", "Patch"}) {
      text += "    Record" + use + ":\n      description: The schema of the kind in the path.\n";
      text += "      anyOf:\n";
      for (const std::string& name : records_with_input_) text += ref(name + use);
    }
    return text;
  }

  std::map<std::string, std::string> names_;
  std::vector<std::pair<std::string, std::string>> records_;  // code, name
  std::vector<std::string> records_with_input_;
  std::string added_;
};

/// The enumerations' lines, with those of kinds brought up to date; codes → name as they are read.
std::string Enumerations(std::string_view lines, std::map<std::string, std::string>& names) {
  std::string kept;
  for (const std::string_view line : base::Split(lines, '\n')) {
    const std::size_t colon = line.find(": { type: string, enum: [");
    if (colon == std::string_view::npos) {
      kept += std::string(line) + "\n";
      continue;
    }
    const std::string name(base::Trim(line.substr(0, colon)));
    const std::size_t begin = line.find('[') + 1;
    std::string codes(line.substr(begin, line.find(']') - begin));
    if (name == "Kind") codes = CodesOf(domain::kKindNames);
    if (name == "Plural") {
      std::vector<std::string> plurals;
      for (const RecordType& type : domain::RecordTypes()) {
        if (IsRoster(type.kind)) plurals.emplace_back(type.plural);
      }
      codes = Joined(plurals);
    }
    names.try_emplace(codes, name);
    kept += "    " + name + ": { type: string, enum: [" + codes + "] }\n";
  }
  return kept;
}

TEST(Contract, SchemasOfRecordsAreThoseOfTheFieldTables) {
  const std::string yaml = testing::ReadFile(ContractPath());
  const std::size_t enumerations = yaml.find(kEnumerations);
  const std::size_t schemas = yaml.find(kSchemas);
  ASSERT_NE(enumerations, std::string::npos);
  ASSERT_NE(schemas, std::string::npos);
  std::map<std::string, std::string> names;
  std::string kept =
      Enumerations(std::string_view(yaml).substr(enumerations, schemas - enumerations), names);
  while (kept.ends_with("\n")) kept.pop_back();
  SchemaWriter writer(std::move(names));
  const std::string kinds = writer.Kinds();
  const std::string remark = yaml.substr(schemas, yaml.find('\n', schemas) + 1 - schemas);
  const std::string expected =
      yaml.substr(0, enumerations) + kept + "\n" + writer.added() + "\n" + remark + kinds;
  if (std::getenv("JIEDUI_UPDATE_GOLDEN") != nullptr)  // NOLINT(concurrency-mt-unsafe)
    std::ofstream(ContractPath()) << expected;
  const std::string now = testing::ReadFile(ContractPath());
  const auto [a, b] = std::mismatch(now.begin(), now.end(), expected.begin(), expected.end());
  const auto at = static_cast<std::size_t>(a - now.begin());
  EXPECT_TRUE(now == expected) << "set JIEDUI_UPDATE_GOLDEN=1 to write the schemas of the field "
                                  "tables; the first difference: "
                               << now.substr(at, 100) << " ≠ " << expected.substr(at, 100);
}

}  // namespace
}  // namespace jiedui::api
