#include "api/attachment.h"
#include "api/handlers/handlers.h"
#include "services/final_report.h"
#include "services/month_documents.h"
#include "services/monthly_reports.h"
#include "services/months.h"
#include "services/roster.h"
#include "services/unit_ranking.h"

namespace jiedui::api {
namespace {

using base::JsonWriter;
using base::Result;

/// The month asked for; the present one's predecessor, which is the one being reported, without.
Result<std::string> MonthAsked(const Context& context) {
  std::string month(context.QueryText("month"));
  if (month.empty())
    return services::MonthBefore(services::MonthOf(context.workspace().clock.NowMs()));
  JIEDUI_CHECK(services::CheckMonth(month));
  return month;
}

Result<domain::Campaign> CampaignAsked(const Context& context, const store::Reader& reader) {
  JIEDUI_ASSIGN(const std::int64_t id, context.QueryId("campaign"));
  return services::CampaignOr(reader, {id});
}

template <class R>
Result<R> ReadOne(Context& context) {
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::unique_ptr<domain::Record> record,
                services::ReadRecord(context.workspace(), context.actor(), R::kKind, id));
  return static_cast<const R&>(*record);
}

}  // namespace

Answer GetIndicators(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"campaign", "unconfirmed"}));
  JIEDUI_ASSIGN(const bool unconfirmed, context.QueryFlag("unconfirmed"));
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(const domain::Campaign campaign, CampaignAsked(context, session));
  JIEDUI_ASSIGN(
      const services::IndicatorTable table,
      services::ComputeIndicators(session, context.workspace().reference, campaign, unconfirmed));
  JsonWriter json;
  json.StartObject().Key("campaign").Id(campaign.id).Member("campaign_name", campaign.name);
  json.Member("unconfirmed", unconfirmed).Key("units").StartArray();
  for (const services::UnitIndicators& unit : table.units) services::WriteIndicators(json, unit);
  json.EndArray().Key("departmentless");
  services::WriteIndicators(json, table.departmentless);
  return JsonResponse(200, json.EndObject());
}

Answer GetReportOverview(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"campaign", "month"}));
  JIEDUI_ASSIGN(const std::int64_t campaign, context.QueryId("campaign"));
  JIEDUI_ASSIGN(const std::string month, MonthAsked(context));
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(const services::ReportOverview overview,
                services::OverviewOf(session, context.workspace().reference, {campaign}, month,
                                     context.workspace().clock.NowMs()));
  JsonWriter json;
  services::WriteOverview(json, overview);
  return JsonResponse(200, json);
}

Answer GetRanking(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"campaign", "month"}));
  JIEDUI_ASSIGN(const std::string month, MonthAsked(context));
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(const domain::Campaign campaign, CampaignAsked(context, session));
  JIEDUI_ASSIGN(const services::UnitRanking ranking,
                services::ComputeRanking(session, context.workspace().reference, campaign, month));
  JsonWriter json;
  services::WriteRanking(json, ranking);
  return JsonResponse(200, json);
}

Answer GetFinalReport(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"campaign", "unit"}));
  JIEDUI_ASSIGN(const std::int64_t campaign, context.QueryId("campaign"));
  JIEDUI_ASSIGN(const office::Document document,
                services::FinalReport(context.workspace(), context.actor(), {campaign},
                                      std::string(context.QueryText("unit"))));
  JIEDUI_ASSIGN(std::string bytes, office::DocxBytes(document));
  return Attachment(kDocxType, "final-report.docx", std::move(bytes));
}

Answer GetCircularFile(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"format"}));
  JIEDUI_ASSIGN(const domain::Circular circular, ReadOne<domain::Circular>(context));
  const std::string format(context.QueryText("format"));
  if (format == "xlsx") {
    JIEDUI_ASSIGN(const std::vector<office::Sheet> sheets,
                  services::CircularSheets(context.workspace(), context.actor(), circular));
    JIEDUI_ASSIGN(std::string bytes, office::XlsxBytes(sheets));
    return Attachment(kXlsxType, "circular-" + circular.month + ".xlsx", std::move(bytes));
  }
  if (!format.empty() && format != "docx")
    return base::Fail(base::ErrorCode::kInvalid, "format 应为 docx 或 xlsx", "format");
  JIEDUI_ASSIGN(const office::Document document,
                services::CircularDocument(context.workspace(), context.actor(), circular));
  JIEDUI_ASSIGN(std::string bytes, office::DocxBytes(document));
  return Attachment(kDocxType, "circular-" + circular.month + ".docx", std::move(bytes));
}

Answer GetCampaignPhase(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const domain::Campaign campaign, ReadOne<domain::Campaign>(context));
  const services::PhaseStanding standing =
      services::PhaseOf(campaign, base::DateInChina(context.workspace().clock.NowMs()));
  const domain::EnumName& name = domain::NameOf(standing.phase);
  JsonWriter json;
  json.StartObject().Member("phase", name.code).Member("zh", name.zh).Member("en", name.en);
  json.Key("deadline");
  standing.deadline ? json.String(base::FormatDate(*standing.deadline)) : json.Null();
  json.Member("days_left", standing.days_left);
  return JsonResponse(200, json.EndObject());
}

}  // namespace jiedui::api
