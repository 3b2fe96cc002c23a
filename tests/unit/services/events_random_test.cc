#include <random>
#include <set>

#include "demo_fixture.h"
#include "domain/pairing.h"
#include "services/access.h"
#include "services/demo/history.h"
#include "services/demo/load.h"
#include "services/demo/sign_off_history.h"
#include "services/exporting.h"
#include "services/pairings.h"
#include "services/plan_events.h"
#include "services/record_events.h"
#include "services/roster.h"
#include "unit/services/lawful_maker.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using domain::FieldDef;
using domain::Kind;
using domain::Record;
using workflow::RecordEvent;
using workflow::RecordMachine;

/// How far the database has come, by each of its books.
struct Books {
  std::int64_t revision = 0;
  std::int64_t audit = 0;
  std::int64_t outbox = 0;
  bool operator==(const Books&) const = default;
};

/// A city with a history, records of every kind in every state, and everybody who may act in it.
class RandomEventsTest : public WorkspaceTest {
 protected:
  RandomEventsTest() : maker_(*this, 20201231) {
    const auto loaded =
        LoadDemoCity(*store_, Make({.enterprises = 100}),
                     {.password = "jiedui-demo-2020", .cost = PasswordCost::kLeast});
    EXPECT_TRUE(loaded);
    EXPECT_TRUE(MakeDemoHistory(workspace_, clock_));
    EXPECT_TRUE(MakeDemoSignOffs(workspace_, clock_));
    for (int round = 0; round < 8; ++round) {
      for (const Kind kind : RestoreOrder()) maker_.Put(kind);
    }
    actors_ = {domain::Operator()};
    for (const domain::User& user : AllOf<domain::User>())
      actors_.push_back(ActorOf(user, reference_));
    for (const RecordMachine& machine : workflow::RecordMachines()) NoteIds(machine.kind);
    NoteIds(Kind::kPairing);
    NoteIds(Kind::kPlan);
    EXPECT_TRUE(search_.CatchUp());
  }

  std::size_t Below(std::size_t bound) { return random_() % bound; }
  bool Chance(double share) { return static_cast<double>(Below(1'000'000)) < share * 1e6; }
  template <class Range>
  auto& AnyOf(Range& range) {
    return range[Below(std::size(range))];
  }

  Books Now() const {
    const store::ReadSession session = store_->Read().value();
    return {session.Revision().value(), store_->AuditHead()->seq,
            session.OutboxDepth("index").value()};
  }

  /// Someone whom the roles name, or, as often, anybody.
  const domain::Actor& Somebody(workflow::Roles roles) {
    for (int tries = Chance(0.7) ? 20 : 0; tries > 0; --tries) {
      const domain::Actor& actor = AnyOf(actors_);
      if (workflow::Has(roles, actor.role)) return actor;
    }
    return AnyOf(actors_);
  }

  /// Everything that was refused or failed must leave no trace, and everything that was done leave
  /// one in each book.
  void ExpectKept(const Books& before, bool done, std::int64_t logged = 0) const {
    const Books after = Now();
    if (!done) {
      EXPECT_EQ(after, before);
      return;
    }
    EXPECT_EQ(after.audit - before.audit, after.revision - before.revision + logged);
    EXPECT_EQ(after.outbox - before.outbox, after.revision - before.revision);
    EXPECT_GT(after.audit, before.audit) << "whatever was done is on record";
  }

  RecordEventRequest SomeRequest(Kind kind, const RecordEvent& event) {
    RecordEventRequest request{std::string(event.name.code), Chance(0.8) ? "有理由" : "", {}};
    for (const workflow::Codes* codes : {&event.must_set, &event.may_set}) {
      for (const std::string_view name : *codes) {
        if (Chance(0.1)) continue;
        const FieldDef* const field = domain::TypeOf(kind).Find(name);
        request.fields.emplace_back(field, maker_.ValueFor(kind, *field));
      }
    }
    if (Chance(0.05)) {
      const auto fields = domain::TypeOf(kind).fields;
      request.fields.emplace_back(&AnyOf(fields), domain::Value{});
    }
    return request;
  }

  const RecordEvent& SomeEvent(const RecordMachine& machine, std::string_view state) {
    for (int tries = Chance(0.8) ? 20 : 0; tries > 0; --tries) {
      const RecordEvent& event = AnyOf(machine.events);
      if (event.from.Hold(state)) return event;
    }
    return AnyOf(machine.events);
  }

  static std::string StateOf(const Record& record) {
    const FieldDef& field = *domain::TypeOf(record.kind()).Find("state");
    return domain::FormatValue(field, field.get(record));
  }

