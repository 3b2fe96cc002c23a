#pragma once

#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "domain/actor.h"
#include "services/corpus.h"
#include "store/reader.h"

namespace jiedui::services {

/// A record as others mention it.
struct Brief {
  RecordKey key;
  std::string title;
  std::string subtitle;  ///< an enterprise's products, a helper's organisation, a document number
  std::string region_code;
  std::string programme_sector;
};

using Briefs = std::unordered_map<RecordKey, Brief, RecordKeyHash>;

Brief BriefOf(const domain::Record& record);

/// The records of those keys, deleted ones too: one read for each kind. Keys of no record, and ids
/// of 0, are left out. Looks at no scope: for records that the reader of something in its sight is
/// to see named.
base::Result<Briefs> ReadBriefs(const store::Reader& reader, std::span<const RecordKey> keys);

/// The brief of that key; where it is not among them, one that says so.
Brief BriefAmong(const Briefs& briefs, RecordKey key);

/// Every record that this one refers to.
std::vector<RecordKey> ReferencesOf(const domain::Record& record);

/// The titles of all that these records refer to and the actor sees.
base::Result<std::map<RecordKey, std::string>> ReadTitles(
    const store::Reader& reader, const domain::Actor& actor,
    std::span<const domain::Record* const> records);
/// The titles of those of the records that the actor sees.
base::Result<std::map<RecordKey, std::string>> ReadTitles(const store::Reader& reader,
                                                          const domain::Actor& actor,
                                                          std::span<const RecordKey> keys);

/// The display names of users by id; 0 and those that are gone are left out.
base::Result<std::map<std::int64_t, std::string>> ReadUserNames(
    const store::Reader& reader, std::span<const std::int64_t> user_ids);

}  // namespace jiedui::services
