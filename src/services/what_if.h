#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "domain/pairing.h"
#include "services/briefs.h"
#include "services/workspace.h"

namespace jiedui::services {

enum class WhatIfAction : std::uint8_t { kPin, kForbid, kRelease, kCapacity };

constexpr std::array<domain::EnumName, 4> kWhatIfActionNames = {{
    {"pin", "锁定", "Pin"},
    {"forbid", "排除", "Forbid"},
    {"release", "解除", "Release"},
    {"capacity", "改名额", "Set places"},
}};
constexpr std::span<const domain::EnumName> NamesOf(WhatIfAction /*tag*/) {
  return kWhatIfActionNames;
}

/// One change that the coordinator considers.
struct WhatIfEdit {
  WhatIfAction action = WhatIfAction::kPin;
  RecordKey helper;
  std::int64_t enterprise = 0;  ///< of a pair
  std::int64_t capacity = 0;    ///< of kCapacity: the helper's places in all, 0 … 100,000
};

struct WhatIfPair {
  domain::PairKind kind = domain::PairKind::kExpert;
  Brief helper;
  Brief enterprise;
  double score = 0;
};

struct WhatIfEnterprise {
  domain::PairKind kind = domain::PairKind::kExpert;
  Brief enterprise;
};

/// The figures of one pair kind that the changes are about.
struct WhatIfPart {
  domain::PairKind kind = domain::PairKind::kExpert;
  std::int64_t receivers = 0;
  std::int64_t covered_before = 0;
  std::int64_t covered_after = 0;
  double total_before = 0;
  double total_after = 0;
};

/// What would become of the plan. Pairs and enterprises by kind, then enterprise.
struct WhatIfAnswer {
  std::vector<WhatIfPart> parts;
  std::vector<WhatIfPair> come;
  std::vector<WhatIfPair> go;
  std::vector<WhatIfEnterprise> covered;    ///< have a helper then and have none now
  std::vector<WhatIfEnterprise> uncovered;  ///< have a helper now and have none then
};

/// The most changes of one question.
constexpr std::size_t kMostWhatIfEdits = 64;

/// The best plan with all changes made, against the best plan as the draft's decisions stand now;
/// nothing is stored. kNotFound out of sight, kForbidden for whom the plan is not theirs, kConflict
/// for a plan that is no draft; kInvalid for no change or too many; kUnprocessable names what
/// cannot be: a helper or enterprise that takes no part, a pair that is no candidate, more pairs
/// pinned than there are places, objectives other than coverage, then score. The first question
/// about a draft takes as long as solving it, the next ones milliseconds.
base::Result<WhatIfAnswer> AskWhatIf(Workspace& workspace, const domain::Actor& actor,
                                     domain::PlanId plan, std::span<const WhatIfEdit> edits);

/// What the whole plan would lose.
struct PlanLossView {
  std::int64_t covered = 0;  ///< enterprises' minimums met now and not then
  double score = 0;          ///< of the total; negative where fewer are covered by better pairs
};

/// For each helper: what the draft would lose if the pairing's enterprise had it instead. Nothing
/// for one that cannot be, and nothing at all where the plan is no draft of the actor's or its
/// objectives cannot be asked about.
base::Result<std::vector<std::optional<PlanLossView>>> LossesOfSwaps(
    Workspace& workspace, const domain::Actor& actor, const domain::Pairing& pairing,
    std::span<const RecordKey> helpers);

}  // namespace jiedui::services
