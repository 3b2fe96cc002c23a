#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiedui::models {

/// Stands where a bracket said that only branches do this.
constexpr std::string_view kBranchMark = "†";

/// Without what a registry adds to every scope: `（依法须经批准的项目…）`, `***`, exclusions such
/// as `（不含危险品）`, terms of permits, `一般项目：`. Text in other brackets stays without them.
/// `（限分支机构经营）` becomes kBranchMark. Blanks stand where something was taken out. Linear in
/// the text.
std::string StripBoilerplate(std::string_view normalized_scope);

/// The parts of a name in order, normalised, legal forms left out: `晋城市某铸业`, `招待所` of
/// `晋城市某铸业有限公司招待所`.
std::vector<std::string> ReadName(std::string_view normalized_name);

}  // namespace jiedui::models
