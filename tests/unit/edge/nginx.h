#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace jiedui::edge {

/// A real nginx with the site that ships (data/deploy/nginx), in front of nodes on this machine.
/// Only what must be another here is replaced in its text: ports, the certificate, the list of
/// nodes, and what a test names. Everything lies in a folder of its own.
class Nginx {
 public:
  struct Options {
    std::vector<std::uint16_t> nodes;
    /// Texts of the site to be replaced; each must occur.
    std::map<std::string, std::string> replace = {};
  };

  /// Whether there is an nginx on this machine.
  static bool Present();

  /// The limits for one address out of the way, for tests that send much from one.
  static std::map<std::string, std::string> WithoutLimits();

  explicit Nginx(const Options& options);
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  [[nodiscard]] std::uint16_t plain() const { return plain_; }        ///< of the site, without TLS
  [[nodiscard]] std::uint16_t tls() const { return tls_; }            ///< with TLS and HTTP/2
  [[nodiscard]] std::uint16_t redirect() const { return redirect_; }  ///< what is port 80
  /// The lines of the access log so far.
  [[nodiscard]] std::string AccessLog() const;
  [[nodiscard]] std::string ErrorLog() const;

 private:
  void Write(const Options& options) const;
  void Start();

  std::filesystem::path folder_;
  std::uint16_t plain_ = 0;
  std::uint16_t tls_ = 0;
  std::uint16_t redirect_ = 0;
  pid_t pid_ = 0;
};

/// What a command of the shell prints, both outputs.
std::string Output(const std::string& command);

}  // namespace jiedui::edge
