#include "api/edge/request_target.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace jiedui::edge {
namespace {

constexpr std::string_view kPathSyntax = "请求路径含有非法字符或错误的百分号编码";

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

std::optional<TargetFault> DecodeSegment(std::string_view raw, bool last, std::string& path) {
  if (raw.empty() && !last) return TargetFault{"请求路径含有连续的斜线"};
  std::string segment;
  if (!PercentDecode(raw, false, segment)) return TargetFault{std::string(kPathSyntax)};
  if (HasControl(segment) || !base::IsValidUtf8(segment) ||
      segment.find_first_of("/\\") != std::string::npos) {
    return TargetFault{std::string(kPathSyntax)};
  }
  if (segment == "." || segment == "..") return TargetFault{"请求路径含有 . 或 .. 段"};
  path += '/';
  path += segment;
  return std::nullopt;
}

std::optional<TargetFault> DecodePath(std::string_view raw, std::string& path) {
  if (raw.empty() || raw.front() != '/') return TargetFault{"请求路径须以斜线开头"};
  path.reserve(raw.size());
  std::size_t begin = 1;
  while (true) {
    const std::size_t end = std::min(raw.find('/', begin), raw.size());
    const bool last = end == raw.size();
    if (auto fault = DecodeSegment(raw.substr(begin, end - begin), last, path)) return fault;
    if (last) return std::nullopt;
    begin = end + 1;
  }
}

std::optional<TargetFault> DecodeQuery(std::string_view raw, Query& query) {
  for (const std::string_view piece : base::Split(raw, '&')) {
    if (piece.empty()) continue;
    const std::size_t equals = std::min(piece.find('='), piece.size());
    std::string name;
    std::string value;
    if (!PercentDecode(piece.substr(0, equals), true, name) ||
        !PercentDecode(piece.substr(std::min(equals + 1, piece.size())), true, value)) {
      return TargetFault{"查询参数含有错误的百分号编码"};
    }
    if (!base::IsValidUtf8(name) || !base::IsValidUtf8(value)) {
      return TargetFault{"查询参数不是有效的 UTF-8 文字"};
    }
    if (name.find('\0') != std::string::npos || value.find('\0') != std::string::npos) {
      return TargetFault{"查询参数含有 NUL 字符"};
    }
    query.Add(std::move(name), std::move(value));
  }
  return std::nullopt;
}

/// Splits `http://authority` off an absolute-form target.
std::string_view TakeAuthority(std::string_view target, std::string& authority) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() < scheme.size() ||
        !EqualsIgnoreCase(target.substr(0, scheme.size()), scheme)) {
      continue;
    }
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    authority = target.substr(0, end);
    return target.substr(end);
  }
  return target;
}

}  // namespace

bool PercentDecode(std::string_view text, bool plus_is_blank, std::string& decoded) {
  decoded.clear();
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_blank) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      if (i + 2 >= text.size()) return false;
      const int high = HexDigit(text[i + 1]);
      const int low = HexDigit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return true;
}

std::optional<TargetFault> ParseTarget(std::string_view method, std::string_view target,
                                       Target& result) {
  const bool plain = std::all_of(target.begin(), target.end(),
                                 [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
  if (target.empty() || !plain) return TargetFault{"请求地址含有非法字符"};
  if (target == "*") {
    if (method != "OPTIONS") return TargetFault{"只有 OPTIONS 可用 * 作请求地址"};
    result.path = "*";
    return std::nullopt;
  }
  const bool absolute = target.front() != '/';
  if (absolute) {
    target = TakeAuthority(target, result.authority);
    if (result.authority.empty()) return TargetFault{"请求地址须为路径或 http(s) 地址"};
  }
  const std::size_t mark = std::min(target.find('?'), target.size());
  const std::string_view raw_path = target.substr(0, mark);
  if (auto fault = DecodePath(absolute && raw_path.empty() ? "/" : raw_path, result.path)) {
    return fault;
  }
  if (mark == target.size()) return std::nullopt;
  return DecodeQuery(target.substr(mark + 1), result.query);
}

}  // namespace jiedui::edge
