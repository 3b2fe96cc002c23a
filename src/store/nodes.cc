#include <sodium.h>

#include <array>

#include "store/store.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {

using base::Fail;
using base::Result;
using base::Status;

std::string IndexConsumerOf(std::uint8_t node) {
  return node == 0 ? "index" : "index-" + std::to_string(node);
}

Result<bool> Store::FollowOutbox(std::string_view consumer) {
  if (IsConsumerOfAll(consumer)) return false;
  bool begun = false;
  const Status done = Write({}, [&](UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(unit.connection().Run(
        "INSERT INTO outbox_followers (consumer, since_ms) VALUES ($1, $2) ON CONFLICT (consumer) "
        "DO NOTHING",
        {consumer, NowMs()}));
    begun = unit.connection().Changes() == 1;
    unit.batch_.followers.reset();
    return {};
  });
  if (!done) return Fail(done.error());
  return begun;
}

Status Store::UnfollowOutbox(std::string_view consumer) {
  return Write({}, [&](UnitOfWork& unit) -> Status {
    unit.batch_.followers.reset();
    JIEDUI_CHECK(
        unit.connection().Run("DELETE FROM outbox_followers WHERE consumer = $1", {consumer}));
    if (unit.connection().Changes() == 0) {
      return Fail(base::ErrorCode::kNotFound, "没有名为 “" + std::string(consumer) + "” 的检索索引",
                  "consumer");
    }
    return unit.connection().Run("DELETE FROM outbox WHERE consumer = $1", {consumer});
  });
}

Result<bool> Store::HoldLease(std::string_view name, base::TimeMs length_ms) {
  bool held = false;
  const Status done = Write({}, [&](UnitOfWork& unit) -> Status {
    const base::TimeMs now_ms = NowMs();
    const std::string_view holder = Holder();
    JIEDUI_CHECK(unit.connection().Run(
        "UPDATE leases SET holder = $1, until_ms = $2 WHERE name = $3 AND (holder = $1 OR until_ms "
        "<= $4)",
        {holder, now_ms + length_ms, name, now_ms}));
    held = unit.connection().Changes() == 1;
    if (held) return {};
    JIEDUI_CHECK(unit.connection().Run(
        "INSERT INTO leases (name, holder, until_ms) VALUES ($1, $2, $3) ON CONFLICT (name) DO "
        "NOTHING",
        {name, holder, now_ms + length_ms}));
    held = unit.connection().Changes() == 1;
    return {};
  });
  if (!done) return Fail(done.error());
  return held;
}

Status Store::ReturnLease(std::string_view name) {
  return Write({}, [&](UnitOfWork& unit) {
    return unit.connection().Run("DELETE FROM leases WHERE name = $1 AND holder = $2",
                                 {name, Holder()});
  });
}

}  // namespace jiedui::store
