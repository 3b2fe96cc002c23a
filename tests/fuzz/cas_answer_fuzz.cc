// The answers of a CAS server, of any bytes. Checked: one that names a user has no document type,
// says so once, and is no refusal; texts are UTF-8 of bounded length.

#include "base/text.h"
#include "fuzz/fuzz_input.h"
#include "services/cas_answer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jiedui::fuzz::Require;
  const std::string_view text = jiedui::fuzz::TextOf(data, size);
  const auto answer = jiedui::services::ReadCasAnswer(text);
  if (!answer) {
    Require(!answer.error().message.empty() && jiedui::base::IsValidUtf8(answer.error().message));
    return 0;
  }
  const auto valid = [](const std::string& value) {
    return value.size() <= 4096 && jiedui::base::IsValidUtf8(value);
  };
  Require(valid(answer->user));
  std::size_t values = 0;
  for (const auto& [name, list] : answer->attributes) {
    Require(!name.empty() && name.find('/') == std::string::npos);
    values += list.size();
    for (const std::string& value : list) Require(valid(value));
  }
  Require(values <= 200);
  return 0;
}
