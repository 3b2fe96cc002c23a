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
#include <thread>
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
  for (int port = 20'000 + static_cast<int>(getpid() % 10'000); port < 32'768; ++port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // The socket interface takes every kind of address by this type.
    const bool free =
        bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(listener);
    if (free) return port;
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

/// The keeper's life: makes and runs the server until the other end of the pipe is closed. Each
/// byte that comes through it crashes and restarts the server.
[[noreturn]] void Keep(const fs::path& binaries, const fs::path& folder, int port, int pipe) {
  setsid();
  for (int open_one = 3; open_one < 1024; ++open_one) {
    if (open_one != pipe) close(open_one);
  }
  const fs::path home = folder / "home";
  BecomeUnprivileged();
  const fs::path log = home / "log";
  const fs::path data = home / "data";
  const bool made =
      Wait(Spawn(log, {(binaries / "initdb").string(), "-D", data.string(), "-U", "jiedui", "-A",
                       "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"}));
  if (!made) _exit(1);
  const auto start = [&] {
    return Spawn(log, {(binaries / "postgres").string(), "-D", data.string(), "-c",
                       "listen_addresses=127.0.0.1", "-c", "port=" + std::to_string(port), "-c",
                       "unix_socket_directories=", "-c", "recovery_init_sync_method=syncfs"});
  };
  pid_t server = start();
  char byte = 0;
  while (read(pipe, &byte, 1) == 1) {
    kill(server, SIGQUIT);
    Wait(server);
    server = start();
  }
  kill(server, SIGQUIT);
  Wait(server);
  std::error_code ignored;
  fs::remove_all(home, ignored);
  fs::remove(folder, ignored);
  _exit(0);
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

std::string PostgresServer::WaitUntilReady() {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < until) {
    if (store::ConnectPostgres(UrlOf("postgres"), store::Access::kWrite, 1000)) return {};
    if (waitpid(keeper_, nullptr, WNOHANG) == keeper_) {
      keeper_ = 0;
      return "initdb failed";
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return "the server did not start within a minute";
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
  const char byte = 1;
  if (write(alive_, &byte, 1) != 1) return;
  // Until it is down, the old one would still answer.
  while (Run("SELECT 1")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  WaitUntilReady();
}

void PostgresServer::EndConnections() {
  Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
      "backend_type = 'client backend'");
}

}  // namespace jiedui::testing
