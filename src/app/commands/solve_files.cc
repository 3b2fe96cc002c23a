#include "app/commands/solve_files.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "app/commands/table_file.h"

namespace jiedui::app {
namespace {

using matching::Bounds;
using matching::Index;
using matching::PairState;
using IdTable = std::unordered_map<std::string_view, Index>;

constexpr std::size_t kLargestCount = std::numeric_limits<Index>::max();

std::optional<Index> ReadCount(TableFile& table, std::size_t line, std::string_view column,
                               std::string_view cell) {
  Index count = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), count);
  if (error == std::errc() && end == cell.data() + cell.size() && count >= 0) return count;
  table.Fault(line, column, cell, "不是 0 到 2147483647 的整数");
  return std::nullopt;
}

std::optional<Bounds> ReadBounds(TableFile& table, std::size_t line, std::string_view min,
                                 std::string_view max) {
  const auto low = ReadCount(table, line, "min", min);
  const auto high = ReadCount(table, line, "max", max);
  if (!low || !high) return std::nullopt;
  if (*low <= *high) return Bounds{*low, *high};
  table.Fault(line, "min", min, "大于 max（" + std::string(max) + "）");
  return std::nullopt;
}

std::optional<double> ReadScore(TableFile& table, std::size_t line, std::string_view cell) {
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

std::optional<PairState> ReadState(TableFile& table, std::size_t line, std::string_view cell) {
  if (cell == "free") return PairState::kFree;
  if (cell == "fixed") return PairState::kFixed;
  if (cell == "forbidden") return PairState::kForbidden;
  table.Fault(line, "state", cell, "应为 free、fixed 或 forbidden");
  return std::nullopt;
}

/// Takes the id into the table of known ones; false, with the fault told, where it cannot.
bool TakeId(TableFile& table, std::size_t line, std::string_view column, std::string_view id,
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

/// Where a quota stands and what it names as its parent.
struct QuotaRow {
  std::size_t line = 0;
  std::string_view parent;
};

std::size_t At(Index i) { return static_cast<std::size_t>(i); }

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
    std::vector<QuotaRow> rows;  // of each group
    quotas_->Read({"group", "min", "max"}, {"parent"}, [&](std::size_t line, const Cells& cells) {
      const auto bounds = ReadBounds(*quotas_, line, cells[1], cells[2]);
      if (!TakeId(*quotas_, line, "group", cells[0], input_.groups.size(), group_ids_)) return;
      input_.groups.push_back({std::string(cells[0]), bounds.value_or(Bounds{})});
      rows.push_back({line, cells[3]});
    });
    // A parent may stand on a later line than its parts.
    for (std::size_t g = 0; g < rows.size(); ++g) {
      const auto [line, parent] = rows[g];
      if (parent.empty()) continue;
      const auto found = group_ids_.find(parent);
      if (found == group_ids_.end()) {
        quotas_->Fault(line, "parent", parent, "配额表中没有这个分组");
      } else {
        input_.groups[g].parent = found->second;
      }
    }
    ReportCycles(rows);
  }

  /// Every group on a cycle of parents is told on its line, and taken out of it.
  void ReportCycles(const std::vector<QuotaRow>& rows) {
    constexpr std::size_t kUnseen = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> seen_from(rows.size(), kUnseen);
    for (std::size_t start = 0; start < rows.size(); ++start) {
      auto g = static_cast<Index>(start);
      while (g >= 0 && seen_from[At(g)] == kUnseen) {
        seen_from[At(g)] = start;
        g = input_.groups[At(g)].parent;
      }
      if (g < 0 || seen_from[At(g)] != start) continue;
      while (input_.groups[At(g)].parent >= 0) {
        const Index parent = std::exchange(input_.groups[At(g)].parent, -1);
        quotas_->Fault(rows[At(g)].line, "parent", rows[At(g)].parent,
                       "上级成环：分组成了自己的上级");
        g = parent;
      }
    }
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
    helpers_known_ = quotas_ ? helpers_.Read({"helper_id", "min", "max", "group"}, {}, row)
                             : helpers_.Read({"helper_id", "min", "max"}, {"group"}, row);
  }

  void ReadReceivers() {
    const auto row = [this](std::size_t line, const Cells& cells) {
      const auto bounds = ReadBounds(receivers_, line, cells[1], cells[2]);
      const std::size_t index = input_.receivers.size();
      if (!TakeId(receivers_, line, "receiver_id", cells[0], index, receiver_ids_)) return;
      input_.receivers.push_back({std::string(cells[0]), bounds.value_or(Bounds{})});
    };
    receivers_known_ = receivers_.Read({"receiver_id", "min", "max"}, {}, row);
  }

  void ReadPairs() {
    pairs_.Read({"helper_id", "receiver_id", "score", "state"}, {},
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

  TableFile helpers_;
  TableFile receivers_;
  TableFile pairs_;
  std::optional<TableFile> quotas_;
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

matching::ProblemInput ReadSolveFiles(const SolvePaths& paths, std::vector<RowError>& errors) {
  return Reading(paths, errors).Read();
}

}  // namespace jiedui::app
