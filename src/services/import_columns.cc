#include "services/import_columns.h"

#include <optional>

#include "base/text.h"
#include "office/capital.h"
#include "office/header_map.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using domain::FieldDef;
using domain::RecordType;

constexpr std::string_view kWan = "万元";

struct MoneyUnit {
  std::string_view name;
  double wan;
};
constexpr std::array<MoneyUnit, 9> kMoneyUnits = {{{"元", 1e-4},
                                                   {"千元", 0.1},
                                                   {"万元", 1},
                                                   {"万", 1},
                                                   {"人民币万元", 1},
                                                   {"百万元", 100},
                                                   {"千万元", 1000},
                                                   {"亿元", 1e4},
                                                   {"亿", 1e4}}};

std::optional<double> WanOf(std::string_view unit) {
  for (const MoneyUnit& money : kMoneyUnits) {
    if (money.name == unit) return money.wan;
  }
  return std::nullopt;
}

struct Target {
  const FieldDef* field;
  office::FieldSpec spec;
};

std::vector<Target> TargetsOf(const RecordType& type, bool derived) {
  std::vector<Target> targets;
  for (const FieldDef& field : type.fields) {
    if (field.Is(domain::kSecret) || (field.Is(domain::kDerived) && !derived)) continue;
    Target target{&field, {field.name, {field.zh, field.en}, field.Is(domain::kRequired)}};
    for (const std::string_view alias : base::Split(field.aliases, '|')) {
      if (!alias.empty()) target.spec.aliases.push_back(alias);
    }
    targets.push_back(std::move(target));
  }
  return targets;
}

/// Text in a column's brackets is a unit only where it reads as one: `注册资本（企业填报）` has
/// none.
base::Status SetUnit(const std::string& header, const std::string& unit,
                     ImportColumns::Column& column) {
  const FieldDef& field = *column.field;
  if (unit.empty()) return {};
  if (field.name == "registered_capital_wan") {
    const auto one = office::ParseCapital("1(" + unit + ")");
    if (one && *one) column.capital_unit = unit;
    return {};
  }
  if (office::NormalizeHeader(field.zh).unit != kWan) return {};
  if (const std::optional<double> wan = WanOf(unit)) {
    column.scale = *wan;
    return {};
  }
  const bool currency = unit.ends_with("元") || unit.ends_with("币") || unit == "%";
  if (!currency) return {};
  return Fail(ErrorCode::kInvalid,
              "“" + header + "” 的单位是" + unit + "，不能换算为" + std::string(kWan), "file");
}

std::optional<std::size_t> FindColumn(const std::vector<std::string>& header,
                                      std::string_view name) {
  for (std::size_t at = 0; at < header.size(); ++at) {
    if (base::Trim(header[at]) == name) return at;
  }
  return std::nullopt;
}

}  // namespace

Result<ImportColumns> MatchColumns(const RecordType& type, const std::vector<std::string>& header,
                                   std::string_view mapping, bool restore) {
  ImportColumns result;
  if (restore) result.id_at = FindColumn(header, kIdColumn);
  if (result.id_at) result.created_at = FindColumn(header, kCreatedColumn);
  const std::vector<Target> targets = TargetsOf(type, result.id_at.has_value());
  std::vector<office::FieldSpec> specs;
  specs.reserve(targets.size());
  for (const Target& target : targets) specs.push_back(target.spec);
  JIEDUI_ASSIGN(const office::ColumnMapping foreign, office::ParseColumnMapping(mapping, specs));
  const office::HeaderMap map = office::MapHeader(header, specs, foreign);
  JIEDUI_CHECK(office::CheckHeader(map, header, specs));
  for (const office::HeaderMap::Column& found : map.columns) {
    ImportColumns::Column column{found.at, targets[found.field].field, 1, {}};
    JIEDUI_CHECK(SetUnit(header[found.at], found.unit, column));
    const bool derived = column.field->Is(domain::kDerived);
    (derived ? result.derived : result.columns).push_back(std::move(column));
  }
  for (const std::size_t at : map.unknown) {
    if (at != result.id_at && at != result.created_at) result.ignored.push_back(header[at]);
  }
  return result;
}

}  // namespace jiedui::services
