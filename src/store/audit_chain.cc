#include <sodium.h>

#include <algorithm>
#include <fstream>

#include "store/audit_chain_internal.h"
#include "store/engine_internal.h"
#include "store/files_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

static_assert(crypto_generichash_BYTES == std::tuple_size_v<AuditMac>);

/// Fields with their lengths before them, so that no two rows give the same bytes.
class Message {
 public:
  Message& Int(std::int64_t value) {
    auto rest = static_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, rest >>= 8U) bytes_.push_back(static_cast<char>(rest & 0xFFU));
    return *this;
  }
  Message& Text(std::string_view text) {
    Int(static_cast<std::int64_t>(text.size()));
    bytes_.append(text);
    return *this;
  }
  Message& Mac(const AuditMac& mac) {
    bytes_.append(mac.begin(), mac.end());
    return *this;
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace

Result<AuditKey> AuditKey::Load(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) {
    return Fail(ErrorCode::kNotFound, "审计密钥文件不存在: " + file.string());
  }
  std::ifstream in(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) {
    return Fail(ErrorCode::kUnavailable, "审计密钥文件读不出: " + file.string());
  }
  AuditKey key;
  if (bytes.size() != key.key_.size()) {
    return Fail(ErrorCode::kUnprocessable, "审计密钥文件应为 32 字节: " + file.string());
  }
  std::copy(bytes.begin(), bytes.end(), key.key_.begin());
  return key;
}

Result<AuditKey> AuditKey::Make(const std::filesystem::path& file) {
  std::string bytes(std::tuple_size_v<decltype(key_)>, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  const Status written = WritePrivateFile(file, bytes);
  sodium_memzero(bytes.data(), bytes.size());
  if (!written && written.error().code != ErrorCode::kConflict) return Fail(written.error());
  return Load(file);
}

AuditMac AuditKey::Hash(std::string_view message) const {
  AuditMac mac{};
  crypto_generichash(mac.data(), mac.size(), reinterpret_cast<const unsigned char*>(message.data()),
                     message.size(), key_.data(), key_.size());
  return mac;
}

AuditMac AuditKey::Id() const { return Hash(Message().Text("jiedui audit key").bytes()); }

AuditMac AuditKey::Derive(std::string_view purpose) const {
  return Hash(Message().Text("jiedui derived key").Text(purpose).bytes());
}

AuditMac AuditKey::OfEntry(const AuditMac& previous, const AuditEntry& entry) const {
  Message message;
  message.Text("row").Mac(previous).Int(entry.seq).Int(entry.at_ms).Int(entry.actor_id);
  message.Text(entry.actor_name).Text(entry.request_id).Text(entry.remote_address);
  message.Text(entry.reason).Text(entry.action).Text(entry.kind);
  message.Int(entry.record_id).Int(entry.version).Text(entry.changes);
  return Hash(message.bytes());
}

AuditMac AuditKey::OfHead(const AuditAnchor& head) const {
  return Hash(Message().Text("head").Int(head.seq).Mac(head.mac).bytes());
}

Result<AuditMac> MacAt(const Statement& row, int column) {
  const Bytes bytes = row.Blob(column);
  AuditMac mac{};
  if (bytes.size() != mac.size()) {
    return Fail(ErrorCode::kInternal, "审计记录的校验值长度不对");
  }
  std::copy(bytes.begin(), bytes.end(), mac.begin());
  return mac;
}

namespace {

Result<std::optional<StoreHead>> HeadOf(Connection& connection, std::string_view suffix) {
  JIEDUI_ASSIGN(Statement rows,
                connection.Prepare("SELECT revision, audit_seq, audit_mac, head_mac, key_id FROM "
                                   "store_head" +
                                   std::string(suffix)));
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return std::optional<StoreHead>();
  StoreHead head;
  head.revision = rows.Int(0);
  head.audit.seq = rows.Int(1);
  JIEDUI_ASSIGN(head.audit.mac, MacAt(rows, 2));
  JIEDUI_ASSIGN(head.mac, MacAt(rows, 3));
  JIEDUI_ASSIGN(head.key_id, MacAt(rows, 4));
  return std::optional<StoreHead>(head);
}

}  // namespace

Result<std::optional<StoreHead>> ReadHead(Connection& connection) { return HeadOf(connection, ""); }

Result<std::optional<StoreHead>> LockHead(Connection& connection) {
  return HeadOf(connection, engine::ForUpdate(connection.engine()));
}

Result<std::optional<AuditMac>> MacOf(Connection& connection, std::int64_t seq) {
  JIEDUI_ASSIGN(Statement rows, connection.Prepare("SELECT mac FROM audit WHERE seq = $1"));
  rows.BindAll({seq});
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return std::optional<AuditMac>();
  JIEDUI_ASSIGN(const AuditMac mac, MacAt(rows, 0));
  return std::optional<AuditMac>(mac);
}

AuditEntry AuditEntryAt(const Statement& row) {
  const auto text = [&](int column) { return std::string(row.Text(column)); };
  AuditEntry entry;
  entry.seq = row.Int(0);
  entry.at_ms = row.Int(1);
  entry.actor_id = row.Int(2);
  entry.actor_name = text(3);
  entry.request_id = text(4);
  entry.remote_address = text(5);
  entry.reason = text(6);
  entry.action = text(7);
  entry.kind = text(8);
  entry.record_id = row.Int(9);
  entry.version = row.Int(10);
  entry.changes = text(11);
  return entry;
}

Status AppendAudit(Connection& connection, const AuditKey& key, AuditAnchor& head,
                   const AuditEntry& entry) {
  static const std::string insert = "INSERT INTO audit (" + std::string(kAuditColumns) +
                                    ", mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                                    "$12, $13)";
  const AuditMac mac = key.OfEntry(head.mac, entry);
  JIEDUI_CHECK(connection.RunLater(
      insert,
      {entry.seq, entry.at_ms, entry.actor_id, std::string_view(entry.actor_name),
       std::string_view(entry.request_id), std::string_view(entry.remote_address),
       std::string_view(entry.reason), std::string_view(entry.action), std::string_view(entry.kind),
       entry.record_id, entry.version, std::string_view(entry.changes), Bytes(mac)}));
  head = {entry.seq, mac};
  return {};
}

}  // namespace jiedui::store
