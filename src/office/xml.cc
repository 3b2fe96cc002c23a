#include <expat.h>

#include <memory>

#include "office/xml_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;

struct Parse {
  const XmlEvents* events = nullptr;
  XML_Parser parser = nullptr;
  Status status = {};

  void Stop(Status failed) {
    if (status) status = std::move(failed);
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
  XmlAttributes named;
  for (; *attributes != nullptr; attributes += 2)
    named.emplace(LocalName(attributes[0]), attributes[1]);
  if (Status status = parse.events->start(LocalName(name), named); !status)
    parse.Stop(std::move(status));
}

void OnEnd(void* data, const char* name) {
  auto& parse = *static_cast<Parse*>(data);
  if (Status status = parse.events->end(LocalName(name)); !status) parse.Stop(std::move(status));
}

void OnText(void* data, const char* text, int length) {
  static_cast<Parse*>(data)->events->text(std::string_view(text, static_cast<std::size_t>(length)));
}

void OnDoctype(void* data, const char* /*name*/, const char* /*system*/, const char* /*public_id*/,
               int /*subset*/) {
  static_cast<Parse*>(data)->Stop(
      Fail(ErrorCode::kInvalid, "工作簿含有文档类型声明，已拒绝", "file"));
}

}  // namespace

Status ParseXml(std::string_view part, std::string_view xml, const XmlEvents& events) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  Parse parse{&events, parser.get(), {}};
  XML_SetUserData(parser.get(), &parse);
  XML_SetElementHandler(parser.get(), &OnStart, &OnEnd);
  XML_SetCharacterDataHandler(parser.get(), &OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), &OnDoctype);
  constexpr std::size_t kChunk = 1U << 26U;  // expat counts in int
  for (std::size_t at = 0; at == 0 || at < xml.size(); at += kChunk) {
    const std::string_view chunk = xml.substr(at, kChunk);
    const bool last = at + kChunk >= xml.size();
    if (XML_Parse(parser.get(), chunk.data(), static_cast<int>(chunk.size()), last ? 1 : 0) ==
        XML_STATUS_ERROR) {
      if (!parse.status) return parse.status;
      return Fail(ErrorCode::kInvalid,
                  "工作簿的 " + std::string(part) +
                      " 不是有效的 XML: " + XML_ErrorString(XML_GetErrorCode(parser.get())),
                  "file");
    }
  }
  return parse.status;
}

}  // namespace jiedui::office
