#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/helpers.h"
#include "domain/pairing.h"
#include "domain/programme.h"

namespace jiedui::domain {

// 对接 (D6).

/// How an enterprise was met.
enum class VisitWay : std::uint8_t { kSymposium, kQuestionnaire, kOnSite, kHotline };

constexpr std::array<EnumName, 4> kVisitWayNames = {{
    {"symposium", "座谈会", "Symposium"},
    {"questionnaire", "问卷调查", "Questionnaire"},
    {"on_site", "现场对接", "On site"},
    {"hotline", "96302 热线", "Hotline 96302"},
}};
constexpr std::span<const EnumName> NamesOf(VisitWay /*tag*/) { return kVisitWayNames; }

/// 对接: one meeting with an enterprise and what was learned; needs and problems come out of it.
struct Visit : RecordOf<Kind::kVisit> {
  EnterpriseId enterprise;
  std::optional<base::Date> visited_on;
  VisitWay way = VisitWay::kOnSite;
  std::string subject;
  WorkTeamId work_team;
  PairingId pairing;
  std::string visitors;
  std::string findings;
  std::string region_code;
  std::string programme_sector;
};
using VisitId = base::Id<Visit>;

}  // namespace jiedui::domain
