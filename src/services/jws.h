#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::services {

/// Public keys that signatures are checked by, as another service publishes them (RFC 7517).
/// Immutable; movable.
class KeySet {
 public:
  /// Reads a JWK set. Kept are the keys that may sign: RSA of 2,048 … 8,192 bits and EC on P-256,
  /// unless their `use`, `key_ops` or `alg` says otherwise; everything else in it is passed over,
  /// symmetric keys above all. kInvalid where it is no JWK set.
  static base::Result<KeySet> Parse(std::string_view json);

  ~KeySet();
  KeySet(KeySet&&) noexcept;
  KeySet& operator=(KeySet&&) noexcept;

  [[nodiscard]] std::size_t size() const;

 private:
  friend base::Result<std::string> VerifiedPayload(std::string_view, const KeySet&,
                                                   std::span<const std::string>);
  struct Impl;
  explicit KeySet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The algorithms that a signature may be of. No other is ever accepted: not `none`, nor those that
/// check by a shared secret, for which a public key would be one.
inline constexpr std::string_view kRs256 = "RS256";
inline constexpr std::string_view kEs256 = "ES256";

/// The payload of a token in JWS compact form whose signature one of the keys proves (RFC 7515,
/// libcjose). `algorithms`: those of the above that the operator lets through. kNotFound where no
/// key of the set has the token's `kid` (or, without one, not exactly one key fits): newer keys may
/// have it. kUnauthenticated, saying why, for anything else: not of three parts, another algorithm,
/// `crit`, a wrong signature.
base::Result<std::string> VerifiedPayload(std::string_view token, const KeySet& keys,
                                          std::span<const std::string> algorithms);

}  // namespace jiedui::services
