#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "base/clock.h"
#include "domain/actor.h"
#include "services/corpus_cache.h"
#include "services/search_index.h"
#include "services/sign_off_snapshot.h"
#include "services/workspace.h"
#include "support/reference_data.h"
#include "support/sector_data.h"
#include "support/test_database.h"

namespace jiedui::services {

/// An empty city in a folder of its own, with the reference data and word lists that ship.
class TestCity {
 public:
  TestCity() : TestCity({}, 0, {}) {}
  /// A node of a city on PostgreSQL; all but the first are given the folder of that, whose audit
  /// key they need.
  TestCity(const std::string& url, std::uint8_t node, const std::filesystem::path& first)
      : reference_(testing::ShippedReference()),
        sectors_(testing::ShippedSectorClassifier(reference_)),
        folder_(MakeFolder(first)),
        store_(store::Store::Open({.path = folder_ / "jiedui.db",
                                   .url = url.empty() ? database_.url() : url,
                                   .clock = &clock_,
                                   .node = node,
                                   .watch = VoidChangedSignOffs})
                   .value()),
        corpus_(*store_, reference_, folder_ / "index"),
        search_(*store_, reference_, clock_, index::Layout::Whole(folder_ / "index"),
                index::TextPipeline(), store::IndexConsumerOf(node)),
        auth_(*store_, {}, {}, &clock_),
        evidence_(folder_ / "evidence"),
        workspace_{*store_, reference_, clock_,         corpus_,  sectors_,
                   search_, auth_,      plan_sessions_, evidence_} {}
  ~TestCity() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TestCity(const TestCity&) = delete;
  TestCity& operator=(const TestCity&) = delete;

  /// Every live record of the kind, in order of their ids.
  template <class R>
  [[nodiscard]] std::vector<R> AllOf() const {
    return store_->All<R>().value();
  }

  base::FixedClock clock_{1'600'000'000'000};
  domain::Reference reference_;
  models::SectorClassifier sectors_;
  std::filesystem::path folder_;
  testing::TestDatabase database_;
  std::unique_ptr<store::Store> store_;
  CorpusCache corpus_;
  SearchIndex search_;
  AuthState auth_;
  PlanSessions plan_sessions_;
  EvidenceStore evidence_;
  Workspace workspace_;

 private:
  static std::filesystem::path MakeFolder(const std::filesystem::path& first) {
    std::string name = (std::filesystem::temp_directory_path() / "jiedui-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    if (!first.empty())
      std::filesystem::copy_file(first / "audit.key", std::filesystem::path(name) / "audit.key");
    return name;
  }
};

class WorkspaceTest : public ::testing::Test, protected TestCity {};

}  // namespace jiedui::services
