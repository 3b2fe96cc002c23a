#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/result.h"
#include "index/parts.h"
#include "index/query.h"
#include "index/text_pipeline.h"

namespace jiedui::index {

/// Searches an index. Thread-safe: as many searches run at once as there are threads, each on its
/// own connection of a pool; every search sees the last commit, rebuilds included. The pipeline
/// must be the writer's and outlive the reader.
class Reader {
 public:
  /// kNotFound where there is no index yet; kUnavailable where it is damaged or of another format.
  static base::Result<std::unique_ptr<Reader>> Open(const std::filesystem::path& folder,
                                                    const TextPipeline& pipeline);

  /// The same of an index in parts. Parts elsewhere that do not answer are left out (what a search
  /// says of it: SearchPage::away) and come back by themselves; kUnavailable where none answers.
  static base::Result<std::unique_ptr<Reader>> Open(const Layout& layout,
                                                    const TextPipeline& pipeline);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// One page. Order: whole titles and keys first, then titles that begin with the text, then by
  /// BM25 (k1 1.2, b 0.75: Robertson, Zaragoza 2009) over documents that hold every word of it or a
  /// synonym, equal ones by kind and id. Where fewer than three do, at most 200 documents follow
  /// that hold at least half of its characters, pairs or words, by the rarity of what they share.
  /// A Latin word that no document has is replaced by one at edit distance 1.
  ///
  /// Pages visit every hit once while the index stays the same. When it changes between pages, a
  /// hit whose score moved across the cursor may be missed or come again.
  ///
  /// kInvalid: text longer than 400 characters or no UTF-8, limit out of range, more than 200
  /// values of a filter (1,000 of `only`), a cursor that was altered or belongs to another query.
  /// kUnavailable: the index is damaged or gone.
  [[nodiscard]] base::Result<SearchPage> Search(const Query& query) const;

  /// The revision given to the last Commit; of parts the least, those away left out.
  [[nodiscard]] base::Result<std::int64_t> Watermark() const;

  [[nodiscard]] base::Result<std::int64_t> DocumentCount() const;

 private:
  struct Impl;
  explicit Reader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::index