  /// Reads the table by itself: is there a line by which this may have happened?
  static bool TableHas(const RecordMachine& machine, const Record& before, const Record& after,
                       const domain::Actor& actor, const RecordEventRequest& request) {
    const std::string from = StateOf(before);
    return std::any_of(machine.events.begin(), machine.events.end(), [&](const RecordEvent& line) {
      const bool filled =
          std::all_of(line.must_set.begin(), line.must_set.end(), [&](std::string_view name) {
            return !domain::IsEmpty(domain::TypeOf(after.kind()).Find(name)->get(after));
          });
      return line.name.code == request.event && line.from.Hold(from) &&
             workflow::Has(line.roles, actor.role) &&
             (!line.needs_reason || !request.reason.empty()) && filled &&
             StateOf(after) == (line.to.empty() ? from : line.to);
    });
  }

  void EventStep() {
    const RecordMachine& machine = AnyOf(machines_);
    const auto before = store_->Get(machine.kind, AnyOf(ids_[machine.kind]));
    if (!before) return;  // somebody removed it
    const RecordEvent& event = SomeEvent(machine, StateOf(**before));
    const domain::Actor& actor = Somebody(event.roles);
    const RecordEventRequest request = SomeRequest(machine.kind, event);
    const auto allowed = AllowedRecordEvents(actor, **before);
    const Books books = Now();
    if (Chance(0.1)) return FailingStep(actor, **before, request, books);
    const auto after = PostRecordEvent(workspace_, actor, machine.kind, (*before)->id,
                                       (*before)->version, request);
    const bool silent = after && (*after)->version == (*before)->version;
    ExpectKept(books, after.has_value(), silent ? 1 : 0);
    ++(after ? accepted_ : refused_)[machine.kind];
    if (!after) return;
    EXPECT_TRUE(TableHas(machine, **before, **after, actor, request))
        << domain::Code(machine.kind) << " " << request.event << " by " << domain::Code(actor.role);
    EXPECT_TRUE(
        std::any_of(allowed.begin(), allowed.end(),
                    [&](const RecordEvent* line) { return line->name.code == request.event; }))
        << request.event << " was not among what " << actor.name << " may";
    ExpectOneRow(machine.kind, (*before)->id, Now().audit - books.audit);
  }

  /// The record itself has one row more, whatever else the event moved.
  void ExpectOneRow(Kind kind, std::int64_t id, std::int64_t rows) const {
    const auto page = store_->ListAudit({.limit = rows}).value();
    EXPECT_EQ(std::count_if(page.entries.begin(), page.entries.end(),
                            [&](const store::AuditEntry& entry) {
                              return entry.kind == domain::Code(kind) && entry.record_id == id;
                            }),
              1);
  }

