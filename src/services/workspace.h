#pragma once

#include <memory>

#include "base/clock.h"
#include "domain/reference.h"
#include "models/sector/sector_classifier.h"
#include "services/auth_state.h"
#include "services/corpus_cache.h"
#include "services/evidence_store.h"
#include "services/plan_sessions.h"
#include "services/search_index.h"
#include "store/store.h"

namespace jiedui::services {

/// What every use case stands on. Owned by the program's wiring; thread-safe as its parts are.
struct Workspace {
  store::Store& store;
  const domain::Reference& reference;
  const base::Clock& clock;
  CorpusCache& corpus;
  const models::SectorClassifier& sectors;
  SearchIndex& search;
  AuthState& auth;
  PlanSessions& plan_sessions;
  const EvidenceStore& evidence;
};

}  // namespace jiedui::services
