#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "workflow/pairing_machine.h"
#include "workflow/permissions.h"

namespace jiedui::workflow {
namespace {

using domain::Role;

constexpr std::size_t kRoles = domain::kRoleNames.size();

/// Compares with the golden file, or rewrites it when JIEDUI_UPDATE_GOLDEN is set.
void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = std::string(JIEDUI_SOURCE_DIR) + "/tests/golden/" + name;
  if (std::getenv("JIEDUI_UPDATE_GOLDEN") != nullptr)
    std::ofstream(path) << text;  // NOLINT(concurrency-mt-unsafe)
  std::ifstream in(path);
  std::stringstream golden;
  golden << in.rdbuf();
  EXPECT_EQ(text, golden.str()) << "set JIEDUI_UPDATE_GOLDEN=1 to accept the change in " << name;
}

/// state, event, role -> what Apply says, for every combination.
template <class State, class Event>
std::string Print(std::span<const Transition<State, Event>> table) {
  std::string out = "state\tevent\trole\toutcome\n";
  for (const auto& state : NamesOf(State{})) {
    for (const auto& event : NamesOf(Event{})) {
      for (std::size_t r = 0; r < kRoles; ++r) {
        const auto role = static_cast<Role>(r);
        const auto next = Apply(table, *domain::FromCode<State>(state.code),
                                *domain::FromCode<Event>(event.code), {role, "理由"});
        const std::string outcome = next ? std::string(domain::Code(*next))
                                         : std::string(base::ErrorCodeName(next.error().code));
        out += std::string(state.code) + "\t" + std::string(event.code) + "\t" +
               std::string(domain::Code(role)) + "\t" + outcome + "\n";
      }
    }
  }
  return out;
}

TEST(Tables, S5_EveryStateEventAndRoleOfAPairing) {
  ExpectGolden("pairing_machine.tsv", Print(PairingTable()));
}

TEST(Tables, S4_EveryStateEventAndRoleOfAPlan) {
  ExpectGolden("plan_machine.tsv", Print(PlanTable()));
}

TEST(Tables, EveryRoleAndPermission) {
  std::string out = "role\tpermissions\n";
  for (std::size_t r = 0; r < kRoles; ++r) {
    out += std::string(domain::kRoleNames[r].code) + "\t";
    for (const Permission p : PermissionsOf(static_cast<Role>(r)))
      out += std::string(domain::Code(p)) + " ";
    out += "\n";
  }
  out += "kind\tmaintained by\n";
  for (std::size_t k = 0; k < domain::kKindNames.size(); ++k) {
    out += std::string(domain::kKindNames[k].code) + "\t";
    for (std::size_t r = 0; r < kRoles; ++r) {
      if (Maintains(static_cast<Role>(r), static_cast<domain::Kind>(k))) {
        out += std::string(domain::kRoleNames[r].code) + " ";
      }
    }
    out += "\n";
  }
  out += "kind\tkept by its owner\n";
  for (std::size_t k = 0; k < domain::kKindNames.size(); ++k) {
    std::string owners;
    for (std::size_t r = 0; r < kRoles; ++r) {
      if (KeepsOwn(static_cast<Role>(r), static_cast<domain::Kind>(k)))
        owners += std::string(domain::kRoleNames[r].code) + " ";
    }
    if (!owners.empty()) out += std::string(domain::kKindNames[k].code) + "\t" + owners + "\n";
  }
  ExpectGolden("permissions.tsv", out);
}

TEST(Tables, AllowedEventsAreExactlyThoseThatApplySucceedsOn) {
  for (std::size_t s = 0; s < domain::kPairingStateNames.size(); ++s) {
    for (std::size_t r = 0; r < kRoles; ++r) {
      const auto state = static_cast<domain::PairingState>(s);
      const auto role = static_cast<Role>(r);
      std::vector<PairingEvent> works;
      for (std::size_t e = 0; e < kPairingEventNames.size(); ++e) {
        const auto event = static_cast<PairingEvent>(e);
        if (Apply(PairingTable(), state, event, {role, "理由"})) works.push_back(event);
      }
      auto allowed = AllowedEvents(PairingTable(), state, role);
      std::sort(allowed.begin(), allowed.end());
      EXPECT_EQ(allowed, works);
    }
  }
}

TEST(Tables, RejectingWithoutAReasonIsRefused) {
  const auto result = Apply(PairingTable(), domain::PairingState::kSuggested, PairingEvent::kReject,
                            {Role::kDepartment, ""});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, base::ErrorCode::kInvalid);
  EXPECT_EQ(result.error().field, "reason");
}

}  // namespace
}  // namespace jiedui::workflow
