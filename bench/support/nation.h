#pragma once

#include <cstdint>
#include <filesystem>

namespace jiedui::bench {

/// How large a country to generate: a tenth as many helpers, twice as many needs.
struct NationSize {
  std::size_t enterprises = 5'000;
  std::uint64_t seed = 20261129;

  [[nodiscard]] std::size_t helpers() const { return enterprises / 10; }
  [[nodiscard]] std::size_t needs() const { return enterprises * 2; }
};

/// The files of a country.
struct NationFiles {
  std::filesystem::path share;  ///< what ships, but with the regions of the whole country
  std::filesystem::path enterprises;
  std::filesystem::path experts;
  std::filesystem::path needs;
};

/// Writes `share`, `enterprises.tsv`, `experts.tsv` and `needs.tsv` below the folder, as `jiedui
/// import` reads them: enterprises of every county of `regions_cn.tsv`, some counties far larger
/// than others; products and scopes out of the demonstration's lines and the names of GB/T 4754,
/// with coined words by Zipf's law; needs and experts out of the demonstration's problems and their
/// solutions. One enterprise in fifty innovates and has places for others; experts have a tenth
/// more places than there are enterprises. Row by row, so memory does not grow with the size. The
/// same for the same arguments. `data` is the folder that ships. Dies where a file cannot be read
/// or written.
NationFiles WriteNation(const std::filesystem::path& data, const std::filesystem::path& folder,
                        const NationSize& size);

}  // namespace jiedui::bench
