#include "models/sector/sector_classifier.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/text.h"
#include "domain/tsv.h"
#include "models/sector/scope_reader.h"
#include "models/sector/scope_text.h"

namespace jiedui::models {
namespace {

using base::ErrorCode;
using base::Fail;

// Factors on a term's weight, chosen on the sets for tuning (tests/labels).
constexpr double kNameWeight = 1.2;         ///< the name against the first clause
constexpr double kContradicted = 0.15;      ///< a scope with less industry contradicts the name
constexpr double kNameContradicted = 0.55;  ///< an industrial name that its scope contradicts
constexpr double kEarlierPart = 0.3;        ///< the mother's name against the branch's own
constexpr double kBeforeLast = 0.3;  ///< Chinese puts the head last: `煤矿` in `煤矿机械`
constexpr double kProductWithoutVerb = 0.6;
constexpr double kProductServed = 0.15;  ///< who repairs pumps may make them
constexpr double kActivitySold = 0.2;    ///< `供热设备销售`
constexpr double kTrade = 0.9;           ///< selling, whatever is sold
constexpr double kMakingUnknown = 0.4;
constexpr double kServingUnknown = 0.4;
constexpr double kProductsWeight = 1.0;  ///< the list of products against the first clause

constexpr double kDoubt = 0.25;   ///< evidence that is always missing: little evidence is no proof
constexpr double kDeeper = 0.55;  ///< a child takes over from its parent with that share of it
constexpr std::size_t kEvidenceShown = 6;
constexpr std::size_t kAlternatesShown = 3;

constexpr unsigned Bit(TermPlace place) { return 1U << static_cast<unsigned>(place); }
constexpr unsigned kScopePlaces = Bit(TermPlace::kProduct) | Bit(TermPlace::kActivity);

const TermSense& SenseAt(const TermMatch& match, TermPlace place) {
  return match.senses[static_cast<std::size_t>(place)];
}

/// How much of a product's weight counts for its maker's sector.
double ProductFactor(ScopeAction action) {
  switch (action) {
    case ScopeAction::kMake:
      return 1;
    case ScopeAction::kNone:
      return kProductWithoutVerb;
    case ScopeAction::kServe:
      return kProductServed;
    case ScopeAction::kSell:
      return 0;
  }
  return 0;
}

constexpr std::array<std::string_view, SectorClassifier::kSignals> kSignalNames = {
    "bias", "share", "lead", "amount"};

/// Weights of the signals, in the order of kSignalNames.
base::Result<std::array<double, SectorClassifier::kSignals>> ReadCalibration(
    std::string_view text) {
  std::array<double, SectorClassifier::kSignals> weights = {};
  std::array<bool, SectorClassifier::kSignals> given = {};
  JIEDUI_CHECK(domain::ReadTsv(
      "calibration.tsv", text, {"signal", "weight"},
      [&](const domain::TsvRow& row) -> base::Status {
        const auto* const name = std::find(kSignalNames.begin(), kSignalNames.end(), row.cells[0]);
        const std::optional<double> weight = base::ParseNumber(row.cells[1]);
        const std::string where = "calibration.tsv line " + std::to_string(row.line);
        if (name == kSignalNames.end())
          return Fail(ErrorCode::kInvalid, where + ", signal: " + row.cells[0] + " is unknown",
                      "signal");
        if (!weight)
          return Fail(ErrorCode::kInvalid, where + ", weight: " + row.cells[1] + " is no number",
                      "weight");
        const auto at = static_cast<std::size_t>(name - kSignalNames.begin());
        weights[at] = *weight;
        given[at] = true;
        return {};
      }));
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!given[i])
      return Fail(ErrorCode::kInvalid,
                  "calibration.tsv: signal " + std::string(kSignalNames[i]) + " is missing",
                  "signal");
  }
  return weights;
}

}  // namespace

