#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/command.h"
#include "app/commands/named.h"
#include "domain/record.h"
#include "services/corpus.h"

namespace jiedui::app {

/// What the `record` commands are asked.
struct RecordArguments {
  std::string kind;
  std::string key;
  std::string event;
  std::string reason;
  std::vector<std::string> assignments;  ///< `field=value`
  std::vector<std::string> conditions;   ///< `field=value`, of the records that `each` takes
  std::size_t limit = 50;
  std::string other;  ///< of a merge: the record that goes
  bool dry_run = false;
  bool deleted = false;  ///< of a list: those that can be restored
};

/// `kind:id`; kInvalid for anything else.
base::Result<services::RecordKey> KeyNamed(const std::string& text);

/// Sets what the words say, read as files of clerks are: other records by their key or name. By
/// hand, only fields that people fill. kInvalid names the field.
base::Status Assign(const services::Workspace& workspace, const std::vector<std::string>& words,
                    bool by_hand, domain::Record& record);

/// What a clerk knows the record by, on one line: number, title, whose it is, where it stands.
std::string LineOf(const domain::Record& record,
                   const std::map<services::RecordKey, std::string>& titles);

/// Prints the record with what the actor may put it through.
base::Status ShowRecord(const CommonOptions& common, services::Workspace& workspace,
                        const domain::Actor& actor, const domain::Record& record);

/// `record event`: puts one record, a pairing among them, through an event.
base::Status PutThrough(const CommonOptions& common, services::Workspace& workspace,
                        const domain::Actor& actor, const RecordArguments& arguments);

/// `record each`: the same for every record that the conditions let through, each on its own; those
/// that do not go are named with the reason. Records that the actor
/// sees but does not keep are left out. kConflict where some did not go.
base::Status PutEachThrough(const CommonOptions& common, services::Workspace& workspace,
                            const domain::Actor& actor, const RecordArguments& arguments);

}  // namespace jiedui::app
