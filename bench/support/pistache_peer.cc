// The HTTP library by itself, as a stranger would use it. Kept apart: what api/edge replaces of the
// library must not be linked into a program that measures it.
#include <pistache/endpoint.h>
#include <pistache/http.h>
#include <signal.h>

#include <thread>

#include "bench/support/program.h"
#include "bench/support/served.h"

namespace jiedui::bench {
namespace {

class SameBody : public Pistache::Http::Handler {
 public:
  HTTP_PROTOTYPE(SameBody)
  explicit SameBody(std::string body) : body_(std::move(body)) {}
  void onRequest(const Pistache::Http::Request& /*request*/,
                 Pistache::Http::ResponseWriter response) override {
    response.send(Pistache::Http::Code::Ok, body_, MIME(Application, Json));
  }

 private:
  std::string body_;
};

void Serve(const std::string& body, int pipe) {
  ::signal(SIGPIPE, SIG_IGN);
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  using Pistache::Tcp::Options;
  Pistache::Http::Endpoint endpoint(Pistache::Address("127.0.0.1", Pistache::Port(0)));
  endpoint.init(Pistache::Http::Endpoint::options()
                    .threads(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())))
                    .flags(Options::ReuseAddr | Options::NoDelay));
  endpoint.setHandler(std::make_shared<SameBody>(body));
  endpoint.serveThreaded();
  WriteLine(pipe, std::to_string(static_cast<std::uint16_t>(endpoint.getPort())));
  int signal = 0;
  ::sigwait(&ends, &signal);
  endpoint.shutdown();
}

}  // namespace

Served ServePistache(const std::string& body) {
  Served served;
  served.process = std::make_unique<Child>([&](int pipe) { Serve(body, pipe); });
  served.port = static_cast<std::uint16_t>(std::atoi(served.process->ReadLine().c_str()));
  if (served.port == 0) Die("the library's server did not start");
  return served;
}

}  // namespace jiedui::bench
