#include <algorithm>
#include <set>
#include <thread>

#include "base/text.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using domain::Enterprise;
using domain::Kind;

class Lists : public EngineTest {
 protected:
  void InsertAll(std::vector<Enterprise>& enterprises) {
    ASSERT_TRUE(store().Write(
        context_, [&](UnitOfWork& unit) { return unit.InsertAll(std::span(enterprises)); }));
  }
  /// Three regions, revenues with ties and gaps.
  std::vector<Enterprise> Mixed(int count) {
    const char* const regions[] = {"140502", "140521", "140525"};
    std::vector<Enterprise> enterprises;
    for (int i = 0; i < count; ++i) {
      Enterprise enterprise = MakeEnterprise(i, regions[i % 3]);
      if (i % 4 != 0) enterprise.revenue_wan = (i * 7) % 5;
      enterprises.push_back(enterprise);
    }
    InsertAll(enterprises);
    return enterprises;
  }
  /// The names on all pages, one after the other.
  std::vector<std::int64_t> Walk(ListQuery query) {
    std::vector<std::int64_t> ids;
    while (true) {
      const auto page = store().List<Enterprise>(query);
      EXPECT_TRUE(page) << page.error().message;
      for (const Enterprise& enterprise : page->records) ids.push_back(enterprise.id);
      EXPECT_LE(page->records.size(), static_cast<std::size_t>(query.limit));
      if (page->next.empty()) return ids;
      query.cursor = page->next;
    }
  }
};

TEST_P(Lists, EveryOrderAndPageSizeWalksTheSameAsSorting) {
  std::vector<Enterprise> all = Mixed(41);
  const auto by = [&](const std::string& field, bool descending) {
    const domain::FieldDef* def = domain::TypeOf(Kind::kEnterprise).Find(field);
    std::vector<Enterprise> sorted = all;
    std::sort(sorted.begin(), sorted.end(), [&](const Enterprise& a, const Enterprise& b) {
      const domain::Value va = def == nullptr ? domain::Value{a.id} : def->get(a);
      const domain::Value vb = def == nullptr ? domain::Value{b.id} : def->get(b);
      const bool empty_a = std::holds_alternative<std::monostate>(va);
      const bool empty_b = std::holds_alternative<std::monostate>(vb);
      if (empty_a != empty_b) return empty_b;  // empty last in both directions
      if (va != vb) return descending ? vb < va : va < vb;
      return descending ? b.id < a.id : a.id < b.id;
    });
    std::vector<std::int64_t> ids;
    for (const Enterprise& enterprise : sorted) ids.push_back(enterprise.id);
    return ids;
  };
  for (const char* field : {"id", "revenue_wan", "region_code", "credit_code", "name"}) {
    for (const bool descending : {false, true}) {
      const std::vector<std::int64_t> expected = by(field, descending);
      for (const std::int64_t limit : {1, 2, 7, 40, 41, 42}) {
        EXPECT_EQ(Walk({.order_by = field, .descending = descending, .limit = limit}), expected)
            << field << (descending ? " desc " : " asc ") << limit;
      }
    }
  }
}

