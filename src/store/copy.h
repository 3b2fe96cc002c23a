#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace jiedui::store {

/// One table that was copied.
struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
  std::array<unsigned char, 32> hash = {};  ///< BLAKE2b over every value, in the order of the key
};

/// What Store::CopyTo did.
struct CopyReport {
  std::vector<CopiedTable> tables;
  std::int64_t rows = 0;
};

}  // namespace jiedui::store
