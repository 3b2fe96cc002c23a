#pragma once

#include <cstdint>
#include <string_view>

namespace jiedui::services {

/// What the words of a rejection speak of.
enum class ReasonSubject : std::uint8_t {
  kMatch,         ///< the two do not fit: sector, field, distance, standing
  kCircumstance,  ///< anything else: no capacity, a conflict, closed for repair, helped already
  kUnclear,       ///< no word that tells
};

/// Reads a reason in Chinese or English by a table of words. Where it names both, the circumstance
/// wins: a model must not learn from a closed factory that its expert was wrong.
ReasonSubject SubjectOf(std::string_view reason);

}  // namespace jiedui::services
