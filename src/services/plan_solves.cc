#include "services/plan_solves.h"

#include <algorithm>
#include <utility>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "domain/kinds.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using store::Job;

constexpr std::string_view kKind = "plan_solve";
/// Between two looks for what waits, should nobody tell.
constexpr std::chrono::seconds kLookEvery{2};
/// Between two looks whether what runs should end, and two words on how far it is.
constexpr std::chrono::seconds kBeatEvery{1};

/// A thread has nobody above it: what a library throws ends here.
Result<std::int64_t> Try(const PlanWork& work, const Job& job, const std::stop_token& stop,
                         const base::Progress& progress) {
  try {
    return work(job, stop, progress);
  } catch (const std::exception& fault) {
    return Fail(ErrorCode::kInternal, std::string("求解中断: ") + fault.what());
  }
}

/// How far a solve is.
struct Reached {
  std::string pair_kind;
  std::int64_t part = 0;
  std::int64_t parts = 0;
  std::string stage;
  std::int64_t done = 0;
  std::int64_t total = 0;

  [[nodiscard]] std::string Json() const {
    base::JsonWriter json;
    json.StartObject().Member("pair_kind", pair_kind).Member("part", part).Member("parts", parts);
    json.Member("stage", stage).Member("done", done).Member("total", total).EndObject();
    return json.Text();
  }
  static Reached Parse(const std::string& text) {
    Reached reached;
    const auto document = base::JsonDocument::Parse(text);
    if (!document || !document->root().IsObject()) return reached;
    for (const auto& [name, value] : document->root().Members()) {
      const std::int64_t number = value.AsInt().value_or(0);
      if (name == "pair_kind") reached.pair_kind = value.AsString().value_or("");
      if (name == "stage") reached.stage = value.AsString().value_or("");
      if (name == "part") reached.part = number;
      if (name == "parts") reached.parts = number;
      if (name == "done") reached.done = number;
      if (name == "total") reached.total = number;
    }
    return reached;
  }
};

Status CheckRoom(const std::vector<Job>& jobs, std::int64_t account) {
  std::size_t open = 0;
  std::size_t own = 0;
  for (const Job& job : jobs) {
    if (!store::IsOpen(job.state)) continue;
    ++open;
    own += job.account == account ? 1 : 0;
  }
  if (own >= PlanSolves::kMostOpenOfAccount) {
    return Fail(ErrorCode::kLimited, "您已有 " + std::to_string(own) +
                                         " 项求解在进行或排队，请等其中一项完成或取消后再试");
  }
  if (open < PlanSolves::kMostOpen) return {};
  return Fail(ErrorCode::kLimited, "求解队列已满（" + std::to_string(open) + " 项），请稍后再试");
}

const Job* Find(const std::vector<Job>& jobs, std::int64_t account, std::int64_t id) {
  const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const Job& job) {
    return job.id == id && job.account == account;
  });
  return found == jobs.end() ? nullptr : &*found;
}

tl::unexpected<base::Error> NotFound() { return Fail(ErrorCode::kNotFound, "没有这项求解", "id"); }

}  // namespace

struct PlanSolves::Run {
  Job job;
  std::stop_source stop = {};
  Reached reached = {};
  bool cancelled = false;  ///< its end was asked for
  bool lost = false;       ///< somebody else has it
};

PlanSolves::PlanSolves(store::Store& store, const base::Clock& clock, PlanWork work, bool takes)
    : store_(store), clock_(clock), work_(std::move(work)) {
  if (!takes) return;
  thread_ = std::thread([this] { Serve(); });
  beating_ = std::make_unique<Recurring>(kBeatEvery, [this] { Beat(); });
  hearing_ = std::make_unique<store::CommitWatch>(store_.commits(), store::Topic::kJobs,
                                                  [this] { Wake(); });
}

PlanSolves::~PlanSolves() {
  hearing_.reset();
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    if (running_ != nullptr) running_->stop.request_stop();
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PlanSolves::Wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
  beating_->Wake();
}

