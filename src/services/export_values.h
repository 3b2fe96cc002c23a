#pragma once

#include <map>
#include <string>
#include <utility>

#include "domain/actor.h"
#include "domain/field.h"
#include "store/reader.h"

namespace jiedui::services {

/// Writes values as cells that CellReader reads back as the same values, in every kind of file:
/// choices by their Chinese titles, other records by their keys, accounts by their logins (as
/// `user:ID` for who may not read accounts). Personal texts are masked unless `reveals`. Looks each
/// record that is referred to up once: the reader must be of one moment. Not thread-safe.
class CellWriter {
 public:
  CellWriter(const store::Reader& reader, const domain::Actor& actor, bool reveals);

  base::Result<std::string> Write(const domain::Record& record, const domain::FieldDef& field);

 private:
  base::Result<std::string> References(domain::Kind kind, const domain::Value& value);
  base::Result<std::string> Reference(domain::Kind kind, std::int64_t id);
  [[nodiscard]] std::string Text(const domain::FieldDef& field, const std::string& text) const;

  const store::Reader& reader_;
  bool reveals_;
  bool names_accounts_;
  std::map<std::pair<domain::Kind, std::int64_t>, std::string> texts_;
};

}  // namespace jiedui::services
