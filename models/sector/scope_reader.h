#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiedui::models {

/// What a clause of a business scope does with the things that it lists.
enum class ScopeAction {
  kNone,   ///< no verb says
  kServe,  ///< repairs, leases, advises, installs …
  kSell,
  kMake,
};

/// One thing that a scope lists (`铸管` of `生产、销售铸管、铸件`), with what is done to it.
struct ScopeItem {
  std::string text;  ///< normalised, verbs left in; never empty
  ScopeAction action = ScopeAction::kNone;
  std::string_view verb;  ///< the verb of its clause that decided the action (static); may be empty
  /// Share of the whole scope's say, > 0: the first clause counts most, what only branches may do
  /// counts little, and a clause shares its weight among its items, earlier ones ahead.
  double weight = 0;
};

/// The items of a scope in order. A verb before things holds until the clause ends or another verb
/// comes (`经销：煤炭、钢材`); one after them holds for the things since the verb before
/// (`煤炭、钢材销售`); where several stand together making beats selling beats serving. Linear in
/// the text.
std::vector<ScopeItem> ReadScope(std::string_view normalized_scope);

}  // namespace jiedui::models