/// Evidence so far.
struct SectorClassifier::Tally {
  struct Word {
    std::string text;
    std::uint16_t node = 0;
    double weight = 0;
  };
  std::vector<Word> words;

  void Add(std::string_view text, std::uint16_t node, double weight) {
    if (weight > 0) words.push_back({std::string(text), node, weight});
  }
};

SectorClassifier::SectorClassifier(const domain::Reference& reference, SectorLexicon lexicon)
    : reference_(&reference), lexicon_(std::move(lexicon)) {
  for (const std::string& code : lexicon_.codes()) node_of_code_.push_back(NodeAt(code));
  trade_ = NodeAt("F");
  making_ = NodeAt("C");
  serving_ = NodeAt("O");
}

std::uint16_t SectorClassifier::NodeAt(const std::string& code) {
  const auto found = std::find(nodes_.begin(), nodes_.end(), code);
  if (found != nodes_.end()) return static_cast<std::uint16_t>(found - nodes_.begin());
  const std::vector<std::string> path = reference_->SectorPath(code);
  const std::uint16_t parent = path.size() < 2
                                   ? std::uint16_t{0}
                                   : static_cast<std::uint16_t>(NodeAt(path[path.size() - 2]) + 1);
  const std::string_view sector = reference_->ProgrammeSectorOf(code);
  std::uint16_t label = 0;
  const auto& sectors = reference_->programme_sectors();
  for (std::size_t i = 0; i < sectors.size(); ++i) {
    if (sectors[i].code == sector) label = static_cast<std::uint16_t>(i + 1);
  }
  nodes_.push_back(code);
  parents_.push_back(parent);
  labels_.push_back(label);
  return static_cast<std::uint16_t>(nodes_.size() - 1);
}

base::Result<SectorClassifier> SectorClassifier::Make(const domain::Reference& reference,
                                                      const SectorTexts& texts) {
  JIEDUI_ASSIGN(SectorLexicon lexicon, SectorLexicon::Parse(reference, texts.lexicon));
  for (const std::string_view section : {"C", "F", "O"}) {
    if (reference.FindSector(section) == nullptr)
      return Fail(ErrorCode::kInvalid,
                  "sectors_gbt4754.tsv: section " + std::string(section) + " is missing", "code");
  }
  SectorClassifier classifier(reference, std::move(lexicon));
  JIEDUI_ASSIGN(classifier.calibration_, ReadCalibration(texts.calibration));
  return classifier;
}

std::string_view SectorClassifier::ProgrammeSectorAt(std::size_t label) const {
  return label == 0 ? std::string_view() : reference_->programme_sectors()[label - 1].code;
}

void SectorClassifier::CountName(std::string_view name, Tally& tally) const {
  const std::vector<std::string> parts = ReadName(base::Normalize(name));
  double part_weight = kNameWeight;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const std::vector<TermMatch> matches = lexicon_.Find(*part, Bit(TermPlace::kName));
    for (std::size_t i = 0; i < matches.size(); ++i) {
      const TermSense& sense = SenseAt(matches[i], TermPlace::kName);
      const double head = i + 1 == matches.size() ? 1 : kBeforeLast;
      tally.Add(std::string_view(*part).substr(matches[i].begin, matches[i].size),
                node_of_code_[sense.code], sense.weight * head * part_weight);
    }
    if (!matches.empty()) part_weight *= kEarlierPart;
  }
}

