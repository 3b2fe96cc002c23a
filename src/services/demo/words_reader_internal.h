#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "domain/names.h"
#include "domain/tsv.h"
#include "services/demo/words_internal.h"

namespace jiedui::services::demo {

/// One line of a file, its cells taken one after the other. The first cell that cannot be read is
/// kept as `status`, and what is read after it means nothing: check once per line.
class RowReader {
 public:
  RowReader(const domain::Reference& reference, const Words& words, const domain::TsvRow& row,
            const std::vector<std::string_view>& columns)
      : reference_(reference), words_(words), row_(row), columns_(columns) {}

  std::string Text() { return row_.cells[at_++]; }
  std::string Required();
  /// Parts between `|`; empty cell, no parts.
  Texts List() { return Parts(Text()); }
  std::int64_t Integer();
  std::optional<double> Number();
  bool Flag() { return Text() == "1"; }
  std::string Region();      ///< code of a region's name; empty for an empty cell
  std::string Department();  ///< code of a department's name; empty for an empty cell
  std::size_t Industry();
  Positions Industries();
  Positions Lines();
  Positions Areas();

  template <class E>
  E Choice() {
    const std::string text = Text();
    const auto found = domain::FromCode<E>(text);
    if (!found) Fault("unknown value " + text);
    return found.value_or(E{});
  }

  [[nodiscard]] const base::Status& status() const { return status_; }

 private:
  static Texts Parts(const std::string& text);
  void Fault(const std::string& what);
  std::size_t FindIndustry(const std::string& name);
  std::size_t FindLine(const std::string& key);

  const domain::Reference& reference_;
  const Words& words_;
  const domain::TsvRow& row_;
  const std::vector<std::string_view>& columns_;
  std::size_t at_ = 0;
  base::Status status_;
};

}  // namespace jiedui::services::demo
