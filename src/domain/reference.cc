#include "domain/reference.h"

#include "base/text.h"
#include "domain/tsv.h"

namespace jiedui::domain {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using Positions = std::unordered_map<std::string, std::size_t>;

template <class T>
const T* FindAt(const std::vector<T>& all, const Positions& at, std::string_view code) {
  const auto found = at.find(std::string(code));
  return found == at.end() ? nullptr : &all[found->second];
}

tl::unexpected<base::Error> BadLine(const TsvRow& row, std::string_view column,
                                    std::string message) {
  return Fail(ErrorCode::kInvalid,
              std::string(row.file) + " line " + std::to_string(row.line) + ", " +
                  std::string(column) + ": " + std::move(message),
              std::string(column));
}

/// Reads every row of a file into T by `make`, refusing a code given twice.
template <class T, class Make>
Status ReadCoded(std::string_view file, std::string_view text,
                 const std::vector<std::string_view>& columns, std::vector<T>& all, Positions& at,
                 Make make) {
  return ReadTsv(file, text, columns, [&](const TsvRow& row) -> Status {
    T item = make(row.cells);
    if (item.code.empty()) return BadLine(row, "code", "is empty");
    if (!at.emplace(item.code, all.size()).second)
      return BadLine(row, "code", item.code + " is given twice");
    all.push_back(std::move(item));
    return {};
  });
}

template <class T>
Status CheckParents(std::string_view file, const std::vector<T>& all, const Positions& at) {
  for (const T& item : all) {
    if (!item.parent.empty() && !at.contains(item.parent)) {
      return Fail(ErrorCode::kInvalid,
                  std::string(file) + ": " + item.code + " has the unknown parent " + item.parent,
                  "parent");
    }
  }
  return {};
}

template <class T>
std::vector<std::string> PathTo(const std::vector<T>& all, const Positions& at,
                                std::string_view code) {
  std::vector<std::string> path;
  std::string next(code);
  while (!next.empty() && path.size() < all.size() + 1) {
    path.push_back(next);
    const T* const item = FindAt(all, at, next);
    next = item == nullptr ? "" : item->parent;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace

Result<Reference> Reference::Parse(const ReferenceTexts& texts) {
  Reference r;
  JIEDUI_CHECK(ReadCoded(
      "regions.tsv", texts.regions, {"code", "name", "name_en", "parent", "level", "short_name"},
      r.regions_, r.region_at_,
      [](const TsvCells& c) { return Region{c[0], c[1], c[2], c[3], c[4], c[5]}; }));
  JIEDUI_CHECK(CheckParents("regions.tsv", r.regions_, r.region_at_));
  JIEDUI_CHECK(ReadCoded("sectors_gbt4754.tsv", texts.sectors, {"code", "name", "parent"},
                         r.sectors_, r.sector_at_, [](const TsvCells& c) {
                           return Sector{c[0], c[1], c[2]};
                         }));
  JIEDUI_CHECK(CheckParents("sectors_gbt4754.tsv", r.sectors_, r.sector_at_));
  Positions task_at;
  if (!texts.plan_tasks.empty()) {
    JIEDUI_CHECK(ReadCoded("plan_tasks.tsv", texts.plan_tasks, {"code", "unit", "title"},
                           r.plan_tasks_, task_at, [](const TsvCells& c) {
                             return TaskTemplate{c[0], c[1], c[2]};
                           }));
  }
  JIEDUI_CHECK(ReadCoded("departments.tsv", texts.departments, {"code", "name", "name_en", "kind"},
                         r.departments_, r.department_at_, [](const TsvCells& c) {
                           return Department{c[0], c[1], c[2], c[3]};
                         }));
  JIEDUI_CHECK(ReadCoded("programme_sectors.tsv", texts.programme_sectors,
                         {"code", "name", "name_en", "department"}, r.programme_sectors_,
                         r.programme_sector_at_, [](const TsvCells& c) {
                           return ProgrammeSector{c[0], c[1], c[2], c[3]};
                         }));
  for (const ProgrammeSector& sector : r.programme_sectors_) {
    if (!r.department_at_.contains(sector.department)) {
      return Fail(ErrorCode::kInvalid,
                  "programme_sectors.tsv: " + sector.code + " has the unknown department " +
                      sector.department,
                  "department");
    }
  }
  JIEDUI_CHECK(ReadTsv("sector_map.tsv", texts.sector_map, {"prefix", "programme_sector"},
                       [&](const TsvRow& row) -> Status {
                         const std::string& prefix = row.cells[0];
                         const std::string& sector = row.cells[1];
                         if (!r.sector_at_.contains(prefix))
                           return BadLine(row, "prefix", prefix + " is no sector");
                         if (!sector.empty() && !r.programme_sector_at_.contains(sector)) {
                           return BadLine(row, "programme_sector",
                                          sector + " is no programme sector");
                         }
                         r.sector_map_[prefix] = sector;
                         return {};
                       }));
  JIEDUI_CHECK(r.ReadActivities(texts.activities));
  for (const auto& [file, text] : texts.forms) JIEDUI_CHECK(r.forms_.Add(file, text));
  JIEDUI_CHECK(r.CheckForms());
  JIEDUI_ASSIGN(r.evidence_rules_, ParseEvidenceRules(texts.evidence_rules));
  return r;
}

/// What can be reported names its direction, a direction itself; levels and headings name none.
Status Reference::ReadActivities(std::string_view text) {
  if (text.empty()) return {};
  constexpr std::string_view kFile = "activities.tsv";
  JIEDUI_CHECK(
      ReadCoded(kFile, text, {"code", "parent", "name", "form_name", "name_en", "direction"},
                activities_, activity_at_,
                [](const TsvCells& c) { return Activity{c[0], c[1], c[2], c[3], c[4], c[5]}; }));
  JIEDUI_CHECK(CheckParents(kFile, activities_, activity_at_));
  for (const Activity& activity : activities_) {
    const Activity* const direction = FindActivity(activity.direction);
    const bool heading = activity.direction.empty() && activity.parent.empty();
    const bool classified = direction != nullptr && direction->direction == direction->code &&
                            FindActivity(direction->parent) != nullptr;
    if (heading || classified) continue;
    return Fail(ErrorCode::kInvalid,
                std::string(kFile) + ": " + activity.code + " has the unknown direction " +
                    activity.direction,
                "direction");
  }
  return {};
}

/// What a form reports must be classified (F1).
Status Reference::CheckForms() const {
  const auto check = [&](const Form& form, const std::string& activity) -> Status {
    if (activity.empty() || ClassOf(activity)) return {};
    return Fail(ErrorCode::kInvalid,
                form.code + ".tsv: activities.tsv classifies no activity " + activity, "activity");
  };
  for (const Form& form : forms_.forms()) {
    for (const FormPart& part : form.parts) {
      for (const FormQuestion& question : part.questions) {
        JIEDUI_CHECK(check(form, question.activity));
        for (const FormOption& option : question.options) JIEDUI_CHECK(check(form, option.code));
      }
    }
  }
  return {};
}

const Region* Reference::FindRegion(std::string_view code) const {
  return FindAt(regions_, region_at_, code);
}

const Sector* Reference::FindSector(std::string_view code) const {
  return FindAt(sectors_, sector_at_, code);
}

const ProgrammeSector* Reference::FindProgrammeSector(std::string_view code) const {
  return FindAt(programme_sectors_, programme_sector_at_, code);
}

const Department* Reference::FindDepartment(std::string_view code) const {
  return FindAt(departments_, department_at_, code);
}

const Activity* Reference::FindActivity(std::string_view code) const {
  return FindAt(activities_, activity_at_, code);
}

std::optional<ActivityClass> Reference::ClassOf(std::string_view activity) const {
  const Activity* const found = FindActivity(activity);
  if (found == nullptr || found->direction.empty()) return std::nullopt;
  const Activity* const direction = FindActivity(found->direction);
  return ActivityClass{FindActivity(direction->parent), direction};
}

const Region* Reference::FindRegionByName(std::string_view text) const {
  const std::string wanted(base::Trim(text));
  if (const Region* const by_code = FindRegion(wanted)) return by_code;
  const Region* found = nullptr;
  for (const Region& region : regions_) {
    if (wanted.empty() || (region.name != wanted && region.short_name != wanted)) continue;
    if (found != nullptr) return nullptr;
    found = &region;
  }
  return found;
}

std::vector<std::string> Reference::RegionPath(std::string_view code) const {
  return PathTo(regions_, region_at_, code);
}

std::vector<std::string> Reference::SectorPath(std::string_view code) const {
  return PathTo(sectors_, sector_at_, code);
}

std::vector<std::string> Reference::RegionSubtree(std::string_view code) const {
  std::vector<std::string> below;
  if (FindRegion(code) == nullptr) return below;
  for (const Region& region : regions_) {
    if (RegionWithin(region.code, code)) below.push_back(region.code);
  }
  return below;
}

bool Reference::RegionWithin(std::string_view code, std::string_view ancestor) const {
  if (ancestor.empty()) return true;
  const std::vector<std::string> path = RegionPath(code);
  return std::find(path.begin(), path.end(), ancestor) != path.end();
}

std::string_view Reference::ProgrammeSectorOf(std::string_view sector_code) const {
  const std::vector<std::string> path = SectorPath(sector_code);
  for (auto code = path.rbegin(); code != path.rend(); ++code) {
    if (const auto found = sector_map_.find(*code); found != sector_map_.end())
      return found->second;
  }
  return {};
}

std::string_view Reference::DepartmentOf(std::string_view programme_sector) const {
  const ProgrammeSector* const sector = FindProgrammeSector(programme_sector);
  return sector == nullptr ? std::string_view{} : std::string_view(sector->department);
}

std::vector<std::string> Reference::SectorsOfDepartment(std::string_view department) const {
  std::vector<std::string> codes;
  for (const ProgrammeSector& sector : programme_sectors_) {
    if (sector.department == department) codes.push_back(sector.code);
  }
  return codes;
}

std::uint64_t Reference::ProgrammeSectorMask(std::string_view programme_sector) const {
  const auto at = programme_sector_at_.find(std::string(programme_sector));
  return at == programme_sector_at_.end() || at->second >= 64 ? 0 : std::uint64_t{1} << at->second;
}

SectorSteps Reference::StepsOf(std::string_view sector_code) const {
  SectorSteps steps{};
  const std::vector<std::string> path = SectorPath(sector_code);
  for (std::size_t i = 0; i < std::min(path.size(), steps.size()); ++i) {
    const auto at = sector_at_.find(path[i]);
    if (at == sector_at_.end()) return {};
    steps[i] = static_cast<std::uint16_t>(at->second + 1);
  }
  return steps;
}

int Closeness(const SectorSteps& a, const SectorSteps& b) {
  int depth = 0;
  for (std::size_t i = 0; i < a.size() && a[i] != 0 && a[i] == b[i]; ++i) ++depth;
  return depth;
}

}  // namespace jiedui::domain