  /// An event within a unit that then fails.
  void FailingStep(const domain::Actor& actor, const Record& before,
                   const RecordEventRequest& request, const Books& books) {
    const base::Status status =
        store_->Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> base::Status {
          static_cast<void>(PostRecordEvent(workspace_, unit, actor, before.kind(), before.id,
                                            before.version, request));
          return base::Fail(base::ErrorCode::kConflict, "做到一半失败");
        });
    EXPECT_FALSE(status);
    EXPECT_EQ(Now(), books);
    EXPECT_EQ(store_->Get(before.kind(), before.id).value()->version, before.version);
  }

  void PairingStep() {
    const auto before = store_->Get(domain::PairingId{AnyOf(ids_[Kind::kPairing])});
    if (!before) return;
    const auto table = workflow::PairingTable();
    const auto& line = AnyOf(table);
    const domain::Actor& actor = Somebody(line.roles);
    const PairingEventRequest request{.event = line.event, .reason = Chance(0.8) ? "有理由" : ""};
    const Books books = Now();
    const auto after = DecidePairing(workspace_, actor, {before->id}, before->version, request);
    const bool silent = after && Now() == books;
    if (!silent) ExpectKept(books, after.has_value());
    ++(after ? accepted_ : refused_)[Kind::kPairing];
    if (!after) return;
    EXPECT_TRUE(std::any_of(table.begin(), table.end(),
                            [&](const auto& one) {
                              return one.from == before->state && one.event == request.event &&
                                     workflow::Has(one.roles, actor.role) &&
                                     (!one.needs_reason || !request.reason.empty());
                            }))
        << domain::Code(before->state) << " " << domain::NameOf(request.event).code;
  }

  void PlanStep() {
    const auto before = store_->Get(domain::PlanId{AnyOf(ids_[Kind::kPlan])});
    if (!before) return;
    const bool publish = Chance(0.5);
    const workflow::PlanEvent event =
        publish ? workflow::PlanEvent::kPublish : workflow::PlanEvent::kDiscard;
    const domain::Actor& actor = AnyOf(actors_);
    const Books books = Now();
    const auto after = publish ? PublishPlan(workspace_, actor, {before->id}, before->version)
                               : DiscardPlan(workspace_, actor, {before->id}, before->version);
    ExpectKept(books, after.has_value());
    if (!after) return;
    const auto table = workflow::PlanTable();
    EXPECT_TRUE(std::any_of(table.begin(), table.end(), [&](const auto& one) {
      return one.from == before->state && one.event == event &&
             workflow::Has(one.roles, actor.role) && one.to == after->state;
    }));
  }

  /// Off a roster, or back on it.
  void RemovalStep() {
    const Kind kind = AnyOf(machines_).kind;
    const auto record = store_->Read()->GetAny(kind, AnyOf(ids_[kind])).value();
    const domain::Actor& actor = AnyOf(actors_);
    const Books books = Now();
    const bool done =
        record->deleted
            ? RestoreRecord(workspace_, actor, kind, record->id, record->version).has_value()
            : RemoveRecord(workspace_, actor, kind, record->id, record->version).has_value();
    ExpectKept(books, done);
  }

  void Step() {
    clock_.Advance(static_cast<base::TimeMs>(Below(5)) * 3'600'000);
    const std::size_t dice = Below(100);
    if (dice < 80) return EventStep();
    if (dice < 94) return PairingStep();
    if (dice < 95) return PlanStep();
    if (dice < 99) return RemovalStep();
    ASSERT_TRUE(search_.CatchUp());
    EXPECT_EQ(Now().outbox, 0);
  }

  LawfulMaker maker_;
  std::mt19937 random_{96302};  // NOLINT: a fixed seed is wanted
  std::vector<domain::Actor> actors_;
  std::span<const RecordMachine> machines_ = workflow::RecordMachines();
  std::map<Kind, std::vector<std::int64_t>> ids_;
  std::map<Kind, int> accepted_;
  std::map<Kind, int> refused_;

 private:
  void NoteIds(Kind kind) {
    EXPECT_TRUE(store_->Read()->ForEach(kind, {}, [&](Record& record) -> base::Status {
      ids_[kind].push_back(record.id);
      return {};
    }));
  }
};

std::string TextOf(const index::Hit& hit) {
  std::string text = hit.kind + ":" + std::to_string(hit.id) + "|" + hit.title + "|" +
                     hit.subtitle + "|" + hit.region + "|" + hit.programme_sector + "|" +
                     hit.status + "|" + base::FormatNumber(hit.score);
  for (const index::SnippetSegment& segment : hit.snippet)
    text += (segment.highlight ? "[" : "|") + segment.text;
  return text;
}

/// What a search finds, every page of it.
std::vector<std::string> Found(SearchIndex& search, const std::string& text) {
  std::vector<std::string> hits;
  index::Query query{.text = text, .limit = 200, .facets = false};
  do {
    const auto page = search.Search(query);
    EXPECT_TRUE(page) << page.error().message;
    if (!page) return hits;
    for (const index::Hit& hit : page->hits) hits.push_back(TextOf(hit));
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty());
  return hits;
}

TEST_F(RandomEventsTest, S5_S1_NoSequenceBreaksATableABookOrTheIndex) {
  constexpr int kSteps = 4'000;
  for (int step = 0; step < kSteps && !HasFailure(); ++step) Step();
  for (const RecordMachine& machine : machines_) {
    EXPECT_GT(accepted_[machine.kind], 0) << domain::Code(machine.kind);
    EXPECT_GT(refused_[machine.kind], 0) << domain::Code(machine.kind);
  }
  const store::AuditReport audit = store_->VerifyAudit().value();
  EXPECT_TRUE(audit.ok());
  EXPECT_EQ(audit.rows, Now().audit) << "without a gap";
  ASSERT_TRUE(search_.CatchUp());
  SearchIndex fresh(*store_, reference_, clock_, folder_ / "fresh", index::TextPipeline());
  ASSERT_TRUE(fresh.Rebuild());
  const std::vector<std::string> all = Found(fresh, "");
  EXPECT_GT(all.size(), 500U);
  EXPECT_EQ(Found(search_, ""), all);
  for (const char* text : {"铸造", "煤层气 利用", "研发费用", "文12", "有限公司"})
    EXPECT_EQ(Found(search_, text), Found(fresh, text)) << text;
}

}  // namespace
}  // namespace jiedui::services
