#pragma once

#include "services/access.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {

/// A workspace to which records are put as they are, and actors of its roles.
class RecordsTest : public WorkspaceTest {
 protected:
  void Put(domain::Record& record) {
    const base::Status stored =
        store_->Write(store::ContextOf(domain::Operator()),
                      [&](store::UnitOfWork& unit) { return unit.Insert(record); });
    ASSERT_TRUE(stored) << stored.error().message;
  }

  domain::Enterprise PutEnterprise(const std::string& region, const std::string& sector) {
    domain::Enterprise enterprise;
    enterprise.name = "企业" + std::to_string(++made_);
    enterprise.credit_code = "CODE" + std::to_string(made_);
    enterprise.region_code = region;
    enterprise.sector_code = sector;
    enterprise.programme_sector = std::string(reference_.ProgrammeSectorOf(sector));
    enterprise.above_scale = true;
    enterprise.revenue_wan = 1000;
    Put(enterprise);
    return enterprise;
  }

  [[nodiscard]] domain::Actor County(const std::string& region) const {
    domain::User user;
    user.login = "county";
    user.role = domain::Role::kCounty;
    user.region_code = region;
    return ActorOf(user, reference_);
  }

 private:
  int made_ = 0;
};

}  // namespace jiedui::services
