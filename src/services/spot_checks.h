#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "domain/evidence.h"
#include "services/workspace.h"

namespace jiedui::services {

/// The sample of `size` that the seed draws from these ids: those whose BLAKE2b-256 of
/// `SEED\nID` (decimal) is smallest, in that order. Whoever has seed and population can draw it
/// again, with any tool; the order of the ids does not matter. All of them where size is larger.
std::vector<std::int64_t> DrawSample(std::string_view seed, std::span<const std::int64_t> ids,
                                     std::size_t size);

struct SpotCheckRequest {
  std::int64_t campaign_id = 0;  ///< 0: the running one
  std::int64_t size = 1;         ///< 1 … 1,000
  std::string seed;              ///< up to 64 characters; a random one where empty
};

/// A drawn sample; the same as the audit row `spot_check_draw` holds.
struct SpotCheckDraw {
  std::int64_t campaign_id = 0;
  std::string seed;
  std::int64_t population = 0;    ///< signed off in the campaign, not voided, not being checked
  std::string population_digest;  ///< BLAKE2b-256 of their sign-offs' ids, ascending, one a line
  std::vector<domain::SpotCheck> checks;
};

/// Draws by the recorded seed and opens a check of each sign-off drawn. kForbidden unless the city
/// office asks; kNotFound without a campaign; kUnprocessable where nobody is signed off; kConflict
/// where that seed was used in the campaign already: drawing again until it suits is no sample.
base::Result<SpotCheckDraw> DrawSpotChecks(Workspace& workspace, const domain::Actor& actor,
                                           const SpotCheckRequest& request);

}  // namespace jiedui::services
