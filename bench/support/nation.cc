#include "bench/support/nation.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fstream>
#include <map>

#include "app/city.h"
#include "base/text.h"
#include "bench/support/program.h"
#include "domain/credit_code.h"
#include "domain/tsv.h"
#include "services/demo/random.h"

namespace jiedui::bench {
namespace {

namespace fs = std::filesystem;
using services::demo::Expand;
using services::demo::Random;
using Texts = std::vector<std::string>;

constexpr std::size_t kCoined = 60'000;  // words of two or three characters that no sector has
constexpr int kInnovating = 2;           // of a hundred enterprises
constexpr int kInGroup = 1;              // of a hundred enterprises
constexpr double kMorePlaces = 1.1;      // places of experts for each enterprise

Texts SplitList(const std::string& cell) {
  Texts parts;
  for (const std::string_view part : base::Split(cell, '|')) parts.emplace_back(part);
  return parts;
}

/// What one line of business makes.
struct Line {
  std::string industry;
  std::string code;
  Texts words;
  Texts products;
};

/// A problem of an industry, and who knows a way out.
struct Problem {
  std::string field;
  std::string need;
  std::string text;
  std::string solution;
  std::string result;
};

struct County {
  std::string code;
  std::string name;
};

/// Everything that texts are made of.
struct Stock {
  std::vector<County> counties;  // by a rank for Zipf's law
  std::vector<Line> lines;
  std::map<std::string, std::vector<Problem>> problems;      // by industry
  std::vector<std::pair<std::string, std::string>> classes;  // code and name, of programme sectors
  Texts coined;
  Texts brands;
  std::u32string surnames, first, second;
};

template <class Each>
void Read(const fs::path& file, const std::vector<std::string_view>& columns, const Each& each) {
  const std::string text = OrDie(app::ReadFile(file));
  OrDie(domain::ReadTsv(file.filename().string(), text, columns,
                        [&](const domain::TsvRow& row) -> base::Status {
                          each(row.cells);
                          return {};
                        }));
}

void CoinWords(Random& random, const Texts& names, Stock& stock) {
  std::u32string characters;
  for (const std::string& name : names) characters += base::ToCodePoints(name);
  std::erase_if(characters, [](char32_t c) { return c < 0x4E00 || c > 0x9FFF; });
  for (std::size_t i = 0; i < kCoined; ++i) {
    std::u32string word;
    for (std::size_t c = 0; c < 2 + i % 2; ++c) word += characters[random.Index(characters.size())];
    stock.coined.push_back(base::FromCodePoints(word));
  }
}

/// The classes of GB/T 4754 that belong to a programme sector, by the map's longest prefix.
void ReadClasses(const fs::path& data, Random& random, Stock& stock) {
  std::map<std::string, bool> mapped;
  Read(data / "reference/sector_map.tsv", {"prefix", "programme_sector"},
       [&](const domain::TsvCells& cells) { mapped[cells[0]] = !cells[1].empty(); });
  Texts names;
  std::map<std::string, std::string> parent;
  Read(data / "reference/sectors_gbt4754.tsv", {"code", "name", "parent"},
       [&](const domain::TsvCells& cells) {
         names.push_back(cells[1]);
         parent[cells[0]] = cells[2];
         bool wanted = false;
         for (std::string code = cells[0]; !code.empty(); code = parent[code]) {
           const auto found = mapped.find(code);
           if (found == mapped.end()) continue;
           wanted = found->second;
           break;
         }
         if (wanted && cells[0].size() == 4) stock.classes.emplace_back(cells[0], cells[1]);
       });
  random.Shuffle(stock.classes);
  CoinWords(random, names, stock);
}

Stock ReadStock(const fs::path& data, Random& random) {
  Stock stock;
  Read(data / "reference/regions_cn.tsv", {"code", "level", "short_name"},
       [&](const domain::TsvCells& cells) {
         if (cells[1] == "county") stock.counties.push_back({cells[0], cells[2]});
       });
  random.Shuffle(stock.counties);
  Read(data / "demo/lines.tsv", {"industry", "code", "words", "products"},
       [&](const domain::TsvCells& cells) {
         stock.lines.push_back({cells[0], cells[1], SplitList(cells[2]), SplitList(cells[3])});
       });
  Read(data / "demo/problems.tsv", {"industry", "field", "need", "text", "solution", "result"},
       [&](const domain::TsvCells& c) {
         stock.problems[c[0]].push_back({c[1], c[2], c[3], c[4], c[5]});
       });
  std::erase_if(stock.lines,
                [&](const Line& line) { return !stock.problems.contains(line.industry); });
  Read(data / "demo/brands.tsv", {"brand"},
       [&](const domain::TsvCells& cells) { stock.brands.push_back(cells[0]); });
  Read(data / "demo/names.tsv", {"part", "text"}, [&](const domain::TsvCells& cells) {
    if (cells[0] == "surname") stock.surnames += base::ToCodePoints(cells[1]);
    if (cells[0] == "first") stock.first += base::ToCodePoints(cells[1]);
    if (cells[0] == "second") stock.second += base::ToCodePoints(cells[1]);
  });
  ReadClasses(data, random, stock);
  return stock;
}

/// One roster's rows.
class Rows {
 public:
  Rows(const fs::path& file, const char* header) : file_(file), out_(file) {
    out_ << header << '\n';
  }
  void Add(std::initializer_list<std::string> cells) {
    bool first = true;
    for (const std::string& cell : cells) {
      out_ << (first ? "" : "\t") << cell;
      first = false;
    }
    out_ << '\n';
  }
  void Finish() {
    out_.close();
    if (!out_) Die("cannot write " + file_.string());
  }

