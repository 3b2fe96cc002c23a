#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/commands/table_file.h"
#include "services/text_ranking.h"

namespace jiedui::app {

/// The files of `jiedui rank`.
struct RankPaths {
  std::filesystem::path queries;     ///< query_id, title, text (one of the two may be missing)
  std::filesystem::path documents;   ///< doc_id, text
  std::filesystem::path candidates;  ///< query_id, doc_id; empty: rank every document
  /// Queries, documents and judgements to learn from; empty, or these three.
  std::vector<std::filesystem::path> train;
};

/// What the files say, as the ranking takes it: what is graded stands behind what is ranked. A
/// document of --train that --docs has too, of the same text, is one document.
class RankFiles {
 public:
  /// Tells every faulty line of every file: a missing column, an id that is empty, unknown or given
  /// twice, a grade that is not an integer, a file without rows. A candidate that stands twice
  /// counts once.
  RankFiles(const RankPaths& paths, std::vector<RowError>& errors);
  RankFiles(const RankFiles&) = delete;
  RankFiles& operator=(const RankFiles&) = delete;

  /// Points into this object.
  [[nodiscard]] services::RankRequest Request(std::size_t top) const;

  [[nodiscard]] const std::vector<std::string>& query_ids() const { return query_ids_; }
  [[nodiscard]] const std::vector<std::string>& document_ids() const { return document_ids_; }
  /// Queries that no line of the candidates names.
  [[nodiscard]] std::size_t without_candidates() const;

 private:
  using Places = std::unordered_map<std::string, std::uint32_t>;
  void ReadQueries(TableFile& file, Places& places);
  void ReadDocuments(TableFile& file, Places& places, const Places& known);
  void ReadCandidates(TableFile& file, const Places& queries, const Places& documents);
  void ReadGrades(const std::filesystem::path& path, const Places& queries, const Places& documents,
                  std::vector<RowError>& errors);

  TableFile query_file_;  // the texts are views into the files
  TableFile document_file_;
  std::vector<std::unique_ptr<TableFile>> train_files_;
  std::vector<services::AskedText> asked_;
  std::vector<std::string_view> documents_;
  std::vector<std::string> query_ids_;     // of what is ranked for
  std::vector<std::string> document_ids_;  // of what may be returned
  std::optional<std::vector<services::DocumentList>> candidates_;
  std::vector<services::GradedList> graded_;
};

}  // namespace jiedui::app
