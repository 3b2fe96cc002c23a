#include "base/text.h"
#include "domain/field.h"
#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

/// The `rank`-th record of that kind, enterprises of that innovation only, counted round where a
/// small city has fewer; nullptr where it has none.
const domain::Record* Nth(const Draft& draft, domain::Kind kind, std::string_view innovation,
                          std::size_t rank) {
  std::vector<const domain::Record*> fitting;
  for (const auto& record : draft.records) {
    if (record->kind() != kind) continue;
    if (kind == domain::Kind::kEnterprise && !innovation.empty()) {
      const auto& enterprise = static_cast<const domain::Enterprise&>(*record);
      if (domain::Code(enterprise.innovation) != innovation) continue;
    }
    fitting.push_back(record.get());
  }
  return fitting.empty() ? nullptr : fitting[(rank - 1) % fitting.size()];
}

void SetOwn(const Draft& draft, domain::User& user, const UserWords& words) {
  const std::vector<std::string_view> own = base::Split(words.own, ':');
  const auto kind = domain::FromCode<domain::Kind>(own.front());
  if (!kind || words.rank == 0) return;
  const domain::Record* record =
      Nth(draft, *kind, own.size() > 1 ? own[1] : std::string_view(), words.rank);
  if (record == nullptr) return;
  user.own_kind = *kind;
  user.own_id = record->id;
  const domain::FieldDef* name = domain::TypeOf(*kind).Find("name");
  user.display_name = std::get<std::string>(name->get(*record));
  if (user.display_name.find("演示") == std::string::npos) user.display_name += "（演示）";
}

}  // namespace

void AddUsers(Draft& draft) {
  for (const UserWords& words : draft.words.users) {
    domain::User& user = draft.Add<domain::User>();
    user.login = words.login;
    user.display_name = words.display_name;
    user.role = words.role;
    user.region_code = words.region_code;
    user.department_code = words.department_code;
    SetOwn(draft, user, words);
  }
}

}  // namespace jiedui::services::demo
