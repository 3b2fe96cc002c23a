#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/enterprise.h"

namespace jiedui::domain {

enum class PlanState : std::uint8_t { kDraft, kPublished, kSuperseded };

constexpr std::array<EnumName, 3> kPlanStateNames = {{
    {"draft", "草案", "Draft"},
    {"published", "已发布", "Published"},
    {"superseded", "已替换", "Superseded"},
}};
constexpr std::span<const EnumName> NamesOf(PlanState /*tag*/) { return kPlanStateNames; }

/// 企业帮扶对接方案: a whole plan of pairings, as the solver proved it.
struct Plan : RecordOf<Kind::kPlan> {
  std::string name;
  std::vector<std::string> pair_kinds;  ///< codes of PairKind
  std::string region_code;              ///< scope: empty is the whole city
  std::string department_code;          ///< scope: empty is every department
  PlanState state = PlanState::kDraft;
  std::vector<std::string> objectives;
  std::string solve_status;  ///< optimal, infeasible-relaxed or cancelled
  std::int64_t receivers = 0;
  std::int64_t covered = 0;
  double total_score = 0;
  double upper_bound = 0;  ///< proven; equal to total_score where the plan is optimal
  double seconds = 0;
  double leader_share = 0;           ///< of each sector presumed to lead; 0 presumes nobody
  std::int64_t leader_capacity = 0;  ///< places of a presumed leader
  std::int64_t made_by = 0;
  base::TimeMs published_ms = 0;
};
using PlanId = base::Id<Plan>;

enum class PairingState : std::uint8_t {
  kSuggested,
  kApproved,
  kRejected,
  kPublished,
  kAccepted,
  kDeclined,
};

constexpr std::array<EnumName, 6> kPairingStateNames = {{
    {"suggested", "待审", "Suggested"},
    {"approved", "已批准", "Approved"},
    {"rejected", "已否决", "Rejected"},
    {"published", "已发布", "Published"},
    {"accepted", "企业已接受", "Accepted"},
    {"declined", "已谢绝", "Declined"},
}};
constexpr std::span<const EnumName> NamesOf(PairingState /*tag*/) { return kPairingStateNames; }

struct Pairing : RecordOf<Kind::kPairing> {
  PlanId plan;
  PairKind pair_kind = PairKind::kExpert;
  Kind helper_kind = Kind::kExpert;
  std::int64_t helper_id = 0;
  EnterpriseId enterprise;
  double score = 0;         ///< 0 … 1
  std::string explanation;  ///< JSON of models::Explanation
  PairingState state = PairingState::kSuggested;
  bool pinned = false;  ///< kept by every new solve
  std::string reason;   ///< of the last rejection, swap or pin
  std::int64_t decided_by = 0;
  base::TimeMs decided_ms = 0;
  base::TimeMs helper_accepted_ms = 0;  ///< when the helper agreed; 0: not yet
  base::TimeMs offered_ms = 0;          ///< when the helper put itself forward; 0: it was suggested
  std::string region_code;              ///< the receiver's
  std::string programme_sector;         ///< the receiver's
};
using PairingId = base::Id<Pairing>;

/// An enterprise that a plan could not cover, and why.
struct Uncovered : RecordOf<Kind::kUncovered> {
  PlanId plan;
  PairKind pair_kind = PairKind::kExpert;
  EnterpriseId enterprise;
  std::string reason;
  std::vector<std::string> blocked_by;  ///< `kind:id` of the helpers that are full
  std::string smallest_change;
  std::string region_code;
  std::string programme_sector;
};

}  // namespace jiedui::domain
