#include "services/corpus_cache.h"

#include "base/log.h"
#include "services/pair_models.h"
#include "services/suggestion_ground.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Kind;

constexpr std::array kMatchedKinds = {
    Kind::kEnterprise, Kind::kExpert, Kind::kTeam, Kind::kAlliance,   Kind::kPlatform,
    Kind::kWorkTeam,   Kind::kPolicy, Kind::kNeed, Kind::kCapability, Kind::kConflict};

auto Stopping() { return base::Fail(base::ErrorCode::kUnavailable, "服务正在停止"); }

Result<CorpusInput> LoadFrom(const store::Reader& reader, const std::stop_token& stop) {
  CorpusInput input;
  const auto read = [&]<class T>(std::vector<T>& records) -> base::Status {
    if (stop.stop_requested()) return Stopping();
    JIEDUI_ASSIGN(records, reader.All<T>());
    return {};
  };
  JIEDUI_CHECK(read(input.enterprises));
  JIEDUI_CHECK(read(input.experts));
  JIEDUI_CHECK(read(input.teams));
  JIEDUI_CHECK(read(input.alliances));
  JIEDUI_CHECK(read(input.platforms));
  JIEDUI_CHECK(read(input.work_teams));
  JIEDUI_CHECK(read(input.policies));
  JIEDUI_CHECK(read(input.needs));
  JIEDUI_CHECK(read(input.capabilities));
  JIEDUI_CHECK(read(input.conflicts));
  return input;
}

std::string StateOf(const Corpus& words, const models::SemanticLexicon* lexicon) {
  if (lexicon != nullptr) {
    return std::to_string(lexicon->dims()) + " dimensions, learned from " +
           std::to_string(lexicon->origin().texts) + " texts at revision " +
           std::to_string(lexicon->origin().revision);
  }
  return words.texts() < kLeastSemanticTexts ? "none: fewer texts than tell anything"
                                             : "none: they cannot be stored";
}

}  // namespace

Result<std::shared_ptr<const Corpus>> CorpusCache::Get(const LeaderRule& leaders) {
  const store::SystemWork door(
      "the corpus holds every record that matches; what is told of it is within the asker's sight");
  const std::scoped_lock lock(mutex_);
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  JIEDUI_ASSIGN(const std::int64_t revision, session.Revision(kMatchedKinds));
  Kept& kept = leaders.share > 0 ? presumed_ : plain_;
  const bool current = kept.corpus != nullptr && revision == kept.revision &&
                       kept.leaders == leaders && kept.semantics == semantics_.Stamp();
  if (!current) {
    JIEDUI_ASSIGN(const CorpusInput input, LoadFrom(session, stop_.get_token()));
    std::string stamp;
    const auto semantics = [&](const Corpus& words) {
      stamp = semantics_.Stamp();  // before it is read: who replaces it meanwhile has it read again
      const auto lexicon = semantics_.For(words, revision);
      const bool fresh =
          lexicon != nullptr && lexicon->origin().revision == static_cast<std::uint64_t>(revision);
      if (fresh) stamp = semantics_.Stamp();  // perhaps learned just now
      const std::scoped_lock state_lock(state_mutex_);
      state_ = StateOf(words, lexicon.get());
      return lexicon;
    };
    auto corpus = Corpus::Build(input, reference_, leaders, semantics, stop_.get_token());
    if (corpus == nullptr) return Stopping();
    kept = {leaders, revision, stamp, std::move(corpus)};
  }
  return kept.corpus;
}

std::string CorpusCache::SemanticsState() const {
  const std::scoped_lock lock(state_mutex_);
  return state_;
}

