#include "app/commands/table_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/text.h"

namespace jiedui::app {

std::string FormatRowError(const RowError& error) {
  std::string text = error.file;
  if (error.line > 0) text += " 第 " + std::to_string(error.line) + " 行";
  if (!error.column.empty()) text += " " + error.column + " 列";
  if (!error.value.empty()) text += "“" + error.value + "”";
  return text + "：" + error.reason;
}

TextFile::TextFile(const std::filesystem::path& path, std::vector<RowError>& errors)
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

void TextFile::Fault(std::size_t line, std::string_view column, std::string_view value,
                     std::string reason) {
  errors_.push_back({name_, line, std::string(column), std::string(value), std::move(reason)});
}

void TextFile::ForEachLine(const std::function<bool(std::size_t, std::string_view)>& each) const {
  if (!readable_) return;
  std::size_t line = 0;
  std::string_view rest = text_;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    std::string_view content = rest.substr(0, end);
    if (content.ends_with('\r')) content.remove_suffix(1);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (!each(++line, content)) return;
  }
}

bool TableFile::Read(const Cells& required, const Cells& optional,
                     const std::function<void(std::size_t, const Cells&)>& row) {
  if (!readable()) return false;
  std::vector<int> places;
  std::size_t width = 0;
  bool usable = true;
  Cells cells;
  ForEachLine([&](std::size_t line, std::string_view content) {
    const bool is_header = width == 0;
    if (content.empty() && !is_header) return true;
    const Cells all = base::Split(content, '\t');
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
