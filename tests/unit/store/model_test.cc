// Random sequences of operations against the store and against maps in memory: the same answers,
// the same errors, the same contents at the end.
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Status;
using domain::Enterprise;
using domain::Kind;

/// What the store should do, said simply: enterprises by id, and alliances' members by id.
class Model {
 public:
  std::map<std::int64_t, Enterprise> enterprises;
  std::map<std::int64_t, domain::Alliance> alliances;
  std::int64_t changes = 0;

  [[nodiscard]] bool KeyTaken(const Enterprise& enterprise) const {
    for (const auto& [id, other] : enterprises) {
      if (id != enterprise.id && !other.deleted && other.credit_code == enterprise.credit_code) {
        return true;
      }
    }
    return false;
  }
};

class ModelTest : public StoreTest {
 protected:
  std::size_t Below(std::size_t bound) { return random_() % bound; }
  /// A known enterprise, with its version sometimes wrong.
  Enterprise Some() {
    if (model_.enterprises.empty()) return MakeEnterprise(0);
    auto found = model_.enterprises.begin();
    std::advance(found, Below(model_.enterprises.size()));
    Enterprise enterprise = found->second;
    if (Below(5) == 0) enterprise.version += 1;
    return enterprise;
  }
  void Randomise(Enterprise& enterprise) {
    enterprise.credit_code = CreditCode(static_cast<int>(Below(12)));  // few: they clash
    enterprise.products = std::string(Below(3), 'x');
    enterprise.region_code = Below(2) == 0 ? "140502" : "140525";
  }
  /// The error that changing this enterprise must give; nothing where it must work.
  std::optional<ErrorCode> Expected(const Enterprise& enterprise, bool deleted) const {
    const auto found = model_.enterprises.find(enterprise.id);
    if (found == model_.enterprises.end() || found->second.deleted != deleted) {
      return ErrorCode::kNotFound;
    }
    if (found->second.version != enterprise.version) return ErrorCode::kPrecondition;
    return std::nullopt;
  }
  static void Agree(const Status& status, std::optional<ErrorCode> expected, const char* what) {
    const auto got = status ? std::nullopt : std::optional(status.error().code);
    EXPECT_TRUE(got == expected) << what << (status ? " worked" : status.error().message);
  }

