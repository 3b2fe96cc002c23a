#include <optional>

#include "store/engine_internal.h"
#include "store/job.h"
#include "store/store.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using base::TimeMs;

constexpr std::string_view kSelect =
    "SELECT id, kind, account, title, subject, request, state, cancelling, holder, node, attempts, "
    "asked_ms, until_ms, ended_ms, progress, result, error_code, error_message, error_field FROM "
    "jobs";

/// What somebody may take: nobody runs it, or who did has not said so for too long.
constexpr std::string_view kFree =
    "kind = $1 AND (state = 'waiting' OR (state = 'running' AND until_ms <= $2))";

ErrorCode CodeOfName(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::kUnavailable); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    if (base::ErrorCodeName(code) == name) return code;
  }
  return ErrorCode::kInternal;
}

Job JobAt(const Statement& row) {
  Job job;
  int column = 0;
  job.id = row.Int(column++);
  job.kind = row.Text(column++);
  job.account = row.Int(column++);
  job.title = row.Text(column++);
  job.subject = row.Int(column++);
  job.request = row.Text(column++);
  job.state = domain::FromCode<JobState>(row.Text(column++)).value_or(JobState::kFailed);
  job.cancelling = row.Int(column++) != 0;
  job.holder = row.Text(column++);
  job.node = row.Int(column++);
  job.attempts = row.Int(column++);
  job.asked_ms = row.Int(column++);
  job.until_ms = row.Int(column++);
  job.ended_ms = row.Int(column++);
  job.progress = row.Text(column++);
  job.result = row.Int(column++);
  job.error.code = CodeOfName(row.Text(column++));
  job.error.message = row.Text(column++);
  job.error.field = row.Text(column);
  return job;
}

Result<std::optional<Job>> JobOf(Connection& connection, std::int64_t id) {
  JIEDUI_ASSIGN(Statement rows, connection.Prepare(std::string(kSelect) + " WHERE id = $1"));
  rows.BindAll({id});
  JIEDUI_ASSIGN(const bool row, rows.Step());
  return row ? std::optional(JobAt(rows)) : std::nullopt;
}

/// Ends it where it is still this attempt's. A cancelled one that failed was cancelled.
Status End(Connection& connection, const Job& job, std::string_view holder, TimeMs now_ms) {
  const bool done = job.state == JobState::kDone;
  return connection.Run(
      done ? "UPDATE jobs SET state = 'done', cancelling = 0, holder = '', ended_ms = $1, result = "
             "$2, error_code = $3, error_message = $4, error_field = $5 WHERE id = $6 AND holder = "
             "$7 AND attempts = $8 AND state = 'running'"
           : "UPDATE jobs SET state = CASE WHEN cancelling = 1 THEN 'cancelled' ELSE 'failed' END, "
             "cancelling = 0, holder = '', ended_ms = $1, result = $2, error_code = $3, "
             "error_message = $4, error_field = $5 WHERE id = $6 AND holder = $7 AND attempts = $8 "
             "AND state = 'running'",
      {now_ms, job.result, done ? std::string_view() : base::ErrorCodeName(job.error.code),
       job.error.message, job.error.field, job.id, holder, job.attempts});
}

/// Why a job that was just taken is not run.
std::optional<base::Error> Hopeless(const Job& job, TimeMs now_ms) {
  if (job.cancelling) return base::Error{ErrorCode::kConflict, "已取消"};
  if (job.attempts > kMostJobAttempts) {
    return base::Error{ErrorCode::kInternal,
                       "进行它的服务 " + std::to_string(kMostJobAttempts) + " 次中断，不再重试"};
  }
  if (now_ms - job.asked_ms < kLongestJobWaitMs) return std::nullopt;
  return base::Error{ErrorCode::kUnavailable, "等候过久，请重新发起"};
}

/// Takes the oldest free one; where it is hopeless, ends it, and the caller may ask again.
Result<std::optional<Job>> TakeOne(Connection& connection, std::string_view kind, TimeMs now_ms,
                                   TimeMs lease_ms, std::string_view holder, std::int64_t node) {
  std::int64_t id = 0;
  {
    JIEDUI_ASSIGN(Statement rows,
                  connection.Prepare("SELECT id FROM jobs WHERE " + std::string(kFree) +
                                     " ORDER BY id LIMIT 1" +
                                     std::string(engine::ForUpdateOfFree(connection.engine()))));
    rows.BindAll({kind, now_ms});
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return std::optional<Job>();
    id = rows.Int(0);
  }
  JIEDUI_CHECK(connection.Run(
      "UPDATE jobs SET state = 'running', holder = $1, node = $2, attempts = attempts + 1, "
      "until_ms = $3, progress = '{}' WHERE id = $4",
      {holder, node, now_ms + lease_ms, id}));
  return JobOf(connection, id);
}

}  // namespace

Result<std::vector<Job>> Reader::ListJobs(std::string_view kind) const {
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare(std::string(kSelect) + " WHERE kind = $1 ORDER BY id"));
  rows.BindAll({kind});
  std::vector<Job> jobs;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return jobs;
    jobs.push_back(JobAt(rows));
  }
}

Result<bool> Reader::HasFreeJob(std::string_view kind, TimeMs now_ms) const {
  JIEDUI_ASSIGN(
      const std::int64_t free,
      connection().Number("SELECT count(*) FROM jobs WHERE " + std::string(kFree), {kind, now_ms}));
  return free > 0;
}

