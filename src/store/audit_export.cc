#include "store/audit_export.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "store/files_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonDocument;
using base::JsonValue;
using base::JsonWriter;
using base::Result;
using base::Status;

static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32 &&
              crypto_sign_SECRETKEYBYTES == 64);

constexpr std::int64_t kFormat = 1;

template <std::size_t N>
std::string HexOf(const std::array<unsigned char, N>& bytes) {
  std::string hex(2 * N + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), N);
  hex.pop_back();
  return hex;
}

template <std::size_t N>
bool ReadHex(std::string_view hex, std::array<unsigned char, N>& bytes) {
  std::size_t length = 0;
  return hex.size() == 2 * N &&
         sodium_hex2bin(bytes.data(), N, hex.data(), hex.size(), nullptr, &length, nullptr) == 0;
}

/// BLAKE2b-256, piece by piece.
class Digest {
 public:
  Digest() { crypto_generichash_init(&state_, nullptr, 0, std::tuple_size_v<AuditMac>); }
  void Add(std::string_view bytes) {
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  }
  [[nodiscard]] AuditMac Now() const {
    crypto_generichash_state copy = state_;
    AuditMac digest{};
    crypto_generichash_final(&copy, digest.data(), digest.size());
    return digest;
  }

 private:
  crypto_generichash_state state_{};
};

tl::unexpected<base::Error> Wrong(const std::string& what) {
  return Fail(ErrorCode::kUnprocessable, "审计导出文件" + what);
}

std::string TextOf(const JsonValue& object, std::string_view name) {
  const auto member = object.Find(name);
  return member ? std::string(member->AsString().value_or("")) : std::string();
}

std::int64_t NumberOf(const JsonValue& object, std::string_view name) {
  const auto member = object.Find(name);
  return member ? member->AsInt().value_or(0) : 0;
}

Status ReadHeader(const std::string& line, CheckedAuditExport& found) {
  const Result<JsonDocument> document = JsonDocument::Parse(line);
  if (!document || NumberOf(document->root(), "jiedui_audit_export") != kFormat)
    return Wrong("的第一行不是本系统的审计导出");
  found.exported_at = TextOf(document->root(), "exported_at");
  const auto head = ParseAnchor(TextOf(document->root(), "head"));
  if (!head) return Wrong("的第一行没有审计链的首部");
  found.head = *head;
  return {};
}

Status ReadRow(const JsonValue& row, std::int64_t line, CheckedAuditExport& found) {
  const std::int64_t seq = NumberOf(row, "seq");
  const bool next = seq > 0 && (found.rows == 0 || seq - 1 == found.last_seq);
  if (!next) return Wrong("第 " + std::to_string(line) + " 行缺少或打乱了审计记录");
  if (found.rows++ == 0) found.first_seq = seq;
  found.last_seq = seq;
  return {};
}

Status CheckSignature(const JsonValue& row, const AuditMac& digest, std::string_view expected_key,
                      CheckedAuditExport& found) {
  found.public_key = TextOf(row, "public_key");
  std::array<unsigned char, 32> key{};
  std::array<unsigned char, 64> signature{};
  if (!ReadHex(found.public_key, key) || !ReadHex(TextOf(row, "signature"), signature))
    return Wrong("的签名无法识别");
  if (!expected_key.empty() && expected_key != found.public_key)
    return Wrong("不是用指定的密钥签名的，其公钥为 " + found.public_key);
  if (crypto_sign_verify_detached(signature.data(), digest.data(), digest.size(), key.data()) != 0)
    return Wrong("被改动过：签名与内容不符");
  if (NumberOf(row, "rows") != found.rows) return Wrong("的行数与签名所记不符");
  return {};
}

}  // namespace

Result<AuditSigner> AuditSigner::Open(const std::filesystem::path& file) {
  std::array<unsigned char, 32> seed{};
  if (!std::filesystem::exists(file)) {
    randombytes_buf(seed.data(), seed.size());
    const Status written =
        WritePrivateFile(file, {reinterpret_cast<const char*>(seed.data()), seed.size()});
    if (!written && written.error().code != ErrorCode::kConflict) return Fail(written.error());
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad())
    return Fail(ErrorCode::kUnavailable, "审计签名密钥文件读不出: " + file.string());
  if (bytes.size() != seed.size())
    return Fail(ErrorCode::kUnprocessable, "审计签名密钥文件应为 32 字节: " + file.string());
  std::copy(bytes.begin(), bytes.end(), seed.begin());
  AuditSigner signer;
  crypto_sign_seed_keypair(signer.public_.data(), signer.secret_.data(), seed.data());
  sodium_memzero(seed.data(), seed.size());
  return signer;
}

