#include <chrono>

#include "store/engine_internal.h"
#include "store/open_internal.h"
#include "store/write_stats.h"
#include "store/writer_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

// A log that readers kept from being emptied while the writer was busy is emptied when it rests.
constexpr std::chrono::milliseconds kRestBeforeCheckpoint{500};
// Between two tries to reach a server that is away.
constexpr std::chrono::milliseconds kBetweenTries{50};

tl::unexpected<base::Error> UnknownOutcome(const base::Error& error) {
  return Fail(ErrorCode::kUnavailable,
              "提交时数据库连接中断，无法确认是否已写入，请核对后再重试: " + error.message,
              "outcome");
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, const StoreOptions& options,
               const AuditKey& key, CommitSignal& signal)
    : connection_(std::move(connection)),
      options_(options),
      key_(key),
      signal_(signal),
      ids_(*options.clock, options.node),
      thread_([this] { Serve(); }) {}

Writer::~Writer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_one();
  thread_.join();
}

Status Writer::Submit(const Context& context, const Store::Work& work) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    return Fail(ErrorCode::kInternal, "一次写入之中不能再发起另一次写入");
  }
  std::future<Status> outcome;
  {
    const std::scoped_lock lock(mutex_);
    outcome = waiting_.emplace_back(Job{&context, &work, CurrentSight()}).told.get_future();
  }
  arrived_.notify_one();
  return outcome.get();
}

std::vector<Writer::Job> Writer::NextGroup() {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return stopping_ || !waiting_.empty(); };
  while (!ready()) {
    if (!logged_since_checkpoint_ || !options_.url.empty()) {
      arrived_.wait(lock, ready);
    } else if (!arrived_.wait_for(lock, kRestBeforeCheckpoint, ready)) {
      lock.unlock();
      // What readers still need stays in the log until the rest after the next write.
      static_cast<void>(connection_->RunScript(engine::kCheckpoint));
      logged_since_checkpoint_ = false;
      lock.lock();
    }
  }
  std::vector<Job> group;
  while (!waiting_.empty() && std::ssize(group) < options_.max_group) {
    group.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return group;
}

void Writer::Serve() {
  for (std::vector<Job> group = NextGroup(); !group.empty(); group = NextGroup()) {
    std::span<Job> rest(group);
    while (!rest.empty()) rest = rest.subspan(RunGroup(rest));
    logged_since_checkpoint_ = true;
  }
}

std::size_t Writer::RunGroup(std::span<Job> jobs) {
  std::vector<Outcome> outcomes;
  const auto start = std::chrono::steady_clock::now();
  std::optional<WriteBatch> begun;
  Status group = Begin(begun);
  for (const Job& job : jobs) {
    if (!group) break;
    outcomes.push_back(RunUnit(*begun, job));
    // The database undid everything: what went before in this transaction is lost too.
    if (!connection_->InTransaction()) {
      group = outcomes.back().status;
      if (group) group = Fail(ErrorCode::kUnavailable, "数据库撤销了本次写入，请重试");
    }
  }
  if (group) group = Commit(*begun);
  if (!group && connection_ != nullptr && connection_->InTransaction())
    static_cast<void>(connection_->Run("ROLLBACK"));
  if (group && begun->Changed()) signal_.Raise(Topic::kChanges);
  if (group && begun->jobs) signal_.Raise(Topic::kJobs);
  if (outcomes.empty()) outcomes.resize(jobs.size());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  NoteWriteGroup(outcomes.size(), group.has_value(), took.count());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    Outcome& outcome = outcomes[i];
    if (outcome.thrown != nullptr) {
      jobs[i].told.set_exception(outcome.thrown);
    } else {
      jobs[i].told.set_value(outcome.ok() ? group : outcome.status);
    }
  }
  return outcomes.size();
}

Writer::Outcome Writer::RunUnit(WriteBatch& batch, const Job& job) {
  Outcome outcome;
  outcome.status = connection_->RunLater("SAVEPOINT unit");
  if (!outcome.ok()) return outcome;
  const Progressed before = batch.at;
  batch.machine = {};
  batch.changed.clear();
  try {
    UnitOfWork unit(connection_.get(), *job.context, batch);
    {
      const SightGuard guard(job.sight);
      outcome.status = (*job.work)(unit);
    }
    if (outcome.status && options_.watch && !batch.changed.empty()) {
      const std::vector<ChangedRecord> changed = std::exchange(batch.changed, {});
      outcome.status = options_.watch(unit, changed);
    }
    if (outcome.status) outcome.status = batch.machine;
  } catch (...) {  // the caller's own: it is thrown on the caller's thread
    outcome.thrown = std::current_exception();
  }
  if (!outcome.ok()) {
    batch.at = before;
    batch.subscribed.reset();
    batch.followers.reset();
    static_cast<void>(connection_->Run("ROLLBACK TO unit"));
  }
  // Goes with the next unit's first statement, or the commit: should it fail, the group does.
  const Status released = connection_->RunLater("RELEASE unit");
  if (outcome.ok()) outcome.status = released;
  return outcome;
}

Status Writer::Begin(std::optional<WriteBatch>& batch) {
  Status begun;
  // What was idle may have been lost unnoticed: once more on a new connection.
  for (int tries = 0; tries < 2; ++tries) {
    if (connection_ == nullptr || connection_->IsLost()) JIEDUI_CHECK(Reconnect());
    batch.emplace(WriteBatch{*connection_, key_, *options_.clock, ids_});
    begun = connection_->RunLater(engine::BeginWrite(connection_->engine()));
    if (begun) begun = batch->Begin();
    if (begun || !connection_->IsLost()) break;
  }
  return begun;
}

Status Writer::Reconnect() {
  connection_.reset();
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.busy_timeout_ms);
  while (true) {
    Result<std::unique_ptr<Connection>> fresh = Connect(options_, Access::kWrite);
    if (fresh) {
      connection_ = *std::move(fresh);
      return {};
    }
    const bool may_come = fresh.error().code == ErrorCode::kUnavailable;
    if (!may_come || std::chrono::steady_clock::now() > until) return Fail(fresh.error());
    std::this_thread::sleep_for(kBetweenTries);
  }
}

Status Writer::Commit(WriteBatch& batch) {
  JIEDUI_CHECK(batch.Finish());
  // Whatever is lost before this is undone.
  const Status committed = connection_->Run("COMMIT");
  if (committed || !connection_->IsLost()) return committed;
  if (batch.at.audit.seq == batch.begun.audit.seq) return UnknownOutcome(committed.error());
  if (const Status reached = Reconnect(); !reached) return UnknownOutcome(reached.error());
  return OutcomeOf(batch);
}

Status Writer::OutcomeOf(const WriteBatch& batch) {
  JIEDUI_CHECK(connection_->RunLater(engine::BeginWrite(connection_->engine())));
  // The lost transaction holds the head as long as it lives: this waits for its end.
  const Result<std::optional<StoreHead>> head = LockHead(*connection_);
  const Result<std::optional<AuditMac>> mac = MacOf(*connection_, batch.at.audit.seq);
  // A commit that was cut off is seen before a standby has it. To lock is to write: this waits for
  // the standby, which takes what was written in its order.
  const Status ended = connection_->Run("COMMIT");
  if (!head) return UnknownOutcome(head.error());
  if (!mac) return UnknownOutcome(mac.error());
  if (!ended) return UnknownOutcome(ended.error());
  // No other history gives this hash.
  if (*mac && **mac == batch.at.audit.mac) return {};
  return Fail(ErrorCode::kUnavailable, "提交时数据库连接中断，未写入，请重试");
}

}  // namespace jiedui::store
