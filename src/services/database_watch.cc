#include "services/database_watch.h"

#include "base/log.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;

constexpr std::chrono::seconds kProbeEvery{1};

}  // namespace

/// A login that is opened and closed within one unit of work is written like any change, and is no
/// record: nothing in the audit trail or the outbox comes of it.
Result<std::string> DatabaseWatch::Probe() {
  store::ListQuery first;
  first.limit = 1;
  JIEDUI_ASSIGN(const auto users, store_.List<domain::User>(first));
  if (users.records.empty()) return std::string("ok: no account yet");
  const store::NewLogin nobodys{.user = {users.records.front().id}, .lifetime_ms = 1, .idle_ms = 1};
  JIEDUI_CHECK(store_.Write({}, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(const std::string token, unit.OpenLogin(nobodys));
    JIEDUI_ASSIGN(const store::LoginSession opened, unit.FindLogin(token, 0));
    return unit.CloseLogin(opened.id);
  }));
  return std::string("ok");
}

Result<std::string> DatabaseWatch::Writes() {
  const std::scoped_lock lock(probe_mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (writes_ && now - probed_ < kProbeEvery) return *writes_;
  const bool worked = !writes_ || writes_->has_value();
  writes_ = Probe();
  probed_ = std::chrono::steady_clock::now();
  if (worked && !*writes_) {
    base::Log(base::LogLevel::kError, "the database takes no changes",
              {{"reason", writes_->error().message}});
  } else if (!worked && *writes_) {
    base::Log(base::LogLevel::kInfo, "the database takes changes again");
  }
  return *writes_;
}

void DatabaseWatch::CheckEvery(std::chrono::hours rest) {
  {
    const std::scoped_lock lock(mutex_);
    integrity_ = std::string("being checked");
  }
  checking_ = std::make_unique<Recurring>(rest, [this] { Check(); });
}

void DatabaseWatch::Check() {
  const auto findings = store_.CheckIntegrity();
  Result<std::string> state = std::string("ok");
  if (!findings) {
    state = base::Fail(findings.error());
  } else if (!findings->empty()) {
    state = base::Fail(base::ErrorCode::kUnavailable,
                       "数据库文件已损坏，请停止服务并从备份恢复: " + findings->front());
  }
  if (!state)
    base::Log(base::LogLevel::kError, "the database is damaged",
              {{"reason", state.error().message}});
  const std::scoped_lock lock(mutex_);
  integrity_ = std::move(state);
}

Result<std::string> DatabaseWatch::Integrity() const {
  const std::scoped_lock lock(mutex_);
  return integrity_;
}

}  // namespace jiedui::services
