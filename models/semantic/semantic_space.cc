#include "models/semantic/semantic_space.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>

#include "models/semantic/spectrum.h"

namespace jiedui::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kMagic = "JDSEMVEC";
constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kHeadBytes = 8 * 6;  // magic, format, dims, terms, rows, checksum
constexpr std::uint32_t kNoRow = 0xFFFFFFFFU;

static_assert(std::endian::native == std::endian::little, "Save and Load copy bytes as they are");

/// Source: FNV-1a, 64 bits, over words instead of bytes. Guards against damage, not against malice.
std::uint64_t Checksum(std::uint64_t dims, std::span<const std::uint32_t> row_of,
                       std::span<const float> rows) {
  std::uint64_t sum = 0xCBF29CE484222325U;
  const auto add = [&sum](std::uint64_t word) {
    sum = (sum ^ word) * 0x100000001B3U;
    sum ^= sum >> 32U;
  };
  add(dims);
  add(row_of.size());
  for (const std::uint32_t row : row_of) add(row);
  for (const float value : rows) add(std::bit_cast<std::uint32_t>(value));
  return sum;
}

/// The heaviest terms of every document that is counted, ascending.
using Contexts = std::vector<std::vector<std::uint32_t>>;

std::vector<std::uint32_t> ContextOf(const TermVector& doc, std::size_t limit) {
  if (doc.terms.size() <= limit) return doc.terms;
  std::vector<std::size_t> order(doc.terms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(limit), order.end(),
                   [&](std::size_t a, std::size_t b) {
                     return doc.weights[a] != doc.weights[b] ? doc.weights[a] > doc.weights[b]
                                                             : a < b;
                   });
  order.resize(limit);
  std::vector<std::uint32_t> terms;
  terms.reserve(limit);
  for (const std::size_t at : order) terms.push_back(doc.terms[at]);
  std::sort(terms.begin(), terms.end());
  return terms;
}

/// Every n-th document, n the least that keeps the pairs within bounds.
Contexts MakeContexts(std::span<const TermVector> docs, const SemanticOptions& options) {
  std::size_t pairs = 0;
  for (const TermVector& doc : docs) {
    const std::size_t size = std::min(doc.terms.size(), options.context_terms);
    pairs += size * size;
  }
  const std::size_t step =
      std::max<std::size_t>(1, (pairs + options.max_pairs - 1) / options.max_pairs);
  Contexts contexts;
  for (std::size_t i = 0; i < docs.size(); i += step)
    contexts.push_back(ContextOf(docs[i], options.context_terms));
  return contexts;
}

/// The least frequency that leaves at most `most` terms, and no less than `least`.
std::size_t LeastFrequency(const std::vector<std::uint32_t>& frequency, std::size_t least,
                           std::size_t most) {
  std::vector<std::uint32_t> ordered(frequency);
  if (ordered.size() <= most) return least;
  const auto first_out = ordered.begin() + static_cast<std::ptrdiff_t>(most);
  std::nth_element(ordered.begin(), first_out, ordered.end(), std::greater<>());
  return std::max<std::size_t>(least, *first_out + 1U);
}

/// Numbers the terms of enough contexts from 0 and leaves the others out; the number of every term,
/// kNoRow for those left out.
std::vector<std::uint32_t> Renumber(Contexts& contexts, std::size_t terms,
                                    const SemanticOptions& options) {
  std::vector<std::uint32_t> frequency(terms, 0);
  for (const auto& context : contexts) {
    for (const std::uint32_t term : context) ++frequency[term];
  }
  const std::size_t least = LeastFrequency(frequency, options.least_documents, options.max_terms);
  std::vector<std::uint32_t> row_of(terms, kNoRow);
  std::uint32_t rows = 0;
  for (std::size_t term = 0; term < terms; ++term) {
    if (frequency[term] >= least) row_of[term] = rows++;
  }
  for (auto& context : contexts) {
    std::erase_if(context, [&](std::uint32_t term) { return row_of[term] == kNoRow; });
    for (std::uint32_t& term : context) term = row_of[term];
  }
  return row_of;
}

/// The contexts of every term.
std::vector<std::vector<std::uint32_t>> Postings(const Contexts& contexts, std::size_t terms) {
  std::vector<std::vector<std::uint32_t>> postings(terms);
  for (std::size_t c = 0; c < contexts.size(); ++c) {
    for (const std::uint32_t term : contexts[c])
      postings[term].push_back(static_cast<std::uint32_t>(c));
  }
  return postings;
}

