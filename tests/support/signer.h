#pragma once

#include <cjose/cjose.h>

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace jiedui::testing {

/// A key pair that signs as a provider of identities does, by libcjose.
class Signer {
 public:
  enum class Type { kRsa, kRsaShort, kP256 };

  explicit Signer(Type type, std::string kid) : type_(type), kid_(std::move(kid)) {
    cjose_err error{};
    key_.reset(type == Type::kP256 ? cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error)
                                   : cjose_jwk_create_RSA_random(type == Type::kRsa ? 2048 : 1024,
                                                                 nullptr, 0, &error));
    if (key_ == nullptr) throw std::runtime_error("no key");
  }

  [[nodiscard]] const std::string& kid() const { return kid_; }
  [[nodiscard]] std::string algorithm() const { return type_ == Type::kP256 ? "ES256" : "RS256"; }

  /// The public key as a JWK; `more` are further members, each with a comma before it.
  [[nodiscard]] std::string Jwk(const std::string& more = {}) const {
    cjose_err error{};
    char* const text = cjose_jwk_to_json(key_.get(), false, &error);
    std::string json = text;
    std::free(text);
    json.pop_back();
    return json + R"(,"kid":")" + kid_ + "\"" + more + "}";
  }

  [[nodiscard]] std::string Sign(std::string_view payload) const {
    return SignAs(key_.get(), algorithm(), kid_, payload);
  }

  /// A token under that header, signed by the key with the algorithm named there.
  static std::string SignAs(const cjose_jwk_t* key, const std::string& algorithm,
                            const std::string& kid, std::string_view payload) {
    cjose_err error{};
    const std::unique_ptr<cjose_header_t, void (*)(cjose_header_t*)> header(
        cjose_header_new(&error), cjose_header_release);
    cjose_header_set(header.get(), CJOSE_HDR_ALG, algorithm.c_str(), &error);
    if (!kid.empty()) cjose_header_set(header.get(), CJOSE_HDR_KID, kid.c_str(), &error);
    const std::unique_ptr<cjose_jws_t, void (*)(cjose_jws_t*)> jws(
        cjose_jws_sign(key, header.get(), reinterpret_cast<const std::uint8_t*>(payload.data()),
                       payload.size(), &error),
        cjose_jws_release);
    const char* text = nullptr;
    if (jws == nullptr || !cjose_jws_export(jws.get(), &text, &error))
      throw std::runtime_error("not signed");
    return text;
  }

 private:
  struct Release {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
  };
  Type type_;
  std::string kid_;
  std::unique_ptr<cjose_jwk_t, Release> key_;
};

}  // namespace jiedui::testing
