#include "workflow/pairing_machine.h"

namespace jiedui::workflow {
namespace {

using domain::PairingState;
using domain::PlanState;
using domain::Role;
using enum domain::PairingState;
using PE = PairingEvent;

constexpr Roles kCoordinators = AnyOf(Role::kCityOffice, Role::kDepartment);
constexpr Roles kParties = AnyOf(Role::kEnterprise, Role::kCityOffice);
constexpr Roles kHelpers = AnyOf(Role::kExpert, Role::kAlliance, Role::kPlatform);

// A helper sees what is suggested only where it put itself forward (services/access): that it may
// take back. A helper's acceptance is noted beside the state, which tells the enterprise's answer;
// either side may decline, also after accepting.
constexpr std::array<Transition<PairingState, PE>, 20> kPairing = {{
    {kSuggested, PE::kApprove, kCoordinators, kApproved},
    {kSuggested, PE::kReject, kCoordinators, kRejected, true},
    {kSuggested, PE::kPin, kCoordinators, kSuggested},
    {kSuggested, PE::kUnpin, kCoordinators, kSuggested},
    {kSuggested, PE::kSwap, kCoordinators, kSuggested, true},
    {kSuggested, PE::kDecline, kHelpers, kDeclined, true},
    {kApproved, PE::kReject, kCoordinators, kRejected, true},
    {kApproved, PE::kReopen, kCoordinators, kSuggested},
    {kApproved, PE::kPin, kCoordinators, kApproved},
    {kApproved, PE::kUnpin, kCoordinators, kApproved},
    {kApproved, PE::kSwap, kCoordinators, kSuggested, true},
    {kRejected, PE::kReopen, kCoordinators, kSuggested},
    {kPublished, PE::kAccept, kParties, kAccepted},
    {kPublished, PE::kAccept, kHelpers, kPublished},
    {kAccepted, PE::kAccept, kHelpers, kAccepted},
    {kPublished, PE::kDecline, kParties | kHelpers, kDeclined, true},
    {kAccepted, PE::kDecline, kParties | kHelpers, kDeclined, true},
    {kPublished, PE::kReject, Only(Role::kCityOffice), kRejected, true},
    {kAccepted, PE::kReject, Only(Role::kCityOffice), kRejected, true},
    {kDeclined, PE::kReject, Only(Role::kCityOffice), kRejected, true},
}};

constexpr std::array<Transition<PlanState, PlanEvent>, 3> kPlan = {{
    {PlanState::kDraft, PlanEvent::kResolve, kCoordinators, PlanState::kDraft},
    {PlanState::kDraft, PlanEvent::kPublish, kCoordinators, PlanState::kPublished},
    {PlanState::kDraft, PlanEvent::kDiscard, kCoordinators, PlanState::kSuperseded},
}};

}  // namespace

std::span<const Transition<PairingState, PairingEvent>> PairingTable() { return kPairing; }

std::span<const Transition<PlanState, PlanEvent>> PlanTable() { return kPlan; }

}  // namespace jiedui::workflow
