#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "domain/reference.h"

namespace jiedui::testing {

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The texts of the reference data that ships, from the checkout.
inline domain::ReferenceTexts ShippedTexts() {
  const std::filesystem::path data = std::filesystem::path(JIEDUI_SOURCE_DIR) / "data";
  const std::filesystem::path folder = data / "reference";
  return {.regions = ReadFile(folder / "regions.tsv"),
          .sectors = ReadFile(folder / "sectors_gbt4754.tsv"),
          .programme_sectors = ReadFile(folder / "programme_sectors.tsv"),
          .sector_map = ReadFile(folder / "sector_map.tsv"),
          .departments = ReadFile(folder / "departments.tsv"),
          .activities = ReadFile(folder / "activities.tsv"),
          .forms = {{"survey-2020.tsv", ReadFile(data / "forms" / "survey-2020.tsv")}},
          .plan_tasks = ReadFile(folder / "plan_tasks.tsv"),
          .evidence_rules = ReadFile(folder / "evidence_rules.tsv")};
}

inline domain::Reference ShippedReference() {
  auto reference = domain::Reference::Parse(ShippedTexts());
  if (!reference) throw std::runtime_error(reference.error().message);
  return *std::move(reference);
}

}  // namespace jiedui::testing
