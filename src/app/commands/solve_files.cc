#include "app/commands/solve_files.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
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

const Cells kPairColumns = {"helper_id", "receiver_id", "score", "state"};

/// The last line of a pair so far, 0 where it was not met.
using LineOfPair = std::map<std::pair<Index, Index>, std::size_t>;

/// Finds ids, the same as last time without a look into the table: lists are mostly sorted by one.
class LastFound {
 public:
  explicit LastFound(const IdTable& table) : table_(table) {}

  std::optional<Index> Find(std::string_view id) {
    if (index_ && id == id_) return index_;
    const auto found = table_.find(id);
    index_ = found == table_.end() ? std::nullopt : std::optional(found->second);
    id_ = id;
    return index_;
  }

 private:
  const IdTable& table_;
  std::string id_;
  std::optional<Index> index_;
};

/// Everything read so far; the tables outlive the id views.
class Reading {
 public:
  explicit Reading(const SolveSources& sources, std::vector<RowError>& errors)
      : helpers_(sources.helpers, errors),
        receivers_(sources.receivers, errors),
        pairs_(sources.pairs, errors, TextFile::Keep::kLine) {
    if (sources.quotas) quotas_.emplace(*sources.quotas, errors);
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
    pairs_.Read(kPairColumns, {},
                [this](std::size_t line, const Cells& cells) { ReadPair(line, cells); });
    if (LineOfPair twins = FindTwins(); !twins.empty()) ReportTwins(std::move(twins));
  }

  void ReadPair(std::size_t line, const Cells& cells) {
    const std::optional<Index> helper = last_helper_.Find(cells[0]);
    const std::optional<Index> receiver = last_receiver_.Find(cells[1]);
    const auto score = ReadScore(pairs_, line, cells[2]);
    const auto state = ReadState(pairs_, line, cells[3]);
    if (!helper && helpers_known_) {
      pairs_.Fault(line, "helper_id", cells[0], "帮扶方表中没有这个编号");
    }
    if (!receiver && receivers_known_) {
      pairs_.Fault(line, "receiver_id", cells[1], "受助方表中没有这个编号");
    }
    if (!helper || !receiver || !score || !state) return;
    ReserveFor(cells);
    input_.pairs.push_back({*helper, *receiver, *score, *state});
  }

  /// Once some lines are known, room for as many as the file must have: growing step by step would
  /// take twice the memory on the way.
  void ReserveFor(const Cells& cells) {
    constexpr std::size_t kSample = 50'000;
    if (input_.pairs.size() >= kSample) return;
    for (const std::string_view cell : cells) sampled_bytes_ += cell.size() + 1;
    if (input_.pairs.size() + 1 < kSample) return;
    const double lines =
        static_cast<double>(pairs_.size()) * kSample / static_cast<double>(sampled_bytes_);
    input_.pairs.reserve(static_cast<std::size_t>(lines * 1.02) + kSample);
  }

  /// The pairs that stand on more than one line, by receiver: each helper is marked as it comes.
  [[nodiscard]] LineOfPair FindTwins() const {
    std::vector<std::size_t> begin(input_.receivers.size() + 1);
    for (const auto& pair : input_.pairs) ++begin[At(pair.receiver) + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<Index> helpers(input_.pairs.size());
    for (const auto& pair : input_.pairs) helpers[begin[At(pair.receiver)]++] = pair.helper;
    // What began there ends there by now.
    std::vector<Index> last_receiver(input_.helpers.size(), -1);
    LineOfPair twins;
    std::size_t i = 0;
    for (Index r = 0; At(r) < input_.receivers.size(); ++r) {
      for (; i < begin[At(r)]; ++i) {
        if (last_receiver[At(helpers[i])] == r) twins.emplace(std::pair(helpers[i], r), 0);
        last_receiver[At(helpers[i])] = r;
      }
    }
    return twins;
  }

  /// Tells twins on their later lines, which a second reading finds: nobody pays for remembering
  /// the line of every pair. What else is wrong with the lines was told by the first.
  void ReportTwins(LineOfPair twins) {
    std::vector<std::pair<std::size_t, std::size_t>> lines;
    pairs_.SetQuiet(true);
    pairs_.Read(kPairColumns, {}, [&](std::size_t line, const Cells& cells) {
      const auto helper = helper_ids_.find(cells[0]);
      const auto receiver = receiver_ids_.find(cells[1]);
      if (helper == helper_ids_.end() || receiver == receiver_ids_.end()) return;
      const auto twin = twins.find(std::pair(helper->second, receiver->second));
      if (twin == twins.end()) return;
      if (twin->second > 0) lines.emplace_back(line, twin->second);
      twin->second = line;
    });
    pairs_.SetQuiet(false);
    for (const auto& [line, before] : lines) {
      pairs_.Fault(line, "", "", "与第 " + std::to_string(before) + " 行是同一对");
    }
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
  LastFound last_helper_{helper_ids_};
  LastFound last_receiver_{receiver_ids_};
  std::size_t sampled_bytes_ = 0;
};

}  // namespace

matching::ProblemInput ReadSolveFiles(const SolvePaths& paths, std::vector<RowError>& errors) {
  return ReadSolveTables({paths.helpers, paths.receivers, paths.pairs, paths.quotas}, errors);
}

matching::ProblemInput ReadSolveTables(const SolveSources& sources, std::vector<RowError>& errors) {
  return Reading(sources, errors).Read();
}

}  // namespace jiedui::app
