#include "services/plan_solves.h"

#include <algorithm>

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using Moment = std::chrono::steady_clock::time_point;

bool IsOpenSolve(PlanSolveState state) {
  return state == PlanSolveState::kWaiting || state == PlanSolveState::kRunning;
}

/// A thread has nobody above it: what a library throws ends here.
Result<std::int64_t> Try(const PlanWork& work, const std::stop_token& stop,
                         const base::Progress& progress) {
  try {
    return work(stop, progress);
  } catch (const std::exception& fault) {
    return Fail(ErrorCode::kInternal, std::string("求解中断: ") + fault.what());
  }
}

}  // namespace

struct PlanSolves::Job {
  PlanSolve now;
  std::int64_t account = 0;
  PlanWork work;
  std::stop_source stop;
  Moment begun = std::chrono::steady_clock::now();
  Moment ended = {};
};

PlanSolves::PlanSolves() : thread_([this] { Serve(); }) {}

PlanSolves::~PlanSolves() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    for (const auto& job : jobs_) job->stop.request_stop();
  }
  wake_.notify_all();
  thread_.join();
}

Result<PlanSolve> PlanSolves::Begin(PlanSolveOrder order) {
  const std::scoped_lock lock(mutex_);
  Forget();
  std::size_t open = 0;
  std::size_t own = 0;
  for (const auto& job : jobs_) {
    if (!IsOpenSolve(job->now.state)) continue;
    ++open;
    own += job->account == order.account ? 1 : 0;
  }
  if (own >= kMostOpenOfAccount) {
    return Fail(ErrorCode::kLimited, "您已有 " + std::to_string(own) +
                                         " 项求解在进行或排队，请等其中一项完成或取消后再试");
  }
  if (open >= kMostOpen)
    return Fail(ErrorCode::kLimited, "求解队列已满（" + std::to_string(open) + " 项），请稍后再试");
  auto job = std::make_shared<Job>();
  job->now.id = ++last_id_;
  job->now.name = std::move(order.name);
  job->now.plan = order.plan;
  job->now.resolves = order.plan != 0;
  job->account = order.account;
  job->work = std::move(order.work);
  jobs_.push_back(job);
  wake_.notify_all();
  return ViewOf(*job);
}

Result<PlanSolve> PlanSolves::Read(std::int64_t account, std::int64_t id) const {
  const std::scoped_lock lock(mutex_);
  const std::shared_ptr<Job> job = Find(account, id);
  if (job == nullptr) return Fail(ErrorCode::kNotFound, "没有这项求解", "id");
  return ViewOf(*job);
}

std::vector<PlanSolve> PlanSolves::Of(std::int64_t account) const {
  const std::scoped_lock lock(mutex_);
  std::vector<PlanSolve> found;
  for (auto it = jobs_.rbegin(); it != jobs_.rend(); ++it) {
    if ((*it)->account == account) found.push_back(ViewOf(**it));
  }
  return found;
}

Result<PlanSolve> PlanSolves::Cancel(std::int64_t account, std::int64_t id) {
  const std::scoped_lock lock(mutex_);
  const std::shared_ptr<Job> job = Find(account, id);
  if (job == nullptr) return Fail(ErrorCode::kNotFound, "没有这项求解", "id");
  if (IsOpenSolve(job->now.state)) {
    job->stop.request_stop();
    job->now.cancelling = true;
  }
  if (job->now.state == PlanSolveState::kWaiting)
    End(*job, Fail(ErrorCode::kConflict, "求解已取消"));
  return ViewOf(*job);
}

PlanSolveCounts PlanSolves::Counts() const {
  const std::scoped_lock lock(mutex_);
  PlanSolveCounts counts = ended_;
  for (const auto& job : jobs_) {
    counts.waiting += job->now.state == PlanSolveState::kWaiting ? 1 : 0;
    counts.running += job->now.state == PlanSolveState::kRunning ? 1 : 0;
  }
  return counts;
}

void PlanSolves::Serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || NextWaiting() != nullptr; });
    if (ending_) return;
    const std::shared_ptr<Job> job = NextWaiting();
    job->now.state = PlanSolveState::kRunning;
    const std::stop_token stop = job->stop.get_token();
    const PlanWork work = std::move(job->work);
    lock.unlock();
    Result<std::int64_t> plan =
        Try(work, stop, [this, &job](std::string_view stage, std::size_t done, std::size_t total) {
          Note(*job, stage, done, total);
        });
    lock.lock();
    End(*job, std::move(plan));
  }
}

void PlanSolves::Note(Job& job, std::string_view stage, std::size_t done, std::size_t total) {
  const std::scoped_lock lock(mutex_);
  if (domain::FromCode<domain::PairKind>(stage)) {
    job.now.pair_kind = stage;
    job.now.part = done;
    job.now.parts = total;
    job.now.stage.clear();
    job.now.done = 0;
    job.now.total = 0;
    return;
  }
  job.now.stage = stage;
  job.now.done = done;
  job.now.total = total;
}

/// What was stored before it could be cancelled is done.
void PlanSolves::End(Job& job, Result<std::int64_t> plan) {
  job.ended = std::chrono::steady_clock::now();
  job.work = nullptr;
  job.now.cancelling = false;
  if (plan) {
    ++ended_.done;
    job.now.state = PlanSolveState::kDone;
    job.now.plan = *plan;
  } else if (job.stop.stop_requested()) {
    ++ended_.cancelled;
    job.now.state = PlanSolveState::kCancelled;
  } else {
    ++ended_.failed;
    job.now.state = PlanSolveState::kFailed;
    job.now.error = plan.error();
  }
}

std::shared_ptr<PlanSolves::Job> PlanSolves::Find(std::int64_t account, std::int64_t id) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& job) {
    return job->now.id == id && job->account == account;
  });
  return found == jobs_.end() ? nullptr : *found;
}

std::shared_ptr<PlanSolves::Job> PlanSolves::NextWaiting() const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(), [](const auto& job) {
    return job->now.state == PlanSolveState::kWaiting;
  });
  return found == jobs_.end() ? nullptr : *found;
}

PlanSolve PlanSolves::ViewOf(const Job& job) const {
  PlanSolve view = job.now;
  const bool open = IsOpenSolve(view.state);
  const Moment end = open ? std::chrono::steady_clock::now() : job.ended;
  view.seconds = std::chrono::duration<double>(end - job.begun).count();
  if (view.state != PlanSolveState::kWaiting) return view;
  for (const auto& other : jobs_)
    view.ahead += other->now.id < view.id && IsOpenSolve(other->now.state) ? 1 : 0;
  return view;
}

void PlanSolves::Forget() {
  auto ended = static_cast<std::size_t>(std::count_if(
      jobs_.begin(), jobs_.end(), [](const auto& job) { return !IsOpenSolve(job->now.state); }));
  for (auto it = jobs_.begin(); it != jobs_.end() && ended > kMostKept;) {
    if (IsOpenSolve((*it)->now.state)) {
      ++it;
      continue;
    }
    it = jobs_.erase(it);
    --ended;
  }
}

}  // namespace jiedui::services
