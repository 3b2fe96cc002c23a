#include "base/text.h"
#include "services/demo/draft_internal.h"

namespace jiedui::services::demo {
namespace {

/// The problems of one line of business, and of all lines.
struct Choices {
  Positions own;
  Positions common;
};

std::vector<Choices> ChoicesByLine(const Words& words) {
  std::vector<Choices> choices(words.lines.size());
  for (std::size_t p = 0; p < words.problems.size(); ++p) {
    const bool common = words.problems[p].lines.size() == words.lines.size();
    for (const std::size_t line : words.problems[p].lines) {
      (common ? choices[line].common : choices[line].own).push_back(p);
    }
  }
  return choices;
}

domain::NeedState DrawState(Random& random) {
  const std::int64_t draw = random.Between(1, 100);
  if (draw <= 76) return domain::NeedState::kOpen;
  if (draw <= 91) return domain::NeedState::kMatched;
  return draw <= 97 ? domain::NeedState::kSolved : domain::NeedState::kDropped;
}

/// Draws needs so that the same title comes back as late as possible.
class NeedMaker {
 public:
  NeedMaker(Draft& draft, Random& random)
      : draft_(draft), random_(random), choices_(ChoicesByLine(draft.words)) {}

  void Add(const EnterpriseDraft& enterprise) {
    constexpr int kTries = 8;
    const std::string& owner = enterprise.record->credit_code;
    std::string title;
    const Problem* problem = nullptr;
    const std::string* product = nullptr;
    for (int i = 0; i < kTries; ++i) {
      problem = &Draw(enterprise);
      product = &random_.Pick(enterprise.products);
      title = Expand(problem->need, *product, random_);
      if (!titles_.contains(title)) break;
    }
    titles_.insert(title);
    if (!owned_.insert(owner + title).second) return;  // the next round gives it another one
    Write(enterprise, *problem, title, *product);
  }

  [[nodiscard]] std::int64_t made() const { return made_; }

 private:
  const Problem& Draw(const EnterpriseDraft& enterprise) {
    const Choices& choices = choices_[enterprise.line];
    const bool common = choices.own.empty() || random_.Percent(12);
    return draft_.words.problems[random_.Pick(common ? choices.common : choices.own)];
  }

  void Write(const EnterpriseDraft& enterprise, const Problem& problem, std::string title,
             const std::string& product) {
    domain::Need& need = draft_.Add<domain::Need>();
    need.enterprise = {enterprise.record->id};
    need.title = std::move(title);
    need.text = Expand(problem.text, product, random_) +
                Expand(random_.Pick(draft_.words.names.need_closings), product, random_);
    need.fields = {problem.field};
    need.state = DrawState(random_);
    const auto visit = draft_.visits.find(enterprise.record->id);
    if (visit != draft_.visits.end()) need.visit = {visit->second};
    need.region_code = enterprise.record->region_code;
    need.programme_sector = enterprise.record->programme_sector;
    ++made_;
  }

  Draft& draft_;
  Random& random_;
  std::vector<Choices> choices_;
  std::set<std::string> titles_;
  std::set<std::string> owned_;
  std::int64_t made_ = 0;
};

/// The problems that an owner of capabilities has an answer to.
Positions Answers(const Draft& draft, const Owner& owner) {
  Positions answers;
  for (std::size_t p = 0; p < draft.words.problems.size(); ++p) {
    const Problem& problem = draft.words.problems[p];
    const auto has = [](const auto& items, const auto& item) {
      return std::find(items.begin(), items.end(), item) != items.end();
    };
    if (has(owner.industries, problem.industry) && has(owner.fields, problem.field)) {
      answers.push_back(p);
    }
  }
  return answers;
}

bool AddCapability(Draft& draft, const Owner& owner, const Problem& problem,
                   std::set<std::string>& owned, Random& random) {
  const Line& line = draft.words.lines[random.Pick(problem.lines)];
  const std::string& product = random.Pick(line.products);
  std::string title = Expand(problem.solution, product, random);
  const bool of_product = problem.need.find("{p}") != std::string::npos;
  if (of_product && random.Percent(60)) title = "面向" + product + "的" + title;
  if (!owned.insert(std::to_string(owner.id) + title).second) return false;
  domain::Capability& capability = draft.Add<domain::Capability>();
  capability.owner_kind = owner.kind;
  capability.owner_id = owner.id;
  capability.title = std::move(title);
  static const Texts kServices = {"技术咨询", "中试验证", "现场诊断", "联合开发", "成果转让"};
  capability.text = Expand(problem.result, product, random) + "可面向" +
                    base::Join(random.Sample(line.products, 2), "、") + "等生产企业提供" +
                    random.Pick(kServices) + "。";
  const bool common = problem.lines.size() == draft.words.lines.size();
  capability.sectors = common ? draft.SectorsOf({problem.industry}) : draft.CodesOf(problem.lines);
  return true;
}

}  // namespace

void AddNeeds(Draft& draft) {
  Random random = draft.Numbers("needs");
  NeedMaker maker(draft, random);
  Positions order;
  for (std::size_t i = 0; i < draft.enterprises.size(); ++i) order.push_back(i);
  for (std::int64_t before = -1; before < maker.made();) {  // until a round adds nothing
    before = maker.made();
    random.Shuffle(order);
    for (const std::size_t i : order) {
      const int count = random.Percent(25) ? 2 : 1;
      for (int n = 0; n < count; ++n) {
        if (maker.made() == draft.options.needs) return;
        maker.Add(draft.enterprises[i]);
      }
    }
  }
}

void AddCapabilities(Draft& draft) {
  Random random = draft.Numbers("capabilities");
  std::set<std::string> owned;
  std::vector<Positions> answers;
  for (const Owner& owner : draft.owners) answers.push_back(Answers(draft, owner));
  std::int64_t made = 0;
  constexpr int kRounds = 200;  // past this every owner has said all it can
  for (int round = 0; round < kRounds && made < draft.options.capabilities; ++round) {
    for (std::size_t i = 0; i < draft.owners.size() && made < draft.options.capabilities; ++i) {
      const Positions& own = answers[i];
      if (own.empty()) continue;
      const std::size_t turn = static_cast<std::size_t>(round) % own.size();
      const Problem& problem = draft.words.problems[own[turn]];
      made += AddCapability(draft, draft.owners[i], problem, owned, random) ? 1 : 0;
    }
  }
}

}  // namespace jiedui::services::demo
