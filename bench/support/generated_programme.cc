#include "bench/support/generated_programme.h"

#include <cmath>
#include <random>

#include "base/text.h"

namespace jiedui::bench {
namespace {

constexpr std::size_t kPhrases = 12;      // of a scope
constexpr double kOwnSector = 0.45;       // how often a phrase is of the record's own division
constexpr std::size_t kCoined = 30'000;   // words of two or three characters that no sector has
constexpr double kCoinedShare = 0.4;      // phrases that have one of them
constexpr double kNeedsShare = 0.5;       // enterprises with an open need
constexpr double kGroupShare = 0.01;      // enterprises of an ownership group
constexpr double kConflictShare = 0.005;  // experts with a conflict

class Generator {
 public:
  Generator(const domain::Reference& reference, const GeneratedSize& size)
      : reference_(reference), size_(size), random_(size.seed) {
    for (const domain::Sector& sector : reference.sectors()) {
      if (sector.code.size() < 3) continue;
      names_.push_back(sector.name);
      by_division_[sector.code.substr(0, 2)].push_back(sector.name);
      if (sector.code.size() == 4 && !reference.ProgrammeSectorOf(sector.code).empty())
        classes_.push_back(sector.code);
    }
    std::shuffle(names_.begin(), names_.end(), random_);  // a rank for Zipf's law
    CoinWords();
    for (const domain::Region& region : reference.regions()) {
      if (region.level == "county" || region.level == "zone") counties_.push_back(region.code);
    }
  }

  services::CorpusInput Make() {
    for (std::size_t i = 0; i < size_.leaders + size_.receivers; ++i)
      AddEnterprise(i < size_.leaders);
    for (std::size_t i = 0; i < size_.experts; ++i) AddExpert();
    return std::move(input_);
  }

 private:
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  double Unit() { return static_cast<double>(random_() >> 11U) * 0x1p-53; }
  bool Chance(double share) { return Unit() < share; }
  const std::string& Pick(const std::vector<std::string>& from) { return from[Below(from.size())]; }

  void CoinWords() {
    std::u32string characters;
    for (const std::string& name : names_) characters += base::ToCodePoints(name);
    for (std::size_t i = 0; i < kCoined; ++i) {
      std::u32string word;
      for (std::size_t c = 0; c < 2 + i % 2; ++c) word += characters[Below(characters.size())];
      coined_.push_back(base::FromCodePoints(word));
    }
  }

  /// The n-th as often as 1 / n.
  const std::string& ByZipf(const std::vector<std::string>& from) {
    const double rank = std::exp(Unit() * std::log(static_cast<double>(from.size()))) - 1;
    return from[std::min(static_cast<std::size_t>(rank), from.size() - 1)];
  }

  /// A name of the division or one of all, now and then with a coined word.
  std::string Phrase(const std::string& division) {
    std::string phrase = Chance(kOwnSector) ? Pick(by_division_.at(division)) : ByZipf(names_);
    return Chance(kCoinedShare) ? phrase + ByZipf(coined_) : phrase;
  }

  std::string Phrases(const std::string& code, std::size_t count) {
    std::vector<std::string> phrases;
    for (std::size_t i = 0; i < count; ++i) phrases.push_back(Phrase(code.substr(0, 2)));
    return base::Join(phrases, "；");
  }

  void AddEnterprise(bool leads) {
    domain::Enterprise made;
    made.id = ++next_id_;
    made.name = "企业" + std::to_string(made.id);
    made.region_code = Pick(counties_);
    made.sector_code = Pick(classes_);
    made.programme_sector = reference_.ProgrammeSectorOf(made.sector_code);
    made.sector_source = domain::SectorSource::kConfirmed;
    made.innovation = leads ? domain::Innovation::kInstitution : domain::Innovation::kNone;
    made.capacity = leads ? static_cast<std::int64_t>(1 + Below(12)) : 0;
    made.revenue_wan = 100.0 + static_cast<double>(Below(100'000));
    made.rd_spending_wan = leads ? static_cast<double>(Below(2000)) : 0;
    made.products = Phrases(made.sector_code, 3);
    made.business_scope = Phrases(made.sector_code, kPhrases);
    if (Chance(kGroupShare)) made.ownership_group = "集团" + std::to_string(Below(200));
    if (!leads && Chance(kNeedsShare)) {
      domain::Need need;
      need.id = ++next_id_;
      need.enterprise = domain::EnterpriseId{made.id};
      need.title = Phrases(made.sector_code, 1);
      need.text = Phrases(made.sector_code, 3);
      input_.needs.push_back(std::move(need));
    }
    input_.enterprises.push_back(std::move(made));
  }

  void AddExpert() {
    domain::Expert made;
    made.id = ++next_id_;
    made.name = "专家" + std::to_string(made.id);
    made.region_code = Pick(counties_);
    const std::string code = Pick(classes_);
    made.sectors = {code.substr(0, 2 + Below(3))};
    for (int i = 0; i < 3; ++i) made.fields.push_back(Phrase(code.substr(0, 2)));
    made.description = Phrases(code, 6);
    made.capacity = static_cast<std::int64_t>(1 + Below(8));
    made.level = static_cast<domain::Level>(Below(5));
    if (Chance(kConflictShare)) {
      domain::Conflict conflict;
      conflict.id = ++next_id_;
      conflict.a_kind = domain::Kind::kExpert;
      conflict.a_id = made.id;
      conflict.b_kind = domain::Kind::kEnterprise;
      conflict.b_id = input_.enterprises[Below(input_.enterprises.size())].id;
      input_.conflicts.push_back(std::move(conflict));
    }
    input_.experts.push_back(std::move(made));
  }

  const domain::Reference& reference_;
  const GeneratedSize size_;
  std::mt19937_64 random_;
  std::vector<std::string> names_;
  std::vector<std::string> coined_;
  std::map<std::string, std::vector<std::string>> by_division_;
  std::vector<std::string> classes_;
  std::vector<std::string> counties_;
  std::int64_t next_id_ = 0;
  services::CorpusInput input_;
};

}  // namespace

services::CorpusInput GenerateProgramme(const domain::Reference& reference,
                                        const GeneratedSize& size) {
  return Generator(reference, size).Make();
}

}  // namespace jiedui::bench
