#include "services/posts.h"

#include <algorithm>
#include <chrono>

#include "base/if_found.h"
#include "services/access.h"
#include "services/grants.h"
#include "services/record_rules_internal.h"
#include "services/settle.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::Date;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Post;
using domain::PostAuthority;

bool HeldOn(const Post& post, const Date& day) {
  return (!post.held_from || *post.held_from <= day) &&
         (!post.held_until || day <= *post.held_until);
}

Date DayBefore(const Date& day) {
  constexpr base::TimeMs kHourMs = 3'600'000;
  return base::DateInChina(base::StartOfDayInChina(day) - kHourMs);
}

domain::Role RoleOf(PostAuthority authority) {
  switch (authority) {
    case PostAuthority::kCityOffice:
      return domain::Role::kCityOffice;
    case PostAuthority::kDepartment:
      return domain::Role::kDepartment;
    case PostAuthority::kSupportDepartment:
      return domain::Role::kSupportDepartment;
    default:
      return domain::Role::kCounty;
  }
}

auto OrderOf(const Post& post) { return std::tuple(post.acting, post.rank, post.id); }

Status CheckSuccession(const Post& post, const Succession& succession) {
  if (succession.holder.empty()) return Fail(ErrorCode::kInvalid, "须写明接任人", "holder");
  if (!HeldOn(post, succession.from) && !HeldOn(post, DayBefore(succession.from)))
    return Fail(ErrorCode::kUnprocessable,
                "该任职在 " + base::FormatDate(succession.from) + " 前已结束或尚未开始", "from");
  if (post.held_from && succession.from <= *post.held_from)
    return Fail(ErrorCode::kUnprocessable,
                "接任日期应晚于原任职开始日期 " + base::FormatDate(*post.held_from), "from");
  if (!succession.acting) return {};
  if (!succession.until) return Fail(ErrorCode::kInvalid, "代理须写明截止日期", "until");
  if (*succession.until < succession.from)
    return Fail(ErrorCode::kUnprocessable, "代理截止日期早于开始日期", "until");
  return {};
}

/// A holding's days, the scope that its authority needs, and an account that there is.
Status SettlePost(const domain::Reference& reference, const store::Reader& reader,
                  domain::Record& record) {
  const auto& post = static_cast<const Post&>(record);
  if (post.held_from && post.held_until && *post.held_until < *post.held_from)
    return Fail(ErrorCode::kUnprocessable, "任职止早于任职起", "held_until");
  if (post.acting && !post.held_until)
    return Fail(ErrorCode::kUnprocessable, "代理须写明任职止", "held_until");
  if (!post.department_code.empty() && reference.FindDepartment(post.department_code) == nullptr)
    return Fail(ErrorCode::kInvalid, "没有部门 “" + post.department_code + "”", "department_code");
  const bool department = post.authority == PostAuthority::kDepartment ||
                          post.authority == PostAuthority::kSupportDepartment;
  if (department && post.department_code.empty())
    return Fail(ErrorCode::kUnprocessable, "部门的职务须指定部门", "department_code");
  if (post.authority == PostAuthority::kCounty && post.region_code.empty())
    return Fail(ErrorCode::kUnprocessable, "县区的职务须指定地区", "region_code");
  if (post.account == 0) return {};
  JIEDUI_ASSIGN(const auto user, base::IfFound(reader.Get(domain::UserId{post.account})));
  if (!user)
    return Fail(ErrorCode::kUnprocessable, "没有账号 " + std::to_string(post.account), "account");
  if (post.authority == PostAuthority::kNone || !domain::IsAdministrator(user->role)) return {};
  return Fail(ErrorCode::kUnprocessable,
              std::string(domain::NameOf(user->role).zh) + "账号不能兼任有系统权限的职务",
              "account");
}

}  // namespace

Result<std::vector<Post>> HoldersOn(const store::Reader& reader, const Date& day) {
  std::vector<Post> held;
  JIEDUI_CHECK(reader.ForEach<Post>({}, [&](Post& post) {
    if (HeldOn(post, day)) held.push_back(std::move(post));
  }));
  std::stable_sort(held.begin(), held.end(), [](const Post& a, const Post& b) {
    return std::tuple(a.group_name, a.rank, a.acting, a.id) <
           std::tuple(b.group_name, b.rank, b.acting, b.id);
  });
  return held;
}

Result<domain::User> WithAuthority(const store::Reader& reader, domain::User user,
                                   const Date& day) {
  JIEDUI_ASSIGN(std::vector<Post> posts, reader.All<Post>({store::Equals("account", user.id)}));
  std::erase_if(posts, [](const Post& post) { return post.authority == PostAuthority::kNone; });
  if (posts.empty()) return user;
  std::erase_if(posts, [&](const Post& post) { return !HeldOn(post, day); });
  if (posts.empty()) return Fail(ErrorCode::kUnauthenticated, "该账号的任职已结束或尚未开始");
  const Post& post =
      *std::min_element(posts.begin(), posts.end(),
                        [](const Post& a, const Post& b) { return OrderOf(a) < OrderOf(b); });
  user.role = RoleOf(post.authority);
  user.region_code = post.region_code;
  user.department_code = post.department_code;
  user.own_id = 0;
  return user;
}

Result<domain::Actor> ActorToday(Workspace& workspace, const domain::User& user) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const domain::User with,
                WithAuthority(session, user, base::DateInChina(workspace.clock.NowMs())));
  domain::Actor actor = ActorOf(with, workspace.reference);
  JIEDUI_ASSIGN(const bool separated, DutiesAreSeparated(session));
  if (!separated) return actor;
  JIEDUI_CHECK(RequireConfirmedGrant(session, user));
  actor.withheld = workflow::WithheldBySeparation(actor.role);
  return actor;
}

Result<Post> TakePostOver(Workspace& workspace, const domain::Actor& actor, domain::PostId id,
                          std::int64_t version, const Succession& succession) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kEditUsers));
  Post next;
  const std::string reason = (succession.acting ? "代理: " : "接任: ") + succession.holder;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, reason), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(Post post, unit.Get(id));
        JIEDUI_CHECK(CheckVersion(post, version));
        JIEDUI_CHECK(CheckSuccession(post, succession));
        next = post;
        next.holder = succession.holder;
        next.account = succession.account;
        next.held_from = succession.from;
        next.held_until = succession.acting ? succession.until : std::nullopt;
        next.acting = succession.acting;
        if (!succession.acting) {
          post.held_until = DayBefore(succession.from);
          JIEDUI_CHECK(unit.Update(post));
        }
        JIEDUI_CHECK(Settle(workspace.reference, unit, next));
        return unit.Insert(next);
      }));
  return next;
}

RecordRule RulesOfPosts() { return {domain::Kind::kPost, SettlePost}; }

}  // namespace jiedui::services
