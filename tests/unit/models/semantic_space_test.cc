#include "models/semantic/semantic_space.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "models/semantic/spectrum.h"

namespace jiedui::models {
namespace {

using Dense = std::vector<std::vector<double>>;

/// Eigenvalues by Jacobi's rotations: slow, but short enough to be believed.
std::vector<double> JacobiEigenvalues(Dense a) {
  const std::size_t n = a.size();
  for (int sweep = 0; sweep < 60; ++sweep) {
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (std::abs(a[p][q]) < 1e-14) continue;
        const double angle = 0.5 * std::atan2(2 * a[p][q], a[q][q] - a[p][p]);
        const double c = std::cos(angle);
        const double s = std::sin(angle);
        for (std::size_t k = 0; k < n; ++k) {
          const double x = a[k][p];
          a[k][p] = c * x - s * a[k][q];
          a[k][q] = s * x + c * a[k][q];
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double x = a[p][k];
          a[p][k] = c * x - s * a[q][k];
          a[q][k] = s * x + c * a[q][k];
        }
      }
    }
  }
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = a[i][i];
  std::sort(values.begin(), values.end(),
            [](double x, double y) { return std::abs(x) > std::abs(y); });
  return values;
}

Dense RandomSymmetric(std::size_t n, std::mt19937& random) {
  Dense dense(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      if (random() % 3 == 0)
        dense[i][j] = dense[j][i] = static_cast<double>(random() % 1000) / 500 - 0.6;
    }
  }
  return dense;
}

SymmetricRows Sparse(const Dense& dense) {
  SymmetricRows rows;
  for (const auto& row : dense) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (row[j] == 0) continue;
      rows.columns.push_back(static_cast<std::uint32_t>(j));
      rows.values.push_back(static_cast<float>(row[j]));
    }
    rows.starts.push_back(rows.values.size());
  }
  return rows;
}

/// |A v − λ v| for the k-th pair.
double Residual(const Dense& dense, const Spectrum& spectrum, std::size_t k) {
  const std::size_t dims = spectrum.values.size();
  double squares = 0;
  for (std::size_t i = 0; i < dense.size(); ++i) {
    double sum = -spectrum.values[k] * static_cast<double>(spectrum.vectors[i * dims + k]);
    for (std::size_t j = 0; j < dense.size(); ++j)
      sum += dense[i][j] * static_cast<double>(spectrum.vectors[j * dims + k]);
    squares += sum * sum;
  }
  return std::sqrt(squares);
}

TEST(Spectrum, LeadingPairsAreThoseOfADenseSolver) {
  std::mt19937 random(3);
  for (const std::size_t n : {1U, 2U, 7U, 40U, 60U}) {
    const Dense dense = RandomSymmetric(n, random);
    const std::vector<double> expected = JacobiEigenvalues(dense);
    const Spectrum found =
        LeadingEigenpairs(Sparse(dense), {.dims = 10, .oversampling = 20, .iterations = 40});
    for (std::size_t k = 0; k < found.values.size(); ++k) {
      EXPECT_NEAR(std::abs(found.values[k]), std::abs(expected[k]), 1e-4) << n << " " << k;
      EXPECT_LT(Residual(dense, found, k), 1e-3) << n << " " << k;
    }
    for (std::size_t k = found.values.size(); k < std::min<std::size_t>(n, 10); ++k)
      EXPECT_NEAR(expected[k], 0, 1e-4) << "only pairs of 0 may be missing";
  }
}

TEST(Spectrum, VectorsAreAtRightAnglesAndNoMoreThanTheRank) {
  Dense dense(30, std::vector<double>(30, 1.0));  // of rank 1
  const Spectrum one = LeadingEigenpairs(Sparse(dense), {.dims = 10});
  ASSERT_EQ(one.values.size(), 1U);
  EXPECT_NEAR(one.values[0], 30, 1e-3);
  std::mt19937 random(5);
  const Spectrum many = LeadingEigenpairs(Sparse(RandomSymmetric(50, random)), {.dims = 8});
  ASSERT_EQ(many.values.size(), 8U);
  for (std::size_t a = 0; a < 8; ++a) {
    for (std::size_t b = a; b < 8; ++b) {
      double product = 0;
      for (std::size_t i = 0; i < 50; ++i)
        product += static_cast<double>(many.vectors[i * 8 + a]) *
                   static_cast<double>(many.vectors[i * 8 + b]);
      EXPECT_NEAR(product, a == b ? 1 : 0, 1e-4);
    }
  }
  EXPECT_TRUE(LeadingEigenpairs({}, {}).values.empty());
}

