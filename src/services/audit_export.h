#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "domain/actor.h"
#include "services/workspace.h"
#include "store/audit_export.h"

namespace jiedui::services {

/// The audit log going out as a signed file (store/audit_export), piece by piece. Personal values
/// are masked as everywhere, but for the operator, whose copy is whole. That it went out is in the
/// log itself. Used by one thread at a time; the workspace must outlive it.
class AuditExport {
 public:
  /// Days in China, both included; without one, from the beginning or to the end.
  struct Days {
    std::optional<base::Date> since = std::nullopt;
    std::optional<base::Date> until = std::nullopt;
  };

  /// kForbidden for who may not read the log, or sees only a part of it.
  static base::Result<AuditExport> Begin(Workspace& workspace, const domain::Actor& actor,
                                         store::AuditSigner signer, const Days& days);

  /// The next lines; empty after the last, which is the signature.
  base::Result<std::string> Next();

  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] std::string public_key() const { return signer_.public_key(); }

 private:
  AuditExport(Workspace& workspace, store::AuditSigner signer)
      : workspace_(&workspace), signer_(signer) {}

  Workspace* workspace_;
  store::AuditSigner signer_;
  store::AuditExportWriter writer_;
  store::AuditExportHeader header_;
  std::int64_t from_seq_ = 1;   // the next row to go out
  std::int64_t until_seq_ = 0;  // the last one
  std::int64_t rows_ = 0;
  bool masked_ = true;
  enum class Stage : std::uint8_t { kHeader, kRows, kEnd } stage_ = Stage::kHeader;
};

/// The changes of an audit row with its personal values masked.
base::Result<std::string> MaskedChanges(const std::string& changes);

}  // namespace jiedui::services
