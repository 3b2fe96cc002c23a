#pragma once

#include <string>
#include <vector>

#include "base/json_writer.h"
#include "domain/actor.h"
#include "services/corpus.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Two records of one kind that may be the same.
struct LikelyDuplicate {
  RecordKey a;
  RecordKey b;
  std::string a_title;
  std::string b_title;
  std::string why;  ///< Chinese
};

/// A name without what says only what form the company has, folded: 甲铸造 for 甲铸造有限公司.
std::string BareName(std::string_view name);

/// Pairs of the kind's records whose bare names are equal, or of at least four characters and one
/// apart, in the same county where the kind has one; by name, at most `most`. Within the actor's
/// sight. O(n · length).
base::Result<std::vector<LikelyDuplicate>> FindDuplicates(Workspace& workspace,
                                                          const domain::Actor& actor,
                                                          domain::Kind kind,
                                                          std::size_t most = 200);

/// One field of a merge: what each has and what stays.
struct MergedField {
  std::string field;
  std::string zh;
  std::string kept;
  std::string dropped;
  std::string result;
};

/// How many records of a kind would refer to the kept record instead.
struct MovedReferences {
  domain::Kind kind = domain::Kind::kNeed;
  std::string field;
  std::int64_t count = 0;
};

struct MergePreview {
  RecordKey kept;
  RecordKey dropped;
  std::vector<MergedField> fields;  ///< where the two differ
  std::vector<MovedReferences> moved;
};

/// What MergeRecords would do. Errors as it.
base::Result<MergePreview> PreviewMerge(Workspace& workspace, const domain::Actor& actor,
                                        RecordKey kept, RecordKey dropped);

/// Makes one record of two: fields that the kept one lacks are taken from the other, everything
/// that refers to the other refers to the kept one, and the other is taken off its roster, from
/// where RestoreRecord brings it back (without what was moved). kInvalid for two kinds or the same
/// record; kForbidden where the actor may not change or remove them; kConflict where something of
/// both cannot stand twice (a survey of the same period, say), naming it; kPrecondition for a kept
/// record that changed since.
base::Result<MergePreview> MergeRecords(Workspace& workspace, const domain::Actor& actor,
                                        RecordKey kept, std::int64_t version, RecordKey dropped);

void WriteDuplicates(base::JsonWriter& json, const std::vector<LikelyDuplicate>& duplicates);
void WriteMerge(base::JsonWriter& json, const MergePreview& merge);

}  // namespace jiedui::services
