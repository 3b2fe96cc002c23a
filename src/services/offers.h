#pragma once

#include <string>

#include "domain/actor.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What a helper says when it puts itself forward.
struct OfferRequest {
  domain::EnterpriseId enterprise;
  domain::NeedId need;  ///< the need that it could meet; none: the enterprise as a whole
  std::string note;     ///< what it could do; not empty
};

/// A helper's account puts itself forward (B1 … B3: helpers search enterprises by need). The offer
/// is a suggested pairing, agreed to by the helper, in a plan in force that gathers the offers of
/// its pair kind: a coordinator approves it, then the enterprise accepts it, as any other. The
/// helper sees it from the start and may take it back (decline). kForbidden without `offer`;
/// kNotFound for an enterprise or need that is not there; kConflict where the two work together or
/// the offer waits already; kUnprocessable where the need is another enterprise's, where the pair
/// was refused before, and where the programme's rules, the helper's places or the enterprise's
/// need bar the pair (field `helper`).
base::Result<domain::Pairing> OfferHelp(Workspace& workspace, const domain::Actor& actor,
                                        const OfferRequest& request);

/// `Plan::solve_status` of a plan that gathers offers.
constexpr std::string_view kUnsolved = "unsolved";

}  // namespace jiedui::services
