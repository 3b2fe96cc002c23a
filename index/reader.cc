#include "index/reader.h"

#include <optional>

#include "base/text.h"
#include "index/connections_internal.h"
#include "index/cursor_internal.h"
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
  Impl(Layout layout, const TextPipeline& pipeline_given)
      : connections(std::move(layout)), pipeline(pipeline_given) {}

  Connections connections;
  const TextPipeline& pipeline;

  /// Calls `use` with a connection to the last commit; again with a new one where a commit or a
  /// rebuild came in between, or a part elsewhere broke off.
  template <class T, class F>
  Result<T> With(const F& use) {
    base::Error last;
    for (int i = 0; i < kTries; ++i) {
      std::optional<Connection> taken;
      try {
        JIEDUI_ASSIGN(taken, connections.Take());
        T value = use(*taken);
        connections.GiveBack(*std::move(taken));
        return value;
      } catch (const Xapian::DatabaseError& error) {
        last = ErrorOf(error);
        if (taken && connections.layout().AnyRemote()) connections.Broke(*std::move(taken));
      } catch (const Xapian::NetworkError& error) {
        last = ErrorOf(error);
        if (taken) connections.Broke(*std::move(taken));
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
  return Open(Layout::Whole(folder), pipeline);
}

Result<std::unique_ptr<Reader>> Reader::Open(const Layout& layout, const TextPipeline& pipeline) {
  std::unique_ptr<Reader> reader(new Reader(std::make_unique<Impl>(layout, pipeline)));
  JIEDUI_CHECK(reader->Watermark());
  return reader;
}

Result<SearchPage> Reader::Search(const Query& query) const {
  JIEDUI_CHECK(Check(query));
  std::optional<Cursor> start;
  if (!query.cursor.empty()) {
    JIEDUI_ASSIGN(start, Decode(query.cursor, Fingerprint(query)));
  }
  const bool remote = impl_->connections.layout().AnyRemote();
  return impl_->With<SearchPage>([&](Connection& connection) {
    SearchRun run(connection.database, remote, impl_->pipeline, query);
    SearchPage page = run.Run(start ? &*start : nullptr);
    page.away = connection.away;
    page.parts = connection.opened.size();
    return page;
  });
}

Result<std::int64_t> Reader::Watermark() const {
  return impl_->With<std::int64_t>([](const Connection& connection) {
    std::optional<std::int64_t> least;
    for (std::size_t i = 0; i < connection.opened.size(); ++i) {
      if (connection.state[i].empty()) continue;
      const std::int64_t one =
          base::ParseInteger(connection.opened[i].get_metadata(kWatermarkKey)).value_or(0);
      least = std::min(least.value_or(one), one);
    }
    return least.value_or(0);
  });
}

Result<std::int64_t> Reader::DocumentCount() const {
  return impl_->With<std::int64_t>([](const Connection& connection) {
    return static_cast<std::int64_t>(connection.database.get_doccount());
  });
}

}  // namespace jiedui::index
