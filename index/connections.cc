#include "index/connections_internal.h"
#include "index/generation_internal.h"
#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using Clock = std::chrono::steady_clock;

/// How long a part that did not answer is left alone.
constexpr std::chrono::seconds kAskAgain{5};
constexpr const char* kElsewhere = "@";

}  // namespace

std::string PartName(std::size_t part, std::size_t parts) {
  return parts <= 1 ? std::string() : std::to_string(part + 1) + "/" + std::to_string(parts);
}

Result<std::vector<std::string>> Connections::Wanted() {
  std::vector<std::string> wanted;
  const std::scoped_lock lock(mutex_);
  for (std::size_t i = 0; i < layout_.parts.size(); ++i) {
    const Part& part = layout_.parts[i];
    if (part.remote()) {
      wanted.emplace_back(away_[i] > Clock::now() ? "" : kElsewhere);
      continue;
    }
    JIEDUI_ASSIGN(const std::string generation, CurrentGeneration(part.folder));
    if (generation.empty())
      return Fail(ErrorCode::kNotFound, "还没有检索索引，请运行 jiedui reindex");
    wanted.push_back(generation);
  }
  return wanted;
}

Status Connections::CheckPart(std::size_t part, const Xapian::Database& database) const {
  if (database.get_metadata(kFormatKey) != kFormat)
    return Fail(ErrorCode::kUnavailable, "检索索引的格式不是本版本的，请运行 jiedui reindex 重建");
  if (database.get_metadata(kPartKey) != PartName(part, layout_.parts.size())) {
    return Fail(ErrorCode::kUnavailable, "索引分片 " + layout_.parts[part].Name() +
                                             " 不是现在的分法，请运行 jiedui reindex 重建");
  }
  return {};
}

void Connections::SetAway(std::size_t part, bool away) {
  const std::scoped_lock lock(mutex_);
  away_[part] = away ? Clock::now() + kAskAgain : Time();
}

Result<bool> Connections::Open(std::size_t part, Connection& connection) {
  const Part& from = layout_.parts[part];
  if (!from.remote()) {
    connection.opened[part] = Xapian::Database((from.folder / connection.state[part]).string());
    JIEDUI_CHECK(CheckPart(part, connection.opened[part]));
    return true;
  }
  const auto timeout = static_cast<unsigned>(layout_.timeout_ms);
  const bool asked_again = [&] {
    const std::scoped_lock lock(mutex_);
    return away_[part] != Time();
  }();
  if (asked_again) SetAway(part, true);  // the others do not ask meanwhile
  try {
    connection.opened[part] = Xapian::Remote::open(from.host, from.port, timeout, timeout);
    JIEDUI_CHECK(CheckPart(part, connection.opened[part]));
  } catch (const Xapian::NetworkError&) {
    SetAway(part, true);
    return false;
  }
  SetAway(part, false);
  return true;
}

/// Brings it up to the last commit. False, with nothing left but its state, where a part elsewhere
/// is not what it was: it has gone, or was built anew.
bool Connections::Reopened(Connection& connection) {
  if (!layout_.AnyRemote()) {
    connection.database.reopen();
    return true;
  }
  try {
    connection.database.reopen();
    return true;
  } catch (const Xapian::Error&) {
    connection = {std::move(connection.state), {}, {}, {}};
    const std::scoped_lock lock(mutex_);
    idle_.clear();  // as broken, most likely
    return false;
  }
}

Result<Connection> Connections::Take() {
  Connection connection;
  JIEDUI_ASSIGN(connection.state, Wanted());
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(idle_, [&](const Connection& old) { return old.state != connection.state; });
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!connection.opened.empty() && Reopened(connection)) return connection;
  connection.opened.resize(layout_.parts.size());
  for (std::size_t i = 0; i < layout_.parts.size(); ++i) {
    bool answers = !connection.state[i].empty();
    if (answers) {
      JIEDUI_ASSIGN(answers, Open(i, connection));
    }
    if (answers) {
      connection.database.add_database(connection.opened[i]);
    } else {
      connection.state[i].clear();
      connection.away.push_back(layout_.parts[i].Name());
    }
  }
  if (connection.away.size() == layout_.parts.size())
    return Fail(ErrorCode::kUnavailable, "检索索引的各个分片都没有应答，请稍后再试", "index-parts");
  return connection;
}

void Connections::GiveBack(Connection connection) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(connection));
}

void Connections::Broke(Connection connection) {
  connection = {};
  // The others that were opened before may be as broken; each part is asked when the next is made.
  const std::scoped_lock lock(mutex_);
  idle_.clear();
}

}  // namespace jiedui::index
