#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/record.h"

namespace jiedui::domain {

/// What an enterprise does of innovation, by the three classes of the sign-off rule (E3) in their
/// order of strength; kUnknown until a survey or an official says.
enum class Innovation : std::uint8_t { kUnknown, kNone, kOtherActivity, kActivity, kInstitution };

constexpr std::array<EnumName, 5> kInnovationNames = {{
    {"unknown", "未摸底", "Not surveyed"},
    {"none", "未开展创新活动", "No innovation activity"},
    {"other_activity", "有其他创新活动", "Other innovation activity"},
    {"rd_activity", "有研发活动", "R&D activity"},
    {"rd_institution", "有研发机构", "R&D institution"},
}};
constexpr std::span<const EnumName> NamesOf(Innovation /*tag*/) { return kInnovationNames; }

/// Has it started innovating, so that it can lead others (A3)?
constexpr bool Innovates(Innovation status) { return status > Innovation::kNone; }

/// Where the sector code comes from.
enum class SectorSource : std::uint8_t { kNone, kProposed, kImported, kConfirmed };

constexpr std::array<EnumName, 4> kSectorSourceNames = {{
    {"none", "无", "None"},
    {"proposed", "系统建议", "Proposed by the program"},
    {"imported", "导入", "Imported"},
    {"confirmed", "人工确认", "Confirmed by a person"},
}};
constexpr std::span<const EnumName> NamesOf(SectorSource /*tag*/) { return kSectorSourceNames; }

struct Enterprise : RecordOf<Kind::kEnterprise> {
  std::string name;
  std::string credit_code;  ///< 统一社会信用代码, 18 characters, check digit right
  std::string region_code;  ///< county or zone (GB/T 2260), A2
  std::string sector_code;  ///< GB/T 4754-2017, as deep as known: `06`, `061`, `0610`
  std::string
      programme_sector;  ///< derived from sector_code; decides the department (A1); empty if none
  double sector_confidence = 0;  ///< 0 … 1
  /// Who says so. kNone: the sector is open. Any other without a sector_code: no industry.
  SectorSource sector_source = SectorSource::kNone;
  std::optional<base::Date> registered_on;
  std::string enterprise_type;
  std::optional<double> registered_capital_wan;  ///< 万元 of capital_currency
  std::string capital_currency;  ///< ISO 4217, CNY where capital is given without one
  std::string business_scope;
  std::string products;
  bool above_scale = false;  ///< 规上工业企业
  Innovation innovation = Innovation::kUnknown;
  std::optional<double> revenue_wan;  ///< last year's, 万元
  std::optional<std::int64_t> employees;
  std::optional<std::int64_t> rd_staff;
  std::optional<double> rd_spending_wan;  ///< last year's, 万元
  std::string ownership_group;            ///< controlling group; the same text means the same group
  std::int64_t capacity = 0;              ///< how many enterprises it will lead; 0 leads nobody
  std::string contact_name;
  std::string contact_phone;
  std::string address;
};

using EnterpriseId = base::Id<Enterprise>;

}  // namespace jiedui::domain
