// Small texts that people write: days, moments, ids, credit codes. Checked: what is taken is
// written again and read back as the same.

#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/credit_code.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jiedui::fuzz::Require;
  namespace base = jiedui::base;
  const std::string_view text = jiedui::fuzz::TextOf(data, size);
  if (const auto day = base::ParseDate(text)) {
    const auto again = base::ParseDate(base::FormatDate(*day));
    Require(again.has_value() && base::FormatDate(*again) == base::FormatDate(*day));
    Require(base::FormatDate(base::DateInChina(base::StartOfDayInChina(*day))) ==
            base::FormatDate(*day));
  }
  if (const auto moment = base::ParseUtc(text)) {
    Require(base::ParseUtc(base::FormatUtc(*moment)).value() == *moment);
  }
  if (const auto id = base::ParseId(text)) Require(*id > 0);
  if (const auto code = jiedui::domain::CheckCreditCode(text)) {
    Require(code->size() == 18 && jiedui::domain::CheckCreditCode(*code).has_value());
  }
  Require(base::IsValidUtf8(base::FromCodePoints(base::ToCodePoints(text))));
  return 0;
}
