#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace jiedui::store {

// The audit log is a chain: each row carries a keyed BLAKE2b-256 over itself and the row before.
// Who can write the database but does not have the key file cannot change, remove, insert or
// reorder rows unseen. Cutting the newest rows off together with putting an older head back is
// seen only against an anchor that was kept outside: AuditAnchor.

/// A keyed hash, BLAKE2b with 32 bytes of output (RFC 7693).
using AuditMac = std::array<unsigned char, 32>;

struct AuditEntry {
  std::int64_t seq = 0;  ///< 1, 2, 3 … without gaps
  base::TimeMs at_ms = 0;
  std::int64_t actor_id = 0;  ///< 0 is the operator at the command line
  std::string actor_name;
  std::string request_id;
  std::string remote_address;
  std::string reason;
  std::string action;  ///< insert, update, remove, restore, setting, or what UnitOfWork::Log names
  std::string kind;    ///< code of domain::Kind; empty for what is about no record
  std::int64_t record_id = 0;
  std::int64_t version = 0;  ///< the record's after the change
  /// JSON object of the fields that changed: `{"phone":{"before":…,"after":…,"personal":true}}`.
  /// `before` is left out on insert; values as in the API, ids as strings. A personal field is
  /// marked so that readers can mask it; a secret one says `{"secret":true}` and no values.
  std::string changes;
};

/// One change of a record, as its audit row tells it.
struct RecordChange {
  std::int64_t record_id = 0;
  std::string action;   ///< as AuditEntry's
  std::string changes;  ///< as AuditEntry's
};

/// What to list, newest first. Conditions that are set must all hold.
struct AuditQuery {
  std::string kind = {};  ///< with record_id: one record's history
  std::int64_t record_id = 0;
  std::string action = {};
  std::optional<std::int64_t> actor_id = std::nullopt;
  std::optional<base::TimeMs> from_ms = std::nullopt;   ///< at or after
  std::optional<base::TimeMs> until_ms = std::nullopt;  ///< before
  std::int64_t before_seq = 0;                          ///< older than this row; 0: from the newest
  std::string cursor = {};                              ///< AuditPage::next of the page before
  std::int64_t limit = 50;                              ///< 1 … 1,000
};

struct AuditPage {
  std::vector<AuditEntry> entries;
  std::string next;  ///< empty after the last page
};

/// The newest row's place and hash: keep it outside (paper, another machine) to prove later that
/// nothing was cut off.
struct AuditAnchor {
  std::int64_t seq = 0;
  AuditMac mac = {};
};

enum class AuditProblem : std::uint8_t {
  kNone,
  kChanged,     ///< the row at first_bad_seq is not the one that was written
  kMissing,     ///< there is no row at first_bad_seq, though later ones or the head prove it was
  kHeadForged,  ///< the head does not carry the key's hash
  kUnanchored,  ///< the chain is whole, but does not hold the anchor given
};

struct AuditReport {
  AuditProblem problem = AuditProblem::kNone;
  std::int64_t first_bad_seq = 0;  ///< 0 where the problem is of no row
  std::int64_t rows = 0;           ///< rows checked and found right
  AuditAnchor head;                ///< of the last right row
  [[nodiscard]] bool ok() const { return problem == AuditProblem::kNone; }
};

}  // namespace jiedui::store