Result<PlanSolve> PlanSolves::Begin(const PlanSolveOrder& order) {
  Job job;
  job.kind = kKind;
  job.account = order.account;
  job.title = order.name;
  job.subject = order.plan;
  job.request = order.request;
  std::vector<Job> jobs;
  JIEDUI_CHECK(store_.Write({}, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(unit.ForgetJobs(kKind, kMostKept));
    JIEDUI_ASSIGN(jobs, unit.ListJobs(kKind));
    JIEDUI_CHECK(CheckRoom(jobs, order.account));
    return unit.AddJob(job);
  }));
  jobs.push_back(job);
  return ViewOf(job, jobs);
}

Result<PlanSolve> PlanSolves::Read(std::int64_t account, std::int64_t id) const {
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  JIEDUI_ASSIGN(const std::vector<Job> jobs, session.ListJobs(kKind));
  const Job* const job = Find(jobs, account, id);
  if (job == nullptr) return NotFound();
  return ViewOf(*job, jobs);
}

Result<std::vector<PlanSolve>> PlanSolves::Of(std::int64_t account) const {
  JIEDUI_ASSIGN(const store::ReadSession session, store_.Read());
  JIEDUI_ASSIGN(const std::vector<Job> jobs, session.ListJobs(kKind));
  std::vector<PlanSolve> found;
  for (auto it = jobs.rbegin(); it != jobs.rend(); ++it) {
    if (it->account == account) found.push_back(ViewOf(*it, jobs));
  }
  return found;
}

Result<PlanSolve> PlanSolves::Cancel(std::int64_t account, std::int64_t id) {
  JIEDUI_ASSIGN(const PlanSolve before, Read(account, id));
  if (!store::IsOpen(before.state)) return before;
  {
    // What runs here need not wait for its next beat, nor for a database that it holds itself.
    const std::scoped_lock lock(mutex_);
    if (running_ != nullptr && running_->job.id == id) {
      running_->cancelled = true;
      running_->stop.request_stop();
    }
  }
  JIEDUI_CHECK(store_.CancelJob(id));
  JIEDUI_ASSIGN(const PlanSolve after, Read(account, id));
  if (before.state == PlanSolveState::kWaiting && after.state == PlanSolveState::kCancelled) {
    const std::scoped_lock lock(mutex_);
    ++ended_.cancelled;
  }
  return after;
}

PlanSolveCounts PlanSolves::Counts() const {
  PlanSolveCounts counts;
  {
    const std::scoped_lock lock(mutex_);
    counts = ended_;
  }
  const auto session = store_.Read();
  if (!session) return counts;
  const auto jobs = session->ListJobs(kKind);
  if (!jobs) return counts;
  for (const Job& job : *jobs) {
    counts.waiting += job.state == PlanSolveState::kWaiting ? 1 : 0;
    counts.running += job.state == PlanSolveState::kRunning ? 1 : 0;
  }
  return counts;
}

void PlanSolves::Serve() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    woken_ = false;
    lock.unlock();
    const auto job = store_.TakeJob(kKind, kLeaseMs);
    if (!job) {
      base::Log(base::LogLevel::kWarning, "plan solves", {{"reason", job.error().message}});
    } else if (*job) {
      Solve(**job);
    }
    lock.lock();
    if (job && *job) continue;
    wake_.wait_for(lock, kLookEvery, [this] { return ending_ || woken_; });
  }
}

void PlanSolves::Solve(const Job& job) {
  const auto run = std::make_shared<Run>(Run{job});
  {
    const std::scoped_lock lock(mutex_);
    running_ = run;
    if (ending_) run->stop.request_stop();
  }
  const base::Progress note = [&](std::string_view stage, std::size_t done, std::size_t total) {
    const std::scoped_lock lock(mutex_);
    Reached& reached = run->reached;
    if (domain::FromCode<domain::PairKind>(stage)) {
      reached = Reached();
      reached.pair_kind = stage;
      reached.part = static_cast<std::int64_t>(done);
      reached.parts = static_cast<std::int64_t>(total);
      return;
    }
    reached.stage = stage;
    reached.done = static_cast<std::int64_t>(done);
    reached.total = static_cast<std::int64_t>(total);
  };
  Result<std::int64_t> plan = Try(work_, job, run->stop.get_token(), note);
  End(*run, std::move(plan));
  const std::scoped_lock lock(mutex_);
  running_.reset();
}