/// Half of what a term's frequency takes off the information of its pairs: the geometric mean of
/// both ways to smooth keeps the matrix symmetric.
std::vector<double> Discounts(const Contexts& contexts, std::size_t terms, double smoothing) {
  std::vector<double> pairs(terms, 0.0);
  for (const auto& context : contexts) {
    for (const std::uint32_t term : context) pairs[term] += static_cast<double>(context.size()) - 1;
  }
  double smoothed = 0;
  for (const double count : pairs) smoothed += count > 0 ? std::pow(count, smoothing) : 0;
  std::vector<double> discounts(terms, 0.0);
  for (std::size_t term = 0; term < terms; ++term) {
    if (pairs[term] > 0)
      discounts[term] = ((1 + smoothing) * std::log(pairs[term]) - std::log(smoothed)) / 2;
  }
  return discounts;
}

/// log(P(i, j) / (P(i) P(j))) where it is positive, row by row.
SymmetricRows PositiveInformation(const Contexts& contexts, std::size_t terms, double smoothing) {
  const auto postings = Postings(contexts, terms);
  const std::vector<double> discounts = Discounts(contexts, terms, smoothing);
  SymmetricRows matrix;
  matrix.starts.reserve(terms + 1);
  std::vector<std::uint32_t> counts(terms, 0);
  std::vector<std::uint32_t> touched;
  for (std::size_t term = 0; term < terms; ++term) {
    touched.clear();
    for (const std::uint32_t context : postings[term]) {
      for (const std::uint32_t other : contexts[context]) {
        if (counts[other]++ == 0) touched.push_back(other);
      }
    }
    std::sort(touched.begin(), touched.end());
    for (const std::uint32_t other : touched) {
      const double information =
          std::log(static_cast<double>(counts[other])) - (discounts[term] + discounts[other]);
      counts[other] = 0;
      if (other == term || information <= 0) continue;
      matrix.columns.push_back(other);
      matrix.values.push_back(static_cast<float>(information));
    }
    matrix.starts.push_back(matrix.values.size());
  }
  return matrix;
}

template <class T>
void AddBytes(std::string& bytes, const std::vector<T>& words) {
  const std::size_t before = bytes.size();
  bytes.resize(before + words.size() * sizeof(T));
  if (!words.empty()) std::memcpy(bytes.data() + before, words.data(), words.size() * sizeof(T));
}

template <class T>
void CopyWords(const char* from, std::vector<T>& words) {
  if (!words.empty()) std::memcpy(words.data(), from, words.size() * sizeof(T));
}

base::Status OutOfRange(const char* field, const char* range) {
  return Fail(ErrorCode::kInvalid, std::string(field) + " 应在 " + range + " 之间", field);
}

}  // namespace