void SectorClassifier::CountItem(const ScopeItem& item, double weight, Tally& tally) const {
  const std::vector<TermMatch> matches = lexicon_.Find(item.text, kScopePlaces);
  bool trades = item.action == ScopeAction::kSell;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const std::string_view word =
        std::string_view(item.text).substr(matches[i].begin, matches[i].size);
    const double head = (i + 1 == matches.size() ? 1 : kBeforeLast) * weight;
    const TermSense& activity = SenseAt(matches[i], TermPlace::kActivity);
    const TermSense& product = SenseAt(matches[i], TermPlace::kProduct);
    const bool says_verb = !item.verb.empty() && word.find(item.verb) != std::string_view::npos;
    const bool made = item.action == ScopeAction::kMake && product.weight > 0;
    if (activity.weight > 0 && !made) {
      const std::uint16_t node = node_of_code_[activity.code];
      const bool sold = item.action == ScopeAction::kSell && !says_verb && labels_[node] != 0;
      tally.Add(word, node, activity.weight * head * (sold ? kActivitySold : 1));
      trades = trades && sold;
    } else if (product.weight > 0) {
      tally.Add(word, node_of_code_[product.code],
                product.weight * head * ProductFactor(item.action));
    }
  }
  if (trades) tally.Add(item.verb, trade_, kTrade * weight);
  if (!matches.empty()) return;
  if (item.action == ScopeAction::kMake) tally.Add(item.verb, making_, kMakingUnknown * weight);
  if (item.action == ScopeAction::kServe) tally.Add(item.verb, serving_, kServingUnknown * weight);
}

SectorClassifier::Tally SectorClassifier::Count(const SectorQuestion& question) const {
  Tally tally;
  CountName(question.name, tally);
  const std::size_t named = tally.words.size();
  for (const ScopeItem& item : ReadScope(base::Normalize(question.business_scope)))
    CountItem(item, item.weight, tally);
  for (ScopeItem& item : ReadScope(base::Normalize(question.products))) {
    if (item.action == ScopeAction::kNone) item.action = ScopeAction::kMake;
    CountItem(item, item.weight * kProductsWeight, tally);
  }
  DiscountName(named, tally);
  SettleMaking(tally);
  return tally;
}

void SectorClassifier::DiscountName(std::size_t named, Tally& tally) const {
  double scope = 0;
  double industrial = 0;
  for (const Tally::Word& word : std::span(tally.words).subspan(named)) {
    scope += word.weight;
    if (labels_[word.node] != 0) industrial += word.weight;
  }
  if (scope <= 0 || industrial >= kContradicted * scope) return;
  for (Tally::Word& word : std::span(tally.words).first(named)) {
    if (labels_[word.node] != 0) word.weight *= kNameContradicted;
  }
}

void SectorClassifier::SettleMaking(Tally& tally) const {
  const Tally::Word* heaviest = nullptr;
  for (const Tally::Word& word : tally.words) {
    if (labels_[word.node] != 0 && word.node != making_ &&
        (heaviest == nullptr || word.weight > heaviest->weight))
      heaviest = &word;
  }
  if (heaviest == nullptr) return;
  std::size_t node = heaviest->node;
  const std::uint16_t label = labels_[node];
  while (parents_[node] != 0 && labels_[parents_[node] - 1U] == label) node = parents_[node] - 1U;
  for (Tally::Word& word : tally.words) {
    if (word.node == making_) word.node = static_cast<std::uint16_t>(node);
  }
}

SectorClassifier::Shares SectorClassifier::Weigh(const Tally& tally) const {
  Shares shares;
  shares.label.assign(reference_->programme_sectors().size() + 1, 0.0);
  for (const Tally::Word& word : tally.words) {
    shares.label[labels_[word.node]] += word.weight;
    shares.total += word.weight;
  }
  const auto first = shares.label.begin() + 1;
  const auto best = std::max_element(first, shares.label.end());
  const double other = shares.label.front();
  const double industrial = std::accumulate(first, shares.label.end(), 0.0);
  shares.lead = std::abs(industrial - other);
  if (industrial <= other) return shares;
  shares.best = static_cast<std::size_t>(best - shares.label.begin());
  for (auto label = first; label != shares.label.end(); ++label) {
    if (label != best) shares.lead = std::min(shares.lead, *best - *label);
  }
  return shares;
}

std::array<double, SectorClassifier::kSignals> SectorClassifier::SignalsOf(const Shares& shares) {
  if (shares.total <= 0) return {};
  const double all = shares.total + kDoubt;
  const double best = shares.label[shares.best];
  return {1, best / all, shares.lead / all, shares.total / (shares.total + 1)};
}