TEST_P(Lists, FiltersFindWhatAScanFinds) {
  const std::vector<Enterprise> all = Mixed(60);
  struct Case {
    const char* name;
    Filters filters;
    bool (*holds)(const Enterprise&);
  };
  const std::vector<Case> cases = {
      {"none", {}, [](const Enterprise&) { return true; }},
      {"equals",
       {Equals("region_code", "140502")},
       [](const Enterprise& e) { return e.region_code == "140502"; }},
      {"in",
       {In("region_code", std::vector<std::string>{"140502", "140525", "999999"})},
       [](const Enterprise& e) { return e.region_code != "140521"; }},
      {"in one",
       {In("region_code", std::vector<std::string>{"140521"})},
       [](const Enterprise& e) { return e.region_code == "140521"; }},
      {"in none",
       {In("region_code", std::vector<std::string>{})},
       [](const Enterprise&) { return false; }},
      {"empty number",
       {Equals("revenue_wan", {})},
       [](const Enterprise& e) { return !e.revenue_wan; }},
      {"empty text", {Equals("products", {})}, [](const Enterprise&) { return true; }},
      {"at least",
       {AtLeast("revenue_wan", 3.0)},
       [](const Enterprise& e) { return e.revenue_wan && *e.revenue_wan >= 3; }},
      {"range",
       {AtLeast("revenue_wan", std::int64_t{1}), AtMost("revenue_wan", 2.0)},
       [](const Enterprise& e) {
         return e.revenue_wan && *e.revenue_wan >= 1 && *e.revenue_wan <= 2;
       }},
      {"prefix",
       {Prefix("credit_code", CreditCode(12).substr(0, 17))},
       [](const Enterprise& e) { return e.credit_code.starts_with(CreditCode(12).substr(0, 17)); }},
      {"contains",
       {Contains("name", "第1")},
       [](const Enterprise& e) { return e.name.find("第1") != std::string::npos; }},
      {"both",
       {Contains("name", "5"), Equals("region_code", "140525")},
       [](const Enterprise& e) {
         return e.region_code == "140525" && e.name.find('5') != std::string::npos;
       }},
      {"boolean", {Equals("above_scale", false)}, [](const Enterprise&) { return true; }},
      {"choice", {Equals("innovation", "none")}, [](const Enterprise&) { return false; }},
      {"choices",
       {In("innovation", std::vector<std::string>{"none", "unknown"})},
       [](const Enterprise&) { return true; }},
      {"created",
       {AtLeast("created_ms", std::int64_t{kStartMs + 1})},
       [](const Enterprise&) { return false; }},
  };
  for (const Case& c : cases) {
    std::vector<std::int64_t> expected;
    for (const Enterprise& enterprise : all) {
      if (c.holds(enterprise)) expected.push_back(enterprise.id);
    }
    EXPECT_EQ(Walk({.filters = c.filters, .limit = 7}), expected) << c.name;
    EXPECT_EQ(store().Count(Kind::kEnterprise, c.filters).value(), std::ssize(expected)) << c.name;
    EXPECT_EQ(store().All<Enterprise>(c.filters)->size(), expected.size()) << c.name;
    auto by_revenue = Walk({.filters = c.filters, .order_by = "revenue_wan", .limit = 5});
    std::sort(by_revenue.begin(), by_revenue.end());
    EXPECT_EQ(by_revenue, expected) << c.name;
  }
}

TEST_P(Lists, NamesAreFoundHoweverTheyAreWritten) {
  std::vector<Enterprise> all = {MakeEnterprise(1), MakeEnterprise(2), MakeEnterprise(3)};
  all[0].name = "晋城ＡＢＣ電力有限公司";
  all[1].name = "100%_\\优选公司";
  InsertAll(all);
  const auto count = [&](const char* text) {
    return store().Count(Kind::kEnterprise, {Contains("name", text)}).value();
  };
  EXPECT_EQ(count("abc电力"), 1);
  EXPECT_EQ(count("Abc電力"), 1);
  EXPECT_EQ(count("%_\\"), 1);
  EXPECT_EQ(count("%%"), 0);
  EXPECT_EQ(count("_优"), 0);
  EXPECT_EQ(count(""), 3);
  EXPECT_EQ(store().Count(Kind::kEnterprise, {Prefix("name", "晋城abc")}).value(), 1);
  all[0].name = "改名公司";
  ASSERT_TRUE(Update(all[0]));
  EXPECT_EQ(count("abc"), 0);
  EXPECT_EQ(count("改名"), 1);
}

TEST_P(Lists, WhatCannotBeAskedIsRefusedByName) {
  store();
  struct Case {
    Kind kind;
    ListQuery query;
    std::string field;
  };
  const std::vector<Case> cases = {
      {Kind::kEnterprise, {.filters = {Equals("colour", "red")}}, "colour"},
      {Kind::kUser, {.filters = {Equals("password_hash", "x")}}, "password_hash"},
      {Kind::kUser, {.order_by = "password_hash"}, "password_hash"},
      {Kind::kExpert, {.filters = {Equals("sectors", "06")}}, "sectors"},
      {Kind::kEnterprise, {.filters = {Equals("innovation", "magic")}}, "innovation"},
      {Kind::kEnterprise, {.filters = {Equals("revenue_wan", "much")}}, "revenue_wan"},
      {Kind::kEnterprise, {.filters = {Contains("address", "路")}}, "address"},
      {Kind::kEnterprise, {.filters = {Prefix("capacity", "1")}}, "capacity"},
      {Kind::kEnterprise, {.filters = {AtLeast("innovation", "none")}}, "innovation"},
      {Kind::kEnterprise, {.filters = {{"region_code", Match::kEquals, {}}}}, "region_code"},
      {Kind::kEnterprise, {.filters = {{"capacity", Match::kIn, {{}, {}}}}}, "capacity"},
      {Kind::kEnterprise, {.order_by = "address"}, "order_by"},
      {Kind::kEnterprise, {.order_by = "nothing"}, "nothing"},
      {Kind::kEnterprise, {.limit = 0}, "limit"},
      {Kind::kEnterprise, {.limit = 1001}, "limit"},
      {Kind::kEnterprise, {.cursor = "!!!"}, "cursor"},
      {Kind::kEnterprise, {.cursor = "W10"}, "cursor"},
  };
  for (const Case& c : cases) {
    const auto refused = store().List(c.kind, c.query);
    ASSERT_FALSE(refused) << c.field;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalid) << refused.error().message;
    EXPECT_EQ(refused.error().field, c.field) << refused.error().message;
  }
}

