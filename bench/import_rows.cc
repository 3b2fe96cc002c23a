// Workbooks of clerks into a city: enterprises, their needs and their surveys, as .xlsx and .csv,
// with a share of bad rows. For each file: all errors of all rows, nothing stored; the good rows
// stored (--skip-bad); the same file once more, which changes nothing; the workbook of errors.
//
//   bench_import_rows [--rows N] [--bad SHARE] [--seed S]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <random>

#include "bench/support/cities.h"
#include "bench/support/measure.h"
#include "bench/support/program.h"
#include "domain/credit_code.h"
#include "office/sheet_writer.h"

namespace jiedui::bench {
namespace {

using Cells = std::vector<std::string>;

struct Options {
  std::size_t rows = 20'000;
  double bad = 0.01;
  std::uint64_t seed = 20200612;
};

/// The same texts and figures for the same seed.
class Clerk {
 public:
  explicit Clerk(const Options& options) : options_(options), random_(options.seed) {}

  office::Sheet Enterprises() {
    office::Sheet sheet =
        Start("企业", {"企业名称", "统一社会信用代码", "县区", "行业代码", "注册资本", "成立日期",
                       "经营范围", "主要产品", "营业收入（万元）", "从业人员（人）",
                       "研发人员（人）", "研发经费（万元）", "联系人", "联系电话", "地址"});
    for (std::size_t i = 0; i < options_.rows; ++i) sheet.rows.push_back(Enterprise(i));
    for (Cells& row : sheet.rows) {
      if (!IsBad()) continue;
      const std::array<std::pair<std::size_t, std::string>, 4> faults = {
          {{1, row[1].substr(0, 17) + (row[1].back() == '0' ? "1" : "0")},
           {2, "火星"},
           {4, "很多"},
           {10, "999999"}}};
      const auto& [column, text] = faults.at(Below(faults.size()));
      row[column] = text;
    }
    return sheet;
  }

  office::Sheet Needs() {
    office::Sheet sheet = Start("创新需求", {"企业", "需求名称", "需求内容", "技术领域"});
    for (std::size_t i = 0; i < options_.rows; ++i) {
      sheet.rows.push_back({IsBad() ? "没有的企业" : CodeOf(i), fmt::format("{}改造 {}", Word(), i),
                            fmt::format("希望对{}的{}进行改造，降低能耗。", Word(), Word()),
                            Word() + "；" + Word()});
    }
    return sheet;
  }

  office::Sheet Surveys() {
    office::Sheet sheet =
        Start("调查表", {"企业", "期别", "研究开发机构及平台名称", "期末机构数（个）",
                         "机构研究开发人员数量（人）", "机构研究开发费用（万元）", "研发项目名称",
                         "研究开发人员情况（人）", "研究开发费用情况（万元）", "主要内容"});
    for (std::size_t i = 0; i < options_.rows; ++i) {
      sheet.rows.push_back({CodeOf(i), IsBad() ? "去年" : "2020", Word() + "研究中心", "1",
                            std::to_string(1 + Below(40)), Figure(), Word() + "攻关",
                            std::to_string(1 + Below(40)), Figure(), "开展" + Word() + "研发"});
    }
    return sheet;
  }

 private:
  static office::Sheet Start(std::string name, Cells header) {
    office::Sheet sheet;
    sheet.name = std::move(name);
    sheet.header = std::move(header);
    for (std::size_t c = 0; c < sheet.header.size(); ++c) {
      if (sheet.header[c].ends_with("元）") || sheet.header[c].ends_with("人）"))
        sheet.number_columns.insert(c);
    }
    return sheet;
  }

  std::size_t Below(std::size_t bound) { return random_() % bound; }
  bool IsBad() { return static_cast<double>(Below(1'000'000)) < options_.bad * 1e6; }

  static std::string CodeOf(std::size_t number) {
    const std::string body = "91140500MB" + fmt::format("{:07}", number);
    return body + domain::CreditCodeCheckDigit(body);
  }

  std::string Word() {
    constexpr std::array<std::string_view, 12> kWords = {
        "球墨铸铁", "煤层气抽采", "液压支架", "光学镜头", "丝绸印染", "化肥造粒",
        "中药提取", "余热发电",   "智能仓储", "数控加工", "环保除尘", "陶瓷釉料"};
    return std::string(kWords.at(Below(kWords.size())));
  }
  std::string Figure() {
    return fmt::format("{:.2f}", static_cast<double>(Below(1'000'000)) / 100);
  }

