#include "app/commands/solve_files.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <unordered_map>

#include "base/text.h"

namespace jiedui::app {
namespace {

using matching::Bounds;
using matching::Index;
using matching::PairState;
using Cells = std::vector<std::string_view>;
using IdTable = std::unordered_map<std::string_view, Index>;

constexpr std::size_t kLargestCount = std::numeric_limits<Index>::max();

std::string_view WithoutReturn(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

/// One table: its text stays alive for the views that cells and ids are.
class Table {
 public:
  Table(const std::filesystem::path& path, std::vector<RowError>& errors)
      : name_(path.filename().string()), errors_(errors) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
      Fault(0, "", path.string(), "文件不存在或不能读取");
      return;
    }
    text_.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    readable_ = !in.bad() && base::IsValidUtf8(text_);
    if (!readable_) Fault(0, "", path.string(), in.bad() ? "读取时出错" : "不是 UTF-8 编码");
    if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  void Fault(std::size_t line, std::string_view column, std::string_view value,
             std::string reason) {
    errors_.push_back({name_, line, std::string(column), std::string(value), std::move(reason)});
  }

  /// Calls row(line, cells) for every line that has them all, cells in the order asked for.
  /// `optional` may be missing from the header; its cell is empty then. False where the file or its
  /// header is unusable, so that no line was looked at.
  template <class Row>
  bool Read(const Cells& required, std::string_view optional, Row row) {
    if (!readable_) return false;
    std::size_t line = 0;
    std::vector<int> places;
    std::size_t width = 0;
    Cells cells;
    std::string_view rest = text_;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      const std::string_view content = WithoutReturn(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      ++line;
      if (width == 0) {
        const Cells header = base::Split(content, '\t');
        if (!FindColumns(header, required, optional, line, places)) return false;
        width = header.size();
        continue;
      }
      if (content.empty()) continue;
      const Cells all = base::Split(content, '\t');
      if (all.size() != width) {
        Fault(line, "", content,
              "有 " + std::to_string(all.size()) + " 列，表头有 " + std::to_string(width) + " 列");
        continue;
      }
      cells.clear();
      for (const int place : places) {
        cells.push_back(place < 0 ? std::string_view() : all[static_cast<std::size_t>(place)]);
      }
      row(line, cells);
    }
    if (width == 0) Fault(1, "", "", "文件是空的，缺少表头");
    return width > 0;
  }

 private:
  bool FindColumns(const Cells& header, const Cells& required, std::string_view optional,
                   std::size_t line, std::vector<int>& places) {
    bool complete = true;
    Cells wanted = required;
    if (!optional.empty()) wanted.push_back(optional);
    for (const std::string_view column : wanted) {
      const auto found = std::find(header.begin(), header.end(), column);
      const bool missing = found == header.end();
      places.push_back(missing ? -1 : static_cast<int>(found - header.begin()));
      if (missing && column != optional) {
        Fault(line, column, "", "表头缺少这一列");
        complete = false;
      }
      if (std::count(header.begin(), header.end(), column) > 1) {
        Fault(line, column, "", "表头中这一列出现了不止一次");
        complete = false;
      }
    }
    return complete;
  }

  std::string name_;
  std::vector<RowError>& errors_;
  std::string text_;
  bool readable_ = false;
};

std::optional<Index> ReadCount(Table& table, std::size_t line, std::string_view column,
                               std::string_view cell) {
  Index count = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), count);
  if (error == std::errc() && end == cell.data() + cell.size() && count >= 0) return count;
  table.Fault(line, column, cell, "不是 0 到 2147483647 的整数");
  return std::nullopt;
}

std::optional<Bounds> ReadBounds(Table& table, std::size_t line, std::string_view min,
                                 std::string_view max) {
  const auto low = ReadCount(table, line, "min", min);
  const auto high = ReadCount(table, line, "max", max);
  if (!low || !high) return std::nullopt;
  if (*low <= *high) return Bounds{*low, *high};
  table.Fault(line, "min", min, "大于 max（" + std::string(max) + "）");
  return std::nullopt;
}

std::optional<double> ReadScore(Table& table, std::size_t line, std::string_view cell) {
  std::string_view digits = cell;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double score = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), score);
  if (error == std::errc() && end == digits.data() + digits.size() && std::isfinite(score)) {
    return score;
  }
  table.Fault(line, "score", cell, "不是有限的数");
  return std::nullopt;
}

std::optional<PairState> ReadState(Table& table, std::size_t line, std::string_view cell) {
  if (cell == "free") return PairState::kFree;
  if (cell == "fixed") return PairState::kFixed;
  if (cell == "forbidden") return PairState::kForbidden;
  table.Fault(line, "state", cell, "应为 free、fixed 或 forbidden");
  return std::nullopt;
}

/// Takes the id into the table of known ones; false, with the fault told, where it cannot.
bool TakeId(Table& table, std::size_t line, std::string_view column, std::string_view id,
            std::size_t index, IdTable& ids) {
  if (id.empty()) {
    table.Fault(line, column, id, "编号是空的");
    return false;
  }
  if (index >= kLargestCount) {
    table.Fault(line, column, id, "行数超过 2147483647");
    return false;
  }
  if (ids.emplace(id, static_cast<Index>(index)).second) return true;
  table.Fault(line, column, id, "编号出现了不止一次");
  return false;
}