TEST_P(Lists, ACursorServesOnlyItsOwnOrder) {
  Mixed(5);
  const std::string cursor = store().List<Enterprise>({.order_by = "name", .limit = 2})->next;
  ASSERT_FALSE(cursor.empty());
  const auto with = [&](ListQuery query) {
    query.cursor = cursor;
    return store().List(Kind::kEnterprise, query).has_value();
  };
  EXPECT_TRUE(with({.order_by = "name"}));
  EXPECT_FALSE(with({.order_by = "name", .descending = true}));
  EXPECT_FALSE(with({.order_by = "region_code"}));
  EXPECT_FALSE(with({}));
  EXPECT_FALSE(store().List(Kind::kExpert, {.order_by = "name", .cursor = cursor}));
}

TEST_P(Lists, CountsByValue) {
  Mixed(10);
  const auto regions = store().CountBy(Kind::kEnterprise, "region_code");
  ASSERT_EQ(regions->size(), 3U);
  EXPECT_EQ((*regions)[0].value, domain::Value{std::string("140502")});
  EXPECT_EQ((*regions)[0].count, 4);
  const auto revenues = store().CountBy(Kind::kEnterprise, "revenue_wan");
  EXPECT_EQ(revenues->back().value, domain::Value{});
  EXPECT_EQ(revenues->back().count, 3);
  const auto products = store().CountBy(Kind::kEnterprise, "products");
  ASSERT_EQ(products->size(), 1U);
  EXPECT_EQ(products->front().value, domain::Value{});
  EXPECT_EQ(store().CountBy(Kind::kExpert, "fields").error().field, "fields");
  const auto some =
      store().CountBy(Kind::kEnterprise, "region_code", {AtLeast("revenue_wan", 4.0)});
  EXPECT_EQ(some->size(), 2U);
}

TEST_P(Lists, ASessionSeesOneMoment) {
  Mixed(3);
  auto session = store().Read();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->Count(Kind::kEnterprise).value(), 3);
  Enterprise late = MakeEnterprise(99);
  ASSERT_TRUE(Insert(late));
  EXPECT_EQ(session->Count(Kind::kEnterprise).value(), 3);
  EXPECT_FALSE(session->Get(domain::EnterpriseId{late.id}));
  EXPECT_EQ(session->Revision().value(), 3);
  EXPECT_EQ(store().Count(Kind::kEnterprise).value(), 4);
}

TEST_P(Lists, VisitorsMayReadAndStop) {
  const std::vector<Enterprise> all = Mixed(5);
  auto session = store().Read();
  int visited = 0;
  const auto visit = [&](Enterprise& enterprise) -> base::Status {
    EXPECT_EQ(session->Get(domain::EnterpriseId{enterprise.id})->name, enterprise.name);
    EXPECT_EQ(session->All<Enterprise>()->size(), 5U);
    return ++visited == 3 ? base::Fail(ErrorCode::kLimited, "够了") : base::Status{};
  };
  EXPECT_EQ(session->ForEach<Enterprise>({}, visit).error().code, ErrorCode::kLimited);
  EXPECT_EQ(visited, 3);
  const std::vector<std::int64_t> ids = {all[2].id, 12345, all[0].id};
  const auto some = session->GetMany(Kind::kEnterprise, ids);
  ASSERT_EQ(some->size(), 2U);
  EXPECT_EQ((*some)[0]->id, all[2].id);
}

TEST_P(Lists, PagesUnderConcurrentInsertsNeitherRepeatNorSkip) {
  std::vector<Enterprise> before = Mixed(50);
  std::thread inserter([&] {
    for (int i = 0; i < 60; ++i) {
      Enterprise enterprise = MakeEnterprise(1000 + i, "140521");
      enterprise.revenue_wan = i % 5;
      EXPECT_TRUE(Insert(enterprise));
    }
  });
  const std::vector<std::int64_t> walked = Walk({.order_by = "revenue_wan", .limit = 3});
  inserter.join();
  const std::set<std::int64_t> seen(walked.begin(), walked.end());
  EXPECT_EQ(seen.size(), walked.size());
  for (const Enterprise& enterprise : before) {
    EXPECT_TRUE(seen.contains(enterprise.id)) << enterprise.name;
  }
}

JIEDUI_ON_EVERY_ENGINE(Lists);

}  // namespace
}  // namespace jiedui::store
