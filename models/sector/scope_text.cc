#include "models/sector/scope_text.h"

#include <array>

#include "base/text.h"

namespace jiedui::models {
namespace {

using std::string_view;

// Text in brackets that says what is excluded, who allowed it or until when: no evidence.
constexpr auto kNoise = std::to_array<string_view>(
    {"下属",   "依法",   "批准", "许可", "含",   "除",   "国家", "期限", "有效", "资质", "凭",
     "未经",   "不得",   "以上", "以下", "核定", "禁止", "须",   "需",   "审批", "仅限", "严禁",
     "不包括", "经营至", "另行", "限制", "专控", "法律", "法规", "专项", "取得", "证书"});

constexpr auto kHeadings =
    std::to_array<string_view>({"前置许可经营项目:", "一般经营项目:", "许可经营项目:", "一般项目:",
                                "许可项目:", "经营项目:", "经营范围:", "主营:", "兼营:"});

bool Contains(string_view text, string_view part) { return text.find(part) != string_view::npos; }

template <class Texts>
bool ContainsAny(string_view text, const Texts& parts) {
  for (const string_view part : parts) {
    if (Contains(text, part)) return true;
  }
  return false;
}

/// End of the bracket that opens at `open` (the position of its partner), the text's end if it
/// never closes.
std::size_t Closing(string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[' || text[i] == '{') ++depth;
    if (text[i] == ')' || text[i] == ']' || text[i] == '}') --depth;
    if (depth == 0) return i;
  }
  return text.size();
}

bool IsBracket(char c) {
  return c == '(' || c == ')' || c == '[' || c == ']' || c == '{' || c == '}';
}

/// Brackets and footnote marks become blanks, so that no word is made of what stood apart.
void Append(string_view text, std::string& out) {
  for (const char c : text) out += IsBracket(c) || c == '*' || c == '#' ? ' ' : c;
}

/// What a bracket leaves behind.
void AppendBracketed(string_view inside, std::string& out) {
  out += ' ';
  if (Contains(inside, "分支")) {
    out += kBranchMark;
  } else if (!ContainsAny(inside, kNoise)) {
    Append(inside, out);
    out += ' ';
  }
}

}  // namespace

std::string StripBoilerplate(string_view normalized_scope) {
  const std::string scope =
      base::ReplaceAll(base::ReplaceAll(std::string(normalized_scope), "【", "["), "】", "]");
  const string_view text = scope;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '(' || text[i] == '[' || text[i] == '{') {
      const std::size_t closing = Closing(text, i);
      AppendBracketed(text.substr(i + 1, closing - i - 1), out);
      i = closing + 1;
    } else {
      Append(text.substr(i, 1), out);
      ++i;
    }
  }
  for (const string_view heading : kHeadings) out = base::ReplaceAll(std::move(out), heading, "");
  return std::string(base::Trim(out));
}

std::vector<std::string> ReadName(string_view normalized_name) {
  constexpr auto kForms = std::to_array<string_view>(
      {"股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "总公司", "公司"});
  std::string name = StripBoilerplate(normalized_name);
  for (const string_view form : kForms) name = base::ReplaceAll(std::move(name), form, "\n");
  std::vector<std::string> parts;
  for (string_view part : base::Split(name, '\n')) {
    part = base::Trim(part);
    if (part.ends_with("分")) part.remove_suffix(string_view("分").size());  // 分公司
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

}  // namespace jiedui::models
