#include "bench/support/request_mix.h"

#include <fmt/format.h>

#include <random>

#include "base/text.h"
#include "bench/support/http_client.h"

namespace jiedui::bench {
namespace {

/// The same numbers with every standard library, which its distributions do not promise.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::size_t Below(std::size_t bound) { return engine_() % bound; }

  template <class T>
  const T& Of(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// 4 to 6 characters from the middle of a name.
std::string PartOfName(const std::string& name, Dice& dice) {
  const std::u32string text = base::ToCodePoints(name);
  const std::size_t length = 4 + dice.Below(3);
  if (text.size() <= length) return name;
  return base::FromCodePoints(
      std::u32string_view(text).substr(dice.Below(text.size() - length), length));
}

/// One character replaced by another enterprise's, as a slip of the input method would.
std::string Misspelt(const std::string& name, const std::string& other, Dice& dice) {
  std::u32string text = base::ToCodePoints(name);
  const std::u32string donor = base::ToCodePoints(other);
  if (text.empty() || donor.empty()) return name;
  text[dice.Below(text.size())] = donor[dice.Below(donor.size())];
  return base::FromCodePoints(text);
}

/// A thing of 2 to 8 characters that the business scope lists; the name where there is none.
std::string ProductWord(const domain::Enterprise& enterprise, Dice& dice) {
  std::string scope = enterprise.business_scope;
  for (const char* mark : {"、", "，", "；", "。", "：", "（", "）", ",", ";", ":", "(", ")", "*"})
    scope = base::ReplaceAll(std::move(scope), mark, "\n");
  std::vector<std::string> words;
  for (const std::string_view part : base::Split(scope, '\n')) {
    const std::size_t length = base::CountCodePoints(base::Trim(part));
    if (length >= 2 && length <= 8) words.emplace_back(base::Trim(part));
  }
  return words.empty() ? enterprise.name : dice.Of(words);
}

/// A sentence as somebody with a problem asks it; hardly a document holds all of its words.
std::string Question(const std::string& product, Dice& dice) {
  static const std::vector<std::string> ends = {"噪声太大怎么降低", "废料如何综合利用",
                                                "质量不稳定谁能帮忙解决", "能耗太高有什么办法"};
  return product + dice.Of(ends);
}

using MakeTarget = std::string (*)(const MixSource&, Dice&);

/// One sort of request and its share of the mix.
struct Sort {
  const char* name;
  std::size_t weight;
  MakeTarget make;
};

std::string Search(const std::string& text, const std::string& filters = {}) {
  return "/api/v1/search?q=" + PercentEncode(text) + filters;
}

constexpr std::array kSearches = {
    Sort{"whole name", 20,
         [](const MixSource& s, Dice& d) { return Search(d.Of(s.enterprises).name); }},
    Sort{"part of a name", 20,
         [](const MixSource& s, Dice& d) {
           return Search(PartOfName(d.Of(s.enterprises).name, d));
         }},
    Sort{"word of a product", 20,
         [](const MixSource& s, Dice& d) { return Search(ProductWord(d.Of(s.enterprises), d)); }},
    Sort{"credit code", 10,
         [](const MixSource& s, Dice& d) { return Search(d.Of(s.enterprises).credit_code); }},
    Sort{"word, in a county", 15,
         [](const MixSource& s, Dice& d) {
           return Search(ProductWord(d.Of(s.enterprises), d),
                         "&kind=enterprise&region=" + d.Of(s.counties));
         }},
    Sort{"misspelt name", 10,
         [](const MixSource& s, Dice& d) {
           return Search(Misspelt(d.Of(s.enterprises).name, d.Of(s.enterprises).name, d));
         }},
    Sort{"question", 10,
         [](const MixSource& s, Dice& d) {
           return Search(Question(ProductWord(d.Of(s.enterprises), d), d));
         }},
    Sort{"a county's list", 5,
         [](const MixSource& s, Dice& d) {
           return Search("", "&kind=enterprise&region=" + d.Of(s.counties));
         }},
};

std::string Recommend(const std::string& target, const std::string& more = {}) {
  return "/api/v1/recommendations?for=" + target + more;
}

std::string EnterpriseTarget(const MixSource& source, Dice& dice) {
  return fmt::format("enterprise:{}", dice.Of(source.enterprises).id);
}

/// The kind of one of the helpers, every kind equally likely.
std::string HelperKind(const MixSource& source, Dice& dice) {
  std::vector<domain::Kind> kinds;
  for (const services::RecordKey& key : source.helpers) {
    if (kinds.empty() || kinds.back() != key.kind) kinds.push_back(key.kind);
  }
  return "&kind=" + std::string(domain::Code(dice.Of(kinds)));
}

std::string HelperTarget(const MixSource& source, Dice& dice) {
  const services::RecordKey& key = dice.Of(source.helpers);
  return Recommend(services::FormatKey(key),
                   key.kind == domain::Kind::kEnterprise ? "&side=helper" : "");
}

constexpr std::array kRecommendations = {
    Sort{"enterprise, one kind", 60,
         [](const MixSource& s, Dice& d) {
           return Recommend(EnterpriseTarget(s, d), HelperKind(s, d));
         }},
    Sort{"enterprise, all kinds", 10,
         [](const MixSource& s, Dice& d) { return Recommend(EnterpriseTarget(s, d)); }},
    Sort{"helper", 20, &HelperTarget},
    Sort{"county, one kind", 5,
         [](const MixSource& s, Dice& d) {
           return Recommend("county:" + d.Of(s.counties), HelperKind(s, d));
         }},
    Sort{"department, one kind", 5,
         [](const MixSource& s, Dice& d) {
           return Recommend("department:" + d.Of(s.departments), HelperKind(s, d));
         }},
};

RequestMix Mix(std::string name, std::span<const Sort> sorts, const MixSource& source,
               std::size_t count, std::uint64_t seed) {
  RequestMix mix{std::move(name), {}, {}};
  std::vector<std::size_t> lots;
  for (std::size_t i = 0; i < sorts.size(); ++i) {
    mix.sorts.emplace_back(sorts[i].name);
    lots.insert(lots.end(), sorts[i].weight, i);
  }
  Dice dice(seed);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t sort = dice.Of(lots);
    mix.requests.push_back({sort, sorts[sort].make(source, dice)});
  }
  return mix;
}

}  // namespace

RequestMix SearchMix(const MixSource& source, std::size_t count, std::uint64_t seed) {
  return Mix("search", kSearches, source, count, seed);
}

RequestMix RecommendMix(const MixSource& source, std::size_t count, std::uint64_t seed) {
  return Mix("recommend", kRecommendations, source, count, seed);
}

}  // namespace jiedui::bench
