#include <chrono>

#include "store/engine_internal.h"
#include "store/write_stats.h"
#include "store/writer_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;

// A log that readers kept from being emptied while the writer was busy is emptied when it rests.
constexpr std::chrono::milliseconds kRestBeforeCheckpoint{500};

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, const StoreOptions& options,
               const AuditKey& key)
    : connection_(std::move(connection)),
      options_(options),
      key_(key),
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
    if (!logged_since_checkpoint_) {
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
  WriteBatch batch{*connection_, key_, *options_.clock, ids_};
  std::vector<Outcome> outcomes;
  const auto start = std::chrono::steady_clock::now();
  Status group = connection_->Run(engine::kBeginWrite);
  if (group) group = batch.Begin();
  for (const Job& job : jobs) {
    if (!group) break;
    outcomes.push_back(RunUnit(batch, job));
    // SQLite undid everything: what went before in this transaction is lost too.
    if (!connection_->InTransaction()) {
      group = outcomes.back().status;
      if (group) group = Fail(ErrorCode::kUnavailable, "数据库撤销了本次写入，请重试");
    }
  }
  if (group) group = Commit(batch);
  if (!group && connection_->InTransaction()) static_cast<void>(connection_->Run("ROLLBACK"));
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
  outcome.status = connection_->Run("SAVEPOINT unit");
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
    static_cast<void>(connection_->Run("ROLLBACK TO unit"));
  }
  const Status released = connection_->Run("RELEASE unit");
  if (outcome.ok()) outcome.status = released;
  return outcome;
}

Status Writer::Commit(WriteBatch& batch) {
  JIEDUI_CHECK(batch.Finish());
  return connection_->Run("COMMIT");
}

}  // namespace jiedui::store
