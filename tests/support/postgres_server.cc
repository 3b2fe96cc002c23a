#include "support/postgres_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>  // mkdtemp
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/migrate_internal.h"
#include "store/postgres_internal.h"

namespace jiedui::testing {
namespace {

namespace fs = std::filesystem;

std::string& Reason() {
  static std::string reason;
  return reason;
}

/// Debian's newest; empty where there is none.
fs::path FindBinaries() {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", error)) {
    if (fs::exists(entry.path() / "bin" / "initdb")) found.push_back(entry.path() / "bin");
  }
  return found.empty() ? fs::path() : *std::max_element(found.begin(), found.end());
}

/// A port of the loopback that is free now; programs that connect out are given higher ones.
int FreePort() {
  static int next = 20'000 + static_cast<int>(getpid() % 10'000);
  for (int port = next++; port < 32'768; ++port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // The socket interface takes every kind of address by this type.
    const bool free =
        bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(listener);
    if (free) {
      next = std::max(next, port + 1);
      return port;
    }
  }
  return 0;
}

/// The server refuses to run as root.
void BecomeUnprivileged() {
  if (geteuid() != 0) return;
  const passwd* const user = getpwnam("postgres");
  const uid_t uid = user == nullptr ? 65'534 : user->pw_uid;
  const gid_t gid = user == nullptr ? 65'534 : user->pw_gid;
  if (setgroups(0, nullptr) != 0 || setgid(gid) != 0 || setuid(uid) != 0) _exit(3);
}

/// Starts a program with its output in the log; its process.
pid_t Spawn(const fs::path& log, const std::vector<std::string>& words) {
  const pid_t child = fork();
  if (child != 0) return child;
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments.front(), arguments.data());
  _exit(127);
}

bool Wait(pid_t child) {
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// What the keeper is asked for, a message each.
enum class Command : int {
  kCrash,       ///< stops the primary as a power cut would, and starts it again
  kAddStandby,  ///< copies the primary and starts the copy as its standby on the message's port
  kStopStandby,
  kStartStandby,
  kFailOver,  ///< kills the primary with all its processes; the standby is promoted in its place
};
struct Message {
  Command command;
  int port;
};

/// The keeper's servers: they live as long as it does.
class Kept {
 public:
  Kept(fs::path binaries, fs::path home, int port)
      : binaries_(std::move(binaries)), home_(std::move(home)), primary_{port, "data", 0} {}

  bool Make() {
    return Wait(
               Spawn(log(), {Program("initdb"), "-D", Data(primary_), "-U", "jiedui", "-A", "trust",
                             "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"})) &&
           Start(primary_);
  }
  void Do(Message message) {
    if (message.command == Command::kCrash) {
      End(primary_);
      Start(primary_);
    } else if (message.command == Command::kAddStandby) {
      AddStandby(message.port);
    } else if (message.command == Command::kStopStandby) {
      End(standby_);
    } else if (message.command == Command::kStartStandby) {
      Start(standby_);
    } else {
      KillAtOnce(primary_);
      Wait(Spawn(log(), {Program("pg_ctl"), "promote", "-D", Data(standby_)}));
      primary_ = std::exchange(standby_, {});
    }
  }
  void EndAll() {
    End(standby_);
    End(primary_);
  }

 private:
  struct Server {
    int port = 0;
    std::string data;
    pid_t process = 0;
  };

  [[nodiscard]] fs::path log() const { return home_ / "log"; }
  [[nodiscard]] std::string Program(const char* name) const { return (binaries_ / name).string(); }
  [[nodiscard]] std::string Data(const Server& server) const {
    return (home_ / server.data).string();
  }
  bool Start(Server& server) {
    server.process =
        Spawn(log(), {Program("postgres"), "-D", Data(server), "-c", "listen_addresses=127.0.0.1",
                      "-c", "port=" + std::to_string(server.port), "-c",
                      "unix_socket_directories=", "-c", "recovery_init_sync_method=syncfs"});
    return server.process > 0;
  }
  static void End(Server& server) {
    if (server.process == 0) return;
    kill(server.process, SIGQUIT);
    Wait(server.process);
    server.process = 0;
  }
  /// Every process of the server has a session of its own and would end its statement first.
  static void KillAtOnce(Server& server) {
    kill(server.process, SIGSTOP);
    const std::string process = std::to_string(server.process);
    std::ifstream children("/proc/" + process + "/task/" + process + "/children");
    for (pid_t child = 0; children >> child;) kill(child, SIGKILL);
    kill(server.process, SIGKILL);
    Wait(server.process);
    server.process = 0;
  }
  void AddStandby(int port) {
    standby_ = {port, "data" + std::to_string(++copies_), 0};
    const std::string from =
        "host=127.0.0.1 user=jiedui application_name=standby port=" + std::to_string(primary_.port);
    const bool copied =
        Wait(Spawn(log(), {Program("pg_basebackup"), "-d", from, "-D", Data(standby_), "-R", "-X",
                           "stream", "-c", "fast", "--no-sync"}));
    if (copied) Start(standby_);
  }

  fs::path binaries_;
  fs::path home_;
  Server primary_;
  Server standby_;
  int copies_ = 0;
};

/// The keeper's life: makes and runs the servers until the other end of the pipe is closed.
[[noreturn]] void Keep(const fs::path& binaries, const fs::path& folder, int port, int pipe) {
  setsid();
  for (int open_one = 3; open_one < 1024; ++open_one) {
    if (open_one != pipe) close(open_one);
  }
  const fs::path home = folder / "home";
  BecomeUnprivileged();
  Kept servers(binaries, home, port);
  if (!servers.Make()) _exit(1);
  Message message{};
  while (read(pipe, &message, sizeof message) == sizeof message) servers.Do(message);
  servers.EndAll();
  std::error_code ignored;
  fs::remove_all(home, ignored);
  fs::remove(folder, ignored);
  _exit(0);
}

/// Tells the keeper; it does one thing after the other.
bool Tell(int pipe, Command command, int port = 0) {
  const Message message{command, port};
  return write(pipe, &message, sizeof message) == sizeof message;
}

bool Answers(const std::string& url) {
  return store::ConnectPostgres(url, store::Access::kRead, 1000).has_value();
}

}  // namespace

