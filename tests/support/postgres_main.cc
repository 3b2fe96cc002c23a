// A PostgreSQL of its own for a scenario: writes the address of an empty database to the file that
// is named, says so and waits for its end. Status 77 where PostgreSQL is not installed.
#include <signal.h>

#include <fstream>
#include <iostream>

#include "support/postgres_server.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  auto* const server = jiedui::testing::PostgresServer::Get();
  if (server == nullptr) {
    std::cerr << jiedui::testing::PostgresServer::WhyNot() << "\n";
    return 77;
  }
  std::ofstream(argv[1]) << server->NewDatabase() << std::flush;
  std::cout << "http://127.0.0.1/ is not spoken here: the address is in " << argv[1] << std::endl;
  int signal = 0;
  return sigwait(&ends, &signal);
}
