// 0019_separated_duties makes the column of the role anew: nobody's role may be lost by it.
#include <fstream>

#include "store/migrations/migrations_internal.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

class SeparationMigration : public StoreTest {};

TEST_F(SeparationMigration, RolesStayAndThreeMoreAreTaken) {
  StoreOptions options = Options();
  options.path.replace_filename("older.db");
  std::ofstream(options.path).close();
  auto connected = Connect(options, Access::kWrite);
  ASSERT_TRUE(connected) << connected.error().message;
  Connection& old = **connected;
  const auto insert = [&](int id, const std::string& role) {
    return old.RunScript(
        "INSERT INTO users (id, version, created_ms, updated_ms, deleted, login, login_folded, "
        "display_name, display_name_folded, role, region_code, department_code, own_kind, own_id, "
        "password_hash, disabled) VALUES (" +
        std::to_string(id) + ", 1, 0, 0, 0, 'u" + std::to_string(id) + "', 'u" +
        std::to_string(id) + "', '', '', '" + role + "', '', '', 'enterprise', 0, '', 0)");
  };
  for (const Migration& migration : Migrations()) {
    if (migration.name == "0019_separated_duties") {
      ASSERT_TRUE(insert(1, "county"));
      ASSERT_TRUE(insert(2, "city_office"));
      EXPECT_FALSE(insert(3, "audit_admin"));
    }
    const base::Status ran = old.RunScript(migration.sql);
    ASSERT_TRUE(ran) << migration.name << ": " << ran.error().message;
  }
  EXPECT_EQ(old.Number("SELECT count(*) FROM users WHERE id = 1 AND role = 'county'").value(), 1);
  EXPECT_EQ(old.Number("SELECT count(*) FROM users WHERE id = 2 AND role = 'city_office'").value(),
            1);
  EXPECT_EQ(old.Number("SELECT count(*) FROM users WHERE confirmed_grant = ''").value(), 2);
  EXPECT_TRUE(insert(3, "audit_admin"));
  EXPECT_FALSE(insert(4, "nobody"));
}

}  // namespace
}  // namespace jiedui::store
