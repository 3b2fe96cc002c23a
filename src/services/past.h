#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "domain/field.h"
#include "store/reader.h"

namespace jiedui::services {

/// How the records of one kind stood at a moment, by undoing what the audit log says was changed
/// of them since. What came into the system later stands as it was made; what was taken off its
/// roster since is gone, as an error that was mended. Secret fields are not undone.
class Past {
 public:
  /// O(changes of records of the kind since the moment).
  static base::Result<Past> Read(const store::Reader& reader, domain::Kind kind,
                                 base::TimeMs moment_ms);

  /// Puts the record, as it stands now, back to the moment.
  [[nodiscard]] base::Status Undo(domain::Record& record) const;

 private:
  using Values = std::map<const domain::FieldDef*, domain::Value>;
  std::unordered_map<std::int64_t, Values> before_;  ///< by record, what its fields had
};

/// Calls `visit` with every undeleted record that passes the filters now, as it stood at the
/// moment.
template <class T, class F>
base::Status ForEachAsOf(const store::Reader& reader, const store::Filters& filters,
                         base::TimeMs moment_ms, F&& visit) {
  JIEDUI_ASSIGN(const Past past, Past::Read(reader, T::kKind, moment_ms));
  return reader.ForEach<T>(filters, [&](T& record) -> base::Status {
    JIEDUI_CHECK(past.Undo(record));
    visit(static_cast<const T&>(record));
    return {};
  });
}

}  // namespace jiedui::services
