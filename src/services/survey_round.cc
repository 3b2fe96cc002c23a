#include "services/survey_round.h"

#include "domain/programme.h"
#include "services/survey_form.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Kind;

constexpr std::size_t kPage = 200;

Result<bool> HasSurvey(const store::Reader& reader, std::int64_t enterprise,
                       const std::string& period) {
  const std::vector<domain::Value> key = {enterprise, period};
  JIEDUI_ASSIGN(const auto present, reader.FindByKey(Kind::kSurvey, key));
  return present != nullptr;
}

Status Open(Workspace& workspace, const domain::Actor& actor, domain::EnterpriseId enterprise,
            const std::string& period) {
  JIEDUI_ASSIGN(const Prefilled prefilled, Prefill(workspace, actor, enterprise, period));
  auto survey = std::make_unique<domain::Survey>();
  survey->enterprise = enterprise;
  survey->period = period;
  survey->form = prefilled.form->code;
  survey->answers = domain::AnswersJson(*prefilled.form, prefilled.answers);
  JIEDUI_CHECK(CreateRecord(workspace, actor, std::move(survey)));
  return {};
}

}  // namespace

Result<SurveyRound> OpenSurveys(Workspace& workspace, const domain::Actor& actor,
                                const std::string& period, RosterQuery query) {
  JIEDUI_CHECK(CheckPeriod(period));
  SurveyRound round;
  query.limit = kPage;
  do {
    JIEDUI_ASSIGN(const RosterPage page, ListRecords(workspace, actor, Kind::kEnterprise, query));
    for (const auto& record : page.items) {
      JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
      JIEDUI_ASSIGN(const bool has, HasSurvey(session, record->id, period));
      round.had += has ? 1 : 0;
      if (has) continue;
      const Status opened = Open(workspace, actor, domain::EnterpriseId{record->id}, period);
      round.opened += opened ? 1 : 0;
      if (!opened) round.failed.emplace_back(domain::TitleOf(*record), opened.error());
    }
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  return round;
}

}  // namespace jiedui::services
