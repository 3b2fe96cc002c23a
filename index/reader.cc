#include "index/reader.h"

#include <mutex>
#include <vector>

#include "base/text.h"
#include "index/cursor_internal.h"
#include "index/generation_internal.h"
#include "index/search_run_internal.h"
#include "index/terms_internal.h"
#include "index/xapian_internal.h"

namespace jiedui::index {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::size_t kMaxTextLength = 400;  // code points
constexpr std::size_t kMaxLimit = 200;
constexpr std::size_t kMaxFilterValues = 200;
constexpr std::size_t kMaxOnly = 1000;
/// A commit during a search makes it start again; a writer that commits faster than searches run
/// is none of ours.
constexpr int kTries = 4;

Status CheckFilter(const std::vector<std::string>& values, std::string_view field) {
  if (values.size() <= kMaxFilterValues) return {};
  return Fail(ErrorCode::kInvalid, "筛选值最多 " + std::to_string(kMaxFilterValues) + " 个",
              std::string(field));
}

Status Check(const Query& query) {
  if (!base::IsValidUtf8(query.text))
    return Fail(ErrorCode::kInvalid, "检索词不是有效的 UTF-8 文本", "q");
  if (base::CountCodePoints(query.text) > kMaxTextLength) {
    return Fail(ErrorCode::kInvalid,
                "检索词最多 " + std::to_string(kMaxTextLength) + " 个字，请缩短后再试", "q");
  }
  if (query.limit < 1 || query.limit > kMaxLimit)
    return Fail(ErrorCode::kInvalid, "每页条数须在 1 到 200 之间", "limit");
  JIEDUI_CHECK(CheckFilter(query.kinds, "kind"));
  JIEDUI_CHECK(CheckFilter(query.regions, "region"));
  JIEDUI_CHECK(CheckFilter(query.sectors, "sector"));
  JIEDUI_CHECK(CheckFilter(query.programme_sectors, "programme_sector"));
  JIEDUI_CHECK(CheckFilter(query.statuses, "status"));
  if (query.only.size() > kMaxOnly)
    return Fail(ErrorCode::kInvalid, "一次最多在 1000 条记录内检索", "only");
  return {};
}

}  // namespace

struct Reader::Impl {
  /// An open database of one generation, used by one thread at a time.
  struct Connection {
    std::string generation;
    Xapian::Database database;
  };

  Impl(fs::path folder_given, const TextPipeline& pipeline_given)
      : folder(std::move(folder_given)), pipeline(pipeline_given) {}

  const fs::path folder;
  const TextPipeline& pipeline;
  std::mutex mutex;
  std::vector<Connection> idle;  // guarded by mutex

  /// An idle connection to that generation, brought up to its last commit, or a new one. Throws
  /// Xapian::Error.
  Result<Connection> Take(const std::string& generation) {
    {
      const std::scoped_lock lock(mutex);
      std::erase_if(idle, [&](const Connection& old) { return old.generation != generation; });
      if (!idle.empty()) {
        Connection connection = std::move(idle.back());
        idle.pop_back();
        connection.database.reopen();
        return connection;
      }
    }
    Connection connection{generation, Xapian::Database((folder / generation).string())};
    if (connection.database.get_metadata(kFormatKey) != kFormat)
      return Fail(ErrorCode::kUnavailable,
                  "检索索引的格式不是本版本的，请运行 jiedui reindex 重建");
    return connection;
  }

  void GiveBack(Connection connection) {
    const std::scoped_lock lock(mutex);
    idle.push_back(std::move(connection));
  }

  /// Calls `use` with a database of the last commit; again with a new connection where a commit or
  /// a rebuild came in between.
  template <class T, class F>
  Result<T> With(const F& use) {
    base::Error last;
    for (int i = 0; i < kTries; ++i) {
      JIEDUI_ASSIGN(const std::string generation, CurrentGeneration(folder));
      if (generation.empty())
        return Fail(ErrorCode::kNotFound, "还没有检索索引，请运行 jiedui reindex");
      try {
        JIEDUI_ASSIGN(Connection connection, Take(generation));
        T value = use(connection.database);
        GiveBack(std::move(connection));
        return value;
      } catch (const Xapian::DatabaseError& error) {
        last = ErrorOf(error);
      } catch (const Xapian::Error& error) {
        return Fail(ErrorOf(error));
      }
    }
    return Fail(std::move(last));
  }
};

Reader::Reader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Reader::~Reader() = default;

Result<std::unique_ptr<Reader>> Reader::Open(const fs::path& folder, const TextPipeline& pipeline) {
  std::unique_ptr<Reader> reader(new Reader(std::make_unique<Impl>(folder, pipeline)));
  JIEDUI_CHECK(reader->Watermark());
  return reader;
}

Result<SearchPage> Reader::Search(const Query& query) const {
  JIEDUI_CHECK(Check(query));
  std::optional<Cursor> start;
  if (!query.cursor.empty()) {
    JIEDUI_ASSIGN(start, Decode(query.cursor, Fingerprint(query)));
  }
  return impl_->With<SearchPage>([&](Xapian::Database& database) {
    return SearchRun(database, impl_->pipeline, query).Run(start ? &*start : nullptr);
  });
}

Result<std::int64_t> Reader::Watermark() const {
  return impl_->With<std::int64_t>([](Xapian::Database& database) {
    return base::ParseInteger(database.get_metadata(kWatermarkKey)).value_or(0);
  });
}

Result<std::int64_t> Reader::DocumentCount() const {
  return impl_->With<std::int64_t>([](Xapian::Database& database) {
    return static_cast<std::int64_t>(database.get_doccount());
  });
}

}  // namespace jiedui::index