Result<SemanticReport> CorpusCache::RenewSemantics() {
  const std::scoped_lock lock(mutex_);
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  JIEDUI_ASSIGN(const std::int64_t revision, session.Revision(kMatchedKinds));
  JIEDUI_ASSIGN(const CorpusInput input, LoadFrom(session, stop_.get_token()));
  const auto corpus = Corpus::Build(input, reference_, {}, {}, stop_.get_token());
  if (corpus == nullptr) return Stopping();
  SemanticReport report{corpus->texts(), 0};
  if (report.texts < kLeastSemanticTexts) return report;
  JIEDUI_ASSIGN(const auto lexicon, semantics_.Renew(*corpus, revision));
  report.dims = lexicon->dims();
  return report;
}

Result<std::shared_ptr<const Loads>> CorpusCache::GetLoads() {
  const store::SystemWork door("a helper is as busy as all its pairings make it");
  const std::scoped_lock lock(mutex_);
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  return loads_.Now(session);
}

CorpusCache::~CorpusCache() {
  stop_.request_stop();  // of a country it takes minutes
  if (layer_.joinable()) layer_.join();
}

/// The ground as of now, laid out anew only where something changed.
Result<std::shared_ptr<const SuggestionGround>> CorpusCache::LayForSuggestions() {
  JIEDUI_ASSIGN(std::shared_ptr<const Corpus> corpus, Get());
  JIEDUI_ASSIGN(std::shared_ptr<const Loads> loads, GetLoads());
  std::shared_ptr<const SuggestionGround> before;
  {
    const std::scoped_lock lock(laid_mutex_);
    before = laid_;
  }
  if (before != nullptr && before->corpus() == corpus && before->loads() == loads) return before;
  auto laid =
      std::make_shared<const SuggestionGround>(std::move(corpus), std::move(loads), before.get());
  const std::scoped_lock lock(laid_mutex_);
  laid_ = laid;
  return laid;
}

void CorpusCache::Warm() {
  const std::scoped_lock lock(laid_mutex_);
  if (laying_) return;
  if (layer_.joinable()) layer_.join();  // it is done: laying_ was the last that it touched
  laying_ = true;
  layer_ = std::thread([this] {
    const Result<std::string> stamp = StampNow();  // what changes meanwhile is seen the next time
    const auto laid = LayForSuggestions();
    if (!laid && !stop_.stop_requested())
      base::Log(base::LogLevel::kWarning, "suggestions are not up to date",
                {{"reason", laid.error().message}});
    const std::scoped_lock done(laid_mutex_);
    if (laid && stamp) laid_stamp_ = *stamp;
    laying_ = false;
  });
}

/// Another one whenever anything that suggestions are made of may have changed.
Result<std::string> CorpusCache::StampNow() const {
  constexpr std::array kPairings = {Kind::kPairing};
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  JIEDUI_ASSIGN(const std::int64_t rosters, session.Revision(kMatchedKinds));
  JIEDUI_ASSIGN(const std::int64_t pairings, session.Revision(kPairings));
  JIEDUI_ASSIGN(const std::string model, PairModelInForce(session));
  return std::to_string(rosters) + " " + std::to_string(pairings) + " " + model + " " +
         semantics_.Stamp();
}

Result<std::shared_ptr<const SuggestionGround>> CorpusCache::ForSuggestions() {
  const store::SystemWork door(
      "how suggestions are made depends on how many enterprises there are");
  std::shared_ptr<const SuggestionGround> laid;
  std::string stamp;
  bool laying = false;
  {
    const std::scoped_lock lock(laid_mutex_);
    laid = laid_;
    stamp = laid_stamp_;
    laying = laying_;
  }
  std::int64_t enterprises = laid == nullptr ? 0 : std::ssize(laid->corpus()->receivers());
  if (laid == nullptr && laying) {
    JIEDUI_ASSIGN(enterprises, store_.Count(Kind::kEnterprise));
  }
  if (enterprises < kManyEnterprises) return LayForSuggestions();
  if (laid == nullptr)
    return base::Fail(base::ErrorCode::kUnavailable, "推荐所用的资料正在装载，请稍后再试");
  if (laying) return laid;
  JIEDUI_ASSIGN(const std::string now, StampNow());
  if (now != stamp) Warm();
  return laid;
}

}  // namespace jiedui::services