 private:
  fs::path file_;
  std::ofstream out_;
};

/// 18 characters whose check digit is right, another for every number.
std::string CreditCode(const std::string& region, std::size_t number) {
  std::string code = fmt::format("91{}MA{:07}", region, number);
  code += domain::CreditCodeCheckDigit(code);
  return code;
}

class Generator {
 public:
  Generator(const Stock& stock, const NationSize& size)
      : stock_(stock), size_(size), random_(size.seed, 2) {}

  void WriteEnterprises(const fs::path& enterprises, const fs::path& needs) {
    Rows rows(enterprises,
              "name\tcredit_code\tregion_code\tsector_code\tregistered_capital_wan\tproducts\t"
              "business_scope\tinnovation\trevenue_wan\temployees\trd_staff\trd_spending_wan\t"
              "ownership_group\tcapacity");
    Rows need_rows(needs, "enterprise\ttitle\ttext\tfields");
    for (std::size_t i = 0; i < size_.enterprises; ++i) AddEnterprise(i, rows, need_rows);
    rows.Finish();
    need_rows.Finish();
  }

  void WriteExperts(const fs::path& experts) {
    Rows rows(experts,
              "name\torganisation\tregion_code\tsectors\tfields\tdescription\tlevel\tcapacity\t"
              "title");
    for (std::size_t i = 0; i < size_.helpers(); ++i) AddExpert(i, rows);
    rows.Finish();
  }

 private:
  double Unit() { return static_cast<double>(random_.Next()) * 0x1p-32; }

  /// The n-th about as often as 1 / n.
  template <class T>
  const T& ByZipf(const std::vector<T>& from) {
    const double rank = std::exp(Unit() * std::log(static_cast<double>(from.size()))) - 1;
    return from[std::min(static_cast<std::size_t>(rank), from.size() - 1)];
  }

  /// Mostly even, some counties far larger than the others.
  const County& ACounty() {
    return random_.Percent(40) ? ByZipf(stock_.counties) : random_.Pick(stock_.counties);
  }

  /// A product of the line or the name of a class, now and then with a coined word before it.
  std::string Phrase(const Line& line) {
    const std::string& thing =
        random_.Percent(60) ? random_.Pick(line.products) : ByZipf(stock_.classes).second;
    return random_.Percent(45) ? ByZipf(stock_.coined) + thing : thing;
  }

  std::string Phrases(const Line& line, std::size_t count, const char* between) {
    Texts phrases;
    for (std::size_t i = 0; i < count; ++i) phrases.push_back(Phrase(line));
    return base::Join(phrases, between);
  }

  const Problem& AProblem(const Line& line) {
    return random_.Pick(stock_.problems.at(random_.Percent(90) ? line.industry : kAnyIndustry));
  }

