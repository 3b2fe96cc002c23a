#pragma once

#include <array>
#include <filesystem>

#include "store/audit.h"
#include "store/connection_internal.h"

namespace jiedui::store {

/// The secret that audit rows are hashed with: the 32 bytes of the key file.
class AuditKey {
 public:
  /// Reads the file, which must be of 32 bytes. kNotFound where it is missing; kUnprocessable where
  /// it is no key; kUnavailable where it cannot be read.
  static base::Result<AuditKey> Load(const std::filesystem::path& file);
  /// Makes the file, readable by its owner only, on disk before this returns; where another process
  /// was first, loads that one's. kUnavailable where it cannot be written.
  static base::Result<AuditKey> Make(const std::filesystem::path& file);

  /// Names the key without giving it away.
  [[nodiscard]] AuditMac Id() const;
  [[nodiscard]] AuditMac OfEntry(const AuditMac& previous, const AuditEntry& entry) const;
  [[nodiscard]] AuditMac OfHead(const AuditAnchor& head) const;
  /// A key of its own for that purpose; tells nothing of this one or of another purpose's.
  [[nodiscard]] AuditMac Derive(std::string_view purpose) const;

 private:
  [[nodiscard]] AuditMac Hash(std::string_view message) const;
  std::array<unsigned char, 32> key_{};
};

/// The newest row, as `store_head` keeps it.
struct StoreHead {
  std::int64_t revision = 0;
  AuditAnchor audit;
  AuditMac mac = {};  ///< AuditKey::OfHead
  AuditMac key_id = {};
};

/// Nothing where the database is so new that it has no head.
base::Result<std::optional<StoreHead>> ReadHead(Connection& connection);
/// The same within a write transaction: no other process writes before it ended.
base::Result<std::optional<StoreHead>> LockHead(Connection& connection);

base::Result<AuditMac> MacAt(const Statement& row, int column);

/// The columns of `audit` that AuditEntryAt reads, in its order; `mac` comes after them.
inline constexpr std::string_view kAuditColumns =
    "seq, at_ms, actor_id, actor_name, request_id, remote_address, reason, action, kind, "
    "record_id, version, changes";
inline constexpr int kAuditMacColumn = 12;
AuditEntry AuditEntryAt(const Statement& row);

/// The hash of the audit row of that number; nothing where there is none.
base::Result<std::optional<AuditMac>> MacOf(Connection& connection, std::int64_t seq);

/// Adds the entry, whose seq is the one after the head's, and moves the head on.
base::Status AppendAudit(Connection& connection, const AuditKey& key, AuditAnchor& head,
                         const AuditEntry& entry);

}  // namespace jiedui::store
