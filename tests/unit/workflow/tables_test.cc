#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "domain/field.h"
#include "workflow/pairing_machine.h"
#include "workflow/permissions.h"
#include "workflow/record_machine.h"

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

/// The same for a kind's machine.
std::string Print(const RecordMachine& machine) {
  std::set<std::string_view> events;
  for (const RecordEvent& line : machine.events) events.insert(line.name.code);
  std::string out = "state\tevent\trole\toutcome\n";
  for (const auto& state : machine.states) {
    for (const std::string_view event : events) {
      for (std::size_t r = 0; r < kRoles; ++r) {
        const auto role = static_cast<Role>(r);
        const auto line = FindEvent(machine, state.code, event, {role, "理由"});
        std::string outcome(line ? (*line)->to : base::ErrorCodeName(line.error().code));
        if (outcome.empty()) outcome = state.code;
        out += std::string(state.code) + "\t" + std::string(event) + "\t" +
               std::string(domain::Code(role)) + "\t" + outcome + "\n";
      }
    }
  }
  return out;
}

TEST(Tables, EveryStateEventAndRoleOfEveryRecordMachine) {
  for (const RecordMachine& machine : RecordMachines()) {
    ExpectGolden("machines/" + std::string(domain::Code(machine.kind)) + ".tsv", Print(machine));
  }
}

TEST(Tables, MachinesSpeakOfStatesAndFieldsThatThereAre) {
  for (const RecordMachine& machine : RecordMachines()) {
    const domain::RecordType& type = domain::TypeOf(machine.kind);
    const domain::FieldDef* const state = type.Find("state");
    ASSERT_NE(state, nullptr) << type.plural;
    EXPECT_TRUE(state->Is(domain::kByEvents)) << type.plural;
    const auto known = [&](std::string_view code) {
      return std::any_of(machine.states.begin(), machine.states.end(),
                         [&](const domain::EnumName& name) { return name.code == code; });
    };
    EXPECT_EQ(domain::FormatValue(*state, state->get(*type.make())), machine.states.front().code);
    for (const RecordEvent& line : machine.events) {
      EXPECT_TRUE(line.to.empty() || known(line.to)) << type.plural << " " << line.to;
      EXPECT_NE(line.roles, 0U);
      for (const std::string_view code : line.from)
        EXPECT_TRUE(known(code)) << type.plural << " " << code;
      for (const Codes* codes : {&line.must_set, &line.may_set}) {
        for (const std::string_view field : *codes)
          EXPECT_NE(type.Find(field), nullptr) << type.plural << " " << field;
      }
    }
  }
}

TEST(Tables, EveryStateByEventsHasItsMachine) {
  for (const domain::RecordType& type : domain::RecordTypes()) {
    const domain::FieldDef* const state = type.Find("state");
    const bool moves = state != nullptr && state->Is(domain::kByEvents);
    EXPECT_EQ(moves, MachineOf(type.kind) != nullptr) << type.plural;
  }
}

TEST(Tables, WhatARoleMayTryIsWhatTheMachineLetsItDo) {
  for (const RecordMachine& machine : RecordMachines()) {
    for (const auto& state : machine.states) {
      for (std::size_t r = 0; r < kRoles; ++r) {
        const auto role = static_cast<Role>(r);
        const auto allowed = EventsFor(machine, state.code, role);
        for (const RecordEvent& line : machine.events) {
          const auto found = FindEvent(machine, state.code, line.name.code, {role, "理由"});
          const bool listed =
              std::any_of(allowed.begin(), allowed.end(),
                          [&](const RecordEvent* one) { return one->name.code == line.name.code; });
          EXPECT_EQ(found.has_value(), listed) << state.code << " " << line.name.code;
        }
      }
    }
  }
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
