#include <random>

#include "unit/services/ledger_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using domain::LedgerItem;
using domain::LedgerState;
using domain::Role;

class LedgerRandomTest : public LedgerFixture {
 protected:
  [[nodiscard]] std::vector<domain::Actor> Everybody() const {
    std::vector<domain::Actor> actors = {
        domain::Operator(), County(), As(Role::kCounty, "", "140502"), Tax(),
        Finance(),          Energy(), As(Role::kDepartment, "miit"),   Enterprise(),
        As(Role::kAuditor)};
    domain::User expert;
    expert.role = Role::kExpert;
    expert.own_kind = domain::Kind::kExpert;
    expert.own_id = 1;
    actors.push_back(ActorOf(expert, reference_));
    return actors;
  }

  [[nodiscard]] std::int64_t AuditRows(std::int64_t id) const {
    const store::ReadSession session = store_->Read().value();
    store::AuditQuery query;
    query.kind = "ledger_item";
    query.record_id = id;
    query.limit = 1000;
    return std::ssize(session.ListAudit(query).value().entries);
  }

  /// What must hold of an item whatever happened to it.
  void ExpectSound(const LedgerItem& item) const {
    const bool rest = item.state >= LedgerState::kSettled;
    EXPECT_EQ(item.next_due.has_value(), !rest) << item.number;
    EXPECT_EQ(item.settled_ms != 0, rest);
    EXPECT_EQ(item.confirmed_ms != 0, item.state == LedgerState::kConfirmed);
    if (rest) {
      EXPECT_NE(item.outcome, "");
    }
    if (item.state != LedgerState::kReferred) {
      EXPECT_EQ(item.referred_to, "");
    }
    if (item.state == LedgerState::kConfirmed) {
      EXPECT_NE(item.satisfaction, domain::Satisfaction::kUnsaid);
    }
    if (item.complex) {
      EXPECT_NE(item.plan, "");
    }
    if (item.state != LedgerState::kOpen && item.state != LedgerState::kReferred) {
      EXPECT_NE(item.arranged_ms, 0);
    }
    EXPECT_LE(*item.arrange_due, *item.report_due);
    EXPECT_LE(*item.report_due, *item.due_on);
    if (item.owner == domain::LedgerOwner::kGovernment &&
        item.level != domain::GovernmentLevel::kCounty) {
      EXPECT_NE(item.department_code, "");
    }
  }
};

/// The fields that an event may take, with something in them, now and then nothing or nonsense.
std::vector<std::pair<std::string, std::string>> SomeFields(const workflow::RecordEvent& event,
                                                            std::mt19937& random) {
  const std::map<std::string_view, std::vector<std::string>> values = {
      {"referred_to", {"tax", "finance", "energy", "miit", "castle"}},
      {"department_code", {"tax", "finance", "energy", "miit", "castle"}},
      {"referred_level", {"city", "county", "province"}},
      {"level", {"city", "county", "province", "nation"}},
      {"owner", {"enterprise", "government"}},
      {"satisfaction", {"satisfied", "fair", "dissatisfied"}},
      {"handler", {"王某", "李某"}},
      {"plan", {"分两步办理"}},
      {"progress", {"已联系企业"}},
      {"outcome", {"已解决"}}};
  std::vector<std::pair<std::string, std::string>> fields;
  for (const workflow::Codes* codes : {&event.must_set, &event.may_set}) {
    for (const std::string_view name : *codes) {
      const auto found = values.find(name);
      if (found == values.end() || random() % 8 == 0) continue;
      fields.emplace_back(name, found->second[random() % found->second.size()]);
    }
  }
  return fields;
}

TEST_F(LedgerRandomTest, D7_RandomEventsByRandomRolesKeepTheTableAndEveryAuditRow) {
  std::mt19937 random(96302);  // NOLINT: a fixed seed is wanted
  const std::vector<domain::Actor> everybody = Everybody();
  const workflow::RecordMachine& machine = *workflow::MachineOf(domain::Kind::kLedgerItem);
  const std::vector<std::string> problems = {"研发费用加计扣除口径不清", "厂区外道路破损",
                                             "没有专职研发人员", "申报省级专项没有归口推荐"};
  std::map<LedgerState, int> reached;
  for (int round = 0; round < 24; ++round) {
    GoTo({2020, 7, 15});
    LedgerItem item = Register(problems[static_cast<std::size_t>(round) % problems.size()]);
    std::int64_t changes = 1;
    for (int i = 0; i < 60; ++i) {
      clock_.Advance(static_cast<base::TimeMs>(random() % 20) * 3'600'000);
      const workflow::RecordEvent& event = machine.events[random() % machine.events.size()];
      const domain::Actor& actor = everybody[random() % everybody.size()];
      const LedgerItem before = item;
      const auto allowed = AllowedRecordEvents(actor, before);
      const bool listed = std::any_of(allowed.begin(), allowed.end(), [&](const auto* line) {
        return line->name.code == event.name.code;
      });
      const std::string reason = random() % 5 == 0 ? "" : "有理由";
      const base::Status status =
          Post(actor, item, std::string(event.name.code), SomeFields(event, random), reason);
      if (!status) {
        EXPECT_EQ(Now(item).version, before.version) << "a refusal changes nothing";
        continue;
      }
      ++changes;
      EXPECT_TRUE(listed) << event.name.code << " was not among what " << actor.name << " may";
      const auto line = workflow::FindEvent(machine, domain::Code(before.state), event.name.code,
                                            {actor.role, reason});
      ASSERT_TRUE(line) << "the table does not know this";
      EXPECT_EQ(domain::Code(item.state),
                (*line)->to.empty() ? domain::Code(before.state) : (*line)->to);
      EXPECT_EQ(item.steps.size(), before.steps.size() + 1);
      ++reached[item.state];
      ExpectSound(item);
    }
    EXPECT_EQ(AuditRows(item.id), changes);
    EXPECT_EQ(item.version, changes);
  }
  EXPECT_EQ(reached.size(), domain::kLedgerStateNames.size()) << "every state was reached";
}

}  // namespace
}  // namespace jiedui::services
