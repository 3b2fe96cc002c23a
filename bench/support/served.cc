#include "bench/support/served.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bit>
#include <csignal>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "bench/support/program.h"

namespace jiedui::bench {
namespace {

namespace fs = std::filesystem;

/// Becomes the program, its output to that descriptor. Never returns.
[[noreturn]] void Become(const std::vector<std::string>& words, int output) {
  const int nothing = ::open("/dev/null", O_WRONLY);
  ::dup2(output >= 0 ? output : nothing, STDOUT_FILENO);
  ::dup2(nothing, STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments.front(), arguments.data());
  ::_exit(kWrongCall);
}

/// A socket on any free port of this machine; closed again, so that another program may take it.
std::uint16_t FreePort() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto plain = std::bit_cast<sockaddr>(address);
  socklen_t size = sizeof plain;
  if (::bind(socket, &plain, size) != 0 || ::getsockname(socket, &plain, &size) != 0)
    Die("no free port");
  ::close(socket);
  return ntohs(std::bit_cast<sockaddr_in>(plain).sin_port);
}

void WaitForPort(std::uint16_t port) {
  for (int i = 0; i < 200; ++i) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto plain = std::bit_cast<sockaddr>(address);
    const bool there = ::connect(socket, &plain, sizeof plain) == 0;
    ::close(socket);
    if (there) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  Die(fmt::format("nobody listens on port {}", port));
}

constexpr std::string_view kNginx = R"(daemon off;
worker_processes auto;
error_log {0}/error.log;
pid {0}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {0}/body;
  proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi;
  uwsgi_temp_path {0}/uwsgi;
  scgi_temp_path {0}/scgi;
  upstream jiedui {{ server 127.0.0.1:{1}; keepalive 64; }}
  server {{
    listen 127.0.0.1:{2};
    keepalive_requests 1000000;
    client_max_body_size 64m;
    location / {{
      proxy_pass http://jiedui;
      proxy_http_version 1.1;
      proxy_set_header Connection "keep-alive";
      proxy_set_header Host $http_host;
      proxy_ignore_client_abort on;
    }}
  }}
}}
)";

}  // namespace

void MakeDemo(const std::string& binary, const fs::path& folder) {
  Child child([&](int) { Become({binary, "demo", "--data", folder.string()}, -1); });
  if (!child.Wait()) Die("the demonstration could not be made");
}

Served ServeCity(const std::string& binary, const fs::path& folder,
                 const std::vector<std::string>& options) {
  std::vector<std::string> words = {
      binary,        "serve",          "--data", folder.string(),  "--listen",
      "127.0.0.1:0", "--account-rate", "0",      "--address-rate", "0"};
  words.insert(words.end(), options.begin(), options.end());
  Served served;
  served.process = std::make_unique<Child>([&](int pipe) { Become(words, pipe); });
  constexpr std::string_view kBefore = "http://127.0.0.1:";
  for (std::string line = served.process->ReadLine(); !line.empty();
       line = served.process->ReadLine()) {
    const std::size_t at = line.find(kBefore);
    if (at == std::string::npos) continue;
    const std::string rest = line.substr(at + kBefore.size());
    const auto port = base::ParseInteger(rest.substr(0, rest.find_first_not_of("0123456789")));
    served.port = static_cast<std::uint16_t>(port.value_or(0));
    return served;
  }
  Die("the service did not start");
}

Served ServeNginx(const std::string& nginx, std::uint16_t port, const fs::path& folder) {
  fs::create_directories(folder);
  Served served;
  served.port = FreePort();
  const fs::path configuration = folder / "nginx.conf";
  std::ofstream(configuration) << fmt::format(fmt::runtime(kNginx), folder.string(), port,
                                              served.port);
  served.process = std::make_unique<Child>([&](int) {
    Become({nginx, "-p", folder.string(), "-c", configuration.string()}, -1);
  });
  WaitForPort(served.port);
  return served;
}

double ResidentMib(pid_t process) {
  std::ifstream statm(fmt::format("/proc/{}/statm", process));
  std::int64_t whole = 0;
  std::int64_t resident = 0;
  statm >> whole >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

std::size_t Descriptors(pid_t process) {
  std::error_code error;
  const fs::directory_iterator open(fmt::format("/proc/{}/fd", process), error);
  return static_cast<std::size_t>(std::distance(begin(open), end(open)));
}

}  // namespace jiedui::bench
