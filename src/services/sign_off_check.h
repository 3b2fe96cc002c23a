#pragma once

#include <string>
#include <vector>

#include "domain/evidence.h"
#include "domain/reference.h"
#include "store/reader.h"

namespace jiedui::services {

/// One thing that a sign-off has not, or that its reviewer should look at.
struct SignOffFinding {
  std::string_view asks;  ///< code of domain::RuleAsks, `campaign`, or `reused`; static
  std::string field;      ///< of enterprise, survey or sign-off; categories between `|`
  std::string message;
};

struct SignOffCheck {
  std::vector<SignOffFinding> missing;   ///< all at once; empty: it may be submitted
  std::vector<SignOffFinding> warnings;  ///< evidence that another enterprise handed in too
  std::int64_t survey_id = 0;  ///< the one named, else the confirmed one of the campaign's year
};

/// Holds the sign-off against the rules of its class (Reference::evidence_rules): the campaign is
/// not over, a confirmed survey of its year, the figures that the class needs, the evidence, and
/// the enterprise's own fields.
base::Result<SignOffCheck> CheckSignOff(const domain::Reference& reference,
                                        const store::Reader& reader,
                                        const domain::SignOff& sign_off);

/// kUnprocessable with everything that is missing in one message, `还缺 2 项: ① …；② …`.
base::Status RequireComplete(const SignOffCheck& check);

}  // namespace jiedui::services
