#include <sodium.h>

#include <array>

#include "store/sqlite_internal.h"
#include "store/unit_of_work.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::size_t kKeyBytes = 32;

std::string NewKey() {
  std::array<unsigned char, kKeyBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();  // the terminating NUL
  return hex;
}

}  // namespace

Result<std::string> UnitOfWork::ExternalLoginKey() {
  const std::string fresh = NewKey();
  JIEDUI_CHECK(connection().Run(
      "INSERT INTO external_login_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING",
      {std::string_view(fresh)}));
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT secret FROM external_login_key WHERE id = 1"));
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return Fail(ErrorCode::kInternal, "external_login_key has no row");
  return std::string(rows.Text(0));
}

Status UnitOfWork::EndExternalLogin(std::string_view state, base::TimeMs expires_ms) {
  JIEDUI_CHECK(connection().Run("DELETE FROM external_logins_ended WHERE expires_ms < $1",
                                {batch_.clock.NowMs()}));
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT 1 FROM external_logins_ended WHERE state = $1"));
  rows.BindAll({state});
  JIEDUI_ASSIGN(const bool ended, rows.Step());
  if (ended) return Fail(ErrorCode::kConflict, "这次登录已经完成过");
  return connection().Run("INSERT INTO external_logins_ended (state, expires_ms) VALUES ($1, $2)",
                          {state, expires_ms});
}

}  // namespace jiedui::store
