#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <thread>

#include "net/poster.h"
#include "services/webhook_options.h"
#include "services/webhook_queue.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Sends what the outbox has for the webhooks of one city, on a thread of its own: at least once,
/// of each record in order, again and again with growing waits until it is taken (a status of 2xx)
/// or given up. What is on its way is in the database, so a crash repeats at most what was being
/// sent. Requests of all webhooks run side by side, at most at_once of each, so one that hangs
/// holds up nobody; one that gives no answer at all is left alone for a while. Writers wait for
/// nothing here: a round writes a few rows at a time.
class WebhookSender {
 public:
  /// `machine` is the clock of waits and signatures; the receiver compares it with its own, so it
  /// is never a rehearsal's. Workspace and clock outlive it.
  static base::Result<std::unique_ptr<WebhookSender>> Make(Workspace& workspace,
                                                           const base::Clock& machine,
                                                           const WebhookOptions& options);
  /// Stop.
  ~WebhookSender();
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;

  /// Sends until Stop, on a thread of its own. Call once, and then no Round nor SendNow.
  void Start();
  /// Waits for the answers under way, at most grace_ms, and ends. What got none is sent again by
  /// the next that starts.
  void Stop();

  /// Once around on the caller's thread: queues what changed, begins what is due, notes what ended
  /// within `most_ms`. How many ended and are stored. Where that fails nothing more is begun until
  /// it succeeds.
  base::Result<std::size_t> Round(std::int64_t most_ms);

  /// Sends that one delivery now, whatever else waits, and gives it as it is afterwards. kNotFound
  /// where there is none, kConflict where it is over.
  base::Result<store::Delivery> SendNow(std::int64_t delivery);

 private:
  WebhookSender(Workspace& workspace, const base::Clock& machine, const WebhookOptions& options,
                std::unique_ptr<net::Poster> poster);

  /// What is remembered of a webhook between rounds.
  struct Line {
    std::set<std::int64_t> under_way;  ///< deliveries
    std::int64_t unanswered = 0;       ///< times without any answer, one after the other
    base::TimeMs quiet_until_ms = 0;
  };

  void Serve();
  /// A change was committed: it is looked at now rather than after the rest.
  void Hear();
  base::Status Begin(const std::vector<Subscriber>& subscribers);
  base::Status BeginOf(const store::Reader& reader, const domain::Webhook& webhook,
                       net::Reach reach);
  base::Status Post(const domain::Webhook& webhook, net::Reach reach, store::Delivery delivery);
  /// Counts the attempt before it is made and reads the gap anew: from then on it does not grow.
  base::Status CloseGap(store::Delivery& gap);
  base::Result<std::size_t> Note(const std::vector<net::PostOutcome>& outcomes);
  base::Result<std::size_t> StoreTried();
  void TakeOutcome(const net::PostOutcome& outcome, store::Delivery& delivery);
  void WatchLine(Line& line, bool answered);
  base::Status KeepHouse();
  double Share();

  Workspace& workspace_;
  const base::Clock& machine_;
  const WebhookOptions options_;
  const std::unique_ptr<net::Poster> poster_;
  std::mt19937_64 random_;
  std::map<std::int64_t, Line> lines_;                 // by webhook
  std::map<std::int64_t, store::Delivery> under_way_;  // by id
  std::vector<net::PostOutcome> refused_;              // never begun
  std::vector<store::Delivery> tried_;                 // ended, not stored yet: nothing begins
  base::TimeMs looked_over_ms_ = 0;
  base::TimeMs purged_ms_ = 0;

  std::atomic<bool> stopping_ = false;
  std::atomic<std::int64_t> heard_ms_ = 0;  // when a commit last ended a rest, by a steady clock
  std::thread thread_;
  std::unique_ptr<store::CommitWatch> hearing_;  // while the thread runs
};

}  // namespace jiedui::services
