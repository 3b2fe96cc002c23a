#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/names.h"

namespace jiedui::domain {

enum class SignOffBasis : std::uint8_t;

/// What a line of the rules looks at.
enum class RuleAsks : std::uint8_t {
  kEnterprise,  ///< fields of the enterprise
  kConfirmed,   ///< a confirmed survey of the campaign's year
  kSurvey,      ///< fields of that survey
  kEvidence,    ///< categories of evidence files
};

constexpr std::array<EnumName, 4> kRuleAsksNames = {{
    {"enterprise", "企业信息", "The enterprise's fields"},
    {"confirmed", "已确认的调查表", "A confirmed survey"},
    {"survey", "调查表数据", "The survey's fields"},
    {"evidence", "印证材料", "Evidence"},
}};
constexpr std::span<const EnumName> NamesOf(RuleAsks /*tag*/) { return kRuleAsksNames; }

/// One thing that a sign-off by some of the three classes must have (E3). It is met where one of
/// `any_of` is filled, and above 0 where it is a figure, or one file is of one of the categories.
struct EvidenceRule {
  std::vector<SignOffBasis> bases;
  RuleAsks asks = RuleAsks::kEvidence;
  std::vector<std::string> any_of;  ///< field names, or codes of EvidenceCategory
  std::string zh;                   ///< what is missing where it is not met
  std::string en;
};

/// Reads evidence_rules.tsv: `basis` (codes between `|`, `*` for all), `asks`, `any_of`, `zh`,
/// `en`. kInvalid names line and column of a code or field that does not exist. Empty text is no
/// rules.
base::Result<std::vector<EvidenceRule>> ParseEvidenceRules(std::string_view text);

}  // namespace jiedui::domain
