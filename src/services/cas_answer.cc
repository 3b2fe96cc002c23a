#include "services/cas_answer.h"

#include <expat.h>

#include <memory>

#include "base/text.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

constexpr std::string_view kNamespace = "http://www.yale.edu/tp/cas|";
constexpr std::size_t kDeepest = 8;
constexpr std::size_t kLongestText = 4096;
constexpr std::size_t kMostAttributes = 200;

struct ParserDeleter {
  void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};

/// What was read so far. Paths are local names joined by `/`; elements of other namespaces have
/// none that counts.
struct Reading {
  XML_Parser parser = nullptr;
  std::vector<std::string> open;
  std::string text;
  CasAnswer answer;
  int users = 0;
  std::size_t attributes = 0;
  bool success = false;
  bool proxied = false;
  std::string failure;  ///< the server's code
  bool broken = false;

  void Break() {
    broken = true;
    XML_StopParser(parser, XML_FALSE);
  }
  [[nodiscard]] std::string Path() const { return base::Join(open, "/"); }
};

Reading& ReadingOf(void* data) { return *static_cast<Reading*>(data); }

constexpr std::string_view kSuccess = "serviceResponse/authenticationSuccess";
constexpr std::string_view kFailure = "serviceResponse/authenticationFailure";

std::string Attribute(const char** attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2) {
    if (name == attributes[0]) return attributes[1];
  }
  return {};
}

void OnStart(void* data, const char* name, const char** attributes) {
  Reading& reading = ReadingOf(data);
  const std::string_view full(name);
  if (reading.open.size() >= kDeepest) return reading.Break();
  reading.open.emplace_back(full.starts_with(kNamespace) ? full.substr(kNamespace.size()) : "?");
  reading.text.clear();
  const std::string path = reading.Path();
  if (path == kSuccess) {
    if (reading.success) return reading.Break();
    reading.success = true;
  }
  if (path == kFailure) {
    reading.failure = Attribute(attributes, "code");
    if (reading.failure.empty()) reading.failure = "?";
  }
  if (path == std::string(kSuccess) + "/proxies") reading.proxied = true;
}

void OnText(void* data, const char* text, int length) {
  Reading& reading = ReadingOf(data);
  reading.text.append(text, static_cast<std::size_t>(length));
  if (reading.text.size() > kLongestText) reading.Break();
}

void OnEnd(void* data, const char* /*name*/) {
  Reading& reading = ReadingOf(data);
  const std::string path = reading.Path();
  const std::string attributes = std::string(kSuccess) + "/attributes/";
  if (path == std::string(kSuccess) + "/user") {
    reading.answer.user = base::Trim(reading.text);
    if (++reading.users > 1) return reading.Break();
  } else if (path.starts_with(attributes) && path.find('/', attributes.size()) == path.npos) {
    if (++reading.attributes > kMostAttributes) return reading.Break();
    reading.answer.attributes[path.substr(attributes.size())].emplace_back(
        base::Trim(reading.text));
  }
  reading.open.pop_back();
  reading.text.clear();
}

void OnDoctype(void* data, const char* /*name*/, const char* /*system*/, const char* /*public_id*/,
               int /*internal*/) {
  ReadingOf(data).Break();
}

tl::unexpected<base::Error> NoAnswer() {
  return Fail(ErrorCode::kUnauthenticated, "CAS 的答复不是 serviceValidate 的 XML");
}

}  // namespace

Result<CasAnswer> ReadCasAnswer(std::string_view xml) {
  const std::unique_ptr<XML_ParserStruct, ParserDeleter> parser(XML_ParserCreateNS("UTF-8", '|'));
  if (parser == nullptr) return Fail(ErrorCode::kUnavailable, "内存不足");
  Reading reading;
  reading.parser = parser.get();
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), &OnStart, &OnEnd);
  XML_SetCharacterDataHandler(parser.get(), &OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), &OnDoctype);
  const XML_Status status =
      XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE);
  if (status != XML_STATUS_OK || reading.broken) return NoAnswer();
  if (!reading.failure.empty()) {
    return Fail(ErrorCode::kUnauthenticated, "CAS 不接受票据: " + reading.failure.substr(0, 64));
  }
  if (!reading.success || reading.users != 1) return NoAnswer();
  if (reading.proxied) return Fail(ErrorCode::kUnauthenticated, "不接受经代理取得的 CAS 票据");
  return std::move(reading.answer);
}

}  // namespace jiedui::services