  Cells Enterprise(std::size_t number) {
    constexpr std::array<std::string_view, 7> kCounties = {"城区",   "沁水县", "阳城县", "陵川县",
                                                           "泽州县", "高平市", "开发区"};
    constexpr std::array<std::string_view, 6> kSectors = {"3391", "0610", "2511", "", "", "3511"};
    const std::string word = Word();
    return {fmt::format("晋城市{}第{}有限公司", word, number),
            CodeOf(number),
            std::string(kCounties.at(Below(kCounties.size()))),
            std::string(kSectors.at(Below(kSectors.size()))),
            fmt::format("{}万人民币", 50 + Below(100'000)),
            fmt::format("{}-{:02}-{:02}", 1990 + Below(30), 1 + Below(12), 1 + Below(28)),
            fmt::format("{}、{}的生产和销售；{}技术服务；货物进出口", word, Word(), Word()),
            word + "；" + Word(),
            Figure(),
            std::to_string(1000 + Below(2000)),
            std::to_string(Below(500)),
            Figure(),
            "张某",
            fmt::format("1393560{:04}", Below(10'000)),
            fmt::format("晋城市某路 {} 号", Below(2000))};
  }

  const Options& options_;
  std::mt19937_64 random_;
};

services::ImportReport Import(app::City& city, services::ImportRequest request, double& seconds) {
  const Stopwatch watch;
  services::ImportReport report =
      OrDie(services::Import(city.workspace(), domain::Operator(), request));
  seconds = watch.Seconds();
  return report;
}

void Measure(app::City& city, domain::Kind kind, const office::Sheet& sheet, bool workbook) {
  services::ImportRequest request{
      .kind = kind,
      .filename = workbook ? "rows.xlsx" : "rows.csv",
      .bytes = workbook ? OrDie(office::XlsxBytes({sheet})) : office::CsvText(sheet)};
  double checked = 0;
  double stored = 0;
  double again = 0;
  const services::ImportReport errors = Import(city, request, checked);
  if (errors.imported) Die("bad rows were stored");
  const Stopwatch watch;
  const std::size_t bytes = OrDie(services::ErrorWorkbook(errors)).size();
  const double workbook_seconds = watch.Seconds();
  request.skip_bad = true;
  const services::ImportReport first = Import(city, request, stored);
  if (first.created + first.bad != sheet.rows.size()) Die("not every row was taken or named");
  const services::ImportReport second = Import(city, request, again);
  if (second.unchanged != first.created) Die("the same file twice changed something");
  fmt::print("| {} | {} | {} | {} | {:.2f} | {:.2f} | {:.2f} | {:.2f} ({} KiB) |\n",
             domain::TypeOf(kind).plural, workbook ? "xlsx" : "csv", sheet.rows.size(), first.bad,
             checked, stored, again, workbook_seconds, bytes / 1024);
}

int Main(const Options& options) {
  fmt::print("{}; seed {}, share of bad rows {}\n\n", MachineLine(), options.seed, options.bad);
  fmt::print("| kind | file | rows | bad | errors s | stored s | again s | error workbook s |\n");
  fmt::print("|---|---|---:|---:|---:|---:|---:|---:|\n");
  for (const bool workbook : {true, false}) {
    const TemporaryFolder folder;
    const std::unique_ptr<app::City> city = OpenCity(folder.path() / "city");
    Clerk clerk(options);
    Measure(*city, domain::Kind::kEnterprise, clerk.Enterprises(), workbook);
    Measure(*city, domain::Kind::kNeed, clerk.Needs(), workbook);
    Measure(*city, domain::Kind::kSurvey, clerk.Surveys(), workbook);
  }
  return kDone;
}

}  // namespace
}  // namespace jiedui::bench

int main(int argc, char** argv) {
  jiedui::bench::Options options;
  CLI::App app("Workbooks of clerks into a city");
  app.add_option("--rows", options.rows, "rows a file")
      ->check(CLI::Range(100, 1'000'000))
      ->capture_default_str();
  app.add_option("--bad", options.bad, "share of bad rows")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--seed", options.seed)->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? jiedui::bench::kDone : jiedui::bench::kWrongCall;
  }
  return jiedui::bench::Main(options);
}
