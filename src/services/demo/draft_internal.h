#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "domain/enterprise.h"
#include "domain/helpers.h"
#include "domain/programme.h"
#include "services/demo/demo_city.h"
#include "services/demo/random.h"
#include "services/demo/words_internal.h"

namespace jiedui::services::demo {

/// Ends the descriptions and addresses of what is made up.
constexpr std::string_view kMark = "（演示数据）";

/// An enterprise with what only the generator knows of it. The record lives in Draft::records.
struct EnterpriseDraft {
  domain::Enterprise* record = nullptr;
  std::size_t line = 0;
  std::size_t area = 0;
  std::optional<std::size_t> group;
  Texts products;
};

struct ExpertDraft {
  domain::Expert* record = nullptr;
  std::size_t industry = 0;
};

/// Somebody who has capabilities, and in which fields of which industries.
struct Owner {
  domain::Kind kind = domain::Kind::kExpert;
  std::int64_t id = 0;
  Positions industries;
  Texts fields;
};

/// The city while it is made. Each step adds records and reads those of the steps before.
struct Draft {
  const domain::Reference& reference;
  const Words& words;
  const DemoOptions& options;
  std::vector<std::unique_ptr<domain::Record>> records;
  std::vector<EnterpriseDraft> enterprises;
  std::vector<ExpertDraft> experts;
  std::vector<Owner> owners;
  std::map<std::int64_t, std::int64_t> visits;  ///< by enterprise: one where needs were learned
  std::int64_t people = 0;                      ///< how many telephone numbers were given out

  template <class T>
  T& Add() {
    auto record = std::make_unique<T>();
    T& added = *record;
    records.push_back(std::move(record));
    added.id = static_cast<std::int64_t>(records.size());
    return added;
  }

  [[nodiscard]] const Line& LineOf(const EnterpriseDraft& enterprise) const {
    return words.lines[enterprise.line];
  }
  [[nodiscard]] const Industry& IndustryOf(const EnterpriseDraft& enterprise) const {
    return words.industries[LineOf(enterprise).industry];
  }

  /// The numbers of one subject; see Random.
  [[nodiscard]] Random Numbers(std::string_view subject) const;

  /// A name of two or three characters; not one of annex 5's.
  std::string Person(Random& random) const;

  /// A number that nobody has: no area code is 0000, and no country code begins with 0.
  std::string Phone();

  /// The enterprises of these lines, the ones that innovate most first, then by revenue.
  [[nodiscard]] Positions LeadersOf(const Positions& lines) const;

  /// The GB/T 4754 classes of these lines, each once.
  [[nodiscard]] Texts CodesOf(const Positions& lines) const;

  /// The programme sectors of these industries; every one for the technologies of all sectors.
  [[nodiscard]] Texts SectorsOf(const Positions& industries) const;
};

// The steps, in order.
void AddEnterprises(Draft& draft);
void AddExperts(Draft& draft);
void AddTeams(Draft& draft);
void AddAlliances(Draft& draft);
void AddPlatforms(Draft& draft);
void AddWorkTeams(Draft& draft);
void AddCityGroups(Draft& draft);
void AddVisits(Draft& draft);
void AddNeeds(Draft& draft);
void AddCapabilities(Draft& draft);
void AddPolicies(Draft& draft);
void AddSurveys(Draft& draft);
void AddLedger(Draft& draft);
void AddPosts(Draft& draft);
void AddConflicts(Draft& draft);
void AddCampaign(Draft& draft);
void AddEquipment(Draft& draft);  ///< with its bookings
void AddGuidance(Draft& draft);
void AddTechnologies(Draft& draft);
void AddProjects(Draft& draft);
void AddPilots(Draft& draft);
void AddFunds(Draft& draft);
void AddApplications(Draft& draft);
void AddListings(Draft& draft);
void AddUsers(Draft& draft);

/// A visit of the enterprise by a team of its county on that day, with words of
/// data/demo/visits.tsv.
domain::Visit& AddVisit(Draft& draft, const EnterpriseDraft& enterprise, const base::Date& day,
                        domain::VisitWay way, Random& random);

// Parts of AddEnterprises with files of their own.

/// The 18 characters of a fictional code: 91, the authority (99xxxx), DEM0, the number, and both
/// check digits (GB 11714-1997, GB 32100-2015). number: 0 … 9999.
std::string FictionalCreditCode(std::string_view authority, std::int64_t number);

/// A part of AddSurveys with a file of its own: the answers that give the survey's figures, with
/// more rows and a text for every direction, and the figures as they follow from them.
void SetAnswers(const Draft& draft, domain::Survey& survey, Random& random);

/// Revenue, employees, innovation, R&D figures and capacity of every enterprise.
void SetFigures(Draft& draft);

/// `total` split in proportion to the shares by largest remainders; the earlier share wins a tie.
std::vector<std::int64_t> Apportion(std::int64_t total, const std::vector<std::int64_t>& shares);

}  // namespace jiedui::services::demo