std::array<double, SectorClassifier::kSignals> SectorClassifier::Clearness(
    const SectorQuestion& question) const {
  return SignalsOf(Weigh(Count(question)));
}

std::uint16_t SectorClassifier::Deepest(const Tally& tally, std::size_t label) const {
  std::vector<double> weight(nodes_.size(), 0.0);
  std::vector<double> below(nodes_.size() + 1, 0.0);  // of a node's children; [0] for sections
  for (const Tally::Word& word : tally.words) {
    if (labels_[word.node] != label) continue;
    for (std::size_t node = word.node + 1U; node != 0; node = parents_[node - 1]) {
      weight[node - 1] += word.weight;
      below[parents_[node - 1]] += word.weight;
    }
  }
  std::size_t at = 0;  // position + 1
  for (;;) {
    std::size_t child = 0;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      if (parents_[node] == at && weight[node] > 0 &&
          (child == 0 || weight[node] > weight[child - 1]))
        child = node + 1;
    }
    const bool must = at == 0 || labels_[at - 1] != label;
    if (child == 0 || (!must && weight[child - 1] < kDeeper * below[at])) break;
    at = child;
  }
  return static_cast<std::uint16_t>(at - 1);
}

std::vector<SectorEvidence> SectorClassifier::EvidenceFor(const Tally& tally,
                                                          std::size_t label) const {
  std::vector<SectorEvidence> evidence;
  for (const Tally::Word& word : tally.words) {
    if (labels_[word.node] != label) continue;
    const auto found = std::find_if(evidence.begin(), evidence.end(),
                                    [&](const SectorEvidence& e) { return e.word == word.text; });
    if (found == evidence.end()) {
      evidence.push_back({word.text, word.weight});
    } else {
      found->weight += word.weight;
    }
  }
  std::stable_sort(
      evidence.begin(), evidence.end(),
      [](const SectorEvidence& a, const SectorEvidence& b) { return a.weight > b.weight; });
  if (evidence.size() > kEvidenceShown) evidence.resize(kEvidenceShown);
  return evidence;
}

std::vector<SectorAlternate> SectorClassifier::Alternates(const Tally& tally,
                                                          const Shares& shares) const {
  std::vector<std::size_t> labels;
  for (std::size_t i = 0; i < shares.label.size(); ++i) {
    if (i != shares.best && shares.label[i] > 0) labels.push_back(i);
  }
  std::stable_sort(labels.begin(), labels.end(),
                   [&](std::size_t a, std::size_t b) { return shares.label[a] > shares.label[b]; });
  if (labels.size() > kAlternatesShown) labels.resize(kAlternatesShown);
  std::vector<SectorAlternate> alternates;
  alternates.reserve(labels.size());
  for (const std::size_t label : labels) {
    alternates.push_back({nodes_[Deepest(tally, label)], std::string(ProgrammeSectorAt(label)),
                          shares.label[label] / shares.total});
  }
  return alternates;
}

SectorGuess SectorClassifier::Guess(const SectorQuestion& question) const {
  const Tally tally = Count(question);
  const Shares shares = Weigh(tally);
  SectorGuess guess;
  if (shares.total <= 0) return guess;
  const std::array<double, kSignals> signals = SignalsOf(shares);
  double sum = 0;
  for (std::size_t i = 0; i < kSignals; ++i) sum += calibration_[i] * signals[i];
  guess.confidence = 1 / (1 + std::exp(-sum));
  guess.sector_code = nodes_[Deepest(tally, shares.best)];
  guess.programme_sector = ProgrammeSectorAt(shares.best);
  guess.industrial = shares.best != 0;
  guess.evidence = EvidenceFor(tally, shares.best);
  guess.alternates = Alternates(tally, shares);
  return guess;
}

}  // namespace jiedui::models
