#include <charconv>
#include <map>
#include <optional>

#include "base/text.h"
#include "office/rows_internal.h"
#include "office/workbook_internal.h"
#include "office/xml_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kEscapeSize = 7;  // _xHHHH_

int ToInt(std::string_view text, int otherwise) {
  int value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// `xl/workbook.xml` + `../a/./b.xml` → `a/b.xml`; a leading slash starts at the root.
std::string ResolvePart(std::string_view from, std::string_view target) {
  std::vector<std::string_view> path;
  if (!target.starts_with('/') && from.find('/') != std::string_view::npos)
    path = base::Split(from.substr(0, from.rfind('/')), '/');
  for (const std::string_view step : base::Split(target, '/')) {
    if (step == "..") {
      if (!path.empty()) path.pop_back();
    } else if (!step.empty() && step != ".") {
      path.push_back(step);
    }
  }
  std::string part;
  for (const std::string_view step : path) {
    if (!part.empty()) part += '/';
    part += step;
  }
  return part;
}

/// One part's relations to others.
class Relations final : public XmlHandler {
 public:
  explicit Relations(std::string from) : from_(std::move(from)) {}

  Status Start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || attributes.Get("TargetMode") == "External") return {};
    const std::string part = ResolvePart(from_, attributes.Get("Target"));
    const std::string_view type = attributes.Get("Type");
    by_id_.emplace(attributes.Get("Id"), part);
    by_type_.emplace(type.substr(type.rfind('/') + 1), part);
    return {};
  }
  Status End(std::string_view /*name*/) override { return {}; }
  Status Text(std::string_view /*text*/) override { return {}; }

  /// The first part of that type (`styles`), by the last step of its URI: transitional and strict
  /// workbooks differ in the rest.
  [[nodiscard]] std::optional<std::string> OfType(const std::string& type) const {
    const auto found = by_type_.find(type);
    return found == by_type_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::optional<std::string> WithId(std::string_view id) const {
    const auto found = by_id_.find(std::string(id));
    return found == by_id_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::string from_;
  std::map<std::string, std::string> by_id_;
  std::map<std::string, std::string> by_type_;
};

class WorkbookPart final : public XmlHandler {
 public:
  WorkbookPart(const Relations& relations, Workbook& book) : relations_(relations), book_(book) {}

  Status Start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "workbookPr") {
      const std::string_view flag = attributes.Get("date1904");
      book_.since_1904 = flag == "1" || flag == "true";
    } else if (name == "sheet") {
      const std::string_view state = attributes.Get("state");
      const std::optional<std::string> part = relations_.WithId(attributes.Get("id"));
      if (!part) return InFile(ErrorCode::kInvalid, "工作簿的工作表清单已损坏");
      book_.sheets.push_back(
          {std::string(attributes.Get("name")), *part, !state.empty() && state != "visible"});
    }
    return {};
  }
  Status End(std::string_view /*name*/) override { return {}; }
  Status Text(std::string_view /*text*/) override { return {}; }

 private:
  const Relations& relations_;
  Workbook& book_;
};

class StylesPart final : public XmlHandler {
 public:
  explicit StylesPart(Workbook& book) : book_(book) {}

  Status Start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmt") {
      codes_[ToInt(attributes.Get("numFmtId"), -1)] = attributes.Get("formatCode");
    } else if (name == "cellXfs") {
      in_cell_styles_ = true;
    } else if (name == "xf" && in_cell_styles_) {
      const int id = ToInt(attributes.Get("numFmtId"), 0);
      const auto code = codes_.find(id);
      book_.styles.push_back(ClassifyFormat(id, code == codes_.end() ? "" : code->second));
    }
    return {};
  }
  Status End(std::string_view name) override {
    if (name == "cellXfs") in_cell_styles_ = false;
    return {};
  }
  Status Text(std::string_view /*text*/) override { return {}; }

 private:
  Workbook& book_;
  std::map<int, std::string> codes_;
  bool in_cell_styles_ = false;
};

/// Shared texts: the runs of each <si>, without the reading aids (<rPh>).
class StringsPart final : public XmlHandler {
 public:
  StringsPart(const TableLimits& limits, Workbook& book) : limits_(limits), book_(book) {}