base::Status SemanticOptions::Validate() const {
  if (dims < 2 || dims > 1000) return OutOfRange("dims", "2 与 1000");
  if (!(smoothing >= 0 && smoothing <= 1)) return OutOfRange("smoothing", "0 与 1");
  if (context_terms < 2 || context_terms > 1000) return OutOfRange("context_terms", "2 与 1000");
  if (max_pairs < 1000 || max_pairs > 1'000'000'000)
    return OutOfRange("max_pairs", "1,000 与 1,000,000,000");
  if (least_documents < 1 || least_documents > 1000)
    return OutOfRange("least_documents", "1 与 1000");
  if (max_terms < 1000 || max_terms > 1'000'000)
    return OutOfRange("max_terms", "1,000 与 1,000,000");
  if (iterations > 20) return OutOfRange("iterations", "0 与 20");
  return {};
}

SemanticSpace::SemanticSpace(std::size_t dims, std::vector<std::uint32_t> row_of,
                             std::shared_ptr<const std::vector<float>> rows)
    : dims_(dims),
      row_of_(std::move(row_of)),
      rows_(std::move(rows)),
      fingerprint_(Checksum(dims_, row_of_, *rows_)) {}

std::vector<std::uint32_t> SemanticSpace::KnownTerms() const {
  std::vector<std::uint32_t> terms;
  for (std::size_t term = 0; term < row_of_.size(); ++term) {
    if (row_of_[term] != kNoRow) terms.push_back(static_cast<std::uint32_t>(term));
  }
  return terms;
}

SemanticSpace SemanticSpace::Renumbered(std::span<const std::uint32_t> number_of,
                                        std::size_t terms) const {
  std::vector<std::uint32_t> row_of(terms, kNoRow);
  for (std::size_t term = 0; term < std::min(number_of.size(), row_of_.size()); ++term) {
    if (number_of[term] < terms) row_of[number_of[term]] = row_of_[term];
  }
  return {dims_, std::move(row_of), rows_};
}

base::Result<SemanticSpace> SemanticSpace::Fit(std::span<const TermVector> docs, std::size_t terms,
                                               const SemanticOptions& options) {
  JIEDUI_CHECK(options.Validate());
  Contexts contexts = MakeContexts(docs, options);
  std::vector<std::uint32_t> row_of = Renumber(contexts, terms, options);
  const auto rows = static_cast<std::size_t>(
      std::count_if(row_of.begin(), row_of.end(), [](std::uint32_t row) { return row != kNoRow; }));
  const SymmetricRows matrix = PositiveInformation(contexts, rows, options.smoothing);
  Spectrum spectrum = LeadingEigenpairs(
      matrix, {.dims = options.dims, .iterations = options.iterations, .seed = options.seed});
  if (spectrum.values.empty()) row_of.assign(terms, kNoRow);
  return SemanticSpace(spectrum.values.size(), std::move(row_of),
                       std::make_shared<const std::vector<float>>(std::move(spectrum.vectors)));
}

std::vector<float> SemanticSpace::Embed(const TermVector& document) const {
  std::vector<float> sum(dims_, 0.0F);
  for (std::size_t i = 0; i < document.terms.size(); ++i) {
    const std::uint32_t term = document.terms[i];
    if (term >= row_of_.size() || row_of_[term] == kNoRow) continue;
    const float* const row = rows_->data() + row_of_[term] * dims_;
    for (std::size_t d = 0; d < dims_; ++d) sum[d] += document.weights[i] * row[d];
  }
  double squares = 0;
  for (const float value : sum) squares += static_cast<double>(value) * static_cast<double>(value);
  if (squares <= 0) return sum;
  const auto scale = static_cast<float>(1 / std::sqrt(squares));
  for (float& value : sum) value *= scale;
  return sum;
}

std::string SemanticSpace::Save() const {
  std::string bytes(kMagic);
  const auto add = [&bytes](std::uint64_t number) {
    std::array<char, sizeof number> raw{};
    std::memcpy(raw.data(), &number, sizeof number);
    bytes.append(raw.data(), raw.size());
  };
  add(kFormat);
  add(dims_);
  add(row_of_.size());
  add(dims_ == 0 ? 0 : rows_->size() / dims_);
  add(fingerprint_);
  AddBytes<std::uint32_t>(bytes, row_of_);
  AddBytes<float>(bytes, *rows_);
  return bytes;
}

base::Result<SemanticSpace> SemanticSpace::Load(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return Fail(ErrorCode::kInvalid, "不是语义向量文件");
  if (bytes.size() < kHeadBytes) return Fail(ErrorCode::kInvalid, "语义向量文件不完整");
  std::array<std::uint64_t, 5> head{};
  std::memcpy(head.data(), bytes.data() + kMagic.size(), sizeof head);
  const auto [format, dims, terms, rows, checksum] = head;
  if (format != kFormat) {
    return Fail(ErrorCode::kInvalid, "语义向量文件的版本是 " + std::to_string(format) +
                                         "，本程序读版本 " + std::to_string(kFormat));
  }
  // What cannot be is refused before anything is multiplied.
  const std::uint64_t words = (bytes.size() - kHeadBytes) / sizeof(float);
  const bool possible = (bytes.size() - kHeadBytes) % sizeof(float) == 0 && terms <= words &&
                        rows <= terms && dims <= words && (dims == 0 || rows <= words / dims);
  if (!possible || terms + rows * dims != words)
    return Fail(ErrorCode::kInvalid, "语义向量文件不完整或有多余内容");
  std::vector<std::uint32_t> row_of(terms);
  std::vector<float> vectors(rows * dims);
  CopyWords<std::uint32_t>(bytes.data() + kHeadBytes, row_of);
  CopyWords<float>(bytes.data() + kHeadBytes + terms * sizeof(float), vectors);
  const bool known = std::all_of(row_of.begin(), row_of.end(), [rows = rows](std::uint32_t row) {
    return row == kNoRow || row < rows;
  });
  SemanticSpace space(dims, std::move(row_of),
                      std::make_shared<const std::vector<float>>(std::move(vectors)));
  if (!known || space.fingerprint_ != checksum)
    return Fail(ErrorCode::kInvalid, "语义向量文件已损坏（校验和不符）");
  return space;
}

double Cosine(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return std::clamp(sum, -1.0, 1.0);
}

}  // namespace jiedui::models
