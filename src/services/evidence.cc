#include "services/evidence.h"

#include <map>
#include <set>

#include "base/text.h"
#include "domain/helpers.h"
#include "domain/programme.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Kind;

constexpr std::size_t kMost = 5;

struct Found {
  Evidence evidence;
  std::string searched;  // title and text, normalised
};

/// By the enterprise or the helper that they belong to.
using Owned = std::map<RecordKey, std::vector<Found>>;

void Keep(Owned& owned, RecordKey owner, RecordKey key, std::string title, std::string text) {
  std::string searched = base::Normalize(title + "\n" + text);
  owned[owner].push_back({{key, std::move(title), std::move(text)}, std::move(searched)});
}

Status ReadNeeds(const store::Reader& reader, std::span<const EvidenceQuestion> questions,
                 Owned& owned) {
  std::set<std::int64_t> ids;
  for (const EvidenceQuestion& question : questions) ids.insert(question.enterprise);
  const std::vector<std::int64_t> enterprises(ids.begin(), ids.end());
  return reader.ForEach<domain::Need>(
      {store::In("enterprise", enterprises)}, [&](domain::Need& need) {
        Keep(owned, {Kind::kEnterprise, need.enterprise.value}, {Kind::kNeed, need.id},
             std::move(need.title), std::move(need.text));
      });
}

Status ReadCapabilities(const store::Reader& reader, std::span<const EvidenceQuestion> questions,
                        Owned& owned) {
  std::set<RecordKey> helpers;
  std::set<std::int64_t> ids;
  for (const EvidenceQuestion& question : questions) {
    helpers.insert(question.helper);
    ids.insert(question.helper.id);
  }
  const std::vector<std::int64_t> owners(ids.begin(), ids.end());
  return reader.ForEach<domain::Capability>(
      {store::In("owner_id", owners)}, [&](domain::Capability& capability) {
        const RecordKey owner{capability.owner_kind, capability.owner_id};
        if (!helpers.contains(owner)) return;
        // Under a key of their own: a helping enterprise's needs are no evidence. Ids are unique
        // across kinds.
        Keep(owned, {Kind::kCapability, owner.id}, {Kind::kCapability, capability.id},
             std::move(capability.title), std::move(capability.text));
      });
}

void AddMatching(const Owned& owned, RecordKey owner, const std::vector<std::string>& phrases,
                 std::vector<Evidence>& evidence) {
  const auto found = owned.find(owner);
  if (found == owned.end()) return;
  for (const Found& one : found->second) {
    const bool holds = std::any_of(phrases.begin(), phrases.end(), [&](const std::string& phrase) {
      return one.searched.find(phrase) != std::string::npos;
    });
    if (holds && evidence.size() < kMost) evidence.push_back(one.evidence);
  }
}

}  // namespace

Result<std::vector<std::vector<Evidence>>> ReadEvidence(
    const store::Reader& reader, std::span<const EvidenceQuestion> questions) {
  Owned owned;
  JIEDUI_CHECK(ReadNeeds(reader, questions, owned));
  JIEDUI_CHECK(ReadCapabilities(reader, questions, owned));
  std::vector<std::vector<Evidence>> answers;
  for (const EvidenceQuestion& question : questions) {
    std::vector<std::string> phrases;
    for (const std::string& phrase : question.phrases) phrases.push_back(base::Normalize(phrase));
    std::vector<Evidence>& evidence = answers.emplace_back();
    AddMatching(owned, {Kind::kEnterprise, question.enterprise}, phrases, evidence);
    AddMatching(owned, {Kind::kCapability, question.helper.id}, phrases, evidence);
  }
  return answers;
}

}  // namespace jiedui::services