/// What was stored before it could be cancelled is done.
void PlanSolves::End(Run& run, Result<std::int64_t> plan) {
  bool gives_back = false;
  {
    const std::scoped_lock lock(mutex_);
    gives_back = !plan && ending_ && !run.cancelled;
    if (run.lost && !plan) return;
  }
  Job ended = run.job;
  ended.state = plan ? PlanSolveState::kDone : PlanSolveState::kFailed;
  if (plan) ended.result = *plan;
  if (!plan) ended.error = plan.error();
  Result<PlanSolveState> state = PlanSolveState::kWaiting;
  if (!gives_back) {
    state = store_.EndJob(ended);
  } else if (const Status returned = store_.ReturnJob(run.job); !returned) {
    state = Fail(returned.error());
  }
  if (!state) {
    base::Log(base::LogLevel::kWarning, "plan solves", {{"reason", state.error().message}});
    return;
  }
  const std::scoped_lock lock(mutex_);
  ended_.done += *state == PlanSolveState::kDone ? 1 : 0;
  ended_.failed += *state == PlanSolveState::kFailed ? 1 : 0;
  ended_.cancelled += *state == PlanSolveState::kCancelled ? 1 : 0;
}

void PlanSolves::Beat() {
  std::shared_ptr<Run> run;
  std::string progress;
  {
    const std::scoped_lock lock(mutex_);
    run = running_;
    if (run == nullptr) return;
    progress = run->reached.Json();
  }
  // Where the database is away the lease may run out: who takes the job then is let store it.
  const Result<store::JobLease> lease = store_.KeepJob(run->job, kLeaseMs, progress);
  const std::scoped_lock lock(mutex_);
  if (!lease || running_ != run) return;
  run->lost = run->lost || !lease->held;
  run->cancelled = run->cancelled || lease->cancelling;
  if (run->lost || run->cancelled) run->stop.request_stop();
}

std::string PlanSolves::ProgressOf(const Job& job) const {
  const std::scoped_lock lock(mutex_);
  const bool here = running_ != nullptr && running_->job.id == job.id &&
                    running_->job.attempts == job.attempts && job.state == PlanSolveState::kRunning;
  return here ? running_->reached.Json() : job.progress;
}

PlanSolve PlanSolves::ViewOf(const Job& job, const std::vector<Job>& all) const {
  PlanSolve view;
  view.id = job.id;
  view.state = job.state;
  view.name = job.title;
  view.plan = job.state == PlanSolveState::kDone ? job.result : job.subject;
  view.resolves = job.subject != 0;
  view.cancelling = job.cancelling;
  view.error = job.error;
  Reached reached = Reached::Parse(ProgressOf(job));
  view.pair_kind = std::move(reached.pair_kind);
  view.part = static_cast<std::size_t>(reached.part);
  view.parts = static_cast<std::size_t>(reached.parts);
  view.stage = std::move(reached.stage);
  view.done = static_cast<std::size_t>(reached.done);
  view.total = static_cast<std::size_t>(reached.total);
  const base::TimeMs end_ms = store::IsOpen(job.state) ? clock_.NowMs() : job.ended_ms;
  view.seconds = static_cast<double>(std::max<base::TimeMs>(0, end_ms - job.asked_ms)) / 1000;
  if (job.state != PlanSolveState::kWaiting) return view;
  view.ahead = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Job& o) {
    return o.id < job.id && store::IsOpen(o.state);
  }));
  return view;
}

}  // namespace jiedui::services
