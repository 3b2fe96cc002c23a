// Form definitions of any bytes. Checked: a form that is taken has a code and parts that are found
// by their codes, and its rules can be written again.

#include "domain/form.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jiedui::fuzz::Require;
  const std::string_view text = jiedui::fuzz::TextOf(data, size);
  static_cast<void>(jiedui::domain::ParseCellRange(text.substr(0, 32)));
  const auto form = jiedui::domain::ParseForm("form.tsv", text);
  if (!form) {
    Require(!form.error().message.empty());
    return 0;
  }
  Require(!form->code.empty());
  for (const auto& part : form->parts) Require(form->Find(part.code) != nullptr);
  for (const auto& rule : form->rules) Require(!jiedui::domain::FormatRule(rule).empty());
  return 0;
}
