#include "api/handlers/handlers.h"
#include "api/routes.h"

namespace jiedui::api {

std::span<const Route> AllRoutes() {
  using enum workflow::Permission;
  constexpr Caller kAny = Caller::kAnyone;
  constexpr Caller kIn = Caller::kLoggedIn;
  static constexpr std::array kRoutes = std::to_array<Route>({
      {"POST", "/api/v1/session", "logIn", kAny, {}, LogIn},
      {"GET", "/api/v1/session", "getSession", kIn, {}, GetSession},
      {"DELETE", "/api/v1/session", "logOut", kAny, {}, LogOut},
      {"GET", "/api/v1/reference", "getReference", kAny, {}, GetReference},
      {"GET", "/api/v1/reference/sectors", "listSectors", kIn, kRead, ListSectors},
      {"GET", "/api/v1/records/{plural}", "listRecords", kIn, kRead, ListRecords},
      {"POST", "/api/v1/records/{plural}", "createRecord", kIn, kRead, CreateRecord},
      {"GET", "/api/v1/records/{plural}/{id}", "getRecord", kIn, kRead, GetRecord},
      {"PATCH", "/api/v1/records/{plural}/{id}", "updateRecord", kIn, kRead, UpdateRecord},
      {"DELETE", "/api/v1/records/{plural}/{id}", "deleteRecord", kIn, kRead, DeleteRecord},
      {"POST", "/api/v1/records/{plural}/{id}/events", "postRecordEvent", kIn, kRead,
       PostRecordEvent},
      {"GET", "/api/v1/records/{plural}/{id}/history", "listHistory", kIn, kReadAudit, ListHistory},
      {"POST", "/api/v1/sector_proposals/{id}/events", "postSectorProposalEvent", kIn,
       kSettleSector, PostSectorProposalEvent},
      {"POST", "/api/v1/imports/{plural}", "importRecords", kIn, kImport, ImportRecords},
      {"GET", "/api/v1/exports/{file}", "exportRecords", kIn, kExport, ExportRecords},
      {"GET", "/api/v1/search", "search", kIn, kRead, Search},
      {"GET", "/api/v1/recommendations", "recommend", kIn, kRecommend, Recommend},
      {"GET", "/api/v1/plans", "listPlans", kIn, kRead, ListPlans},
      {"POST", "/api/v1/plans", "makePlan", kIn, kMakePlan, MakePlan},
      {"GET", "/api/v1/plans/{id}", "getPlan", kIn, kRead, GetPlan},
      {"POST", "/api/v1/plans/{id}/events", "postPlanEvent", kIn, kMakePlan, PostPlanEvent},
      {"GET", "/api/v1/plans/{id}/pairings", "listPlanPairings", kIn, kRead, ListPlanPairings},
      {"GET", "/api/v1/plans/{id}/uncovered", "listUncovered", kIn, kRead, ListUncovered},
      {"GET", "/api/v1/plans/{id}/diff", "diffPlans", kIn, kRead, DiffPlans},
      {"POST", "/api/v1/plans/{id}/what-if", "askWhatIf", kIn, kMakePlan, AskWhatIf},
      {"GET", "/api/v1/pairings", "listPairings", kIn, kRead, ListPairings},
      {"POST", "/api/v1/pairings/batch", "postPairingsBatch", kIn, kDecide, PostPairingsBatch},
      {"GET", "/api/v1/pairings/{id}", "getPairing", kIn, kRead, GetPairing},
      {"POST", "/api/v1/pairings/{id}/events", "postPairingEvent", kIn, kRead, PostPairingEvent},
      {"GET", "/api/v1/tasks", "listTasks", kIn, kRead, ListTasks},
      {"GET", "/api/v1/coverage", "getCoverage", kIn, kRead, GetCoverage},
      {"GET", "/api/v1/reports/exposure", "getExposure", kIn, kRead, GetExposure},
      {"GET", "/api/v1/openapi.yaml", "getContract", kAny, {}, GetContract},
      {"GET", "/healthz", "getHealth", kAny, {}, GetHealth},
      {"GET", "/readyz", "getReadiness", kAny, {}, GetReadiness},
  });
  return kRoutes;
}

}  // namespace jiedui::api
