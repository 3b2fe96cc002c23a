#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/support/child.h"

namespace jiedui::bench {

/// A program of its own that serves HTTP on this machine; stopped at the end.
struct Served {
  std::unique_ptr<Child> process;
  std::uint16_t port = 0;
};

/// `binary demo` in that folder. Dies where it fails.
void MakeDemo(const std::string& binary, const std::filesystem::path& folder);

/// `binary serve` of that folder with further options, without limits of one client's requests and
/// its log thrown away. Dies where it does not start.
Served ServeCity(const std::string& binary, const std::filesystem::path& folder,
                 const std::vector<std::string>& options = {});

/// nginx in front of that port, as proxies go: kept-alive connections, no buffering to disk. Dies
/// where it does not start. `folder` takes its configuration and its temporary files.
Served ServeNginx(const std::string& nginx, std::uint16_t port,
                  const std::filesystem::path& folder);

/// The HTTP library alone: every request is answered with the same body, from as many threads as
/// there are processors. What the service costs stands beside it.
Served ServePistache(const std::string& body);

/// Resident memory in MiB and open descriptors of a process; 0 where there is none.
double ResidentMib(pid_t process);
std::size_t Descriptors(pid_t process);

}  // namespace jiedui::bench
