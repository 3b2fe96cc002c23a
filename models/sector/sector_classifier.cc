#include "models/sector/sector_classifier.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"
#include "domain/tsv.h"

namespace jiedui::models {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;

constexpr std::size_t kClauses = 6;
/// The first clause is the main business; what comes later is often wished for rather than done.
constexpr std::array<double, kClauses> kClauseWeights = {1.0, 0.45, 0.3, 0.2, 0.15, 0.1};
constexpr std::size_t kEvidence = 5;
constexpr double kNameWeight = 1.2;
constexpr double kSellingShare = 0.08;  // what a seller sells says little of what it makes
constexpr double kServingShare = 0.15;
constexpr double kSellingAgainst = 1.1;
constexpr double kServingAgainst = 1.0;
constexpr double kMakingUnnamed = 0.25;  // makes something the lexicon does not know

constexpr std::size_t kLeadBytes = 36;  // twelve characters

/// Bytes of the UTF-8 character at that byte.
std::size_t CharacterBytes(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(bytes, text.size() - at);
}

enum class Deed { kMaking, kSelling, kServing };

constexpr std::array<std::string_view, 19> kMakingWords = {
    "生产", "制造", "加工", "开采", "洗选", "冶炼", "铸造", "制作", "屠宰", "发电",
    "供热", "供水", "供电", "印刷", "修造", "洗煤", "锻造", "纺织", "产销"};
constexpr std::array<std::string_view, 10> kSellingWords = {"销售", "经销", "批发", "零售", "购销",
                                                            "批零", "代购", "经营", "收购", "运销"};

/// Remarks in brackets and the set phrase about permits tell nothing of the business.
std::string WithoutRemarks(const std::string& text) {
  std::string out;
  int depth = 0;
  for (const char32_t c : base::ToCodePoints(text)) {
    if (c == U'(') ++depth;
    if (depth == 0) out += base::FromCodePoints(std::u32string_view(&c, 1));
    if (c == U')' && depth > 0) --depth;
  }
  return out;
}

std::vector<std::string> ClausesOf(const std::string& scope) {
  std::string text = scope;
  for (const char* end : {"。", ";", ",以下", "\n"}) text = base::ReplaceAll(text, end, "\x1F");
  std::vector<std::string> clauses;
  for (const std::string_view part : base::Split(text, '\x1F')) {
    if (!base::Trim(part).empty()) clauses.emplace_back(base::Trim(part));
  }
  return clauses;
}

template <std::size_t N>
std::size_t FirstOf(std::string_view text, const std::array<std::string_view, N>& words) {
  std::size_t first = std::string_view::npos;
  for (const std::string_view word : words) first = std::min(first, text.find(word));
  return first;
}

/// What a clause does: `生产、销售X` and `X生产、销售` make; `销售X` and `X销售` sell. Making
/// counts wherever it is said, unless the clause leads with selling and making comes much later.
Deed DeedOf(std::string_view clause) {
  const std::size_t making = FirstOf(clause, kMakingWords);
  const std::size_t selling = FirstOf(clause, kSellingWords);
  if (making == std::string_view::npos)
    return selling == std::string_view::npos ? Deed::kServing : Deed::kSelling;
  constexpr std::size_t kFar = 30;  // ten characters
  return selling != std::string_view::npos && selling + kFar < making && selling < 6
             ? Deed::kSelling
             : Deed::kMaking;
}

}  // namespace

/// Points for each sector and against all of them.
struct SectorClassifier::Tally {
  std::map<std::string, double> by_code;  // GB/T 4754 code -> points
  double against = 0;
  std::map<std::string, double> words;  // evidence for industry
  std::map<std::string, double> words_against;

  void For(const Term& term, double points) {
    by_code[term.code] += points;
    words[term.text] += points;
  }
  void Against(const std::string& word, double points) {
    against += points;
    words_against[word] += points;
  }
};

base::Result<SectorClassifier> SectorClassifier::Make(const domain::Reference& reference,
                                                      std::string_view lexicon) {
  SectorClassifier classifier(reference);
  JIEDUI_CHECK(domain::ReadTsv(
      "lexicon.tsv", lexicon, {"term", "code", "place", "weight"},
      [&](const domain::TsvRow& row) -> Status {
        const std::string line = "lexicon.tsv line " + std::to_string(row.line) + ": ";
        Term term{base::Normalize(row.cells[0]), row.cells[1] == "-" ? "" : row.cells[1], false,
                  false, 0};
        if (!term.code.empty() && reference.ProgrammeSectorOf(term.code).empty()) {
          return Fail(ErrorCode::kInvalid, line + term.code + " is no industrial sector", "code");
        }
        term.in_name = row.cells[2] == "name" || row.cells[2] == "both";
        term.in_scope = row.cells[2] == "scope" || row.cells[2] == "both";
        if (!term.in_name && !term.in_scope)
          return Fail(ErrorCode::kInvalid, line + "place is unknown", "place");
        term.weight = base::ParseNumber(row.cells[3]).value_or(0);
        if (term.weight <= 0)
          return Fail(ErrorCode::kInvalid, line + "weight must be above 0", "weight");
        if (term.text.empty()) return Fail(ErrorCode::kInvalid, line + "term is empty", "term");
        classifier.terms_[term.text.substr(0, CharacterBytes(term.text, 0))].push_back(
            std::move(term));
        return {};
      }));
  for (auto& [first, terms] : classifier.terms_) {
    std::stable_sort(terms.begin(), terms.end(),
                     [](const Term& x, const Term& y) { return x.text.size() > y.text.size(); });
  }
  return classifier;
}

