#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"
#include "domain/field.h"
#include "domain/tsv.h"
#include "services/demo/demo_city.h"

namespace jiedui::services {

inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline const DemoInputs& Inputs() {
  static const DemoInputs inputs = [] {
    DemoInputs read;
    const std::filesystem::path folder = std::filesystem::path(JIEDUI_SOURCE_DIR) / "data/demo";
    for (const std::string_view file : DemoInputFiles()) {
      read.emplace(file, ReadText(folder / file));
    }
    return read;
  }();
  return inputs;
}

/// GB/T 4754 codes of lines.tsv with what is above them, all in one section.
inline std::string SectorsOfLines() {
  std::string text = "code\tlevel\tname\tparent\tsection\nC\t1\t工业\t\tC\n";
  std::set<std::string> known;
  const auto add = [&](const std::string& code) {
    if (!known.insert(code).second) return;
    const std::string parent = code.size() == 2 ? "C" : code.substr(0, code.size() - 1);
    text += code + "\t" + std::to_string(code.size()) + "\t" + code + "\t" + parent + "\tC\n";
  };
  const auto status =
      domain::ReadTsv("lines.tsv", Inputs().at("lines.tsv"), {"code"}, [&](const auto& row) {
        for (std::size_t depth = 2; depth <= 4; ++depth) add(row.cells[0].substr(0, depth));
        return base::Status();
      });
  EXPECT_TRUE(status);
  return text;
}

/// Stands in for data/reference.
inline domain::ReferenceTexts SmallReference() {
  domain::ReferenceTexts texts;
  texts.regions =
      "code\tname\tname_en\tparent\tlevel\tshort_name\n140500\t晋城市\tJ\t\tcity\t晋城\n";
  for (const auto& [code, name] :
       std::vector<std::pair<std::string, std::string>>{{"140502", "城区"},
                                                        {"140521", "沁水县"},
                                                        {"140522", "阳城县"},
                                                        {"140524", "陵川县"},
                                                        {"140525", "泽州县"},
                                                        {"140581", "高平市"},
                                                        {"140571", "开发区"}}) {
    texts.regions += code + "\t" + name + "\tX\t140500\tcounty\t" + name + "\n";
  }
  texts.departments = "code\tname\tname_en\tkind\n";
  for (const char* name : {"市工信局", "市能源局", "市城市管理局", "市发展改革委", "市教育局",
                           "市科技局", "市财政局", "市统计局", "市金融办", "市税务局"}) {
    texts.departments += std::string(name) + "\t" + name + "\tX\tdepartment\n";
  }
  const std::vector<std::array<std::string, 3>> sectors = {
      {"煤炭", "市能源局", "06 111"},
      {"煤层气", "市能源局", "07 112 45"},
      {"电力", "市能源局", "441"},
      {"热力", "市城市管理局", "443"},
      {"供水", "市城市管理局", "46"},
      {"化工", "市工信局", "25 26"},
      {"冶铸", "市工信局", "31 3391 3392"},
      {"装备制造", "市工信局", "33 34 35 36 38 39 40"},
      {"食品", "市工信局", "13 14 15"},
      {"丝麻纺织", "市工信局", "17"},
      {"医药", "市工信局", "27"},
      {"建材", "市工信局", "30"},
      {"其它", "市工信局", "08 21 22 23 41 42"}};
  texts.programme_sectors = "code\tname\tname_en\tdepartment\n";
  texts.sector_map = "prefix\tprogramme_sector\n";
  for (const auto& [name, department, prefixes] : sectors) {
    texts.programme_sectors += name + "\t" + name + "\tX\t" + department + "\n";
    for (const std::string_view prefix : base::Split(prefixes, ' ')) {
      texts.sector_map += std::string(prefix) + "\t" + name + "\n";
    }
  }
  texts.sectors = SectorsOfLines();
  return texts;
}

inline domain::ReferenceTexts ReferenceFiles() {
  const std::filesystem::path folder = std::filesystem::path(JIEDUI_SOURCE_DIR) / "data/reference";
  if (!std::filesystem::exists(folder)) return SmallReference();
  return {
      .regions = ReadText(folder / "regions.tsv"),
      .sectors = ReadText(folder / "sectors_gbt4754.tsv"),
      .programme_sectors = ReadText(folder / "programme_sectors.tsv"),
      .sector_map = ReadText(folder / "sector_map.tsv"),
      .departments = ReadText(folder / "departments.tsv"),
      .activities = ReadText(folder / "activities.tsv"),
      .forms = {{"survey-2020.tsv", ReadText(folder.parent_path() / "forms" / "survey-2020.tsv")}},
      .plan_tasks = ReadText(folder / "plan_tasks.tsv")};
}

inline const domain::Reference& TheReference() {
  static const domain::Reference reference = [] {
    auto parsed = domain::Reference::Parse(ReferenceFiles());
    EXPECT_TRUE(parsed) << (parsed ? std::string() : parsed.error().message);
    return *std::move(parsed);
  }();
  return reference;
}

inline DemoCity Make(const DemoOptions& options = {}) {
  auto city = MakeDemoCity(TheReference(), Inputs(), options);
  EXPECT_TRUE(city) << (city ? std::string() : city.error().message);
  return city ? *std::move(city) : DemoCity{};
}

/// The city of the default options, made once.
inline const DemoCity& City() {
  static const DemoCity city = Make();
  return city;
}

template <class T>
std::vector<const T*> All(const DemoCity& city = City()) {
  std::vector<const T*> found;
  for (const auto& record : city.records) {
    if (record->kind() == T::kKind) found.push_back(static_cast<const T*>(record.get()));
  }
  return found;
}

template <class T>
const T* ById(std::int64_t id) {
  if (id < 1 || static_cast<std::size_t>(id) > City().records.size()) return nullptr;
  const auto& record = City().records[static_cast<std::size_t>(id) - 1];
  return record->kind() == T::kKind ? static_cast<const T*>(record.get()) : nullptr;
}

/// Every field of every record, one line a record.
inline std::string Serialised(const DemoCity& city) {
  std::string text;
  for (const auto& record : city.records) {
    const domain::RecordType& type = domain::TypeOf(record->kind());
    text += std::string(type.name().code) + "\t" + std::to_string(record->id);
    for (const domain::FieldDef& field : type.fields) {
      text += "\t" + domain::FormatValue(field, field.get(*record));
    }
    text += "\n";
  }
  return text;
}

}  // namespace jiedui::services
