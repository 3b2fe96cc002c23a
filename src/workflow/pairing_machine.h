#pragma once

#include "domain/pairing.h"
#include "workflow/machine.h"

namespace jiedui::workflow {

enum class PairingEvent : std::uint8_t {
  kApprove,
  kReject,
  kReopen,
  kPin,
  kUnpin,
  kSwap,
  kAccept,
  kDecline
};

constexpr std::array<domain::EnumName, 8> kPairingEventNames = {{
    {"approve", "批准", "Approve"},
    {"reject", "否决", "Reject"},
    {"reopen", "撤回审批", "Reopen"},
    {"pin", "锁定", "Pin"},
    {"unpin", "解除锁定", "Unpin"},
    {"swap", "更换帮扶方", "Swap helper"},
    {"accept", "接受", "Accept"},
    {"decline", "谢绝", "Decline"},
}};
constexpr std::span<const domain::EnumName> NamesOf(PairingEvent /*tag*/) {
  return kPairingEventNames;
}

/// The life of one pairing (S5). Publishing a plan moves its approved pairings to `published`; that
/// is the plan's event, not one of these.
std::span<const Transition<domain::PairingState, PairingEvent>> PairingTable();

enum class PlanEvent : std::uint8_t { kResolve, kPublish, kDiscard };

constexpr std::array<domain::EnumName, 3> kPlanEventNames = {{
    {"resolve", "重新求解", "Re-solve"},
    {"publish", "发布", "Publish"},
    {"discard", "作废", "Discard"},
}};
constexpr std::span<const domain::EnumName> NamesOf(PlanEvent /*tag*/) { return kPlanEventNames; }

/// The life of a plan (A3: each department owns the plan of its sectors; the office those across
/// sectors).
std::span<const Transition<domain::PlanState, PlanEvent>> PlanTable();

}  // namespace jiedui::workflow
