#include "domain/tsv.h"

#include "base/text.h"

namespace jiedui::domain {
namespace {

using base::ErrorCode;
using base::Fail;

base::Result<std::vector<std::size_t>> FindColumns(std::string_view file,
                                                   const std::vector<std::string_view>& header,
                                                   const std::vector<std::string_view>& columns) {
  std::vector<std::size_t> at;
  for (const std::string_view column : columns) {
    const auto found = std::find(header.begin(), header.end(), column);
    if (found == header.end()) {
      return Fail(ErrorCode::kInvalid,
                  std::string(file) + ": column " + std::string(column) + " is missing",
                  std::string(column));
    }
    at.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return at;
}

}  // namespace

base::Status ReadTsv(std::string_view file, std::string_view text,
                     const std::vector<std::string_view>& columns,
                     const std::function<base::Status(const TsvRow&)>& each) {
  const std::vector<std::string_view> lines = base::Split(text, '\n');
  JIEDUI_ASSIGN(const std::vector<std::size_t> at,
                FindColumns(file, base::Split(base::Trim(lines.front()), '\t'), columns));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::string_view line = lines[i];
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::vector<std::string_view> cells = base::Split(line, '\t');
    TsvRow row{file, i + 1, {}};
    for (const std::size_t position : at) {
      if (position >= cells.size()) {
        return Fail(ErrorCode::kInvalid,
                    std::string(file) + " line " + std::to_string(i + 1) + " is short");
      }
      row.cells.emplace_back(cells[position]);
    }
    JIEDUI_CHECK(each(row));
  }
  return {};
}

}  // namespace jiedui::domain
