#include "api/attachment.h"
#include "api/handlers/handlers.h"
#include "api/handlers/roster_query.h"
#include "services/exporting.h"
#include "services/importing.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

constexpr std::size_t kMostErrors = 1000;

/// What the report calls a file that came without a name.
std::string NameFor(std::string_view plural, std::string_view content_type) {
  std::string_view ending = ".csv";
  if (content_type.starts_with("text/tab-separated-values")) ending = ".tsv";
  if (content_type.starts_with(kXlsxType)) ending = ".xlsx";
  return std::string(plural) + std::string(ending);
}

void WriteCount(base::JsonWriter& json, std::string_view name, std::size_t count) {
  json.Member(name, static_cast<std::int64_t>(count));
}

base::JsonWriter WriteReport(const services::ImportRequest& request,
                             const services::ImportReport& report) {
  base::JsonWriter json;
  json.StartObject().Member("filename", request.filename).Member("dry_run", request.dry_run);
  json.Member("imported", report.imported);
  WriteCount(json, "rows", report.rows);
  WriteCount(json, "created", report.created);
  WriteCount(json, "updated", report.updated);
  WriteCount(json, "unchanged", report.unchanged);
  WriteCount(json, "bad", report.bad);
  json.Key("ignored_columns").StartArray();
  for (const std::string& column : report.ignored_columns) json.String(column);
  json.EndArray().Key("errors").StartArray();
  const std::size_t shown = std::min(report.errors.size(), kMostErrors);
  for (std::size_t i = 0; i < shown; ++i) {
    const office::RowError& error = report.errors[i];
    json.StartObject();
    WriteCount(json, "line", error.line);
    json.Member("column", error.column).Member("value", error.value);
    json.Member("reason", error.reason).EndObject();
  }
  json.EndArray();
  WriteCount(json, "errors_left_out", report.errors.size() - shown);
  json.EndObject();
  return json;
}

/// A roster and a format: `enterprises.xlsx`.
struct ExportName {
  domain::Kind kind = domain::Kind::kEnterprise;
  bool workbook = false;
};

Result<ExportName> ParseExportName(std::string_view file) {
  const std::size_t dot = file.rfind('.');
  const std::string_view ending = dot == std::string_view::npos ? "" : file.substr(dot + 1);
  const std::string_view plural = file.substr(0, dot);
  for (const domain::RecordType& type : domain::RecordTypes()) {
    if (type.plural == plural && (ending == "xlsx" || ending == "csv"))
      return ExportName{type.kind, ending == "xlsx"};
  }
  return Fail(ErrorCode::kNotFound, "没有这个导出文件，例: enterprises.xlsx", "file");
}

/// Whoever names the workbook's type wants the errors as a file, not as a report.
bool WantsWorkbook(const edge::Request& request) {
  return request.headers.Get("Accept").value_or("").find(kXlsxType) != std::string_view::npos;
}

}  // namespace

Answer ImportRecords(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"dry_run", "skip_bad", "filename"}));
  services::ImportRequest request;
  JIEDUI_ASSIGN(request.kind, context.PathKind());
  JIEDUI_ASSIGN(request.dry_run, context.QueryFlag("dry_run"));
  JIEDUI_ASSIGN(request.skip_bad, context.QueryFlag("skip_bad"));
  request.filename = context.QueryText("filename");
  if (request.filename.size() > 255 * 4)
    return Fail(ErrorCode::kInvalid, "filename 不超过 255 个字符", "filename");
  if (request.filename.empty()) {
    request.filename = NameFor(context.Parameter("plural"),
                               context.request().headers.Get("Content-Type").value_or(""));
  }
  request.bytes = context.request().body;
  JIEDUI_ASSIGN(const services::ImportReport report,
                services::Import(context.workspace(), context.actor(), request));
  if (!report.errors.empty() && WantsWorkbook(context.request())) {
    JIEDUI_ASSIGN(std::string workbook, services::ErrorWorkbook(report));
    return Attachment(kXlsxType, "errors.xlsx", std::move(workbook));
  }
  return JsonResponse(200, WriteReport(request, report));
}

Answer ExportRecords(Context& context) {
  JIEDUI_CHECK(context.AllowQuery(
      {"region", "programme_sector", "department", "state", "innovation", "q", "where", "reveal"}));
  const std::string_view file = context.Parameter("file");
  JIEDUI_ASSIGN(const ExportName name, ParseExportName(file));
  services::RosterQuery query;
  for (const std::string_view filter :
       {"region", "programme_sector", "department", "state", "innovation"}) {
    std::vector<std::string> values = context.QueryList(filter);
    if (!values.empty()) query.filters.emplace(filter, std::move(values));
  }
  query.text = context.QueryText("q");
  JIEDUI_ASSIGN(query.where, ReadConditions(context));
  JIEDUI_ASSIGN(const office::Sheet sheet,
                services::ExportRecords(context.workspace(), context.actor(), name.kind, query,
                                        context.QueryText("reveal")));
  std::string bytes;
  if (name.workbook) {
    JIEDUI_ASSIGN(bytes, office::XlsxBytes({sheet}));
  } else {
    bytes = office::CsvText(sheet);
  }
  return Attachment(name.workbook ? kXlsxType : std::string_view("text/csv; charset=utf-8"), file,
                    std::move(bytes));
}

}  // namespace jiedui::api
