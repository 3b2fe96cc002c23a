// Telephone numbers are masked for everybody but their owner, and shown to who may see them when
// they say what for; who looked is on record.
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

constexpr const char* kPhone = "13800138000";

class Reveal : public ApiTest {
 protected:
  Reveal() { CookieOf("office"); }  // its login is an entry of the trail too

  [[nodiscard]] std::string Path(std::int64_t id) const {
    return "/api/v1/records/enterprises/" + std::to_string(id);
  }
  Reply Request(const std::string& login, std::int64_t id,
                const std::string& reason = "电话联系企业") {
    return PostAs(login, Path(id) + "/reveal", R"({"reason":")" + reason + "\"}");
  }
  /// The newest entry of the trail, as the office sees it.
  Reply Newest() { return GetAs("office", "/api/v1/audit?limit=1"); }
};

TEST_F(Reveal, EverybodySeesItMaskedButTheOwner) {
  for (const char* const login : {"office", "zezhou", "miit", "auditor", "expert"})
    EXPECT_EQ(GetAs(login, Path(zezhou_)).At("contact_phone"), "138****8000") << login;
  EXPECT_EQ(GetAs("member", Path(zezhou_)).At("contact_phone"), kPhone);
  const Reply list = GetAs("office", "/api/v1/records/enterprises");
  EXPECT_EQ(list.body.find(kPhone), std::string::npos);
  EXPECT_NE(list.body.find("138****8000"), std::string::npos);
}

TEST_F(Reveal, ItIsShownWithAReasonThatIsKept) {
  const Reply shown = Request("zezhou", zezhou_);
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_EQ(shown.At("values/contact_phone"), kPhone);
  const Reply entry = Newest();
  EXPECT_EQ(entry.At("items/0/action"), "reveal");
  EXPECT_EQ(entry.At("items/0/reason"), "电话联系企业");
  EXPECT_EQ(entry.At("items/0/actor/name"), "zezhou的姓名");
  EXPECT_EQ(entry.At("items/0/record/id"), std::to_string(zezhou_));
  EXPECT_EQ(entry.At("items/0/remote_address"), "127.0.0.1");
  EXPECT_EQ(GetAs("zezhou", Path(zezhou_)).At("contact_phone"), "138****8000")
      << "once, not for good";
}

TEST_F(Reveal, NotWithoutAReasonThePermissionOrSight) {
  EXPECT_EQ(Request("zezhou", zezhou_, "").status, 400);
  EXPECT_EQ(Request("zezhou", zezhou_, "x").status, 400);
  EXPECT_EQ(Request("zezhou", zezhou_, "   ").status, 400);
  EXPECT_EQ(Request("zezhou", gaoping_).status, 404);
  for (const char* const login : {"auditor", "expert", "member"})
    EXPECT_EQ(Request(login, zezhou_).status, 403) << login;
  const Reply none = PostAs("zezhou", "/api/v1/records/needs/" + std::to_string(need_) + "/reveal",
                            R"({"reason":"电话联系"})");
  EXPECT_EQ(none.status, 400) << "a need has nothing to reveal";
  EXPECT_NE(Newest().At("items/0/action"), "reveal") << "what was refused was not shown";
}

TEST_F(Reveal, AnExportIsMaskedUnlessItSaysWhatFor) {
  const Reply masked = GetAs("zezhou", "/api/v1/exports/enterprises.csv");
  EXPECT_EQ(masked.body.find(kPhone), std::string::npos);
  EXPECT_NE(masked.body.find("138****8000"), std::string::npos);
  const Reply whole = GetAs("zezhou", "/api/v1/exports/enterprises.csv?reveal=%E6%A0%B8%E5%AF%B9");
  EXPECT_NE(whole.body.find(kPhone), std::string::npos);
  EXPECT_EQ(Newest().At("items/0/action"), "reveal_export");
  EXPECT_EQ(Newest().At("items/0/reason"), "核对");
  EXPECT_EQ(GetAs("zezhou", "/api/v1/exports/enterprises.csv?reveal=x").status, 400);
  EXPECT_EQ(GetAs("auditor", "/api/v1/exports/enterprises.csv?reveal=%E6%A0%B8%E5%AF%B9").status,
            403);
}

TEST_F(Reveal, ThePastIsMaskedToo) {
  ASSERT_EQ(PatchAs("zezhou", Path(zezhou_), R"({"contact_phone":"13700137000"})", 1).status, 200);
  for (const std::string& target : {Path(zezhou_) + "/history", std::string("/api/v1/audit")}) {
    const Reply past = GetAs("office", target);
    EXPECT_EQ(past.body.find("13700137000"), std::string::npos) << target;
    EXPECT_NE(past.body.find("137****7000"), std::string::npos) << target;
  }
}

TEST_F(Reveal, AMaskedNumberCannotBeGuessedByFilters) {
  const auto asked = [&](const std::string& where) {
    return GetAs("office", "/api/v1/records/enterprises?where=" + where).status;
  };
  EXPECT_EQ(asked("contact_phone%3D13800138000"), 200) << "who knows it whole may look for it";
  EXPECT_EQ(asked("contact_phone%3E%3D1380013"), 400);
  EXPECT_EQ(asked("contact_phone%3C%3D1380013"), 400);
}

}  // namespace
}  // namespace jiedui::api
