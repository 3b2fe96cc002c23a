// Texts that people write and that are searched and compared: names, business scopes, queries.
// Checked: everything made of any bytes is UTF-8, and the say of a
// scope's items is a finite share.

#include <cmath>

#include "base/text.h"
#include "fuzz/fuzz_input.h"
#include "index/text_pipeline.h"
#include "models/sector/scope_reader.h"
#include "models/sector/scope_text.h"

namespace {

using jiedui::base::IsValidUtf8;
using jiedui::fuzz::Require;

const jiedui::index::TextPipeline& Pipeline() {
  static const auto pipeline =
      jiedui::index::TextPipeline::Parse({"企业\t公司\n铸造\t翻砂\t浇铸\n", "的\n和\n"});
  return *pipeline;
}

void CheckScope(std::string_view normalized) {
  Require(IsValidUtf8(jiedui::models::StripBoilerplate(normalized)));
  for (const std::string& part : jiedui::models::ReadName(normalized)) Require(IsValidUtf8(part));
  for (const auto& item : jiedui::models::ReadScope(normalized)) {
    Require(!item.text.empty() && IsValidUtf8(item.text));
    Require(std::isfinite(item.weight) && item.weight > 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = jiedui::fuzz::TextOf(data, size);
  const std::string folded = jiedui::base::Normalize(text);
  Require(IsValidUtf8(folded));
  CheckScope(folded);
  for (const std::size_t n : {1U, 2U, 3U})
    for (const auto& gram : jiedui::base::CharacterNgrams(folded, n)) Require(IsValidUtf8(gram));
  Require(IsValidUtf8(jiedui::index::TextPipeline::ExactForm(text)));
  for (const auto& term : Pipeline().ShortTerms(text)) Require(IsValidUtf8(term));
  for (const auto& term : Pipeline().BodyTerms(text)) Require(IsValidUtf8(term));
  for (const auto& token : Pipeline().Tokens(text)) {
    Require(!token.word.empty() && IsValidUtf8(token.word));
    static_cast<void>(jiedui::index::TextPipeline::PairTerms(token.word));
  }
  return 0;
}