  Status DoInsert(UnitOfWork& unit) {
    Enterprise enterprise = MakeEnterprise(0);
    Randomise(enterprise);
    const bool taken = model_.KeyTaken(enterprise);
    const Status status = unit.Insert(enterprise);
    Agree(status, taken ? std::optional(ErrorCode::kConflict) : std::nullopt, "insert");
    if (!status) return status;
    model_.enterprises[enterprise.id] = enterprise;
    ++model_.changes;
    return {};
  }
  Status DoUpdate(UnitOfWork& unit) {
    Enterprise enterprise = Some();
    Randomise(enterprise);
    std::optional<ErrorCode> expected = Expected(enterprise, false);
    if (!expected && model_.KeyTaken(enterprise)) expected = ErrorCode::kConflict;
    const Status status = unit.Update(enterprise);
    Agree(status, expected, "update");
    if (!status) return status;
    Enterprise& kept = model_.enterprises[enterprise.id];
    if (enterprise.version != kept.version) ++model_.changes;
    kept = enterprise;
    return {};
  }
  Status DoMark(UnitOfWork& unit, bool remove) {
    Enterprise enterprise = Some();
    std::optional<ErrorCode> expected = Expected(enterprise, !remove);
    if (!expected && !remove && model_.KeyTaken(enterprise)) expected = ErrorCode::kConflict;
    const Status status = remove ? unit.Remove(enterprise) : unit.Restore(enterprise);
    Agree(status, expected, remove ? "remove" : "restore");
    if (!status) return status;
    model_.enterprises[enterprise.id] = enterprise;
    ++model_.changes;
    return {};
  }
  Status DoAlliance(UnitOfWork& unit) {
    domain::Alliance alliance;
    const bool is_new = model_.alliances.empty() || Below(2) == 0;
    if (!is_new) alliance = model_.alliances.begin()->second;
    if (is_new) alliance.name = "联盟" + std::to_string(++alliances_made_);
    alliance.members.clear();
    for (const auto& [id, enterprise] : model_.enterprises) {
      if (Below(3) == 0) alliance.members.push_back({id});
    }
    const bool dangling = Below(4) == 0;
    if (dangling) alliance.members.push_back({1});
    const std::int64_t version = alliance.version;
    const Status status = is_new ? unit.Insert(alliance) : unit.Update(alliance);
    Agree(status, dangling ? std::optional(ErrorCode::kUnprocessable) : std::nullopt, "alliance");
    if (!status) return status;
    if (alliance.version != version) ++model_.changes;
    model_.alliances[alliance.id] = alliance;
    return {};
  }
  Status DoOne(UnitOfWork& unit) {
    switch (Below(6)) {
      case 0:
      case 1:
        return DoInsert(unit);
      case 2:
        return DoUpdate(unit);
      case 3:
        return DoMark(unit, true);
      case 4:
        return DoMark(unit, false);
      default:
        return DoAlliance(unit);
    }
  }
  /// A unit of some operations, whose errors it passes over or takes as its own.
  void DoUnit() {
    const Model before = model_;
    const bool tolerant = Below(2) == 0;
    const bool give_up = Below(6) == 0;
    const Status status = store().Write(context_, [&](UnitOfWork& unit) -> Status {
      for (std::size_t i = 1 + Below(5); i > 0; --i) {
        const Status done = DoOne(unit);
        if (!done && !tolerant) return done;
        EXPECT_EQ(Differs(unit), "") << "the unit sees its own changes";
      }
      if (give_up) return base::Fail(ErrorCode::kForbidden, "不做了");
      return {};
    });
    if (!status) model_ = before;
  }
  /// Where the reader's view is not the model's.
  std::string Differs(const Reader& reader) const {
    std::string text;
    std::int64_t present = 0;
    for (const auto& [id, enterprise] : model_.enterprises) {
      const auto read = reader.GetAny(Kind::kEnterprise, id);
      text += read ? Differences(enterprise, **read) : "missing ";
      present += enterprise.deleted ? 0 : 1;
    }
    for (const auto& [id, alliance] : model_.alliances) {
      const auto read = reader.GetAny(Kind::kAlliance, id);
      text += read ? Differences(alliance, **read) : "missing ";
    }
    if (reader.Count(Kind::kEnterprise).value() != present) text += "count ";
    if (reader.Count(Kind::kAlliance).value() != std::ssize(model_.alliances)) text += "alliances ";
    return text;
  }

  void Run(std::uint32_t seed) {
    random_.seed(seed);
    for (int i = 0; i < 40; ++i) {
      clock_.Advance(static_cast<base::TimeMs>(Below(3)));
      DoUnit();
      if (Below(15) == 0) Reopen();
    }
    EXPECT_EQ(Differs(*store().Read()), "");
    const auto report = store().VerifyAudit();
    EXPECT_TRUE(report->ok());
    EXPECT_EQ(report->rows, model_.changes);
    EXPECT_EQ(store().OutboxDepth("index").value(), model_.changes);
    EXPECT_EQ(store().Read()->Revision().value(), model_.changes);
    EXPECT_EQ(RawNumber("SELECT count(*) FROM enterprises"), std::ssize(model_.enterprises));
    EXPECT_THAT(store().CheckIntegrity().value(), ::testing::IsEmpty());
  }

  std::mt19937 random_;
  Model model_;
  int alliances_made_ = 0;
};

class RandomOperations : public ModelTest,
                         public ::testing::WithParamInterface<std::tuple<Engine, std::uint32_t>> {
 protected:
  RandomOperations() { UseEngine(std::get<0>(GetParam())); }
};

TEST_P(RandomOperations, AgreeWithTheModel) { Run(std::get<1>(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Sqlite, RandomOperations,
                         ::testing::Combine(::testing::Values(Engine::kSqlite),
                                            ::testing::Range(1U, 9U)));
INSTANTIATE_TEST_SUITE_P(Postgres, RandomOperations,
                         ::testing::Combine(::testing::Values(Engine::kPostgres),
                                            ::testing::Range(1U, 5U)));

}  // namespace
}  // namespace jiedui::store
