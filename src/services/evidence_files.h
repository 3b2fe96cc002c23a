#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "domain/actor.h"
#include "domain/evidence.h"
#include "services/workspace.h"

namespace jiedui::services {

/// A file that somebody hands in as evidence (E3).
struct EvidenceUpload {
  domain::EnterpriseId enterprise;
  domain::EvidenceCategory category = domain::EvidenceCategory::kOther;
  std::string title;      ///< the file's name without its ending where empty
  std::string file_name;  ///< as its owner calls it; its ending must fit the content
  std::string_view bytes;
};

/// Keeps the file and its record. The type is told from the bytes (office::SniffFile). A file that
/// another enterprise handed in too is kept, and both are flagged as `reused`: the reviewer
/// decides. kForbidden as CreateRecord; kInvalid, kTooLarge and kUnprocessable for a name, size,
/// type or content that is not taken; kConflict where the enterprise has a file of that title or
/// content already, or as many as it may have; kUnavailable as EvidenceStore::Put.
base::Result<domain::EvidenceFile> UploadEvidence(Workspace& workspace, const domain::Actor& actor,
                                                  const EvidenceUpload& upload);

struct EvidenceContent {
  domain::EvidenceFile record;
  std::string bytes;  ///< checked against the record's digest
};

/// kNotFound where there is no such record in the actor's sight or its file is gone; kInternal
/// where the file is damaged.
base::Result<EvidenceContent> ReadEvidenceContent(Workspace& workspace, const domain::Actor& actor,
                                                  std::int64_t id);

/// A record whose file is not what it should be.
struct EvidenceFault {
  std::int64_t record_id = 0;
  std::string title;
  std::string enterprise;
  std::string what;
};

struct EvidenceReport {
  std::int64_t files = 0;  ///< records, removed ones too: history still names them
  std::int64_t bytes = 0;
  std::vector<EvidenceFault> faults;  ///< by record
};

/// Looks at the file of every record: that it is there with its size, and with `contents` that its
/// bytes are those of the digest.
base::Result<EvidenceReport> CheckEvidence(const store::Reader& reader, const EvidenceStore& files,
                                           bool contents, const base::Progress& progress = {});

/// Copies the file of every record from one store to the other, checked on the way; what is there
/// already is not written again. A file that is missing or damaged is reported, and the others are
/// copied.
base::Result<EvidenceReport> CopyEvidence(const store::Reader& reader, const EvidenceStore& from,
                                          const EvidenceStore& to);

/// Removes files that no record names and that are older than a day at `now_ms`, the machine's own
/// time; returns how many.
base::Result<std::int64_t> CleanEvidence(const store::Reader& reader, const EvidenceStore& files,
                                         base::TimeMs now_ms);

}  // namespace jiedui::services
