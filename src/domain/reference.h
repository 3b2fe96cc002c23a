#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "domain/evidence_rules.h"
#include "domain/form.h"

namespace jiedui::domain {

struct Region {
  std::string code;  ///< GB/T 2260; a functional zone without one has a code of its own
  std::string name;
  std::string name_en;
  std::string parent;  ///< empty at the top
  std::string level;   ///< province, city, county, zone
  std::string short_name;
};

struct Sector {
  std::string code;  ///< GB/T 4754-2017: `C`, `35`, `353`, `3531`
  std::string name;
  std::string parent;  ///< empty for a section
};

struct ProgrammeSector {
  std::string code;
  std::string name;
  std::string name_en;
  std::string department;  ///< code of the responsible department (A1)
};

struct Department {
  std::string code;
  std::string name;
  std::string name_en;
  std::string kind;  ///< department, support_department, office
};

/// A line of annex 1 or a tick box of annex 3 (F1).
struct Activity {
  std::string code;
  std::string parent;  ///< empty for a level
  std::string name;
  std::string form_name;  ///< its row's title in annex 3, where that has one
  std::string name_en;
  std::string direction;  ///< the direction of annex 1 that it is or counts for; of a heading: none
};

/// Where an activity stands in annex 1: 层次 and 方向.
struct ActivityClass {
  const Activity* level = nullptr;
  const Activity* direction = nullptr;
};

/// A task that every work plan of a unit of that sort holds (annex 2, F2).
struct TaskTemplate {
  std::string code;
  std::string unit;  ///< city, county, department
  std::string title;
};

/// The way to a sector from its section down: position + 1 of each code in Reference::sectors(), 0
/// where the code is known less deeply.
using SectorSteps = std::array<std::uint16_t, 4>;

/// How deep two sectors agree: 4 same class, 3 same group, 2 same division, 1 same section, 0
/// nothing in common. A code known less deeply agrees down to its own depth.
int Closeness(const SectorSteps& a, const SectorSteps& b);

/// The texts of the reference files, each a TSV with a header line (data/README.md has the
/// columns).
struct ReferenceTexts {
  std::string regions;
  std::string sectors;
  std::string programme_sectors;
  std::string sector_map;
  std::string departments;
  std::string activities = {};  ///< none where empty
  /// Versions of forms: file name and text.
  std::vector<std::pair<std::string, std::string>> forms = {};
  std::string plan_tasks = {};      ///< none where empty
  std::string evidence_rules = {};  ///< empty asks for nothing
};

/// Regions, sectors and departments: what makes the program one city's or another's. Immutable once
/// read, so safe to share between threads. All views and pointers returned live as long as the
/// Reference.
class Reference {
 public:
  /// kInvalid names file, line and column of the first fault: a missing column, a code given twice,
  /// a parent, sector or department that does not exist.
  static base::Result<Reference> Parse(const ReferenceTexts& texts);

  [[nodiscard]] const std::vector<Region>& regions() const { return regions_; }
  [[nodiscard]] const std::vector<ProgrammeSector>& programme_sectors() const {
    return programme_sectors_;
  }
  [[nodiscard]] const std::vector<Department>& departments() const { return departments_; }
  [[nodiscard]] const std::vector<Sector>& sectors() const { return sectors_; }

  [[nodiscard]] const std::vector<Activity>& activities() const { return activities_; }
  [[nodiscard]] const FormLibrary& forms() const { return forms_; }
  /// What a sign-off asks for, in the file's order.
  [[nodiscard]] const std::vector<EvidenceRule>& evidence_rules() const { return evidence_rules_; }
  [[nodiscard]] const std::vector<TaskTemplate>& plan_tasks() const { return plan_tasks_; }

  /// nullptr where no region, sector … has that code.
  [[nodiscard]] const Region* FindRegion(std::string_view code) const;
  [[nodiscard]] const Sector* FindSector(std::string_view code) const;
  [[nodiscard]] const ProgrammeSector* FindProgrammeSector(std::string_view code) const;
  [[nodiscard]] const Department* FindDepartment(std::string_view code) const;
  [[nodiscard]] const Activity* FindActivity(std::string_view code) const;

  /// Level and direction of what can be reported: a direction itself, or a tick box by the
  /// direction that it counts for; nothing for other codes.
  [[nodiscard]] std::optional<ActivityClass> ClassOf(std::string_view activity) const;

  /// The region of that code, full name or short name (`泽州县`, `泽州`); nullptr where none or
  /// several match.
  [[nodiscard]] const Region* FindRegionByName(std::string_view text) const;

  /// From the top down to the code itself; just the code when it is unknown; empty for an empty
  /// code.
  [[nodiscard]] std::vector<std::string> RegionPath(std::string_view code) const;
  [[nodiscard]] std::vector<std::string> SectorPath(std::string_view code) const;

  /// The code and all below it, in the file's order; empty for an unknown code.
  [[nodiscard]] std::vector<std::string> RegionSubtree(std::string_view code) const;

  /// Is `code` that region or below it? An empty `ancestor` holds everything.
  [[nodiscard]] bool RegionWithin(std::string_view code, std::string_view ancestor) const;

  /// The programme sector of a GB/T 4754 code by the longest prefix mapped; empty where none is
  /// (services, trade, agriculture) or the code is unknown.
  [[nodiscard]] std::string_view ProgrammeSectorOf(std::string_view sector_code) const;

  /// The department responsible for a programme sector; empty for an unknown or empty sector.
  [[nodiscard]] std::string_view DepartmentOf(std::string_view programme_sector) const;

  /// The programme sectors that a department answers for, in the file's order.
  [[nodiscard]] std::vector<std::string> SectorsOfDepartment(std::string_view department) const;

  /// Bit i for the i-th of programme_sectors(), so that sets of them are compared at once; 0 for an
  /// unknown code.
  [[nodiscard]] std::uint64_t ProgrammeSectorMask(std::string_view programme_sector) const;

  /// All 0 for an unknown or empty code.
  [[nodiscard]] SectorSteps StepsOf(std::string_view sector_code) const;

 private:
  base::Status ReadActivities(std::string_view text);
  base::Status CheckForms() const;

  using Positions = std::unordered_map<std::string, std::size_t>;

  std::vector<Region> regions_;
  std::vector<Sector> sectors_;
  std::vector<ProgrammeSector> programme_sectors_;
  std::vector<Department> departments_;
  std::vector<EvidenceRule> evidence_rules_;
  std::vector<TaskTemplate> plan_tasks_;
  std::unordered_map<std::string, std::string> sector_map_;  // GB/T 4754 code -> programme sector
  Positions region_at_;
  Positions sector_at_;
  Positions programme_sector_at_;
  Positions department_at_;
  std::vector<Activity> activities_;
  Positions activity_at_;
  FormLibrary forms_;
};

}  // namespace jiedui::domain
