#include "app/city.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "services/sign_off_snapshot.h"

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;

/// Every version of a form, by name.
Result<std::vector<std::pair<std::string, std::string>>> ReadForms(const fs::path& folder) {
  std::vector<std::pair<std::string, std::string>> forms;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".tsv")
      forms.emplace_back(entry.path().filename().string(), "");
  }
  std::sort(forms.begin(), forms.end());
  for (auto& [name, text] : forms) {
    JIEDUI_ASSIGN(text, ReadFile(folder / name));
  }
  return forms;
}

Result<domain::Reference> LoadReference(const fs::path& folder) {
  domain::ReferenceTexts texts;
  JIEDUI_ASSIGN(texts.regions, ReadFile(folder / "regions.tsv"));
  JIEDUI_ASSIGN(texts.sectors, ReadFile(folder / "sectors_gbt4754.tsv"));
  JIEDUI_ASSIGN(texts.programme_sectors, ReadFile(folder / "programme_sectors.tsv"));
  JIEDUI_ASSIGN(texts.sector_map, ReadFile(folder / "sector_map.tsv"));
  JIEDUI_ASSIGN(texts.departments, ReadFile(folder / "departments.tsv"));
  JIEDUI_ASSIGN(texts.activities, ReadFile(folder / "activities.tsv"));
  JIEDUI_ASSIGN(texts.forms, ReadForms(folder.parent_path() / "forms"));
  JIEDUI_ASSIGN(texts.evidence_rules, ReadFile(folder / "evidence_rules.tsv"));
  JIEDUI_ASSIGN(texts.holidays, ReadFile(folder / "holidays.tsv"));
  JIEDUI_ASSIGN(texts.ledger_routes, ReadFile(folder / "ledger_routes.tsv"));
  JIEDUI_ASSIGN(texts.plan_tasks, ReadFile(folder / "plan_tasks.tsv"));
  return domain::Reference::Parse(texts);
}

base::Status MakeFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return Fail(ErrorCode::kUnavailable,
                "无法建立数据目录 " + folder.string() + ": " + error.message(), "data");
  fs::permissions(folder, fs::perms::owner_all, error);
  return {};
}

const base::Clock& SystemTime() {
  static const base::SystemClock clock;
  return clock;
}

const base::Clock& ClockOf(const CityOptions& options) {
  return options.clock != nullptr ? *options.clock : SystemTime();
}

Result<index::TextPipeline> LoadPipeline(const fs::path& folder) {
  index::WordLists lists;
  JIEDUI_ASSIGN(lists.synonyms, ReadFile(folder / "synonyms.tsv"));
  JIEDUI_ASSIGN(lists.stop_words, ReadFile(folder / "stop_words.tsv"));
  return index::TextPipeline::Parse(lists);
}

Result<index::Layout> LayoutOf(const CityOptions& options) {
  if (options.index_timeout_ms < 100 || options.index_timeout_ms > 60'000)
    return Fail(ErrorCode::kInvalid, "分片应答时限应为 100 到 60000 毫秒", "index-timeout-ms");
  JIEDUI_ASSIGN(index::Layout layout,
                index::ParseLayout(options.index_parts, options.data / "index"));
  layout.timeout_ms = options.index_timeout_ms;
  return layout;
}

/// A node whose index did not follow the changes so far begins with none: it is built when first
/// needed.
base::Status FollowWithIndex(store::Store& store, const CityOptions& options) {
  JIEDUI_ASSIGN(const bool begun, store.FollowOutbox(store::IndexConsumerOf(options.node)));
  if (!begun) return {};
  std::error_code error;
  fs::remove_all(options.data / "index", error);
  if (!error) return {};
  return Fail(ErrorCode::kUnavailable, "无法清空检索索引目录: " + error.message(), "data");
}

}  // namespace

struct City::Impl {
  Impl(const CityOptions& opened, std::unique_ptr<domain::Reference> read,
       models::SectorClassifier classifier, std::unique_ptr<store::Store> store_opened,
       index::Layout layout, index::TextPipeline pipeline, services::CommonPasswords common)
      : options(opened),
        reference(std::move(read)),
        sectors(std::move(classifier)),
        store(std::move(store_opened)),
        corpus(*store, *reference, options.data / "index"),
        search(*store, *reference, ClockOf(options), std::move(layout), std::move(pipeline),
               store::IndexConsumerOf(options.node)),
        auth(*store, options.auth, std::move(common)),
        evidence(options.data / "evidence", options.evidence),
        workspace{*store, *reference, ClockOf(options), corpus,  sectors,
                  search, auth,       plan_sessions,    evidence} {}

