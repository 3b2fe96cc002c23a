#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "models/learning/training.h"
#include "services/workspace.h"

namespace jiedui::services {

/// A pair model with what it was learned from and how it compared. Kept as settings of the database
/// (`pair_model.N`), so that backups hold it and the audit trail tells of every change of the one
/// in force.
struct StoredPairModel {
  models::PairModel model;
  bool active = false;
  std::string made_by;  ///< name; empty for the one that ships
  base::TimeMs made_ms = 0;
  std::int64_t revision = 0;  ///< of the pairings that it was learned from
  base::TimeMs known_until_ms = 0;
  std::int64_t taken = 0;
  std::int64_t refused = 0;
  std::int64_t passed_over = 0;
  std::int64_t not_about_match = 0;
  std::array<double, models::kPairKinds> lessons{};  ///< weight of evidence per kind
  double position = 0;                               ///< estimated pull of the first place
  double bound = 0;                                  ///< the most that any score could have moved
  std::int64_t against = 0;  ///< version that was in force when it was compared
  models::Comparison comparison;
  models::Doubt doubt = models::Doubt::kNothing;
};

/// The model that the database has in force; the one that ships where none was activated, or where
/// the stored one cannot be read any more (a later program's).
base::Result<models::PairModel> ActivePairModel(const store::Reader& reader);

/// What changes with the model in force, for caches: the setting that names it.
base::Result<std::string> PairModelInForce(const store::Reader& reader);

/// Learns from all decisions and compares with the model in force. Stored as the next version, not
/// in force, unless `dry_run`. kForbidden without manage_model; kUnprocessable where nothing was
/// decided yet; kConflict where the pairings are those that the newest model was learned from.
base::Result<StoredPairModel> TrainPairModel(Workspace& workspace, const domain::Actor& actor,
                                             bool dry_run);

/// Every model, the one that ships first. kForbidden without manage_model.
base::Result<std::vector<StoredPairModel>> ListPairModels(Workspace& workspace,
                                                          const domain::Actor& actor);

/// One of them; the one in force without a version. kNotFound where there is none.
base::Result<StoredPairModel> ReadPairModel(Workspace& workspace, const domain::Actor& actor,
                                            std::optional<std::int64_t> version);

/// Puts a model in force. kConflict where it is already, or where it was doubted when it was
/// compared and `force` is not set.
base::Result<StoredPairModel> ActivatePairModel(Workspace& workspace, const domain::Actor& actor,
                                                std::int64_t version, bool force);

/// Puts back the model that was in force before the present one. kConflict where there was none.
base::Result<StoredPairModel> RollBackPairModel(Workspace& workspace, const domain::Actor& actor);

}  // namespace jiedui::services
