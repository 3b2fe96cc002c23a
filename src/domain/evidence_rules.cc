#include "domain/evidence_rules.h"

#include "base/text.h"
#include "domain/evidence.h"
#include "domain/field.h"
#include "domain/tsv.h"

namespace jiedui::domain {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

tl::unexpected<base::Error> BadRule(const TsvRow& row, std::string_view column,
                                    const std::string& text) {
  return Fail(ErrorCode::kInvalid,
              std::string(row.file) + " line " + std::to_string(row.line) + ", " +
                  std::string(column) + ": “" + text + "” is none",
              std::string(column));
}

bool Known(RuleAsks asks, std::string_view code) {
  if (asks == RuleAsks::kEvidence) return FromCode<EvidenceCategory>(code).has_value();
  const Kind kind = asks == RuleAsks::kEnterprise ? Kind::kEnterprise : Kind::kSurvey;
  return TypeOf(kind).Find(code) != nullptr;
}

Result<EvidenceRule> ReadRule(const TsvRow& row) {
  EvidenceRule rule;
  for (const std::string_view code : base::Split(row.cells[0], '|')) {
    const auto basis = FromCode<SignOffBasis>(code);
    if (basis) rule.bases.push_back(*basis);
    if (!basis && code != "*") return BadRule(row, "basis", std::string(code));
  }
  if (rule.bases.empty())
    rule.bases = {SignOffBasis::kInstitution, SignOffBasis::kRdActivity,
                  SignOffBasis::kOtherActivity};
  const auto asks = FromCode<RuleAsks>(row.cells[1]);
  if (!asks) return BadRule(row, "asks", row.cells[1]);
  rule.asks = *asks;
  if (rule.asks != RuleAsks::kConfirmed) {
    for (const std::string_view code : base::Split(row.cells[2], '|')) {
      if (!Known(rule.asks, code)) return BadRule(row, "any_of", std::string(code));
      rule.any_of.emplace_back(code);
    }
  }
  rule.zh = row.cells[3];
  rule.en = row.cells[4];
  if (rule.zh.empty()) return BadRule(row, "zh", rule.zh);
  return rule;
}

}  // namespace

Result<std::vector<EvidenceRule>> ParseEvidenceRules(std::string_view text) {
  std::vector<EvidenceRule> rules;
  if (text.empty()) return rules;
  JIEDUI_CHECK(ReadTsv("evidence_rules.tsv", text, {"basis", "asks", "any_of", "zh", "en"},
                       [&](const TsvRow& row) -> Status {
                         JIEDUI_ASSIGN(EvidenceRule rule, ReadRule(row));
                         rules.push_back(std::move(rule));
                         return {};
                       }));
  return rules;
}

}  // namespace jiedui::domain
