#include "services/external_identity.h"

#include "services/id_token.h"

namespace jiedui::services {

std::string ExternalId(std::string_view provider, std::string_view subject) {
  return std::string(provider) + ":" + std::string(subject);
}

bool IsExternalId(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view provider = text.substr(0, colon);
  return (provider == kOidc || provider == kCas) && IsSubject(text.substr(colon + 1));
}

base::Result<std::optional<domain::User>> FindByExternalId(const store::Reader& reader,
                                                           const std::string& external_id) {
  store::ListQuery query;
  query.filters = {store::Equals("external_id", external_id)};
  query.limit = 1;
  JIEDUI_ASSIGN(store::PageOf<domain::User> page, reader.List<domain::User>(query));
  if (page.records.empty()) return std::optional<domain::User>();
  return std::optional<domain::User>(std::move(page.records.front()));
}

}  // namespace jiedui::services
