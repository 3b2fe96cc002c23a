#pragma once

#include "domain/actor.h"
#include "store/sight.h"

namespace jiedui::services {

/// The actor's sight for the store: the conditions of ScopeOf on every query, besides its own
/// account, which everybody sees; changes within InWriteScope, and of the rosters of those with
/// accounts of their own kind, the owner's record only. `actor` outlives it.
store::Sight SightOf(const domain::Actor& actor);

}  // namespace jiedui::services
