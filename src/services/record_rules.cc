#include "services/record_rules.h"

#include "services/record_rules_internal.h"

namespace jiedui::services {

const RecordRule* RuleOf(domain::Kind kind) {
  static const std::array rules = {
      RulesOfCampaigns(),
  };
  for (const RecordRule& rule : rules) {
    if (rule.kind == kind) return &rule;
  }
  return nullptr;
}

}  // namespace jiedui::services
