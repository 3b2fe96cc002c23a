#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace jiedui::testing {

/// A PostgreSQL cluster of the test program's own, on a free port of the loopback below 32768 and
/// with the server's defaults, fsync included: made when first asked for and gone with the program,
/// however it ends. Used by one thread at a time.
class PostgresServer {
 public:
  /// The one of this program; null where PostgreSQL is not installed or does not start, and
  /// WhyNot() says so.
  static PostgresServer* Get();
  static const std::string& WhyNot();

  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// The address of a new database, empty or a copy of another that nobody is connected to.
  std::string NewDatabase(const std::string& copy_of = {});
  /// The address of a database that has the present schema and nothing in it.
  std::string NewSchema();
  /// Takes one of NewSchema's back, whose schema is as it was.
  void Recycle(const std::string& url);
  /// Ends every connection to the database, and the database.
  void Drop(const std::string& url);
  /// Stops the server as a power cut would, and starts it again.
  void CrashAndRestart();
  /// Ends the connections of everybody else.
  void EndConnections();

  /// Adds a copy (pg_basebackup) that follows by streaming and that every commit waits for
  /// (synchronous_standby_names); it is read-only until FailOver. False where it does not follow
  /// within a minute. One at a time; again after FailOver.
  bool AddStandby();
  /// The address of the same database on the standby.
  [[nodiscard]] std::string OnStandby(const std::string& url) const;
  /// The address that names both servers and takes the one that writes:
  /// `…,…/name?target_session_attrs=read-write`.
  [[nodiscard]] std::string OnBoth(const std::string& url) const;
  /// Stops it at once; commits on the primary wait until it is started again, or removed for good.
  void StopStandby();
  bool StartStandby();
  bool RemoveStandby();
  /// Kills the primary (SIGKILL, all its processes) and promotes the standby, which stands in its
  /// place from then on: addresses given before AddStandby are the dead one's. True once it takes
  /// writes; it waits for no standby.
  bool FailOver();

 private:
  PostgresServer() = default;
  std::string Start();
  bool Run(const std::string& sql);
  [[nodiscard]] std::string UrlOf(const std::string& database) const;
  std::string WaitUntilReady();
  bool Await(const std::function<bool()>& fact);

  std::filesystem::path folder_;
  int port_ = 0;
  int standby_port_ = 0;
  int alive_ = -1;  ///< its end tells the keeper that this program is gone
  pid_t keeper_ = 0;
  int made_ = 0;
  std::string template_;
  std::vector<std::string> free_;
};

}  // namespace jiedui::testing
