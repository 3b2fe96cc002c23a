#include "services/grants.h"

#include <algorithm>
#include <map>

#include "base/clock.h"
#include "base/text.h"
#include "domain/programme.h"
#include "services/access.h"
#include "services/digest.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Post;
using domain::Role;
using domain::User;
using domain::UserId;

constexpr std::string_view kSetting = "separated_duties";
constexpr std::string_view kOn = "on";
constexpr std::string_view kUnconfirmed = "grant_not_confirmed";  // the error's field
constexpr std::size_t kLongestReason = 500;

std::string DayOrNone(const std::optional<base::Date>& day) {
  return day ? base::FormatDate(*day) : std::string();
}

std::string LineOf(const Post& post) {
  std::string line(domain::Code(post.authority));
  for (const std::string& part :
       {post.region_code, post.department_code, DayOrNone(post.held_from),
        DayOrNone(post.held_until), std::string(post.acting ? "acting" : "")})
    line += "|" + part;
  return line;
}

/// One line for each thing that is not empty: its name, a space, what it is.
std::string GrantText(const User& user, const std::vector<Post>& posts) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) lines.push_back(std::string(name) + " " + value);
  };
  add("role", std::string(domain::Code(user.role)));
  add("region_code", user.region_code);
  add("department_code", user.department_code);
  if (user.own_id != 0)
    add("own", std::string(domain::Code(user.own_kind)) + ":" + std::to_string(user.own_id));
  add("external_id", user.external_id);
  if (user.password_given_ms != 0)
    add("password_given_at", base::FormatUtc(user.password_given_ms));
  const std::ptrdiff_t own = std::ssize(lines);
  for (const Post& post : posts) {
    if (post.authority != domain::PostAuthority::kNone) add("posts", LineOf(post));
  }
  std::sort(lines.begin() + own, lines.end());
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::map<std::string, std::string> PartsOf(const std::string& grant) {
  std::map<std::string, std::string> parts;
  for (const std::string_view line : base::Split(grant, '\n')) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) continue;
    std::string& part = parts[std::string(line.substr(0, space))];
    part += (part.empty() ? "" : "\n") + std::string(line.substr(space + 1));
  }
  return parts;
}

/// What differs; everything that there is where nothing was confirmed.
std::vector<GrantChange> Differences(const std::string& before, const std::string& after) {
  std::map<std::string, GrantChange> changes;
  for (auto& [field, value] : PartsOf(before)) changes[field].before = value;
  for (auto& [field, value] : PartsOf(after)) changes[field].after = value;
  std::vector<GrantChange> differing;
  for (auto& [field, change] : changes) {
    if (change.before == change.after) continue;
    change.field = field;
    differing.push_back(std::move(change));
  }
  return differing;
}

Status CheckReason(const std::string& reason, bool must) {
  if (must && base::Trim(reason).empty()) return Fail(ErrorCode::kInvalid, "请写明理由", "reason");
  if (base::CountCodePoints(reason) > kLongestReason)
    return Fail(ErrorCode::kInvalid, "理由不超过 500 个字符", "reason");
  return {};
}

/// One enabled account of each of the three, or there would be nobody to confirm anything.
Status RequireAdministrators(const std::vector<User>& users) {
  for (const Role role : {Role::kSystemAdmin, Role::kSecurityAdmin, Role::kAuditAdmin}) {
    const bool has = std::any_of(users.begin(), users.end(), [&](const User& user) {
      return user.role == role && !user.disabled;
    });
    if (!has)
      return Fail(ErrorCode::kConflict,
                  "还没有可用的" + std::string(domain::NameOf(role).zh) + "账号，不能启用三员分立");
  }
  return {};
}

Status ConfirmAsItIs(store::UnitOfWork& unit, User& user, base::TimeMs now_ms,
                     const std::string& reason) {
  JIEDUI_ASSIGN(user.confirmed_grant, GrantOf(unit, user));
  user.refused_grant.clear();
  user.grant_reason = reason;
  user.grant_decided_ms = now_ms;
  return unit.Update(user);
}

Status RequireDecider(const Actor& actor, std::int64_t user_id) {
  if (domain::IsOperator(actor)) return {};
  JIEDUI_CHECK(Require(actor, workflow::Permission::kConfirmGrants));
  if (actor.user_id != user_id) return {};
  return Fail(ErrorCode::kForbidden, "不能确认自己账号的授权，请由另一位安全管理员确认");
}

/// The account's present grant, if it is still the one looked at and awaits a decision.
Result<std::string> Awaited(const store::Reader& reader, const User& user,
                            const GrantDecision& decision) {
  JIEDUI_ASSIGN(const bool separated, DutiesAreSeparated(reader));
  if (!separated) return Fail(ErrorCode::kConflict, "没有启用三员分立，授权不须确认");
  JIEDUI_ASSIGN(std::string grant, GrantOf(reader, user));
  if (DigestOf(grant) != decision.grant)
    return Fail(ErrorCode::kPrecondition, "账号的授权已有变化，请重新查看后再确认", "grant");
  const bool confirmed = grant == user.confirmed_grant;
  const bool again = decision.verdict == GrantVerdict::kRefuse && grant == user.refused_grant;
  if (confirmed || again)
    return Fail(ErrorCode::kConflict, confirmed ? "该账号的授权已经确认" : "该账号的授权已经退回");
  return grant;
}

}  // namespace

