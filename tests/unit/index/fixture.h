#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "index/reader.h"
#include "index/writer.h"
#include "tests/support/reference_data.h"

namespace jiedui::index::testing {

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "jiedui-index-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp " + pattern);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The pipeline with the word lists that ship.
inline const TextPipeline& ShippedPipeline() {
  static const TextPipeline pipeline = [] {
    const std::filesystem::path words = std::filesystem::path(JIEDUI_SOURCE_DIR) / "data" / "words";
    auto parsed =
        TextPipeline::Parse({.synonyms = jiedui::testing::ReadFile(words / "synonyms.tsv"),
                             .stop_words = jiedui::testing::ReadFile(words / "stop_words.tsv")});
    if (!parsed) throw std::runtime_error(parsed.error().message);
    return *std::move(parsed);
  }();
  return pipeline;
}

inline Document Enterprise(std::int64_t id, std::string title) {
  Document document;
  document.kind = "enterprise";
  document.id = id;
  document.title = std::move(title);
  document.region_path = {"14", "1405", "140525"};
  document.programme_sectors = {"metallurgy"};
  document.status = "none";
  document.enterprise = id;
  return document;
}

/// An index of its own.
class IndexTest : public ::testing::Test {
 protected:
  void Build(const std::vector<Document>& documents, std::int64_t watermark = 1) {
    auto writer = Writer::Open(path(), Writer::Mode::kRebuild, ShippedPipeline());
    ASSERT_TRUE(writer) << writer.error().message;
    for (const Document& document : documents) ASSERT_TRUE(writer->Upsert(document));
    ASSERT_TRUE(writer->Commit(watermark));
  }

  Writer Update() {
    auto writer = Writer::Open(path(), Writer::Mode::kUpdate, ShippedPipeline());
    if (!writer) throw std::runtime_error(writer.error().message);
    return *std::move(writer);
  }

  const Reader& reader() {
    if (reader_ == nullptr) {
      auto opened = Reader::Open(path(), ShippedPipeline());
      if (!opened) throw std::runtime_error(opened.error().message);
      reader_ = *std::move(opened);
    }
    return *reader_;
  }

  SearchPage Search(const Query& query) {
    auto page = reader().Search(query);
    if (!page) throw std::runtime_error(page.error().message);
    return *std::move(page);
  }

  std::vector<std::int64_t> Ids(const Query& query) {
    std::vector<std::int64_t> ids;
    for (const Hit& hit : Search(query).hits) ids.push_back(hit.id);
    return ids;
  }
  std::vector<std::int64_t> Ids(std::string text) { return Ids(Query{.text = std::move(text)}); }

  /// All pages of that size, one after another.
  std::vector<DocumentKey> AllPages(Query query, std::size_t limit) {
    query.limit = limit;
    std::vector<DocumentKey> keys;
    for (int pages = 0; pages < 10'000; ++pages) {
      const SearchPage page = Search(query);
      for (const Hit& hit : page.hits) keys.push_back({hit.kind, hit.id});
      if (page.next_cursor.empty()) return keys;
      query.cursor = page.next_cursor;
    }
    ADD_FAILURE() << "the pages do not end";
    return keys;
  }

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace jiedui::index::testing
