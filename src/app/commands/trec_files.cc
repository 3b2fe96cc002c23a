#include "app/commands/trec_files.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_map>

namespace jiedui::app {
namespace {

Cells Fields(std::string_view line) {
  Cells fields;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(" \t", at)) != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    fields.push_back(line.substr(at, end - at));
    at = end;
  }
  return fields;
}

template <class Number>
std::optional<Number> ReadNumber(std::string_view cell) {
  if (cell.starts_with('+') && !cell.starts_with("+-")) cell.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  return number;
}

/// Which (query, document) pairs were seen, and on which line.
class SeenPairs {
 public:
  explicit SeenPairs(TextFile& file) : file_(file) {}

  /// False, and told, where the pair stood on an earlier line.
  bool Take(std::size_t line, std::string_view query, std::string_view document) {
    const auto [at, added] = lines_[std::string(query)].emplace(document, line);
    if (added) return true;
    file_.Fault(line, "docid", document,
                "查询 " + std::string(query) + " 的这个文档在第 " + std::to_string(at->second) +
                    " 行已经出现过");
    return false;
  }

 private:
  TextFile& file_;
  std::unordered_map<std::string, std::unordered_map<std::string, std::size_t>> lines_;
};

/// Calls each(line, fields) for every line of `count` fields, and tells the others.
template <class Each>
void ForEachFields(TextFile& file, std::size_t count, std::string_view form, Each each) {
  file.ForEachLine([&](std::size_t line, std::string_view content) {
    const Cells fields = Fields(content);
    if (fields.size() == count) {
      each(line, fields);
    } else if (!fields.empty()) {
      file.Fault(line, "", content,
                 "有 " + std::to_string(fields.size()) + " 个字段，应为 " + std::string(form));
    }
    return true;
  });
}

}  // namespace

std::vector<models::Judgement> ReadQrels(const TextSource& source, std::vector<RowError>& errors) {
  TextFile file(source, errors);
  SeenPairs seen(file);
  std::vector<models::Judgement> judgements;
  ForEachFields(file, 4, "qid 0 docid grade", [&](std::size_t line, const Cells& fields) {
    const auto grade = ReadNumber<int>(fields[3]);
    if (!grade) file.Fault(line, "grade", fields[3], "不是整数");
    if (!seen.Take(line, fields[0], fields[2]) || !grade) return;
    judgements.push_back({std::string(fields[0]), std::string(fields[2]), *grade, line});
  });
  return judgements;
}

std::vector<models::RankedDocument> ReadRun(const TextSource& source,
                                            std::vector<RowError>& errors) {
  TextFile file(source, errors);
  SeenPairs seen(file);
  std::vector<models::RankedDocument> ranking;
  ForEachFields(file, 6, "qid Q0 docid rank score tag", [&](std::size_t line, const Cells& fields) {
    const auto score = ReadNumber<double>(fields[4]);
    const bool usable = score && std::isfinite(*score);
    if (!usable) file.Fault(line, "score", fields[4], "不是有限的数");
    if (!seen.Take(line, fields[0], fields[2]) || !usable) return;
    ranking.push_back({std::string(fields[0]), std::string(fields[2]), *score});
  });
  return ranking;
}

}  // namespace jiedui::app