Result<std::string> GrantOf(const store::Reader& reader, const User& user) {
  JIEDUI_ASSIGN(const std::vector<Post> posts,
                reader.All<Post>({store::Equals("account", user.id)}));
  return GrantText(user, posts);
}

Result<bool> DutiesAreSeparated(const store::Reader& reader) {
  JIEDUI_ASSIGN(const auto setting, reader.Setting(kSetting));
  return setting == kOn;
}

bool IsUnconfirmed(const base::Error& error) {
  return error.code == ErrorCode::kForbidden && error.field == kUnconfirmed;
}

Status RequireConfirmedGrant(const store::Reader& reader, const User& user) {
  JIEDUI_ASSIGN(const std::string grant, GrantOf(reader, user));
  if (grant == user.confirmed_grant) return {};
  const bool refused = grant == user.refused_grant;
  return Fail(ErrorCode::kForbidden,
              refused ? "该账号的授权已被安全管理员退回：" + user.grant_reason
                      : "该账号的授权尚待安全管理员确认",
              std::string(kUnconfirmed));
}

Result<std::int64_t> SeparateDuties(Workspace& workspace, const Actor& actor, bool separated,
                                    const std::string& reason) {
  if (!domain::IsOperator(actor))
    return Fail(ErrorCode::kForbidden, "三员分立只能由命令行的操作员启用或停用");
  JIEDUI_CHECK(CheckReason(reason, true));
  std::int64_t confirmed = 0;
  const base::TimeMs now_ms = workspace.clock.NowMs();
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, reason), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const bool before, DutiesAreSeparated(unit));
        if (before == separated)
          return Fail(ErrorCode::kConflict, separated ? "三员分立已经启用" : "三员分立没有启用");
        JIEDUI_CHECK(unit.PutSetting(kSetting, separated ? kOn : "off"));
        if (!separated) return {};
        JIEDUI_ASSIGN(std::vector<User> users, unit.All<User>());
        JIEDUI_CHECK(RequireAdministrators(users));
        for (User& user : users)
          JIEDUI_CHECK(ConfirmAsItIs(unit, user, now_ms, "启用三员分立时沿用"));
        confirmed = std::ssize(users);
        return {};
      }));
  return confirmed;
}

Result<std::vector<AwaitedGrant>> AwaitedGrants(Workspace& workspace, const Actor& actor) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kReadUsers));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  std::vector<AwaitedGrant> awaited;
  JIEDUI_ASSIGN(const bool separated, DutiesAreSeparated(session));
  if (!separated) return awaited;
  std::map<std::int64_t, std::vector<Post>> posts;
  JIEDUI_CHECK(session.ForEach<Post>({}, [&](Post& post) {
    if (post.account != 0) posts[post.account].push_back(std::move(post));
  }));
  JIEDUI_ASSIGN(std::vector<User> users, session.All<User>());
  const Scope scope = ScopeOf(actor, domain::Kind::kUser);
  for (User& user : users) {
    const std::string grant = GrantText(user, posts[user.id]);
    if (grant == user.confirmed_grant || !Covers(scope, user)) continue;
    AwaitedGrant one;
    one.grant = DigestOf(grant);
    one.refused = grant == user.refused_grant;
    one.first = user.confirmed_grant.empty();
    one.changes = Differences(user.confirmed_grant, grant);
    one.user = std::move(user);
    awaited.push_back(std::move(one));
  }
  std::sort(awaited.begin(), awaited.end(), [](const AwaitedGrant& a, const AwaitedGrant& b) {
    return a.user.login < b.user.login;
  });
  return awaited;
}

Status DecideGrant(Workspace& workspace, const Actor& actor, std::int64_t user_id,
                   const GrantDecision& decision) {
  JIEDUI_CHECK(RequireDecider(actor, user_id));
  const bool confirm = decision.verdict == GrantVerdict::kConfirm;
  JIEDUI_CHECK(CheckReason(decision.reason, !confirm));
  const std::string reason =
      (confirm ? "确认授权" : "退回授权") + (decision.reason.empty() ? "" : ": " + decision.reason);
  return workspace.store.Write(store::ContextOf(actor, reason),
                               [&](store::UnitOfWork& unit) -> Status {
                                 JIEDUI_ASSIGN(User user, unit.Get(UserId{user_id}));
                                 JIEDUI_CHECK(RequireSight(actor, user));
                                 JIEDUI_ASSIGN(std::string grant, Awaited(unit, user, decision));
                                 user.grant_reason = decision.reason;
                                 user.grant_decided_ms = workspace.clock.NowMs();
                                 if (!confirm) {
                                   user.refused_grant = std::move(grant);
                                   return unit.Update(user);
                                 }
                                 user.confirmed_grant = std::move(grant);
                                 user.refused_grant.clear();
                                 return unit.Update(user);
                               });
}

}  // namespace jiedui::services
