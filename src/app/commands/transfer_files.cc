#include "app/commands/transfer_files.h"

#include <fmt/format.h>

#include <array>

#include "base/json_writer.h"
#include "base/text.h"
#include "services/exporting.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::size_t kShownErrors = 20;
constexpr std::array<std::string_view, 3> kEndings = {".xlsx", ".csv", ".tsv"};

void PrintJson(const services::ImportReport& report, bool dry_run) {
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  base::JsonWriter json;
  json.StartObject().Member("imported", report.imported).Member("dry_run", dry_run);
  json.Member("rows", count(report.rows)).Member("created", count(report.created));
  json.Member("restored", count(report.restored)).Member("updated", count(report.updated));
  json.Member("unchanged", count(report.unchanged)).Member("bad", count(report.bad));
  json.Member("proposed_sectors", count(report.proposed));
  json.Member("not_industrial", count(report.not_industrial));
  json.Member("undecided_sectors", count(report.undecided)).Key("errors").StartArray();
  for (const office::RowError& error : report.errors) {
    json.StartObject().Member("line", count(error.line)).Member("column", error.column);
    json.Member("value", error.value).Member("reason", error.reason).EndObject();
  }
  json.EndArray().EndObject();
  Print(json.Text());
}

/// The folder's file of that kind; empty where it has none.
fs::path FileOf(const fs::path& folder, domain::Kind kind) {
  for (const std::string_view ending : kEndings) {
    fs::path file = folder / (std::string(domain::TypeOf(kind).plural) + std::string(ending));
    if (fs::exists(file)) return file;
  }
  return {};
}

}  // namespace

Result<services::ImportRequest> ReadImportRequest(const ImportArguments& arguments) {
  services::ImportRequest request;
  JIEDUI_ASSIGN(request.kind, KindNamed(arguments.kind));
  request.filename = fs::path(arguments.file).filename().string();
  JIEDUI_ASSIGN(request.bytes, ReadFile(arguments.file));
  if (!arguments.mapping.empty()) {
    JIEDUI_ASSIGN(request.mapping, ReadFile(arguments.mapping));
  }
  request.dry_run = arguments.dry_run;
  request.skip_bad = arguments.skip_bad;
  request.progress = ConsoleProgress();
  return request;
}

void PrintReport(const services::ImportReport& report, bool dry_run, bool as_json) {
  if (as_json) return PrintJson(report, dry_run);
  if (report.rows == 0) return Print("文件里只有表头，没有数据行");
  Print(fmt::format("{} 行: 新增 {}，更新 {}，未变 {}，有误 {}", report.rows, report.created,
                    report.updated, report.unchanged, report.bad));
  if (report.restored > 0)
    Print(fmt::format("新增的 {} 行按导出时的原样恢复（编号、状态和办理记录）", report.restored));
  if (report.proposed + report.not_industrial + report.undecided > 0) {
    Print(fmt::format("行业（按名称和经营范围）: 建议 {} 家，非工业 {} 家，待人工确定 {} 家",
                      report.proposed, report.not_industrial, report.undecided));
  }
  for (const std::string& column : report.ignored_columns) Print("未使用的列: " + column);
  if (!report.short_lines.empty()) {
    Print(fmt::format("有 {} 行的列数少于表头，缺的按空白处理，请核对: 第 {} 行{}",
                      report.short_lines.size(), report.short_lines.front(),
                      report.short_lines.size() > 1 ? "等" : ""));
  }
  if (!report.errors.empty()) Print(office::RenderErrors(report.errors, kShownErrors));
}

Status WriteSheets(const std::string& file, const std::vector<office::Sheet>& sheets) {
  const std::string ending = base::LowerAscii(fs::path(file).extension().string());
  if (ending == ".xlsx") return office::WriteXlsx(file, sheets);
  if (ending == ".csv") return office::WriteWhole(file, office::CsvText(sheets.front()));
  if (ending == ".tsv") return office::WriteWhole(file, office::TsvText(sheets.front()));
  return Fail(ErrorCode::kInvalid, "文件名应以 .xlsx、.csv 或 .tsv 结尾", "FILE");
}

Status ExportAll(const CommonOptions& common, const std::string& folder,
                 const std::string& format) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return Fail(ErrorCode::kUnavailable, "不能建立文件夹 " + folder, "FILE");
  std::size_t rows = 0;
  for (const domain::Kind kind : services::RestoreOrder()) {
    JIEDUI_ASSIGN(office::Sheet sheet,
                  services::ExportRecords(opened.workspace(), opened.actor, kind));
    rows += sheet.rows.size();
    const fs::path file =
        fs::path(folder) / (std::string(domain::TypeOf(kind).plural) + "." + format);
    JIEDUI_CHECK(WriteSheets(file.string(), {std::move(sheet)}));
  }
  Print(fmt::format("已导出 {} 类 {} 行到 {}", domain::RecordTypes().size(), rows, folder));
  return {};
}

int ImportAll(const CommonOptions& common, const ImportArguments& arguments) {
  if (arguments.dry_run || !arguments.errors.empty() || !arguments.mapping.empty()) {
    return Finish(Fail(ErrorCode::kInvalid,
                       "导入整个文件夹时不能用 --dry-run、--errors 和 --mapping", "KIND"));
  }
  std::size_t files = 0;
  bool complete = true;
  const Status status = [&]() -> Status {
    if (!fs::is_directory(arguments.file))
      return Fail(ErrorCode::kNotFound, "没有文件夹 " + arguments.file, "FILE");
    JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common, true));
    for (const domain::Kind kind : services::RestoreOrder()) {
      ImportArguments one = arguments;
      one.kind = domain::TypeOf(kind).plural;
      one.file = FileOf(arguments.file, kind).string();
      if (one.file.empty()) continue;
      JIEDUI_ASSIGN(const services::ImportRequest request, ReadImportRequest(one));
      JIEDUI_ASSIGN(const services::ImportReport report,
                    services::Import(opened.workspace(), opened.actor, request));
      ++files;
      if (!common.json) Print(request.filename);
      PrintReport(report, false, common.json);
      complete = report.errors.empty() || arguments.skip_bad;
      if (!complete) return {};
    }
    if (files == 0) return Fail(ErrorCode::kNotFound, arguments.file + " 里没有可导入的文件");
    return {};
  }();
  if (!status) return Finish(status);
  if (!complete)
    PrintError({ErrorCode::kInvalid, "最后一个文件有错误的行，它和其后的文件都没有导入", {}});
  return complete ? kDone : kFailed;
}

}  // namespace jiedui::app
