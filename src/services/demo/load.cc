#include "services/demo/load.h"

#include "domain/actor.h"
#include "services/demo/remap.h"

namespace jiedui::services {
namespace {

constexpr std::string_view kHashStage = "演示账号";
constexpr std::string_view kWriteStage = "演示数据";

/// Hashes every account's password: slow by intent, so before the unit of work that all wait for.
base::Result<std::vector<DemoAccount>> SetPasswords(const DemoCity& city,
                                                    const DemoLoadOptions& options,
                                                    const base::Progress& progress) {
  std::vector<domain::User*> users;
  for (const auto& record : city.records) {
    if (record->kind() != domain::Kind::kUser) continue;
    users.push_back(static_cast<domain::User*>(record.get()));
  }
  std::vector<DemoAccount> accounts;
  for (domain::User* user : users) {
    JIEDUI_CHECK(CheckPasswordRules(user->login, options.password));
    JIEDUI_ASSIGN(user->password_hash, HashPassword(options.password, options.cost));
    accounts.push_back({user->login, user->display_name, user->role});
    base::Report(progress, kHashStage, accounts.size(), users.size());
  }
  return accounts;
}

base::Status CheckEmpty(const store::Reader& reader) {
  JIEDUI_ASSIGN(const std::int64_t enterprises, reader.Count(domain::Kind::kEnterprise));
  if (enterprises == 0) return {};
  return base::Fail(base::ErrorCode::kConflict, "数据库中已有" + std::to_string(enterprises) +
                                                    "家企业，演示数据只能写入空数据库");
}

base::Status InsertAll(store::UnitOfWork& unit, DemoCity& city, const base::Progress& progress) {
  constexpr std::size_t kReportEvery = 100;
  std::vector<std::int64_t> ids = {0};  // by temporary id
  for (const auto& record : city.records) {
    demo::RemapReferences(*record, ids);
    JIEDUI_CHECK(unit.Insert(*record));
    ids.push_back(record->id);
    const std::size_t done = ids.size() - 1;
    if (done % kReportEvery == 0 || done == city.records.size()) {
      base::Report(progress, kWriteStage, done, city.records.size());
    }
  }
  return {};
}

}  // namespace

base::Result<LoadedDemo> LoadDemoCity(store::Store& store, DemoCity city,
                                      const DemoLoadOptions& options,
                                      const base::Progress& progress) {
  LoadedDemo loaded;
  loaded.records = city.records.size();
  JIEDUI_ASSIGN(loaded.accounts, SetPasswords(city, options, progress));
  const store::Store::Work write_all = [&](store::UnitOfWork& unit) -> base::Status {
    JIEDUI_CHECK(CheckEmpty(unit));
    return InsertAll(unit, city, progress);
  };
  JIEDUI_CHECK(store.Write(store::ContextOf(domain::Operator(), "演示数据"), write_all));
  return loaded;
}

}  // namespace jiedui::services