Status UnitOfWork::AddJob(Job& job) {
  job.state = JobState::kWaiting;
  job.asked_ms = batch_.clock.NowMs();
  JIEDUI_CHECK(connection().Run(
      "INSERT INTO jobs (kind, account, title, subject, request, state, cancelling, holder, node, "
      "attempts, asked_ms, until_ms, ended_ms, progress, result, error_code, error_message, "
      "error_field) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, '', 0, 0, $6, 0, 0, '{}', 0, '', '', "
      "'')",
      {job.kind, job.account, job.title, job.subject, job.request, job.asked_ms}));
  // Units of work are serial: the newest is this one.
  JIEDUI_ASSIGN(job.id, connection().Number("SELECT max(id) FROM jobs"));
  batch_.jobs = true;
  return {};
}

Status UnitOfWork::ForgetJobs(std::string_view kind, std::int64_t keep) {
  return connection().Run(
      "DELETE FROM jobs WHERE kind = $1 AND ended_ms > 0 AND id NOT IN (SELECT id FROM jobs WHERE "
      "kind = $1 AND ended_ms > 0 ORDER BY id DESC LIMIT $2)",
      {kind, keep});
}

Status UnitOfWork::FinishJob(const Job& job, std::int64_t result) {
  JIEDUI_CHECK(connection().Run(
      "UPDATE jobs SET state = 'done', holder = '', ended_ms = $1, result = $2 WHERE id = $3 AND "
      "holder = $4 AND attempts = $5 AND state = 'running' AND cancelling = 0",
      {batch_.clock.NowMs(), result, job.id, job.holder, job.attempts}));
  if (connection().Changes() == 0)
    return Fail(ErrorCode::kConflict, "这项工作已取消，或已由别的服务接手");
  batch_.jobs = true;
  return {};
}

Status Store::WriteAside(bool tell, const std::function<Status(Connection&)>& work) {
  if (engine() == Engine::kSqlite) {
    return Write({}, [&](UnitOfWork& unit) -> Status {
      unit.batch_.jobs = unit.batch_.jobs || tell;
      return work(unit.connection());
    });
  }
  JIEDUI_CHECK(OnAside([&](Connection& connection) -> Status {
    JIEDUI_CHECK(work(connection));
    return tell ? connection.RunLater(engine::Notify(connection.engine(), Topic::kJobs)) : Status{};
  }));
  if (tell) commits().Raise(Topic::kJobs);
  return {};
}

Result<std::optional<Job>> Store::TakeJob(std::string_view kind, TimeMs lease_ms) {
  while (true) {
    {
      JIEDUI_ASSIGN(const ReadSession session, Read());
      JIEDUI_ASSIGN(const bool free, session.HasFreeJob(kind, NowMs()));
      if (!free) return std::optional<Job>();
    }
    std::optional<Job> taken;
    bool hopeless = false;
    JIEDUI_CHECK(WriteAside(false, [&](Connection& connection) -> Status {
      hopeless = false;
      const TimeMs now_ms = NowMs();
      JIEDUI_ASSIGN(taken, TakeOne(connection, kind, now_ms, lease_ms, Holder(), Node()));
      if (!taken) return {};
      const std::optional<base::Error> reason = Hopeless(*taken, now_ms);
      hopeless = reason.has_value();
      if (!hopeless) return {};
      taken->state = JobState::kFailed;
      taken->error = *reason;
      return End(connection, *taken, Holder(), now_ms);
    }));
    if (!hopeless) return taken;
  }
}

Result<JobLease> Store::KeepJob(const Job& job, TimeMs lease_ms, std::string_view progress) {
  JobLease lease;
  JIEDUI_CHECK(WriteAside(false, [&](Connection& connection) -> Status {
    lease = {};
    JIEDUI_CHECK(connection.Run(
        "UPDATE jobs SET until_ms = $1, progress = $2 WHERE id = $3 AND holder = $4 AND attempts = "
        "$5 AND state = 'running'",
        {NowMs() + lease_ms, progress, job.id, job.holder, job.attempts}));
    lease.held = connection.Changes() == 1;
    if (!lease.held) return {};
    JIEDUI_ASSIGN(const std::int64_t cancelling,
                  connection.Number("SELECT cancelling FROM jobs WHERE id = $1", {job.id}));
    lease.cancelling = cancelling != 0;
    return {};
  }));
  return lease;
}

Result<JobState> Store::EndJob(const Job& job) {
  std::optional<Job> ended;
  JIEDUI_CHECK(WriteAside(true, [&](Connection& connection) -> Status {
    JIEDUI_CHECK(End(connection, job, job.holder, NowMs()));
    JIEDUI_ASSIGN(ended, JobOf(connection, job.id));
    return {};
  }));
  if (!ended) return Fail(ErrorCode::kNotFound, "没有这项工作", "id");
  return ended->state;
}

Status Store::ReturnJob(const Job& job) {
  return WriteAside(true, [&](Connection& connection) {
    return connection.Run(
        "UPDATE jobs SET state = 'waiting', holder = '', until_ms = 0, attempts = attempts - 1, "
        "progress = '{}' WHERE id = $1 AND holder = $2 AND attempts = $3 AND state = 'running'",
        {job.id, job.holder, job.attempts});
  });
}

Status Store::CancelJob(std::int64_t id) {
  return WriteAside(true, [&](Connection& connection) -> Status {
    JIEDUI_CHECK(connection.Run(
        "UPDATE jobs SET state = 'cancelled', ended_ms = $1 WHERE id = $2 AND state = 'waiting'",
        {NowMs(), id}));
    return connection.Run("UPDATE jobs SET cancelling = 1 WHERE id = $1 AND state = 'running'",
                          {id});
  });
}

}  // namespace jiedui::store