PostgresServer* PostgresServer::Get() {
  static const std::unique_ptr<PostgresServer> server = [] {
    std::unique_ptr<PostgresServer> made(new PostgresServer);
    Reason() = made->Start();
    if (!Reason().empty()) made.reset();
    return made;
  }();
  return server.get();
}

const std::string& PostgresServer::WhyNot() { return Reason(); }

PostgresServer::~PostgresServer() {
  if (alive_ >= 0) close(alive_);
  if (keeper_ > 0) waitpid(keeper_, nullptr, 0);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PostgresServer::Start() {
  const fs::path binaries = FindBinaries();
  if (binaries.empty()) return "PostgreSQL is not installed: scripts/deps test";
  port_ = FreePort();
  std::string name = (fs::temp_directory_path() / "jiedui_postgres_XXXXXX").string();
  folder_ = mkdtemp(name.data());
  fs::create_directory(folder_ / "home");
  if (geteuid() == 0) {
    // The folder is the server's, whoever that is; its way there is open.
    const passwd* const user = getpwnam("postgres");
    const uid_t uid = user == nullptr ? 65'534 : user->pw_uid;
    for (const fs::path& owned : {folder_, folder_ / "home"}) {
      if (chown(owned.c_str(), uid, static_cast<gid_t>(-1)) != 0) return "chown failed";
    }
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return "no pipe";
  keeper_ = fork();
  if (keeper_ == 0) {
    close(ends[1]);
    Keep(binaries, folder_, port_, ends[0]);
  }
  close(ends[0]);
  alive_ = ends[1];
  return WaitUntilReady();
}

bool PostgresServer::Await(const std::function<bool()>& fact) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (keeper_ != 0 && std::chrono::steady_clock::now() < until) {
    if (fact()) return true;
    if (waitpid(keeper_, nullptr, WNOHANG) == keeper_) keeper_ = 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

std::string PostgresServer::WaitUntilReady() {
  const auto takes_writes = [&] {
    return store::ConnectPostgres(UrlOf("postgres"), store::Access::kWrite, 1000).has_value();
  };
  if (Await(takes_writes)) return {};
  return keeper_ == 0 ? "initdb failed" : "the server did not start within a minute";
}

std::string PostgresServer::UrlOf(const std::string& database) const {
  return "postgresql://jiedui@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

bool PostgresServer::Run(const std::string& sql) {
  const auto admin = store::ConnectPostgres(UrlOf("postgres"), store::Access::kWrite, 10'000);
  return admin && (*admin)->RunScript(sql);
}

std::string PostgresServer::NewDatabase(const std::string& copy_of) {
  const std::string name = "test_" + std::to_string(++made_);
  const std::string source = copy_of.empty() ? "template0" : copy_of.substr(copy_of.rfind('/') + 1);
  return Run("CREATE DATABASE " + name + " TEMPLATE " + source) ? UrlOf(name) : std::string();
}

std::string PostgresServer::NewSchema() {
  if (template_.empty()) {
    template_ = NewDatabase();
    const auto made = store::ConnectPostgres(template_, store::Access::kWrite, 10'000);
    if (!made || !store::Migrate(**made, "", 0)) return {};
  }
  if (free_.empty()) return NewDatabase(template_);
  std::string url = std::move(free_.back());
  free_.pop_back();
  return url;
}

void PostgresServer::Recycle(const std::string& url) {
  // Much quicker than a new database: what a test leaves are some rows in some tables.
  constexpr std::string_view kEmpty = R"sql(
    SET session_replication_role = replica;
    DO $$ DECLARE one record; BEGIN
      FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename
          NOT IN ('schema_migrations', 'kinds', 'pair_kinds') LOOP
        EXECUTE 'DELETE FROM ' || one.name;
      END LOOP;
      FOR one IN SELECT relname AS name FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
          WHERE attidentity <> '' LOOP
        EXECUTE 'ALTER TABLE ' || one.name || ' ALTER COLUMN id RESTART';
      END LOOP;
      UPDATE kinds SET revision = 0 WHERE revision <> 0;
    END $$;)sql";
  const auto admin = store::ConnectPostgres(url, store::Access::kWrite, 10'000);
  if (admin && (*admin)->RunScript(kEmpty)) free_.push_back(url);
}

void PostgresServer::Drop(const std::string& url) {
  Run("DROP DATABASE IF EXISTS " + url.substr(url.rfind('/') + 1) + " WITH (FORCE)");
}

void PostgresServer::CrashAndRestart() {
  if (!Tell(alive_, Command::kCrash)) return;
  // Until it is down, the old one would still answer.
  while (Run("SELECT 1")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  WaitUntilReady();
}

bool PostgresServer::AddStandby() {
  standby_port_ = FreePort();
  if (!Tell(alive_, Command::kAddStandby, standby_port_)) return false;
  // It is named only now: the copy must not wait for a standby of its own after its promotion.
  const auto follows = [&](const std::string& how) {
    const auto admin = store::ConnectPostgres(UrlOf("postgres"), store::Access::kWrite, 10'000);
    if (!admin) return false;
    const auto found = (*admin)->Number("SELECT count(*) FROM pg_stat_replication WHERE " + how);
    return found && *found == 1;
  };
  return Await([&] { return follows("state = 'streaming'"); }) &&
         Run("ALTER SYSTEM SET synchronous_standby_names = 'standby'") &&
         Run("SELECT pg_reload_conf()") && Await([&] { return follows("sync_state = 'sync'"); }) &&
         Await([&] { return Answers(OnStandby(UrlOf("postgres"))); });
}

std::string PostgresServer::OnStandby(const std::string& url) const {
  return "postgresql://jiedui@127.0.0.1:" + std::to_string(standby_port_) +
         url.substr(url.rfind('/'));
}

std::string PostgresServer::OnBoth(const std::string& url) const {
  return "postgresql://jiedui@127.0.0.1:" + std::to_string(port_) +
         ",127.0.0.1:" + std::to_string(standby_port_) + url.substr(url.rfind('/')) +
         "?target_session_attrs=read-write";
}

void PostgresServer::StopStandby() {
  Tell(alive_, Command::kStopStandby);
  Await([&] { return !Answers(OnStandby(UrlOf("postgres"))); });
}

bool PostgresServer::StartStandby() {
  return Tell(alive_, Command::kStartStandby) &&
         Await([&] { return Answers(OnStandby(UrlOf("postgres"))); });
}

bool PostgresServer::RemoveStandby() {
  StopStandby();
  standby_port_ = 0;
  return Run("ALTER SYSTEM RESET synchronous_standby_names") && Run("SELECT pg_reload_conf()");
}

bool PostgresServer::FailOver() {
  if (standby_port_ == 0 || !Tell(alive_, Command::kFailOver)) return false;
  port_ = std::exchange(standby_port_, 0);
  for (std::string& url : free_) url = UrlOf(url.substr(url.rfind('/') + 1));
  return WaitUntilReady().empty();
}

void PostgresServer::EndConnections() {
  Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
      "backend_type = 'client backend'");
}

}  // namespace jiedui::testing
