#pragma once

#include "domain/credit_code.h"
#include "domain/ledger.h"
#include "services/access.h"
#include "services/record_events.h"
#include "services/roster.h"
#include "services/visits.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {

/// One enterprise of Zezhou's chemical industry, and accounts of every role that has to do with its
/// problems.
class LedgerFixture : public WorkspaceTest {
 protected:
  LedgerFixture() {
    GoTo({2020, 7, 15});
    domain::Enterprise enterprise;
    enterprise.name = "泽州县甲化工有限公司";
    const std::string body = "91140500MA0100001";
    enterprise.credit_code = body + domain::CreditCodeCheckDigit(body);
    enterprise.region_code = "140525";
    enterprise.sector_code = "2614";
    auto made = CreateRecord(workspace_, domain::Operator(),
                             std::make_unique<domain::Enterprise>(enterprise));
    if (!made) throw std::runtime_error(made.error().message);
    enterprise_ = {(*made)->id};
  }

  /// Nine in the morning of that day in China.
  void GoTo(const base::Date& day) { clock_.Set(base::StartOfDayInChina(day) + 9 * 3'600'000); }

  [[nodiscard]] domain::Actor As(domain::Role role, const std::string& department = {},
                                 const std::string& region = {}) const {
    domain::User user;
    user.id = 100 + static_cast<std::int64_t>(role);
    user.login = user.display_name = std::string(domain::Code(role)) + department + region;
    user.role = role;
    user.department_code = department;
    user.region_code = region;
    if (role == domain::Role::kEnterprise) {
      user.own_kind = domain::Kind::kEnterprise;
      user.own_id = enterprise_.value;
    }
    return ActorOf(user, reference_);
  }
  [[nodiscard]] domain::Actor County() const { return As(domain::Role::kCounty, "", "140525"); }
  [[nodiscard]] domain::Actor Tax() const { return As(domain::Role::kSupportDepartment, "tax"); }
  [[nodiscard]] domain::Actor Finance() const {
    return As(domain::Role::kSupportDepartment, "finance");
  }
  [[nodiscard]] domain::Actor Energy() const { return As(domain::Role::kDepartment, "energy"); }
  [[nodiscard]] domain::Actor Enterprise() const { return As(domain::Role::kEnterprise); }

  /// A problem on the ledger, as the rules route it.
  domain::LedgerItem Register(const std::string& problem) {
    domain::LedgerItem item;
    item.enterprise = enterprise_;
    item.problem = problem;
    auto made = CreateRecord(workspace_, domain::Operator(),
                             std::make_unique<domain::LedgerItem>(std::move(item)));
    if (!made) throw std::runtime_error(made.error().message);
    return static_cast<domain::LedgerItem&>(**made);
  }

  [[nodiscard]] domain::LedgerItem Now(const domain::LedgerItem& item) const {
    return store_->Get(domain::LedgerItemId{item.id}).value();
  }

  using Fields = std::vector<std::pair<std::string, std::string>>;
  base::Status Post(const domain::Actor& actor, domain::LedgerItem& item, const std::string& event,
                    const Fields& fields = {}, const std::string& reason = {}) {
    RecordEventRequest request{event, reason, {}};
    const domain::RecordType& type = domain::TypeOf(domain::Kind::kLedgerItem);
    for (const auto& [name, text] : fields) {
      const domain::FieldDef* const field = type.Find(name);
      request.fields.emplace_back(field, domain::ParseValue(*field, text).value());
    }
    auto after = PostRecordEvent(workspace_, actor, item.kind(), item.id, item.version, request);
    if (!after) return tl::unexpected(after.error());
    item = static_cast<domain::LedgerItem&>(**after);
    return {};
  }

  domain::EnterpriseId enterprise_;
};

}  // namespace jiedui::services
