#include "unit/edge/nginx.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "unit/edge/client.h"

namespace jiedui::edge {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "/usr/sbin/nginx";

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

std::uint16_t FreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(probe, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
  close(probe);
  return ntohs(address.sin_port);
}

void Replace(std::string& text, const std::string& from, const std::string& to) {
  std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << "the site has no “" << from << "”";
  for (; at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

bool Accepts(std::uint16_t port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int status = connect(probe, reinterpret_cast<sockaddr*>(&address), sizeof address);
  close(probe);
  return status == 0;
}

std::string Listen(std::uint16_t port) { return "listen 127.0.0.1:" + std::to_string(port); }

}  // namespace

std::string Output(const std::string& command) {
  std::string output;
  FILE* const pipe = popen(("{ " + command + "\n} 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), n);
  pclose(pipe);
  return output;
}

bool Nginx::Present() { return access(kProgram, X_OK) == 0; }

std::map<std::string, std::string> Nginx::WithoutLimits() {
  return {{"rate=100r/s", "rate=1000000r/s"},
          {"burst=400", "burst=100000"},
          {"limit_conn        jiedui_connections 200", "limit_conn jiedui_connections 60000"}};
}

Nginx::Nginx(const Options& options) : plain_(FreePort()), tls_(FreePort()), redirect_(FreePort()) {
  std::string name = fs::temp_directory_path() / "jiedui-nginx-XXXXXX";
  EXPECT_NE(mkdtemp(name.data()), nullptr);
  folder_ = name;
  Write(options);
  Start();
}

Nginx::~Nginx() {
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code error;
  fs::remove_all(folder_, error);
}

void Nginx::Write(const Options& options) const {
  std::string site = ReadAll(fs::path(JIEDUI_SOURCE_DIR) / "data/deploy/nginx/jiedui.conf");
  for (const auto& [from, to] : options.replace) Replace(site, from, to);
  Replace(site, "    listen [::]:80;\n", "");
  Replace(site, "    listen [::]:443 ssl http2;\n", "");
  Replace(site, "listen 80", Listen(redirect_));
  Replace(site, "listen 443 ssl http2", Listen(plain_) + ";\n    " + Listen(tls_) + " ssl http2");
  Replace(site, "/etc/jiedui/tls", folder_);
  Replace(site, "/etc/nginx/jiedui-nodes.conf", folder_ / "nodes.conf");
  Replace(site, "/var/log/nginx/jiedui.log", folder_ / "access.log");
  std::ofstream(folder_ / "site.conf") << site;
  std::ofstream nodes(folder_ / "nodes.conf");
  for (const std::uint16_t port : options.nodes)
    nodes << "server 127.0.0.1:" << port << " max_fails=1 fail_timeout=1s;\n";
  std::ofstream main(folder_ / "nginx.conf");
  if (geteuid() == 0) main << "user root;\n";
  main << "daemon off;\nworker_processes 2;\nworker_rlimit_nofile 16384;\npid " << folder_.string()
       << "/pid;\nerror_log " << folder_.string()
       << "/error.log;\nevents { worker_connections 4096; }\nhttp {\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    main << kind << "_temp_path " << folder_.string() << "/" << kind << ";\n";
  main << "include " << folder_.string() << "/site.conf;\n}\n";
  const std::string key = folder_ / "server.key";
  Output(
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
      "/CN=localhost -keyout " +
      key + " -out " + (folder_ / "server.crt").string());
}

void Nginx::Start() {
  const std::string config = folder_ / "nginx.conf";
  pid_ = fork();
  if (pid_ == 0) {
    execl(kProgram, kProgram, "-e", (folder_ / "error.log").c_str(), "-c", config.c_str(), nullptr);
    _exit(127);
  }
  const bool started =
      Eventually([&] { return Accepts(plain_) && Accepts(tls_) && Accepts(redirect_); });
  EXPECT_TRUE(started) << ErrorLog();
}

std::string Nginx::AccessLog() const { return ReadAll(folder_ / "access.log"); }
std::string Nginx::ErrorLog() const { return ReadAll(folder_ / "error.log"); }

}  // namespace jiedui::edge
