#include <map>

#include "demo_fixture.h"
#include "domain/evidence.h"
#include "office/sheet_writer.h"
#include "services/demo/history.h"
#include "services/demo/load.h"
#include "services/demo/sign_off_history.h"
#include "services/exporting.h"
#include "services/importing.h"
#include "unit/services/lawful_maker.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using domain::FieldDef;
using domain::Kind;
using domain::Record;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::array<std::string_view, 3> kEndings = {"xlsx", "csv", "tsv"};

office::Sheet Exported(TestCity& city, Kind kind) {
  auto sheet = ExportRecords(city.workspace_, domain::Operator(), kind);
  EXPECT_TRUE(sheet) << domain::Code(kind) << ": " << sheet.error().message;
  return sheet ? *std::move(sheet) : office::Sheet{};
}

std::string BytesOf(const office::Sheet& sheet, std::string_view ending) {
  if (ending == "csv") return office::CsvText(sheet);
  return ending == "tsv" ? office::TsvText(sheet) : office::XlsxBytes({sheet}).value();
}

ImportReport ImportInto(TestCity& city, Kind kind, std::string_view ending,
                        const std::string& bytes) {
  ImportRequest request{
      .kind = kind,
      .filename = std::string(domain::TypeOf(kind).plural) + "." + std::string(ending),
      .bytes = bytes};
  auto report = Import(city.workspace_, domain::Operator(), request);
  EXPECT_TRUE(report) << request.filename << ": " << report.error().message;
  if (!report) return {};
  EXPECT_THAT(report->ignored_columns, IsEmpty()) << request.filename;
  EXPECT_TRUE(report->errors.empty()) << request.filename << "\n"
                                      << office::RenderErrors(report->errors, 5);
  return *std::move(report);
}

/// Every field but secrets, by its name.
std::map<std::string, domain::Value> FieldsOf(const Record& record) {
  std::map<std::string, domain::Value> fields;
  for (const FieldDef& field : domain::TypeOf(record.kind()).fields) {
    if (!field.Is(domain::kSecret)) fields.emplace(field.name, field.get(record));
  }
  return fields;
}

/// The names of the fields in which two records differ.
std::string DifferencesOf(const Record& a, const Record& b) {
  const auto before = FieldsOf(a);
  std::string names;
  for (const auto& [name, value] : FieldsOf(b)) {
    if (before.at(name) != value) names += name + " ";
  }
  return names;
}

void ExpectSameRecords(TestCity& from, TestCity& to) {
  for (const domain::RecordType& type : domain::RecordTypes()) {
    EXPECT_EQ(to.store_->Count(type.kind).value(), from.store_->Count(type.kind).value())
        << type.plural;
    const store::ReadSession there = to.store_->Read().value();
    const store::ReadSession here = from.store_->Read().value();
    const auto compared = here.ForEach(type.kind, {}, [&](Record& record) -> base::Status {
      const auto copy = there.Get(type.kind, record.id);
      EXPECT_TRUE(copy) << type.plural << " " << domain::TitleOf(record);
      if (!copy) return {};
      EXPECT_EQ(DifferencesOf(record, **copy), "") << type.plural << " " << record.id;
      return {};
    });
    EXPECT_TRUE(compared);
  }
}

/// Takes every kind from one city to the other, an empty one, and there once more.
void ExpectRoundTrip(TestCity& from, TestCity& to, std::string_view ending) {
  std::map<Kind, std::string> files;
  for (const Kind kind : RestoreOrder()) {
    const office::Sheet sheet = Exported(from, kind);
    const std::string& bytes = files.emplace(kind, BytesOf(sheet, ending)).first->second;
    const ImportReport report = ImportInto(to, kind, ending, bytes);
    EXPECT_EQ(report.restored, sheet.rows.size()) << domain::Code(kind);
  }
  ExpectSameRecords(from, to);
  const std::int64_t revision = to.store_->Read()->Revision().value();
  for (const auto& [kind, bytes] : files) {
    const office::Sheet again = Exported(to, kind);
    EXPECT_EQ(again.rows, Exported(from, kind).rows) << domain::Code(kind);
    EXPECT_TRUE(BytesOf(again, ending) == bytes) << domain::Code(kind);
    EXPECT_EQ(ImportInto(to, kind, ending, bytes).unchanged, again.rows.size());
  }
  EXPECT_EQ(to.store_->Read()->Revision().value(), revision) << "the same file twice";
  EXPECT_TRUE(to.store_->VerifyAudit()->ok());
}

class RoundTripTest : public ::testing::TestWithParam<std::string_view> {};

TEST_P(RoundTripTest, S6_EveryKindOfTheDemonstrationCityComesBack) {
  TestCity from;
  TestCity to;
  ASSERT_TRUE(LoadDemoCity(*from.store_, Make({.enterprises = 150}),
                           {.password = "jiedui-demo-2020", .cost = PasswordCost::kLeast}));
  ASSERT_TRUE(MakeDemoHistory(from.workspace_, from.clock_));
  ASSERT_TRUE(MakeDemoSignOffs(from.workspace_, from.clock_));
  to.clock_.Set(from.clock_.NowMs() + 86'400'000);
  ExpectRoundTrip(from, to, GetParam());
}

