#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace jiedui::services {

/// Whether the name is that of a file which a process was still writing, `.jiedui-PID-N.part`,
/// `semantic.vec.PID` or `audit.key.PID`, and no such process runs any more. A process of another
/// container may be taken for ended: its write fails then and is made again.
bool IsLeftover(std::string_view name);

/// Removes what interrupted processes left in the city's folder and its index: files under a name
/// for the time of writing, and generations of the index that were never finished. Nothing that is
/// in use is touched; returns how many were removed. Evidence has EvidenceStore::Clean.
std::int64_t RemoveLeftovers(const std::filesystem::path& data);

}  // namespace jiedui::services