  void AddEnterprise(std::size_t i, Rows& rows, Rows& needs) {
    const Line& line = random_.Pick(stock_.lines);
    const County& county = ACounty();
    const std::string code = CreditCode(county.code, i);
    const bool leads = random_.Percent(kInnovating);
    const std::int64_t revenue = random_.Between(50, 400) * random_.Between(1, 400);
    const std::int64_t employees = random_.Between(8, 60) * random_.Between(1, 20);
    rows.Add(
        {county.name + random_.Pick(stock_.brands) + ByZipf(stock_.coined) +
             random_.Pick(line.words) + "有限公司",
         code, county.code, random_.Percent(60) ? line.code : random_.Pick(stock_.classes).first,
         std::to_string(random_.Between(1, 100) * 50), Phrases(line, 3, "、"),
         "许可项目：" + Phrases(line, 3, "、") + "。一般项目：" + Phrases(line, 7, "；") + "。",
         leads ? "rd_institution" : "none", std::to_string(revenue), std::to_string(employees),
         leads ? std::to_string(employees / 8) : "",
         leads ? std::to_string(revenue * random_.Between(10, 60) / 1000) : "",
         random_.Percent(kInGroup) ? random_.Pick(stock_.brands) + ByZipf(stock_.coined) + "集团"
                                   : "",
         leads ? std::to_string(random_.Between(1, 12)) : "0"});
    AddNeeds(i, code, line, needs);
  }

  /// None to four, two on average.
  void AddNeeds(std::size_t i, const std::string& code, const Line& line, Rows& needs) {
    constexpr std::array<std::size_t, 5> kCounts = {2, 0, 3, 1, 4};
    for (std::size_t n = 0; n < kCounts[i % kCounts.size()]; ++n) {
      const Problem& problem = AProblem(line);
      const std::string thing = Phrase(line);
      // The number keeps two needs of one enterprise apart: title and enterprise are their key.
      needs.Add({code,
                 thing + "：" + Expand(problem.need, thing, random_) +
                     (n == 0 ? "" : fmt::format("（{}）", n + 1)),
                 Expand(problem.text, thing, random_) + "主要用于" + Phrases(line, 2, "、") + "。",
                 problem.field});
    }
  }

  std::string PersonName() {
    std::u32string name;
    name += stock_.surnames[random_.Index(stock_.surnames.size())];
    name += stock_.first[random_.Index(stock_.first.size())];
    name += stock_.second[random_.Index(stock_.second.size())];
    return base::FromCodePoints(name);
  }

  void AddExpert(std::size_t i, Rows& rows) {
    static const Texts kHouses = {"工业大学", "理工学院", "技术研究院", "设计研究院"};
    static const Texts kTitles = {"教授", "副教授", "研究员", "正高级工程师", "高级工程师"};
    static const Texts kLevels = {"none", "city", "province", "nation"};
    const Line& line = random_.Pick(stock_.lines);
    const County& county = ACounty();
    const Problem& problem = AProblem(line);
    const auto most = static_cast<std::int64_t>(20 * kMorePlaces) - 1;
    const std::size_t depth = 2 + random_.Index(3);
    rows.Add(
        {PersonName(), county.name + random_.Pick(kHouses) + fmt::format("第{}研究室", i % 500 + 1),
         random_.Percent(30) ? "" : county.code, line.code.substr(0, depth),
         problem.field + "；" + Phrases(line, 2, "；"),
         Expand(problem.solution, random_.Pick(line.products), random_) + "。" +
             Expand(problem.result, random_.Pick(line.products), random_) + "长期从事" +
             Phrases(line, 3, "、") + "的研究。",
         random_.Pick(kLevels), std::to_string(random_.Between(1, most)), random_.Pick(kTitles)});
  }

  static inline const std::string kAnyIndustry = "通用";

  const Stock& stock_;
  const NationSize size_;
  Random random_;
};

/// What ships, with the country's regions in the place of the city's; the rest by links.
void LinkShare(const fs::path& data, const fs::path& share) {
  fs::create_directories(share / "reference");
  for (const fs::directory_entry& entry : fs::directory_iterator(data)) {
    if (entry.path().filename() != "reference")
      fs::create_symlink(fs::absolute(entry.path()), share / entry.path().filename());
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(data / "reference")) {
    const fs::path name = entry.path().filename();
    if (name == "regions_cn.tsv") continue;
    const fs::path from = name == "regions.tsv" ? data / "reference/regions_cn.tsv" : entry.path();
    fs::create_symlink(fs::absolute(from), share / "reference" / name);
  }
}

}  // namespace

NationFiles WriteNation(const fs::path& data, const fs::path& folder, const NationSize& size) {
  fs::create_directories(folder);
  NationFiles files{folder / "share", folder / "enterprises.tsv", folder / "experts.tsv",
                    folder / "needs.tsv"};
  LinkShare(data, files.share);
  Random random(size.seed, 1);
  const Stock stock = ReadStock(data, random);
  Generator generator(stock, size);
  generator.WriteEnterprises(files.enterprises, files.needs);
  generator.WriteExperts(files.experts);
  return files;
}

}  // namespace jiedui::bench