std::vector<SectorClassifier::Hit> SectorClassifier::Find(std::string_view text,
                                                          Place place) const {
  std::vector<Hit> hits;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t step = CharacterBytes(text, at);
    const auto found = terms_.find(std::string(text.substr(at, step)));
    const Term* match = nullptr;
    if (found != terms_.end()) {
      for (const Term& term : found->second) {
        const bool here = place == Place::kName ? term.in_name : term.in_scope;
        if (here && text.substr(at).starts_with(term.text)) {
          match = &term;
          break;
        }
      }
    }
    const auto same = [&](const Hit& hit) { return hit.term == match; };
    if (match != nullptr && std::none_of(hits.begin(), hits.end(), same))
      hits.push_back({match, at});
    at += match == nullptr ? step : match->text.size();
  }
  return hits;
}

void SectorClassifier::CountName(std::string_view name, Tally& tally) const {
  for (const Hit& hit : Find(name, Place::kName)) {
    if (hit.term->code.empty()) {
      tally.Against(hit.term->text, kNameWeight * hit.term->weight);
    } else {
      tally.For(*hit.term, kNameWeight * hit.term->weight);
    }
  }
}

void SectorClassifier::CountClause(std::string_view clause, double weight, Tally& tally) const {
  const Deed deed = DeedOf(clause);
  const double share = deed == Deed::kMaking    ? 1.0
                       : deed == Deed::kSelling ? kSellingShare
                                                : kServingShare;
  bool known = false;
  for (const Hit& hit : Find(clause, Place::kScope)) {
    // What is named first is what the clause is about.
    const double points = weight * hit.term->weight * (hit.at < kLeadBytes ? 1.0 : 0.5);
    if (hit.term->code.empty()) {
      tally.Against(hit.term->text, points);
    } else {
      tally.For(*hit.term, share * points);
      known = known || deed == Deed::kMaking;
    }
  }
  if (deed == Deed::kSelling) tally.Against("销售", weight * kSellingAgainst);
  if (deed == Deed::kServing && !known) tally.Against("服务", weight * kServingAgainst * 0.6);
  if (deed == Deed::kMaking && !known) tally.by_code["41"] += weight * kMakingUnnamed;
}

SectorGuess SectorClassifier::Guess(std::string_view name, std::string_view business_scope) const {
  Tally tally;
  const std::string plain_name = WithoutRemarks(base::Normalize(name));
  CountName(plain_name, tally);
  const std::vector<std::string> clauses =
      ClausesOf(WithoutRemarks(base::Normalize(business_scope)));
  for (std::size_t i = 0; i < std::min(clauses.size(), kClauses); ++i) {
    CountClause(clauses[i], kClauseWeights[i], tally);
  }

  std::map<std::string, double> by_programme;
  double total = 0;
  for (const auto& [code, points] : tally.by_code) {
    by_programme[std::string(reference_->ProgrammeSectorOf(code))] += points;
    total += points;
  }
  std::string best;
  double best_points = 0;
  for (const auto& [programme, points] : by_programme) {
    if (points > best_points) {
      best = programme;
      best_points = points;
    }
  }
  SectorGuess guess;
  // Industry against not, then the best sector against the others.
  const double industry = total / std::max(total + tally.against, 0.2);
  const double share = total > 0 ? best_points / total : 0;
  const bool industrial = industry > 0.5 && best_points > 0;
  guess.confidence = industrial
                         ? (2 * industry - 1) * 0.5 + 0.5 * share * std::min(1.0, best_points)
                         : 1 - industry;
  if (industrial) {
    guess.programme_sector = best;
    double deepest = 0;
    for (const auto& [code, points] : tally.by_code) {
      if (reference_->ProgrammeSectorOf(code) == best && points > deepest) {
        guess.sector_code = code;
        deepest = points;
      }
    }
  }
  for (const auto& [word, points] : industrial ? tally.words : tally.words_against)
    guess.evidence.push_back({word, points});
  std::stable_sort(
      guess.evidence.begin(), guess.evidence.end(),
      [](const SectorEvidence& a, const SectorEvidence& b) { return a.weight > b.weight; });
  if (guess.evidence.size() > kEvidence) guess.evidence.resize(kEvidence);
  return guess;
}

}  // namespace jiedui::models
