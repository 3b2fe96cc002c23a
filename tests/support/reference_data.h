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

/// The reference data that ships, from the checkout.
inline domain::Reference ShippedReference() {
  const std::filesystem::path folder =
      std::filesystem::path(JIEDUI_SOURCE_DIR) / "data" / "reference";
  auto reference =
      domain::Reference::Parse({.regions = ReadFile(folder / "regions.tsv"),
                                .sectors = ReadFile(folder / "sectors_gbt4754.tsv"),
                                .programme_sectors = ReadFile(folder / "programme_sectors.tsv"),
                                .sector_map = ReadFile(folder / "sector_map.tsv"),
                                .departments = ReadFile(folder / "departments.tsv"),
                                .holidays = ReadFile(folder / "holidays.tsv"),
                                .ledger_routes = ReadFile(folder / "ledger_routes.tsv"),
                                .plan_tasks = ReadFile(folder / "plan_tasks.tsv")});
  if (!reference) throw std::runtime_error(reference.error().message);
  return *std::move(reference);
}

}  // namespace jiedui::testing
