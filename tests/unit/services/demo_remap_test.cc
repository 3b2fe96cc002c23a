#include <gtest/gtest.h>

#include "demo_fixture.h"
#include "domain/helpers.h"
#include "domain/programme.h"
#include "domain/user.h"
#include "services/demo/remap.h"

namespace jiedui::services {
namespace {

/// Temporary ids t become 1000 + 7 t.
std::vector<std::int64_t> Spread(std::size_t count) {
  std::vector<std::int64_t> ids = {0};
  for (std::size_t t = 1; t <= count; ++t) ids.push_back(1000 + 7 * static_cast<std::int64_t>(t));
  return ids;
}

TEST(DemoRemap, EveryReferenceOfTheCityFollows) {
  const DemoCity city = Make();
  const std::vector<std::int64_t> ids = Spread(city.records.size());
  for (std::size_t i = 0; i < city.records.size(); ++i) {
    domain::Record& record = *city.records[i];
    demo::RemapReferences(record, {ids.data(), i + 1});
    record.id = ids[i + 1];
  }
  std::map<std::int64_t, const domain::Record*> by_id;
  for (const auto& record : city.records) by_id[record->id] = record.get();
  const auto name_of = [&](std::int64_t id) {
    const domain::Record& record = *by_id.at(id);
    return std::get<std::string>(domain::TypeOf(record.kind()).Find("name")->get(record));
  };
  for (const auto* team : All<domain::Team>(city)) {
    ASSERT_EQ(by_id.at(team->leader.value)->kind(), domain::Kind::kExpert);
  }
  std::size_t at = 0;
  const auto before = All<domain::Need>();
  for (const auto* need : All<domain::Need>(city)) {
    ASSERT_EQ(name_of(need->enterprise.value),
              ById<domain::Enterprise>(before[at++]->enterprise.value)->name);
  }
  for (const auto* capability : All<domain::Capability>(city)) {
    ASSERT_EQ(by_id.at(capability->owner_id)->kind(), capability->owner_kind);
  }
  for (const auto* conflict : All<domain::Conflict>(city)) {
    ASSERT_EQ(by_id.at(conflict->a_id)->kind(), conflict->a_kind);
    ASSERT_EQ(by_id.at(conflict->b_id)->kind(), conflict->b_kind);
  }
  for (const auto* user : All<domain::User>(city)) {
    if (user->own_id != 0) {
      ASSERT_EQ(by_id.at(user->own_id)->kind(), user->own_kind);
    }
  }
}

TEST(DemoRemap, LeavesNobodyAndNumbersAlone) {
  domain::User user;
  user.password_set_ms = 1;
  const std::vector<std::int64_t> ids = Spread(3);
  demo::RemapReferences(user, ids);
  EXPECT_EQ(user.own_id, 0);
  EXPECT_EQ(user.password_set_ms, 1);
  domain::Enterprise enterprise;
  enterprise.employees = 2;
  enterprise.capacity = 3;
  demo::RemapReferences(enterprise, ids);
  EXPECT_EQ(enterprise.employees, 2);
  EXPECT_EQ(enterprise.capacity, 3);
}

}  // namespace
}  // namespace jiedui::services