TEST_P(RoundTripTest, S6_AnyTextInAnyFieldOfEveryKindComesBack) {
  TestCity from;
  TestCity to;
  LawfulMaker maker(from, 20200612);
  for (int round = 0; round < 8; ++round) {
    for (const Kind kind : RestoreOrder()) maker.Put(kind);
  }
  ExpectRoundTrip(from, to, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Files, RoundTripTest, ::testing::ValuesIn(kEndings),
                         [](const auto& of) { return std::string(of.param); });

class RestoreTest : public WorkspaceTest {
 protected:
  RestoreTest() : maker_(*this, 7) {
    for (const Kind kind : RestoreOrder()) maker_.Put(kind);
  }
  /// A clerk of the city's office, with an account.
  static domain::Actor Clerk() {
    domain::Actor clerk = domain::Operator();
    clerk.user_id = 77;
    return clerk;
  }
  void SignOff(domain::SignOffState state) {
    const base::Status stored = store_->Write(
        store::ContextOf(domain::Operator()), [&](store::UnitOfWork& unit) -> base::Status {
          domain::SignOff one = unit.All<domain::SignOff>()->front();
          one.state = state;
          return unit.Update(one);
        });
    ASSERT_TRUE(stored) << stored.error().message;
  }

  LawfulMaker maker_;
};

TEST_F(RestoreTest, E3_AClerkCannotFakeASignOffWithAWorkbook) {
  SignOff(domain::SignOffState::kSignedOff);
  TestCity other;
  for (const Kind kind : RestoreOrder()) {
    if (kind == Kind::kSignOff) break;
    ImportInto(other, kind, "csv", BytesOf(Exported(*this, kind), "csv"));
  }
  const std::string bytes = BytesOf(Exported(*this, Kind::kSignOff), "csv");
  const ImportRequest request{.kind = Kind::kSignOff, .filename = "sign_offs.csv", .bytes = bytes};
  const auto by_clerk = Import(other.workspace_, Clerk(), request);
  ASSERT_TRUE(by_clerk) << by_clerk.error().message;
  ASSERT_EQ(by_clerk->errors.size(), 1U);
  EXPECT_EQ(by_clerk->errors[0].column, "状态");
  EXPECT_THAT(by_clerk->errors[0].reason, HasSubstr("由办理改变"));
  EXPECT_THAT(other.AllOf<domain::SignOff>(), IsEmpty());
  const auto by_operator = Import(other.workspace_, domain::Operator(), request);
  ASSERT_TRUE(by_operator);
  EXPECT_EQ(by_operator->restored, 1U);
  const auto audit = other.store_->ListAudit({.limit = 1})->entries.front();
  EXPECT_EQ(audit.action, "restore_import");
  EXPECT_EQ(audit.reason, "恢复 sign_offs.csv");
  EXPECT_THAT(audit.changes, HasSubstr("\"restored\":1"));
}

TEST_F(RestoreTest, E3_AFileNeverMovesAStateThatIsThere) {
  const std::string before = BytesOf(Exported(*this, Kind::kSignOff), "csv");
  const auto state = AllOf<domain::SignOff>().front().state;
  SignOff(state == domain::SignOffState::kRevoked ? domain::SignOffState::kDraft
                                                  : domain::SignOffState::kRevoked);
  const auto report = Import(workspace_, domain::Operator(),
                             {.kind = Kind::kSignOff, .filename = "a.csv", .bytes = before});
  ASSERT_TRUE(report);
  ASSERT_EQ(report->errors.size(), 1U);
  EXPECT_THAT(report->errors[0].reason, HasSubstr("由办理改变"));
}

TEST_F(RestoreTest, WhatOnlyUseCasesWriteIsForTheOperatorToRestore) {
  const ImportRequest request{.kind = Kind::kPairing,
                              .filename = "pairings.csv",
                              .bytes = BytesOf(Exported(*this, Kind::kPairing), "csv")};
  const auto by_clerk = Import(workspace_, Clerk(), request);
  ASSERT_FALSE(by_clerk);
  EXPECT_EQ(by_clerk.error().code, base::ErrorCode::kForbidden);
  EXPECT_EQ(Import(workspace_, domain::Operator(), request)->unchanged, 1U);
}

TEST_F(RestoreTest, AnIdThatIsTakenDoesNotPutTheRecordInAnothersPlace) {
  TestCity other;
  LawfulMaker(other, 99).Put(Kind::kExpert);
  const domain::Expert taken = other.AllOf<domain::Expert>().front();
  office::Sheet sheet = Exported(*this, Kind::kEnterprise);
  sheet.rows[0].back() = std::to_string(taken.id);
  EXPECT_EQ(ImportInto(other, Kind::kEnterprise, "tsv", BytesOf(sheet, "tsv")).restored, 1U);
  const auto enterprise = other.AllOf<domain::Enterprise>().front();
  EXPECT_NE(enterprise.id, taken.id) << "ids are unique across kinds";
  EXPECT_EQ(other.AllOf<domain::Expert>().front().name, taken.name);
}

}  // namespace
}  // namespace jiedui::services
