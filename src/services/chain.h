#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/actor.h"
#include "services/corpus.h"
#include "services/workspace.h"

namespace jiedui::services {

/// One record of a chain.
struct ChainNode {
  RecordKey key;
  std::string title;
  std::string state;      ///< code; empty where the kind has none
  std::string state_zh;   ///< its title
  base::Date day;         ///< when it came about: the visit's day, the day found, else made
  int steps = 0;          ///< links away from where one started; 0 is that record
  RecordKey by;           ///< the neighbour through which it was reached
  std::string_view link;  ///< Chinese: how the later of the two refers to the earlier; static
};

/// Where a record came from and what came of it: need → match → visit → problem → evidence →
/// sign-off, as far as records refer to one another.
struct Chain {
  ChainNode start;
  std::vector<ChainNode> up;    ///< what it came from, the nearest first
  std::vector<ChainNode> down;  ///< what came of it, the nearest first
  bool truncated = false;       ///< there is more than kMostInChain one way
};

constexpr std::size_t kMostInChain = 500;  ///< one way

/// Does a kind take part in chains?
bool IsInChains(domain::Kind kind);

/// The chain of the record within the actor's sight: what is out of it is left out, and nothing is
/// followed through it. kNotFound for a record out of sight, kInvalid for a kind that takes no
/// part. Breadth-first, neighbours by kind and id: deterministic. One read for each link of each
/// record.
base::Result<Chain> ReadChain(Workspace& workspace, const domain::Actor& actor, RecordKey key);

}  // namespace jiedui::services