  Status Start(std::string_view name, const XmlAttributes& /*attributes*/) override {
    if (name == "si") {
      if (book_.strings.size() >= limits_.cells)
        return InFile(ErrorCode::kTooLarge, "工作簿的文字过多");
      book_.strings.emplace_back();
    } else if (name == "rPh") {
      in_reading_aid_ = true;
    }
    in_text_ = name == "t" && !in_reading_aid_ && !book_.strings.empty();
    return {};
  }
  Status End(std::string_view name) override {
    if (name == "si") book_.strings.back() = Unescape(std::move(book_.strings.back()));
    if (name == "rPh") in_reading_aid_ = false;
    if (name == "t") in_text_ = false;
    return {};
  }
  Status Text(std::string_view text) override {
    if (!in_text_) return {};
    if (book_.strings.back().size() + text.size() > limits_.cell_bytes)
      return InFile(ErrorCode::kTooLarge, "工作簿的单元格过长");
    book_.strings.back() += text;
    return {};
  }

 private:
  const TableLimits& limits_;
  Workbook& book_;
  bool in_text_ = false;
  bool in_reading_aid_ = false;
};

Status Parse(const ZipArchive& zip, const std::string& part, XmlHandler& handler) {
  JIEDUI_ASSIGN(ZipPart content, zip.Unpack(part));
  return ParseXml(std::move(content), handler);
}

/// The UTF-16 unit of an escape `_xHHHH_` at the front; nothing where there is none.
std::optional<char32_t> EscapedUnit(std::string_view text) {
  if (text.size() < kEscapeSize || !text.starts_with("_x") || text[6] != '_') return std::nullopt;
  unsigned value = 0;
  const auto [stop, error] = std::from_chars(text.data() + 2, text.data() + 6, value, 16);
  const bool whole = error == std::errc{} && stop == text.data() + 6;
  return whole && value != 0 ? std::optional(static_cast<char32_t>(value)) : std::nullopt;
}

/// Takes the escape, or the pair of escapes, at the front of the text; nothing where there is none.
std::optional<char32_t> TakeEscape(std::string_view& text) {
  const std::optional<char32_t> unit = EscapedUnit(text);
  if (!unit) return std::nullopt;
  text.remove_prefix(kEscapeSize);
  if (*unit < 0xD800 || *unit > 0xDFFF) return unit;
  const std::optional<char32_t> low = EscapedUnit(text);
  if (*unit > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF) return 0xFFFD;
  text.remove_prefix(kEscapeSize);
  return 0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00);
}

}  // namespace

std::string Unescape(std::string text) {
  if (text.find("_x") == std::string::npos) return text;
  std::string out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t at = std::min(rest.find("_x"), rest.size());
    out += rest.substr(0, at);
    rest.remove_prefix(at);
    if (const std::optional<char32_t> code = TakeEscape(rest)) {
      out += base::FromCodePoints(std::u32string(1, *code));
    } else if (!rest.empty()) {
      out += rest.front();
      rest.remove_prefix(1);
    }
  }
  return out;
}

Result<Workbook> ReadWorkbook(const ZipArchive& zip, const TableLimits& limits) {
  Relations root("");
  JIEDUI_CHECK(Parse(zip, "_rels/.rels", root));
  const std::string main = root.OfType("officeDocument").value_or("xl/workbook.xml");
  if (main.ends_with(".bin")) return InFile(ErrorCode::kInvalid, "不支持 .xlsb；请另存为 .xlsx");
  const std::size_t name_at = main.rfind('/') + 1;
  Relations relations(main);
  JIEDUI_CHECK(
      Parse(zip, main.substr(0, name_at) + "_rels/" + main.substr(name_at) + ".rels", relations));
  Workbook book;
  WorkbookPart workbook(relations, book);
  JIEDUI_CHECK(Parse(zip, main, workbook));
  if (book.sheets.empty()) return InFile(ErrorCode::kInvalid, "文件不是 Excel 工作簿: 没有工作表");
  if (const auto part = relations.OfType("sharedStrings"); part && zip.Has(*part)) {
    StringsPart strings(limits, book);
    JIEDUI_CHECK(Parse(zip, *part, strings));
  }
  if (const auto part = relations.OfType("styles"); part && zip.Has(*part)) {
    StylesPart styles(book);
    JIEDUI_CHECK(Parse(zip, *part, styles));
  }
  return book;
}

}  // namespace jiedui::office
