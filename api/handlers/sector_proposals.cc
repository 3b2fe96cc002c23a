#include "api/handlers/handlers.h"
#include "api/record_json.h"
#include "services/briefs.h"
#include "services/sector_settling.h"

namespace jiedui::api {

Answer PostSectorProposalEvent(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"event", "sector_code"}));
  JIEDUI_ASSIGN(const std::string event, MemberText(body.root(), "event", 1, 40));
  if (event != "confirm")
    return base::Fail(base::ErrorCode::kInvalid, "event 应为 confirm", "event");
  JIEDUI_ASSIGN(const std::string sector_code, MemberText(body.root(), "sector_code", 1, 4));
  JIEDUI_ASSIGN(
      const domain::SectorProposal proposal,
      services::SettleSector(context.workspace(), context.actor(), {id}, version, sector_code));
  RecordReader reader;
  const std::array<const domain::Record*, 1> one = {&proposal};
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(reader.titles, services::ReadTitles(session, context.actor(), one));
  base::JsonWriter json;
  WriteRecord(json, proposal, reader);
  return VersionedResponse(200, json, proposal.version);
}

}  // namespace jiedui::api
