#include "services/briefs.h"

#include <algorithm>
#include <set>

#include "domain/user.h"
#include "services/access.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::FieldDef;
using domain::Kind;
using domain::Record;

std::string TextField(const Record& record, std::string_view name) {
  const FieldDef* const field = domain::TypeOf(record.kind()).Find(name);
  return field == nullptr ? std::string() : domain::FormatValue(*field, field->get(record));
}

/// Every record of those keys, by kind.
using Visit = std::function<void(const Record&)>;
Status VisitAll(const store::Reader& reader, std::span<const RecordKey> keys, const Visit& visit) {
  std::map<Kind, std::set<std::int64_t>> wanted;
  for (const RecordKey& key : keys) {
    if (key.id != 0) wanted[key.kind].insert(key.id);
  }
  for (auto& [kind, ids] : wanted) {
    const std::vector<std::int64_t> list(ids.begin(), ids.end());
    JIEDUI_ASSIGN(const auto records, reader.GetMany(kind, list));
    for (const auto& record : records) {
      visit(*record);
      ids.erase(record->id);
    }
    for (const std::int64_t gone : ids) {
      const auto record = reader.GetAny(kind, gone);
      if (record) visit(**record);
    }
  }
  return {};
}

}  // namespace

Brief BriefOf(const Record& record) {
  Brief brief;
  brief.key = {record.kind(), record.id};
  brief.title = domain::TitleOf(record);
  for (const std::string_view name : {"products", "organisation", "document_no"}) {
    if (brief.subtitle.empty()) brief.subtitle = TextField(record, name);
  }
  brief.region_code = TextField(record, "region_code");
  brief.programme_sector = TextField(record, "programme_sector");
  return brief;
}

Result<Briefs> ReadBriefs(const store::Reader& reader, std::span<const RecordKey> keys) {
  const store::SystemWork door("who sees a pairing sees the names of its sides");
  Briefs briefs;
  JIEDUI_CHECK(VisitAll(reader, keys, [&](const Record& record) {
    briefs.emplace(RecordKey{record.kind(), record.id}, BriefOf(record));
  }));
  return briefs;
}

Brief BriefAmong(const Briefs& briefs, RecordKey key) {
  const auto found = briefs.find(key);
  if (found != briefs.end()) return found->second;
  return {key, "（已不存在的" + std::string(domain::NameOf(key.kind).zh) + "）", "", "", ""};
}

std::vector<RecordKey> ReferencesOf(const Record& record) {
  std::vector<RecordKey> keys;
  for (const FieldDef& field : domain::TypeOf(record.kind()).fields) {
    const std::optional<Kind> target = domain::ReferredKind(record, field);
    if (!target) continue;
    const domain::Value value = field.get(record);
    if (const auto* one = std::get_if<std::int64_t>(&value); one != nullptr && *one != 0)
      keys.push_back({*target, *one});
    if (const auto* many = std::get_if<std::vector<std::int64_t>>(&value)) {
      for (const std::int64_t id : *many) keys.push_back({*target, id});
    }
  }
  return keys;
}

Result<std::map<RecordKey, std::string>> ReadTitles(const store::Reader& reader,
                                                    const domain::Actor& actor,
                                                    std::span<const Record* const> records) {
  std::vector<RecordKey> keys;
  for (const Record* const record : records) {
    const std::vector<RecordKey> own = ReferencesOf(*record);
    keys.insert(keys.end(), own.begin(), own.end());
  }
  return ReadTitles(reader, actor, keys);
}

Result<std::map<RecordKey, std::string>> ReadTitles(const store::Reader& reader,
                                                    const domain::Actor& actor,
                                                    std::span<const RecordKey> keys) {
  std::map<RecordKey, std::string> titles;
  JIEDUI_CHECK(VisitAll(reader, keys, [&](const Record& record) {
    if (Covers(ScopeOf(actor, record.kind()), record))
      titles.emplace(RecordKey{record.kind(), record.id}, domain::TitleOf(record));
  }));
  return titles;
}

Result<std::map<std::int64_t, std::string>> ReadUserNames(const store::Reader& reader,
                                                          std::span<const std::int64_t> user_ids) {
  const store::SystemWork door("who decided is named, not shown");
  std::vector<RecordKey> keys;
  for (const std::int64_t id : user_ids) keys.push_back({Kind::kUser, id});
  std::map<std::int64_t, std::string> names;
  JIEDUI_CHECK(VisitAll(reader, keys, [&](const Record& record) {
    const auto& user = static_cast<const domain::User&>(record);
    names.emplace(user.id, user.display_name.empty() ? user.login : user.display_name);
  }));
  return names;
}

}  // namespace jiedui::services
