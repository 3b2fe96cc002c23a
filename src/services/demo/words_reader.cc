#include "base/text.h"
#include "services/demo/words_reader_internal.h"

namespace jiedui::services::demo {
namespace {

/// The position of the first item for which it holds; the size where none is.
template <class T, class Test>
std::size_t Find(const std::vector<T>& items, Test test) {
  return static_cast<std::size_t>(std::find_if(items.begin(), items.end(), test) - items.begin());
}

}  // namespace

Texts RowReader::Parts(const std::string& text) {
  Texts parts;
  for (const std::string_view part : base::Split(text, '|')) {
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

void RowReader::Fault(const std::string& what) {
  if (!status_) return;
  const std::string column(columns_[at_ - 1]);
  status_ = base::Fail(
      base::ErrorCode::kInvalid,
      std::string(row_.file) + " line " + std::to_string(row_.line) + ", " + column + ": " + what,
      column);
}

std::string RowReader::Required() {
  std::string text = Text();
  if (text.empty()) Fault("is empty");
  return text;
}

std::int64_t RowReader::Integer() {
  const std::string text = Text();
  const std::optional<std::int64_t> number = base::ParseInteger(text);
  if (!number || *number < 0) Fault("not a whole number: " + text);
  return number.value_or(0);
}

std::optional<double> RowReader::Number() {
  const std::string text = Text();
  if (text.empty()) return std::nullopt;
  const std::optional<double> number = base::ParseNumber(text);
  if (!number) Fault("not a number: " + text);
  return number;
}

std::string RowReader::Region() {
  const std::string text = Text();
  if (text.empty()) return {};
  const domain::Region* region = reference_.FindRegionByName(text);
  if (region == nullptr) Fault("unknown region " + text);
  return region != nullptr ? region->code : std::string();
}

std::string RowReader::Department() {
  const std::string text = Text();
  if (text.empty()) return {};
  for (const domain::Department& department : reference_.departments()) {
    if (department.name == text) return department.code;
  }
  Fault("unknown department " + text);
  return {};
}

std::size_t RowReader::FindIndustry(const std::string& name) {
  const auto& all = words_.industries;
  const std::size_t at = Find(all, [&](const auto& industry) { return industry.name == name; });
  if (at < all.size()) return at;
  Fault("unknown industry " + name);
  return 0;
}

std::size_t RowReader::FindLine(const std::string& key) {
  const auto& all = words_.lines;
  const std::size_t at = Find(all, [&](const Line& line) { return line.key == key; });
  if (at < all.size()) return at;
  Fault("unknown line of business " + key);
  return 0;
}

std::size_t RowReader::Industry() { return FindIndustry(Text()); }

Positions RowReader::Industries() {
  Positions positions;
  for (const std::string& name : List()) positions.push_back(FindIndustry(name));
  return positions;
}

Positions RowReader::Lines() {
  const Texts keys = List();
  Positions positions;
  if (keys == Texts{"*"}) {
    for (std::size_t i = 0; i < words_.lines.size(); ++i) positions.push_back(i);
    return positions;
  }
  for (const std::string& key : keys) positions.push_back(FindLine(key));
  return positions;
}

Positions RowReader::Areas() {
  Positions positions;
  for (const std::string& name : List()) {
    const auto& all = words_.areas;
    positions.push_back(Find(all, [&](const Area& area) { return area.name == name; }));
    if (positions.back() == all.size()) Fault("unknown area " + name);
  }
  return positions;
}

}  // namespace jiedui::services::demo
