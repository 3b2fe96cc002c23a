#include <expat.h>

#include <memory>
#include <string>

#include "office/rows_internal.h"
#include "office/xml_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Status;

/// expat 2.5 reads an unfinished tag again with every chunk (CVE-2023-52425): without a bound, one
/// huge tag costs time in the square of its size.
constexpr std::size_t kMostTagBytes = 1U << 20U;

struct Parse {
  XmlHandler& handler;
  XML_Parser parser = nullptr;
  Status status = {};
  std::size_t bytes_since_event = 0;

  void Take(Status outcome) {
    bytes_since_event = 0;
    if (outcome) return;
    if (status) status = std::move(outcome);
    XML_StopParser(parser, XML_FALSE);
  }
};

std::string_view LocalName(const char* name) {
  const std::string_view full(name);
  const std::size_t colon = full.rfind(':');
  return colon == std::string_view::npos ? full : full.substr(colon + 1);
}

void OnStart(void* data, const char* name, const char** attributes) {
  auto& parse = *static_cast<Parse*>(data);
  parse.Take(parse.handler.Start(LocalName(name), XmlAttributes(attributes)));
}

void OnEnd(void* data, const char* name) {
  auto& parse = *static_cast<Parse*>(data);
  parse.Take(parse.handler.End(LocalName(name)));
}

void OnText(void* data, const char* text, int length) {
  auto& parse = *static_cast<Parse*>(data);
  parse.Take(parse.handler.Text(std::string_view(text, static_cast<std::size_t>(length))));
}

/// Comments, processing instructions and whatever else nobody listens to.
void OnOther(void* data, const char* /*text*/, int /*length*/) {
  static_cast<Parse*>(data)->bytes_since_event = 0;
}

void OnDoctype(void* data, const char* /*name*/, const char* /*system*/, const char* /*public_id*/,
               int /*subset*/) {
  static_cast<Parse*>(data)->Take(
      InFile(ErrorCode::kInvalid, "工作簿含有文档类型声明（DTD），已拒绝"));
}

}  // namespace

std::string_view XmlAttributes::Get(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2) {
    if (LocalName(pair[0]) == name) return pair[1];
  }
  return {};
}

Status ParseXml(ZipPart part, XmlHandler& handler) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  if (parser == nullptr) return InFile(ErrorCode::kInternal, "内存不足");
  Parse parse{handler, parser.get()};
  XML_SetUserData(parser.get(), &parse);
  XML_SetElementHandler(parser.get(), &OnStart, &OnEnd);
  XML_SetCharacterDataHandler(parser.get(), &OnText);
  XML_SetDefaultHandler(parser.get(), &OnOther);
  XML_SetStartDoctypeDeclHandler(parser.get(), &OnDoctype);
  for (bool last = false; !last;) {
    JIEDUI_ASSIGN(const std::string_view chunk, part.Next());
    last = chunk.empty();
    parse.bytes_since_event += chunk.size();
    const XML_Status parsed =
        XML_Parse(parser.get(), chunk.data(), static_cast<int>(chunk.size()), last ? 1 : 0);
    JIEDUI_CHECK(std::move(parse.status));
    if (parsed == XML_STATUS_ERROR) {
      return InFile(ErrorCode::kInvalid,
                    "工作簿的 " + part.name() + " 第 " +
                        std::to_string(XML_GetCurrentLineNumber(parser.get())) +
                        " 行不是有效的 XML: " + XML_ErrorString(XML_GetErrorCode(parser.get())));
    }
    if (parse.bytes_since_event > kMostTagBytes)
      return InFile(ErrorCode::kTooLarge, "工作簿的 " + part.name() + " 含有过长的标记");
  }
  return {};
}

}  // namespace jiedui::office
