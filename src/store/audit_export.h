#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/audit.h"

namespace jiedui::store {

// The audit log as a file that proves itself without the database: JSON lines. The first line is
// the header (what was exported, when, and the head of the chain at that moment), then one line a
// row, oldest first, then the signature: Ed25519 over the BLAKE2b-256 of every byte before its
// line. Who has the public key from elsewhere (it was printed when the key was made) knows that the
// file is this city's and unchanged; the chain's head in it is an anchor for later.

/// The secret that exports are signed with: 32 bytes in a file beside audit.key, readable by its
/// owner only.
class AuditSigner {
 public:
  /// Reads the file; makes it where it is missing. kUnprocessable where it is no key, kUnavailable
  /// where it cannot be read or written.
  static base::Result<AuditSigner> Open(const std::filesystem::path& file);

  /// 64 lower-case hexadecimal digits.
  [[nodiscard]] std::string public_key() const;
  /// The signature, 128 digits, of a digest.
  [[nodiscard]] std::string Sign(const AuditMac& digest) const;

 private:
  AuditSigner() = default;
  std::array<unsigned char, 32> public_{};
  std::array<unsigned char, 64> secret_{};
};

/// What the header says.
struct AuditExportHeader {
  base::TimeMs exported_ms = 0;
  std::string exported_by;
  std::optional<base::TimeMs> from_ms = std::nullopt;   ///< rows at or after
  std::optional<base::TimeMs> until_ms = std::nullopt;  ///< rows before
  AuditAnchor head;                                     ///< of the chain when it was exported
};

/// Makes the lines one after another, so that no export must be in memory whole.
class AuditExportWriter {
 public:
  AuditExportWriter();
  ~AuditExportWriter();
  AuditExportWriter(AuditExportWriter&&) noexcept;
  AuditExportWriter& operator=(AuditExportWriter&&) noexcept;

  // Each gives its line, with its line feed.
  [[nodiscard]] std::string Begin(const AuditExportHeader& header);
  [[nodiscard]] std::string Add(const AuditEntry& entry);
  [[nodiscard]] std::string Finish(const AuditSigner& signer);

 private:
  struct State;
  [[nodiscard]] std::string Line(std::string line);
  std::unique_ptr<State> state_;
};

/// What an export that checks out holds.
struct CheckedAuditExport {
  std::int64_t rows = 0;
  std::int64_t first_seq = 0;  ///< 0 where there is no row
  std::int64_t last_seq = 0;
  std::string exported_at;
  std::string public_key;  ///< that it is signed with: to be held against the one known
  AuditAnchor head;
};

/// Reads an export and checks it, without any database. kUnprocessable says what is wrong: it is no
/// such file, a row is missing or out of order, it was cut off, the signature is not that of its
/// content, or the key is not `expected_key` (where that is not empty).
base::Result<CheckedAuditExport> CheckAuditExport(std::istream& in, std::string_view expected_key);

/// `SEQ:HEX`, as people keep an anchor.
std::string FormatAnchor(const AuditAnchor& anchor);
/// kInvalid for any other text.
base::Result<AuditAnchor> ParseAnchor(std::string_view text);

}  // namespace jiedui::store