  CityOptions options;
  std::unique_ptr<domain::Reference> reference;  // stays where it is: the classifier points at it
  models::SectorClassifier sectors;
  std::unique_ptr<store::Store> store;
  services::CorpusCache corpus;
  services::SearchIndex search;
  services::AuthState auth;
  services::PlanSessions plan_sessions;
  services::EvidenceStore evidence;
  services::Workspace workspace;
};

City::City(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
City::~City() = default;

services::Workspace& City::workspace() { return impl_->workspace; }
const CityOptions& City::options() const { return impl_->options; }

Result<std::unique_ptr<City>> City::Open(const CityOptions& options) {
  JIEDUI_CHECK(options.evidence.Validate());
  JIEDUI_CHECK(options.auth.Validate());
  JIEDUI_ASSIGN(index::Layout layout, LayoutOf(options));
  if (options.create) JIEDUI_CHECK(MakeFolder(options.data));
  if (!fs::is_directory(options.data)) {
    return Fail(ErrorCode::kNotFound, "没有数据目录 " + options.data.string(), "data");
  }
  const fs::path database = options.data / "jiedui.db";
  if (!options.create && options.database.empty() && !fs::exists(database)) {
    return Fail(ErrorCode::kNotFound,
                options.data.string() + " 里没有数据库，请先导入数据或运行 jiedui demo", "data");
  }
  JIEDUI_ASSIGN(domain::Reference loaded, LoadReference(options.share / "reference"));
  auto reference = std::make_unique<domain::Reference>(std::move(loaded));
  const fs::path words = options.share / "sector";
  JIEDUI_ASSIGN(const std::string lexicon, ReadFile(words / "lexicon.tsv"));
  JIEDUI_ASSIGN(const std::string calibration, ReadFile(words / "calibration.tsv"));
  JIEDUI_ASSIGN(
      models::SectorClassifier sectors,
      models::SectorClassifier::Make(*reference, {.lexicon = lexicon, .calibration = calibration}));
  JIEDUI_ASSIGN(index::TextPipeline pipeline, LoadPipeline(options.share / "words"));
  JIEDUI_ASSIGN(const std::string common,
                ReadFile(options.share / "words" / "common_passwords.txt"));
  store::StoreOptions store_options;
  store_options.path = database;
  store_options.url = options.database;
  store_options.replica_url = options.replica;
  store_options.replica_max_lag_seconds = options.replica_max_lag_seconds;
  store_options.node = options.node;
  store_options.clock = &ClockOf(options);
  store_options.watch = services::VoidChangedSignOffs;
  JIEDUI_ASSIGN(std::unique_ptr<store::Store> store, store::Store::Open(store_options));
  JIEDUI_CHECK(FollowWithIndex(*store, options));
  return std::unique_ptr<City>(new City(std::make_unique<Impl>(
      options, std::move(reference), std::move(sectors), std::move(store), std::move(layout),
      std::move(pipeline), services::CommonPasswords::Parse(common))));
}

Result<fs::path> FindShare() {
  std::vector<fs::path> candidates;
  if (const char* const set = std::getenv("JIEDUI_SHARE"))
    candidates.emplace_back(set);  // NOLINT(concurrency-mt-unsafe)
  std::error_code error;
  const fs::path binary = fs::read_symlink("/proc/self/exe", error);
  if (!error) candidates.push_back(binary.parent_path().parent_path() / "share" / "jiedui");
  candidates.push_back(fs::path(JIEDUI_SOURCE_DIR) / "data");
  for (const fs::path& candidate : candidates) {
    if (fs::exists(candidate / "reference" / "regions.tsv")) return candidate;
  }
  return Fail(ErrorCode::kNotFound, "找不到随程序提供的基础数据，请设置 JIEDUI_SHARE", "share");
}

Result<std::string> ReadFile(const fs::path& file) {
  if (fs::is_directory(file)) {
    return Fail(ErrorCode::kInvalid, file.string() + " 是文件夹，不是文件", "file");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "无法读取文件 " + file.string(), "file");
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

}  // namespace jiedui::app
