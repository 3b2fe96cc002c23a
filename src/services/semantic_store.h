#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/progress.h"
#include "services/corpus.h"

namespace jiedui::services {

/// Fewer texts than this tell of no company that words keep.
constexpr std::size_t kLeastSemanticTexts = 200;

/// The semantic vectors of a city in a file beside its search index. They are derived: missing,
/// damaged, of another version, of a later database (which was restored, then) or of half or twice
/// as many texts, they are learned anew from the texts of that moment and stored; until then new
/// texts fold in. So a score depends on the database and the file, never on when a process began.
/// Thread-safe; several processes may share the file.
class SemanticStore {
 public:
  /// Without a folder there are no vectors.
  explicit SemanticStore(const std::filesystem::path& folder);

  /// Tells one file from the next; empty where there is none. For caches.
  [[nodiscard]] std::string Stamp() const;

  /// The lexicon for a corpus of that revision; nullptr where it has fewer than
  /// kLeastSemanticTexts, or where what was learned cannot be stored (logged): the score goes
  /// without vectors then.
  [[nodiscard]] std::shared_ptr<const models::SemanticLexicon> For(const Corpus& corpus,
                                                                   std::int64_t revision) const;

  /// Learns anew whatever the file holds. kUnavailable where the file cannot be written.
  base::Result<std::shared_ptr<const models::SemanticLexicon>> Renew(const Corpus& corpus,
                                                                     std::int64_t revision) const;

 private:
  [[nodiscard]] base::Result<models::SemanticLexicon> Read() const;

  std::filesystem::path file_;  // empty: no vectors
};

}  // namespace jiedui::services
