#include "app/commands/table_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"

namespace jiedui::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMostFaults = 1000;  // of one file: more are of no help to anybody
constexpr std::size_t kLeastStep = 4096;   // bytes, of files that say less than they hold

/// Calls each for the lines of the text, `line` being counted on; false where it wants no more.
bool EachLineOf(std::string_view text, std::size_t& line,
                const std::function<bool(std::size_t, std::string_view)>& each) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view content = text.substr(0, end);
    if (content.ends_with('\r')) content.remove_suffix(1);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (!each(++line, content)) return false;
  }
  return true;
}

/// base::Split into a list that is used again.
void SplitInto(std::string_view content, Cells& cells) {
  cells.clear();
  std::size_t end = content.find('\t');
  while (end != std::string_view::npos) {
    cells.push_back(content.substr(0, end));
    content.remove_prefix(end + 1);
    end = content.find('\t');
  }
  cells.push_back(content);
}

}  // namespace

std::string FormatRowError(const RowError& error) {
  std::string text = error.file;
  if (error.line > 0) text += " 第 " + std::to_string(error.line) + " 行";
  if (!error.column.empty()) text += " " + error.column + " 列";
  if (!error.value.empty()) text += "“" + error.value + "”";
  return text + "：" + error.reason;
}

TextFile::TextFile(TextSource source, std::vector<RowError>& errors, Keep keep)
    : source_(std::move(source)), name_(source_.path.filename().string()), errors_(errors) {
  std::error_code unknown;
  const bool again = source_.text || std::filesystem::is_regular_file(source_.path, unknown);
  kept_ = keep == Keep::kText || !again;
  const auto size = source_.text ? source_.text->size()
                    : again      ? std::filesystem::file_size(source_.path, unknown)
                                 : 0;
  // One byte more than there is: whoever reads a small file meets its end at once.
  const auto whole = std::max<std::size_t>(size + 1, kLeastStep);
  step_ = again && !unknown ? std::min(source_.stretch_bytes, whole) : source_.stretch_bytes;
  if (kept_) {
    ReadWhole();
    return;
  }
  readable_ = Open()->good();
  if (!readable_) Fault(0, "", source_.path.string(), "文件不存在或不能读取");
  if (readable_) size_ = size;
}

std::unique_ptr<std::istream> TextFile::Open() const {
  if (source_.text) return std::make_unique<std::istringstream>(std::string(*source_.text));
  return std::make_unique<std::ifstream>(source_.path, std::ios::binary);
}

void TextFile::ReadWhole() {
  const auto in = Open();
  if (!*in) return Fault(0, "", source_.path.string(), "文件不存在或不能读取");
  // Not by iterators over its buffer: they throw where reading fails, as of a folder.
  while (*in) {
    const std::size_t filled = text_.size();
    text_.resize(filled + step_);
    in->read(text_.data() + filled, static_cast<std::streamsize>(step_));
    text_.resize(filled + static_cast<std::size_t>(in->gcount()));
  }
  readable_ = !in->bad() && base::IsValidUtf8(text_);
  if (!readable_) Fault(0, "", source_.path.string(), in->bad() ? "读取时出错" : "不是 UTF-8 编码");
  size_ = text_.size();
  if (text_.starts_with(kByteOrderMark)) text_.erase(0, kByteOrderMark.size());
}

void TextFile::Fault(std::size_t line, std::string_view column, std::string_view value,
                     std::string reason) {
  if (quiet_ || faults_ > kMostFaults) return;
  if (++faults_ > kMostFaults) {
    line = 0;
    column = value = {};
    reason = "错误超过 " + std::to_string(kMostFaults) + " 处，其余没有列出";
  }
  errors_.push_back({name_, line, std::string(column), std::string(value), std::move(reason)});
}

/// Fills the stretch up with what comes next, whole lines or all that is left; what was behind its
/// last line end is in it already. False at the end of the file.
bool TextFile::ReadStretch(std::istream& in, std::string& stretch) {
  std::size_t filled = stretch.size();
  while (in && stretch.find('\n', filled - std::min(filled, step_)) == std::string::npos) {
    stretch.resize(filled + step_);
    in.read(stretch.data() + filled, static_cast<std::streamsize>(step_));
    filled += static_cast<std::size_t>(in.gcount());
    stretch.resize(filled);
  }
  if (in.bad()) Fault(0, "", source_.path.string(), "读取时出错");
  return filled > 0 && !in.bad();
}

void TextFile::ForEachLine(const std::function<bool(std::size_t, std::string_view)>& each) {
  if (!readable_) return;
  std::size_t line = 0;
  if (kept_) {
    EachLineOf(text_, line, each);
    return;
  }
  const auto in = Open();
  std::string stretch;
  bool first = true;
  while (ReadStretch(*in, stretch)) {
    const std::size_t end = *in ? stretch.rfind('\n') + 1 : stretch.size();
    std::string_view whole = std::string_view(stretch).substr(0, end);
    if (!base::IsValidUtf8(whole)) {
      EachLineOf(whole, line,
                 [&](std::size_t, std::string_view content) { return base::IsValidUtf8(content); });
      return Fault(line, "", "", "不是 UTF-8 编码，以后各行没有再读");
    }
    if (first && whole.starts_with(kByteOrderMark)) whole.remove_prefix(kByteOrderMark.size());
    first = false;
    if (!EachLineOf(whole, line, each)) return;
    stretch.erase(0, end);
  }
}

bool TableFile::Read(const Cells& required, const Cells& optional,
                     const std::function<void(std::size_t, const Cells&)>& row) {
  if (!readable()) return false;
  std::vector<int> places;
  std::size_t width = 0;
  bool usable = true;
  Cells all;
  Cells cells;
  ForEachLine([&](std::size_t line, std::string_view content) {
    const bool is_header = width == 0;
    if (content.empty() && !is_header) return true;
    SplitInto(content, all);
    if (is_header) {
      width = all.size();
      header_ = all;
      usable = FindColumns(all, required, optional, line, places);
      return usable;
    }
    if (all.size() != width) {
      Fault(line, "", content,
            "有 " + std::to_string(all.size()) + " 列，表头有 " + std::to_string(width) + " 列");
      return true;
    }
    cells.clear();
    for (const int place : places) {
      cells.push_back(place < 0 ? std::string_view() : all[static_cast<std::size_t>(place)]);
    }
    row(line, cells);
    return true;
  });
  if (width == 0) Fault(1, "", "", "文件是空的，缺少表头");
  return usable && width > 0;
}

bool TableFile::HasColumn(std::string_view column) const {
  return std::find(header_.begin(), header_.end(), column) != header_.end();
}

bool TableFile::FindColumns(const Cells& header, const Cells& required, const Cells& optional,
                            std::size_t line, std::vector<int>& places) {
  bool complete = true;
  Cells wanted = required;
  wanted.insert(wanted.end(), optional.begin(), optional.end());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string_view column = wanted[i];
    const auto found = std::find(header.begin(), header.end(), column);
    const bool missing = found == header.end();
    places.push_back(missing ? -1 : static_cast<int>(found - header.begin()));
    if (missing && i < required.size()) {
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

}  // namespace jiedui::app
