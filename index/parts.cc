#include "index/parts.h"

#include <algorithm>

#include "base/text.h"
#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

constexpr std::size_t kMostParts = 64;
constexpr std::int64_t kLastPort = 65'535;

tl::unexpected<base::Error> Wrong(std::string_view part, const std::string& why) {
  return Fail(ErrorCode::kInvalid, "索引分片 “" + std::string(part) + "” " + why, "index-parts");
}

base::Status ReadAddress(std::string_view text, std::string_view address, Part& part) {
  const std::size_t colon = address.rfind(':');
  const auto port = colon == std::string_view::npos ? std::nullopt
                                                    : base::ParseInteger(address.substr(colon + 1));
  if (colon == 0 || !port || *port < 1 || *port > kLastPort)
    return Wrong(text, "的地址不是 主机:端口");
  part.host = std::string(address.substr(0, colon));
  part.port = static_cast<std::uint16_t>(*port);
  return {};
}

Result<Part> ReadPart(std::string_view text, const std::filesystem::path& base) {
  Part part;
  const std::size_t at = text.find('@');
  const std::string_view folder = text.substr(0, at);
  if (!folder.empty()) {
    const std::filesystem::path below(folder);
    if (below.is_absolute() || std::find(below.begin(), below.end(), "..") != below.end())
      return Wrong(text, "的文件夹须在索引目录之内");
    part.folder = base / below;
  }
  if (at != std::string_view::npos) JIEDUI_CHECK(ReadAddress(text, text.substr(at + 1), part));
  if (part.folder.empty() && part.host.empty()) return Wrong(text, "既没有文件夹也没有地址");
  return part;
}

}  // namespace

std::string Part::Name() const {
  return remote() ? host + ":" + std::to_string(port) : folder.filename().string();
}

bool Layout::Written() const {
  return std::none_of(parts.begin(), parts.end(),
                      [](const Part& part) { return part.folder.empty(); });
}

bool Layout::AnyRemote() const {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.remote(); });
}

Result<Layout> ParseLayout(std::string_view text, const std::filesystem::path& base) {
  if (base::Trim(text).empty()) return Layout::Whole(base);
  Layout layout;
  for (const std::string_view piece : base::Split(text, ',')) {
    JIEDUI_ASSIGN(Part part, ReadPart(base::Trim(piece), base));
    for (const Part& other : layout.parts) {
      const bool twice = (!part.folder.empty() && part.folder == other.folder) ||
                         (part.remote() && part.host == other.host && part.port == other.port);
      if (twice) return Wrong(base::Trim(piece), "写了两次");
    }
    layout.parts.push_back(std::move(part));
  }
  if (layout.parts.size() > kMostParts)
    return Fail(ErrorCode::kInvalid, "索引分片最多 " + std::to_string(kMostParts) + " 个",
                "index-parts");
  return layout;
}

std::size_t PartOf(const DocumentKey& key, std::size_t count) {
  return count <= 1 ? 0 : static_cast<std::size_t>(HashOf(UniqueTerm(key)) % count);
}

}  // namespace jiedui::index