std::string AuditSigner::public_key() const { return HexOf(public_); }

std::string AuditSigner::Sign(const AuditMac& digest) const {
  std::array<unsigned char, 64> signature{};
  crypto_sign_detached(signature.data(), nullptr, digest.data(), digest.size(), secret_.data());
  return HexOf(signature);
}

struct AuditExportWriter::State {
  Digest digest;
  std::int64_t rows = 0;
};

AuditExportWriter::AuditExportWriter() : state_(std::make_unique<State>()) {}
AuditExportWriter::~AuditExportWriter() = default;
AuditExportWriter::AuditExportWriter(AuditExportWriter&&) noexcept = default;
AuditExportWriter& AuditExportWriter::operator=(AuditExportWriter&&) noexcept = default;

std::string AuditExportWriter::Line(std::string line) {
  line += '\n';
  state_->digest.Add(line);
  return line;
}

std::string AuditExportWriter::Begin(const AuditExportHeader& header) {
  JsonWriter json;
  json.StartObject().Member("jiedui_audit_export", kFormat);
  json.Member("exported_at", base::FormatUtc(header.exported_ms));
  json.Member("exported_by", header.exported_by);
  if (header.from_ms) json.Member("from", base::FormatUtc(*header.from_ms));
  if (header.until_ms) json.Member("until", base::FormatUtc(*header.until_ms));
  json.Member("head", FormatAnchor(header.head)).EndObject();
  return Line(json.Text());
}

std::string AuditExportWriter::Add(const AuditEntry& entry) {
  JsonWriter json;
  json.StartObject().Member("seq", entry.seq).Member("at", base::FormatUtc(entry.at_ms));
  json.Key("actor_id").Id(entry.actor_id).Member("actor_name", entry.actor_name);
  json.Member("request_id", entry.request_id).Member("remote_address", entry.remote_address);
  json.Member("reason", entry.reason).Member("action", entry.action).Member("kind", entry.kind);
  json.Key("record_id").Id(entry.record_id).Member("version", entry.version).Key("changes");
  entry.changes.empty() ? json.Raw("{}") : json.Raw(entry.changes);
  ++state_->rows;
  return Line(json.EndObject().Text());
}

std::string AuditExportWriter::Finish(const AuditSigner& signer) {
  JsonWriter json;
  json.StartObject().Member("algorithm", "Ed25519 over BLAKE2b-256 of all lines before");
  json.Member("rows", state_->rows).Member("public_key", signer.public_key());
  json.Member("signature", signer.Sign(state_->digest.Now())).EndObject();
  return json.Text() + "\n";
}

Result<CheckedAuditExport> CheckAuditExport(std::istream& in, std::string_view expected_key) {
  CheckedAuditExport found;
  Digest digest;
  std::string line;
  for (std::int64_t number = 1; std::getline(in, line); ++number) {
    if (number == 1) {
      JIEDUI_CHECK(ReadHeader(line, found));
    } else {
      const Result<JsonDocument> document = JsonDocument::Parse(line);
      if (!document || !document->root().IsObject())
        return Wrong("第 " + std::to_string(number) + " 行无法识别");
      if (document->root().Find("signature")) {
        JIEDUI_CHECK(CheckSignature(document->root(), digest.Now(), expected_key, found));
        if (std::getline(in, line)) return Wrong("在签名之后还有内容");
        return found;
      }
      JIEDUI_CHECK(ReadRow(document->root(), number, found));
    }
    digest.Add(line + "\n");
  }
  return Wrong("不完整：没有签名");
}

std::string FormatAnchor(const AuditAnchor& anchor) {
  return std::to_string(anchor.seq) + ":" + HexOf(anchor.mac);
}

Result<AuditAnchor> ParseAnchor(std::string_view text) {
  AuditAnchor anchor;
  const std::size_t colon = text.find(':');
  const std::string_view digits = text.substr(0, colon);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), anchor.seq);
  const bool number =
      error == std::errc() && end == digits.data() + digits.size() && anchor.seq >= 0;
  if (number && colon != std::string_view::npos && ReadHex(text.substr(colon + 1), anchor.mac))
    return anchor;
  return Fail(ErrorCode::kInvalid, "锚点应为 “序号:64 位十六进制” 的形式", "anchor");
}

}  // namespace jiedui::store