/// Of length 1 with equal weights.
TermVector Text(std::vector<std::uint32_t> terms) {
  std::sort(terms.begin(), terms.end());
  TermVector vector;
  vector.weights.assign(terms.size(), 1 / std::sqrt(static_cast<float>(terms.size())));
  vector.terms = std::move(terms);
  return vector;
}

constexpr std::uint32_t kTopics = 6;
constexpr std::uint32_t kPerTopic = 12;
constexpr std::uint32_t kVocabulary = kTopics * kPerTopic + 20;  // the last 20 stand anywhere

/// Texts of five words of one topic and two of no topic. Words 0 and 1 of a topic never meet.
std::vector<TermVector> TopicTexts(std::size_t count) {
  std::mt19937 random(11);
  std::vector<TermVector> texts;
  while (texts.size() < count) {
    const auto topic = static_cast<std::uint32_t>(texts.size()) % kTopics;
    std::set<std::uint32_t> words = {topic * kPerTopic + static_cast<std::uint32_t>(random() % 2)};
    while (words.size() < 5)
      words.insert(topic * kPerTopic + 2 + static_cast<std::uint32_t>(random() % (kPerTopic - 2)));
    while (words.size() < 7)
      words.insert(kTopics * kPerTopic + static_cast<std::uint32_t>(random() % 20));
    texts.push_back(Text({words.begin(), words.end()}));
  }
  return texts;
}

SemanticSpace TopicSpace() {
  return SemanticSpace::Fit(TopicTexts(600), kVocabulary, {.dims = 8}).value();
}

TEST(SemanticSpace, TextsOfOneTopicAreNearWithoutAWordInCommon) {
  const SemanticSpace space = TopicSpace();
  for (std::uint32_t topic = 0; topic < kTopics; ++topic) {
    const auto first = space.Embed(Text({topic * kPerTopic}));
    const auto second = space.Embed(Text({topic * kPerTopic + 1}));
    const double own = Cosine(first, second);
    for (std::uint32_t other = 0; other < kTopics; ++other) {
      if (other == topic) continue;
      EXPECT_GT(own, Cosine(first, space.Embed(Text({other * kPerTopic + 1}))) + 0.2)
          << topic << " " << other;
    }
  }
}

TEST(SemanticSpace, ADocumentFoldsInAsTheSumOfItsTermsWithoutANewFit) {
  const SemanticSpace space = TopicSpace();
  const std::vector<TermVector> texts = TopicTexts(600);
  const std::vector<float> whole = space.Embed(texts[17]);
  EXPECT_EQ(whole.size(), space.dims());
  EXPECT_NEAR(Cosine(whole, whole), 1, 1e-6);
  EXPECT_EQ(space.Embed(texts[17]), whole) << "the same document, the same vector";
  TermVector later = texts[17];
  later.terms.push_back(kVocabulary + 5);  // a term that came after the fit
  later.weights.push_back(0.4F);
  EXPECT_EQ(space.Embed(later), whole);
  const std::vector<float> none = space.Embed(Text({kVocabulary + 1}));
  EXPECT_EQ(none, std::vector<float>(space.dims(), 0.0F));
  EXPECT_EQ(Cosine(none, whole), 0);
}

TEST(SemanticSpace, TheSameDocumentsGiveTheSameSpaceToTheLastBit) {
  const SemanticSpace first = TopicSpace();
  EXPECT_EQ(first.Save(), TopicSpace().Save());
  const auto other = SemanticSpace::Fit(TopicTexts(599), kVocabulary, {.dims = 8}).value();
  EXPECT_NE(first.fingerprint(), other.fingerprint());
}

