#include "services/corpus_cache.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Kind;
using domain::PairingState;

constexpr std::array kMatchedKinds = {
    Kind::kEnterprise, Kind::kExpert, Kind::kTeam, Kind::kAlliance,   Kind::kPlatform,
    Kind::kWorkTeam,   Kind::kPolicy, Kind::kNeed, Kind::kCapability, Kind::kConflict};

Result<CorpusInput> LoadFrom(const store::Reader& reader) {
  CorpusInput input;
  JIEDUI_ASSIGN(input.enterprises, reader.All<domain::Enterprise>());
  JIEDUI_ASSIGN(input.experts, reader.All<domain::Expert>());
  JIEDUI_ASSIGN(input.teams, reader.All<domain::Team>());
  JIEDUI_ASSIGN(input.alliances, reader.All<domain::Alliance>());
  JIEDUI_ASSIGN(input.platforms, reader.All<domain::Platform>());
  JIEDUI_ASSIGN(input.work_teams, reader.All<domain::WorkTeam>());
  JIEDUI_ASSIGN(input.policies, reader.All<domain::Policy>());
  JIEDUI_ASSIGN(input.needs, reader.All<domain::Need>());
  JIEDUI_ASSIGN(input.capabilities, reader.All<domain::Capability>());
  JIEDUI_ASSIGN(input.conflicts, reader.All<domain::Conflict>());
  return input;
}

}  // namespace

Result<std::shared_ptr<const Corpus>> CorpusCache::Get(const LeaderRule& leaders) {
  const std::scoped_lock lock(mutex_);
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  JIEDUI_ASSIGN(const std::int64_t revision, session.Revision(kMatchedKinds));
  Kept& kept = leaders.share > 0 ? presumed_ : plain_;
  if (kept.corpus == nullptr || revision != kept.revision || !(kept.leaders == leaders)) {
    JIEDUI_ASSIGN(const CorpusInput input, LoadFrom(session));
    kept = {leaders, revision, Corpus::Build(input, reference_, leaders)};
  }
  return kept.corpus;
}

Result<std::shared_ptr<const Loads>> CorpusCache::GetLoads() {
  constexpr std::array kPairings = {Kind::kPairing};
  const std::vector<std::string> counted = {"published", "accepted", "declined", "rejected"};
  const std::scoped_lock lock(mutex_);
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  JIEDUI_ASSIGN(const std::int64_t revision, session.Revision(kPairings));
  if (loads_ != nullptr && revision == loads_revision_) return loads_;
  auto loads = std::make_shared<Loads>();
  JIEDUI_CHECK(session.ForEach<domain::Pairing>(
      {store::In("state", counted)}, [&](const domain::Pairing& pairing) {
        const bool accepted = pairing.state == PairingState::kAccepted;
        const bool taken = accepted || pairing.state == PairingState::kPublished;
        loads->Add({pairing.helper_kind, pairing.helper_id},
                   {taken ? 1 : 0, accepted ? 1 : 0, taken ? 0 : 1});
      }));
  loads_ = loads;
  loads_revision_ = revision;
  return loads_;
}

}  // namespace jiedui::services