/// Everything read so far; the tables outlive the id views.
class Reading {
 public:
  explicit Reading(const SolvePaths& paths, std::vector<RowError>& errors)
      : helpers_(paths.helpers, errors),
        receivers_(paths.receivers, errors),
        pairs_(paths.pairs, errors) {
    if (paths.quotas) quotas_.emplace(*paths.quotas, errors);
  }

  matching::ProblemInput Read() {
    if (quotas_) ReadQuotas();
    ReadHelpers();
    ReadReceivers();
    ReadPairs();
    return std::move(input_);
  }

 private:
  void ReadQuotas() {
    quotas_->Read({"group", "min", "max"}, "", [this](std::size_t line, const Cells& cells) {
      const auto bounds = ReadBounds(*quotas_, line, cells[1], cells[2]);
      if (!TakeId(*quotas_, line, "group", cells[0], input_.groups.size(), group_ids_)) return;
      input_.groups.push_back({std::string(cells[0]), bounds.value_or(Bounds{})});
    });
  }

  void ReadHelpers() {
    const auto row = [this](std::size_t line, const Cells& cells) {
      const auto bounds = ReadBounds(helpers_, line, cells[1], cells[2]);
      if (!TakeId(helpers_, line, "helper_id", cells[0], input_.helpers.size(), helper_ids_)) {
        return;
      }
      const auto group = group_ids_.find(cells[3]);
      input_.helpers.push_back({std::string(cells[0]), bounds.value_or(Bounds{}),
                                group == group_ids_.end() ? -1 : group->second});
    };
    // Quotas are about helper groups, so with quotas the column is needed.
    helpers_known_ = quotas_ ? helpers_.Read({"helper_id", "min", "max", "group"}, "", row)
                             : helpers_.Read({"helper_id", "min", "max"}, "group", row);
  }

  void ReadReceivers() {
    const auto row = [this](std::size_t line, const Cells& cells) {
      const auto bounds = ReadBounds(receivers_, line, cells[1], cells[2]);
      const std::size_t index = input_.receivers.size();
      if (!TakeId(receivers_, line, "receiver_id", cells[0], index, receiver_ids_)) return;
      input_.receivers.push_back({std::string(cells[0]), bounds.value_or(Bounds{})});
    };
    receivers_known_ = receivers_.Read({"receiver_id", "min", "max"}, "", row);
  }

  void ReadPairs() {
    pairs_.Read({"helper_id", "receiver_id", "score", "state"}, "",
                [this](std::size_t line, const Cells& cells) { ReadPair(line, cells); });
    ReportTwins();
  }

  void ReadPair(std::size_t line, const Cells& cells) {
    const auto helper = helper_ids_.find(cells[0]);
    const auto receiver = receiver_ids_.find(cells[1]);
    const auto score = ReadScore(pairs_, line, cells[2]);
    const auto state = ReadState(pairs_, line, cells[3]);
    if (helper == helper_ids_.end() && helpers_known_) {
      pairs_.Fault(line, "helper_id", cells[0], "帮扶方表中没有这个编号");
    }
    if (receiver == receiver_ids_.end() && receivers_known_) {
      pairs_.Fault(line, "receiver_id", cells[1], "受助方表中没有这个编号");
    }
    if (helper == helper_ids_.end() || receiver == receiver_ids_.end() || !score || !state) return;
    input_.pairs.push_back({helper->second, receiver->second, *score, *state});
    lines_.push_back(line);
  }

  /// Pairs that stand on more than one line, each told on its later lines.
  void ReportTwins() {
    const auto key = [this](std::size_t i) {
      return std::pair(input_.pairs[i].helper, input_.pairs[i].receiver);
    };
    std::vector<std::uint32_t> order(input_.pairs.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return key(a) != key(b) ? key(a) < key(b) : a < b;
    });
    std::vector<std::pair<std::size_t, std::string>> twins;
    for (std::size_t i = 1; i < order.size(); ++i) {
      if (key(order[i]) != key(order[i - 1])) continue;
      twins.emplace_back(lines_[order[i]],
                         "与第 " + std::to_string(lines_[order[i - 1]]) + " 行是同一对");
    }
    std::sort(twins.begin(), twins.end());
    for (auto& [line, reason] : twins) pairs_.Fault(line, "", "", std::move(reason));
  }

  Table helpers_;
  Table receivers_;
  Table pairs_;
  std::optional<Table> quotas_;
  IdTable group_ids_;
  IdTable helper_ids_;
  IdTable receiver_ids_;
  // Without the helpers' or receivers' table, every id in the pairs would be unknown: not told.
  bool helpers_known_ = false;
  bool receivers_known_ = false;
  matching::ProblemInput input_;
  std::vector<std::size_t> lines_;  // of each pair
};

}  // namespace

std::string FormatRowError(const RowError& error) {
  std::string text = error.file;
  if (error.line > 0) text += " 第 " + std::to_string(error.line) + " 行";
  if (!error.column.empty()) text += " " + error.column + " 列";
  if (!error.value.empty()) text += "“" + error.value + "”";
  return text + "：" + error.reason;
}

matching::ProblemInput ReadSolveFiles(const SolvePaths& paths, std::vector<RowError>& errors) {
  return Reading(paths, errors).Read();
}

}  // namespace jiedui::app