TEST(SemanticSpace, PairsAreBoundedByLeavingOutDocuments) {
  const std::vector<TermVector> texts = TopicTexts(600);  // 49 pairs each
  const auto half = SemanticSpace::Fit(texts, kVocabulary, {.dims = 8, .max_pairs = 14'700});
  std::vector<TermVector> every_second;
  for (std::size_t i = 0; i < texts.size(); i += 2) every_second.push_back(texts[i]);
  EXPECT_EQ(half.value().fingerprint(),
            SemanticSpace::Fit(every_second, kVocabulary, {.dims = 8}).value().fingerprint());
}

TEST(SemanticSpace, TermsOfTooFewDocumentsAreLeftOut) {
  std::vector<TermVector> texts = TopicTexts(600);
  const SemanticSpace before =
      SemanticSpace::Fit(texts, kVocabulary, {.dims = 8, .least_documents = 2}).value();
  texts[3].terms.push_back(kVocabulary);  // stands nowhere else
  texts[3].weights.push_back(0.1F);
  const SemanticOptions options = {.dims = 8, .least_documents = 2};
  const SemanticSpace space = SemanticSpace::Fit(texts, kVocabulary + 1, options).value();
  EXPECT_EQ(space.Embed(Text({kVocabulary})), std::vector<float>(space.dims(), 0.0F));
  EXPECT_EQ(space.Embed(Text({1, 5})), before.Embed(Text({1, 5})));
}

TEST(SemanticSpace, NothingToLearnFromIsNoError) {
  const SemanticSpace empty = SemanticSpace::Fit({}, 0).value();
  EXPECT_EQ(empty.dims(), 0U);
  EXPECT_TRUE(empty.Embed(Text({1, 2})).empty());
  EXPECT_EQ(SemanticSpace::Load(empty.Save()).value().dims(), 0U);
  const std::vector<TermVector> alone = {Text({0}), Text({1})};  // no two terms meet
  EXPECT_EQ(SemanticSpace::Fit(alone, 2).value().dims(), 0U);
}

TEST(SemanticSpace, SavedAndLoadedItIsTheSame) {
  const SemanticSpace space = TopicSpace();
  const SemanticSpace loaded = SemanticSpace::Load(space.Save()).value();
  EXPECT_EQ(loaded.fingerprint(), space.fingerprint());
  EXPECT_EQ(loaded.dims(), space.dims());
  EXPECT_EQ(loaded.terms(), space.terms());
  const TermVector text = Text({1, 20, 40});
  EXPECT_EQ(loaded.Embed(text), space.Embed(text));
}

TEST(SemanticSpace, DamagedAndForeignFilesAreRefused) {
  const std::string good = TopicSpace().Save();
  const auto with = [&](std::size_t at, char change) {
    std::string bytes = good;
    bytes[at] = static_cast<char>(bytes[at] ^ change);
    return bytes;
  };
  struct Case {
    const char* name;
    std::string bytes;
    const char* says;
  };
  const std::vector<Case> cases = {
      {"empty", "", "不是"},
      {"foreign", "PK\x03\x04 something else altogether, long enough for a head", "不是"},
      {"only the head's beginning", good.substr(0, 20), "不完整"},
      {"another version", with(8, 2), "版本"},
      {"dims", with(16, 1), "不完整"},
      {"terms", with(30, 1), "不完整"},
      {"rows", with(34, 1), "不完整"},
      {"checksum", with(41, 1), "损坏"},
      {"a term's row", with(50, 64), "损坏"},
      {"a float", with(good.size() - 100, 4), "损坏"},
      {"cut within a float", good.substr(0, good.size() - 1), "不完整"},
      {"cut", good.substr(0, good.size() - 4), "不完整"},
      {"more", good + "1234", "不完整"},
  };
  for (const Case& one : cases) {
    const auto loaded = SemanticSpace::Load(one.bytes);
    ASSERT_FALSE(loaded) << one.name;
    EXPECT_EQ(loaded.error().code, base::ErrorCode::kInvalid) << one.name;
    EXPECT_NE(loaded.error().message.find(one.says), std::string::npos)
        << one.name << ": " << loaded.error().message;
  }
}

TEST(SemanticSpace, OptionsOutOfRangeAreNamed) {
  const auto field = [](const SemanticOptions& options) {
    const auto made = SemanticSpace::Fit({}, 0, options);
    return made ? std::string() : made.error().field;
  };
  EXPECT_EQ(field({}), "");
  EXPECT_EQ(field({.dims = 1}), "dims");
  EXPECT_EQ(field({.smoothing = 1.5}), "smoothing");
  EXPECT_EQ(field({.smoothing = std::nan("")}), "smoothing");
  EXPECT_EQ(field({.context_terms = 1}), "context_terms");
  EXPECT_EQ(field({.max_pairs = 10}), "max_pairs");
  EXPECT_EQ(field({.least_documents = 0}), "least_documents");
  EXPECT_EQ(field({.iterations = 21}), "iterations");
}

}  // namespace
}  // namespace jiedui::models
