#include "app/commands/rank_files.h"

#include <algorithm>
#include <set>

#include "app/commands/trec_files.h"

namespace jiedui::app {
namespace {

/// False, and told, where the id is empty or stood before.
template <class Place>
bool TakeId(TableFile& file, std::size_t line, std::string_view column, std::string_view id,
            std::unordered_map<std::string, Place>& places, Place place) {
  if (id.empty()) {
    file.Fault(line, column, "", "编号是空的");
    return false;
  }
  if (id.find_first_of(" \t") != std::string_view::npos) {
    file.Fault(line, column, id, "编号里有空格，写不进 TREC 的文件");
    return false;
  }
  if (!places.emplace(std::string(id), place).second) {
    file.Fault(line, column, id, "这个编号在前面出现过");
    return false;
  }
  return true;
}

std::uint32_t Count(std::size_t n) { return static_cast<std::uint32_t>(n); }

}  // namespace

RankFiles::RankFiles(const RankPaths& paths, std::vector<RowError>& errors)
    : query_file_(paths.queries, errors), document_file_(paths.documents, errors) {
  Places queries;
  Places documents;
  ReadQueries(query_file_, queries);
  ReadDocuments(document_file_, documents, {});
  for (const auto& [id, place] : queries) {
    query_ids_.resize(std::max<std::size_t>(query_ids_.size(), place + 1));
    query_ids_[place] = id;
  }
  for (const auto& [id, place] : documents) {
    document_ids_.resize(std::max<std::size_t>(document_ids_.size(), place + 1));
    document_ids_[place] = id;
  }
  if (!paths.candidates.empty()) {
    TableFile file(paths.candidates, errors);
    ReadCandidates(file, queries, documents);
  }
  if (paths.train.empty()) return;
  for (std::size_t i = 0; i < 2; ++i) {
    train_files_.push_back(std::make_unique<TableFile>(paths.train[i], errors));
  }
  Places train_queries;
  Places train_documents;
  ReadQueries(*train_files_[0], train_queries);
  ReadDocuments(*train_files_[1], train_documents, documents);
  ReadGrades(paths.train[2], train_queries, train_documents, errors);
}

void RankFiles::ReadQueries(TableFile& file, Places& places) {
  std::size_t rows = 0;
  const bool usable =
      file.Read({"query_id"}, {"title", "text"}, [&](std::size_t line, const Cells& cells) {
        ++rows;
        if (!TakeId(file, line, "query_id", cells[0], places, Count(asked_.size()))) return;
        asked_.push_back({cells[1], cells[2]});
      });
  if (usable && rows == 0) file.Fault(0, "", "", "没有一行查询");
  if (usable && !file.HasColumn("title") && !file.HasColumn("text")) {
    file.Fault(1, "title", "", "表头缺少这一列（title 和 text 至少要有一列）");
  }
}

void RankFiles::ReadDocuments(TableFile& file, Places& places, const Places& known) {
  std::size_t rows = 0;
  const bool usable = file.Read({"doc_id", "text"}, {}, [&](std::size_t line, const Cells& cells) {
    ++rows;
    const auto same = known.find(std::string(cells[0]));
    const bool is_known = same != known.end() && documents_[same->second] == cells[1];
    const std::uint32_t place = is_known ? same->second : Count(documents_.size());
    if (TakeId(file, line, "doc_id", cells[0], places, place) && !is_known) {
      documents_.push_back(cells[1]);
    }
  });
  if (usable && rows == 0) file.Fault(0, "", "", "没有一行文档");
}

void RankFiles::ReadCandidates(TableFile& file, const Places& queries, const Places& documents) {
  candidates_.emplace(query_ids_.size());
  std::size_t rows = 0;
  const bool usable =
      file.Read({"query_id", "doc_id"}, {}, [&](std::size_t line, const Cells& cells) {
        ++rows;
        const auto query = queries.find(std::string(cells[0]));
        const auto document = documents.find(std::string(cells[1]));
        if (query == queries.end())
          file.Fault(line, "query_id", cells[0], "查询文件里没有这个编号");
        if (document == documents.end()) {
          file.Fault(line, "doc_id", cells[1], "文档文件里没有这个编号");
        }
        if (query == queries.end() || document == documents.end()) return;
        (*candidates_)[query->second].push_back(document->second);
      });
  if (usable && rows == 0) file.Fault(0, "", "", "没有一行候选");
  for (services::DocumentList& list : *candidates_) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
}

void RankFiles::ReadGrades(const std::filesystem::path& path, const Places& queries,
                           const Places& documents, std::vector<RowError>& errors) {
  const std::string name = path.filename().string();
  std::unordered_map<std::uint32_t, std::size_t> list_of;  // by query
  const std::size_t faults = errors.size();
  const auto judgements = ReadQrels(path, errors);
  for (const models::Judgement& judgement : judgements) {
    const auto query = queries.find(judgement.query);
    const auto document = documents.find(judgement.document);
    if (query == queries.end()) {
      errors.push_back({name, judgement.line, "qid", judgement.query, "训练查询里没有这个编号"});
    }
    if (document == documents.end()) {
      errors.push_back(
          {name, judgement.line, "docid", judgement.document, "训练文档里没有这个编号"});
    }
    if (query == queries.end() || document == documents.end()) continue;
    const auto [at, added] = list_of.emplace(query->second, graded_.size());
    if (added) graded_.push_back({query->second, {}, {}});
    graded_[at->second].documents.push_back(document->second);
    graded_[at->second].grades.push_back(static_cast<float>(judgement.grade));
  }
  if (judgements.empty() && errors.size() == faults) {
    errors.push_back({name, 0, "", "", "没有一行评判"});
  }
}

std::size_t RankFiles::without_candidates() const {
  if (!candidates_) return 0;
  return static_cast<std::size_t>(std::count_if(candidates_->begin(), candidates_->end(),
                                                [](const auto& list) { return list.empty(); }));
}

services::RankRequest RankFiles::Request(std::size_t top) const {
  services::RankRequest request;
  request.asked = asked_;
  request.queries = query_ids_.size();
  request.documents = documents_;
  request.returnable = document_ids_.size();
  request.candidates = candidates_;
  request.graded = graded_;
  request.top = top;
  return request;
}

}  // namespace jiedui::app
