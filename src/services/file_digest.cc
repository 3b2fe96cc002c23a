#include "services/file_digest.h"

#include <sodium.h>

#include <array>
#include <fstream>
#include <vector>

#include "services/digest.h"

namespace jiedui::services {

base::Result<std::string> DigestOfFile(const std::filesystem::path& file) {
  constexpr std::size_t kPiece = 1 << 20;
  std::ifstream in(file, std::ios::binary);
  if (!in) return base::Fail(base::ErrorCode::kNotFound, "无法读取文件 " + file.string(), "file");
  std::array<unsigned char, 32> digest{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, digest.size());
  std::vector<char> piece(kPiece);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<unsigned long long>(in.gcount()));
  }
  if (!in.eof())
    return base::Fail(base::ErrorCode::kUnavailable, "读取文件出错 " + file.string(), "file");
  crypto_generichash_final(&state, digest.data(), digest.size());
  return HexOf(digest);
}

}  // namespace jiedui::services
