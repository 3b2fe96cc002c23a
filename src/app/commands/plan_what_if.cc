#include "app/commands/plan_what_if.h"

#include <fmt/format.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "services/what_if_json.h"

namespace jiedui::app {
namespace {

using base::Result;
using base::Status;
using services::WhatIfAction;
using services::WhatIfEdit;

constexpr double kLeastDifference = 5e-7;  // what six decimals show

tl::unexpected<base::Error> Unreadable(const std::string& text, const std::string& option) {
  const std::string form =
      option == "--capacity" ? "帮扶方=名额（如 expert:9=3）" : "帮扶方:企业编号（如 expert:9:58）";
  return base::Fail(base::ErrorCode::kInvalid, "“" + text + "” 不是 " + form, option);
}

/// `expert:9:58` for a pair, `expert:9=3` for places.
Result<WhatIfEdit> ParseEdit(WhatIfAction action, const std::string& text,
                             const std::string& option) {
  const std::size_t sign = action == WhatIfAction::kCapacity ? text.find('=') : text.rfind(':');
  if (sign == std::string::npos) return Unreadable(text, option);
  const auto key = services::ParseKey(text.substr(0, sign));
  const std::string_view number = std::string_view(text).substr(sign + 1);
  WhatIfEdit edit;
  edit.action = action;
  if (!key) return Unreadable(text, option);
  edit.helper = *key;
  if (action != WhatIfAction::kCapacity) {
    const auto id = base::ParseId(number);
    if (!id) return Unreadable(text, option);
    edit.enterprise = *id;
    return edit;
  }
  const auto places = base::ParseInteger(number);
  if (!places) return Unreadable(text, option);
  edit.capacity = *places;
  return edit;
}

Result<std::vector<WhatIfEdit>> ParseEdits(const WhatIfArguments& arguments) {
  struct Option {
    WhatIfAction action;
    const char* name;
    const std::vector<std::string>& texts;
  };
  std::vector<WhatIfEdit> edits;
  for (const auto& [action, name, texts] :
       {Option{WhatIfAction::kRelease, "--release", arguments.released},
        Option{WhatIfAction::kForbid, "--forbid", arguments.forbidden},
        Option{WhatIfAction::kCapacity, "--capacity", arguments.capacities},
        Option{WhatIfAction::kPin, "--pin", arguments.pins}}) {
    for (const std::string& text : texts) {
      JIEDUI_ASSIGN(const WhatIfEdit edit, ParseEdit(action, text, name));
      edits.push_back(edit);
    }
  }
  return edits;
}

std::string TextOf(const services::WhatIfAnswer& answer) {
  std::string text;
  for (const services::WhatIfPart& part : answer.parts) {
    const double change = part.total_after - part.total_before;
    text += fmt::format(
        "{}: 应覆盖 {} 家，已覆盖 {} → {} 家；总分 {:.6f} → {:.6f}（{}）\n",
        domain::NameOf(part.kind).zh, part.receivers, part.covered_before, part.covered_after,
        part.total_before, part.total_after,
        std::abs(change) < kLeastDifference ? std::string("不变") : fmt::format("{:+.6f}", change));
  }
  for (const auto& [sign, pairs] : {std::pair("＋", &answer.come), {"－", &answer.go}}) {
    for (const services::WhatIfPair& pair : *pairs) {
      text += fmt::format("  {} {} → {}  {:.4f}\n", sign, pair.helper.title, pair.enterprise.title,
                          pair.score);
    }
  }
  for (const services::WhatIfEnterprise& one : answer.covered)
    text += "  新覆盖: " + one.enterprise.title + "\n";
  for (const services::WhatIfEnterprise& one : answer.uncovered)
    text += "  不再覆盖: " + one.enterprise.title + "\n";
  if (answer.come.empty() && answer.go.empty()) text += "  结对不变\n";
  return text;
}

}  // namespace

Status ShowWhatIf(const CommonOptions& common, std::int64_t plan,
                  const WhatIfArguments& arguments) {
  JIEDUI_ASSIGN(const std::vector<WhatIfEdit> edits, ParseEdits(arguments));
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const services::WhatIfAnswer answer,
                services::AskWhatIf(opened.workspace(), opened.actor, {plan}, edits));
  if (!common.json) {
    Print(TextOf(answer));
    return {};
  }
  base::JsonWriter json;
  services::WriteWhatIf(json, answer);
  Print(json.Text());
  return {};
}

}  // namespace jiedui::app
