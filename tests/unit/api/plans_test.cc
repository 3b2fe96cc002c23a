#include "api/handlers/handlers.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

constexpr const char* kInput =
    R"({"name":"第一稿","pair_kinds":["expert-enterprise"],"objectives":["coverage","score"]})";

TEST_F(ApiTest, SuggestionsComeWithReasons) {
  const Reply reply =
      GetAs("zezhou", "/api/v1/recommendations?for=enterprise:" + std::to_string(zezhou_) +
                          "&kind=expert&limit=2");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.At("for/title"), "泽州县铸管有限公司");
  ASSERT_EQ(reply.Count("items"), 2);
  EXPECT_EQ(reply.At("items/0/pair_kind"), "expert-enterprise");
  EXPECT_GT(reply.Count("items/0/explanation/factors"), 3);
  EXPECT_EQ(reply.At("items/0/explanation/evidence/0/id"), std::to_string(need_)) << reply.body;
  EXPECT_EQ(reply.Count("items/0/alternates"), 1);
  EXPECT_EQ(reply.At("items/0/helper/subtitle"), "某大学");
}

TEST_F(ApiTest, ALeaderIsAskedForOnTheSideThatItIsMeantOn) {
  const std::string target =
      "/api/v1/recommendations?for=enterprise:" + std::to_string(zezhou_leader_);
  const Reply helped = GetAs("office", target + "&kind=enterprise");
  EXPECT_EQ(helped.Count("items"), 0) << helped.body;
  const Reply helps = GetAs("office", target + "&side=helper");
  EXPECT_EQ(helps.Count("items"), 2) << helps.body;
  EXPECT_EQ(GetAs("office", target + "&side=above").At("field"), "side");
  EXPECT_EQ(GetAs("office", target + "&side=helper&kind=expert").At("field"), "kind");
}

TEST_F(ApiTest, APlanIsMadeDecidedAndPublished) {
  const Reply made = PostAs("office", "/api/v1/plans", kInput);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.At("covered"), "2");
  EXPECT_EQ(made.At("pairings/suggested"), "2");
  EXPECT_EQ(made.At("made_by/name"), "office的姓名");
  const std::string plan = "/api/v1/plans/" + made.At("id");
  EXPECT_EQ(made.Header("Location"), plan);
  EXPECT_EQ(PostAs("office", "/api/v1/plans", kInput).status, 409);

  const Reply early = PostAs("office", plan + "/events", R"({"event":"publish"})", 1);
  EXPECT_EQ(early.status, 422) << early.body;

  const Reply pairings = GetAs("office", plan + "/pairings");
  ASSERT_EQ(pairings.Count("items"), 2) << pairings.body;
  const std::string first = "/api/v1/pairings/" + pairings.At("items/0/id");
  const std::string second = "/api/v1/pairings/" + pairings.At("items/1/id");
  EXPECT_EQ(PostAs("office", first + "/events", R"({"event":"approve"})").status, 428);
  const Reply approved = PostAs("office", first + "/events", R"({"event":"approve"})", 1);
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(approved.At("state"), "approved");
  EXPECT_EQ(approved.At("decided_by/name"), "office的姓名");
  EXPECT_EQ(PostAs("office", first + "/events", R"({"event":"reject"})", 1).status, 412);

  const Reply silent = PostAs("office", second + "/events", R"({"event":"reject"})", 1);
  EXPECT_EQ(silent.status, 400);
  EXPECT_EQ(silent.At("field"), "reason");
  const Reply rejected =
      PostAs("office", second + "/events", R"({"event":"reject","reason":"出国访问"})", 1);
  EXPECT_EQ(rejected.At("state"), "rejected");
  EXPECT_EQ(PostAs("zezhou", second + "/events", R"({"event":"reopen"})", 2).status, 403);

  const Reply published = PostAs("office", plan + "/events", R"({"event":"publish"})", 1);
  ASSERT_EQ(published.status, 200) << published.body;
  EXPECT_EQ(published.At("state"), "published");
  EXPECT_EQ(published.At("pairings/published"), "1");
  EXPECT_EQ(published.Count("allowed_events"), 0);
  EXPECT_EQ(PostAs("office", plan + "/events", R"({"event":"discard"})", 2).status, 409);
}

TEST_F(ApiTest, ADraftIsAskedWhatIf) {
  const Reply made = PostAs("office", "/api/v1/plans", kInput);
  const std::string plan = "/api/v1/plans/" + made.At("id");
  const Reply pairings = GetAs("office", plan + "/pairings");
  const std::string helper =
      R"("helper":{"kind":"expert","id":")" + pairings.At("items/0/helper/id") + "\"}";
  const std::string enterprise = R"("enterprise":")" + pairings.At("items/0/enterprise/id") + "\"";
  const std::string edits = R"({"edits":[{"action":"forbid",)" + helper + "," + enterprise + "}]}";
  const Reply answer = PostAs("office", plan + "/what-if", edits);
  ASSERT_EQ(answer.status, 200) << answer.body;
  ASSERT_EQ(answer.Count("parts"), 1) << answer.body;
  EXPECT_EQ(answer.At("parts/0/pair_kind"), "expert-enterprise");
  EXPECT_EQ(answer.At("parts/0/covered_before"), "2");
  EXPECT_GE(answer.Count("go"), 1) << answer.body;
  EXPECT_EQ(answer.At("go/0/helper/subtitle"), "某大学");
  EXPECT_EQ(answer.Count("come"), answer.Count("go"));
  EXPECT_EQ(answer.Count("uncovered"), 0);
  EXPECT_EQ(PostAs("auditor", plan + "/what-if", edits).status, 403);
  EXPECT_EQ(PostAs("office", plan + "/what-if", R"({"edits":[]})").status, 400);
  EXPECT_EQ(
      PostAs("office", plan + "/what-if", R"({"edits":[{"action":"pin","h":1}]})").At("field"),
      "h");
  EXPECT_EQ(
      PostAs("office", plan + "/what-if", R"({"edits":[{"action":"capacity",)" + helper + "}]}")
          .At("field"),
      "capacity");
  const std::string pairing = "/api/v1/pairings/" + pairings.At("items/0/id");
  const Reply priced = GetAs("office", pairing + "?plan_loss=true");
  ASSERT_EQ(priced.Count("alternates"), 1) << priced.body;
  EXPECT_EQ(priced.At("alternates/0/plan_loss/covered"), "0") << priced.body;
  EXPECT_EQ(GetAs("office", pairing).body.find("plan_loss"), std::string::npos);
  EXPECT_EQ(GetAs("office", pairing + "?plan_loss=yes").At("field"), "plan_loss");
}

TEST_F(ApiTest, APlanIsSolvedWhileNobodyWaits) {
  const Reply begun = PostAs("office", "/api/v1/plan_solves", kInput);
  ASSERT_EQ(begun.status, 202) << begun.body;
  const std::string path = begun.Header("Location");
  EXPECT_EQ(path, "/api/v1/plan_solves/" + begun.At("id"));
  const Reply done = Ended("office", path);
  ASSERT_EQ(done.At("state"), "done") << done.body;
  const std::string plan = done.At("plan");
  EXPECT_EQ(GetAs("office", "/api/v1/plans/" + plan).At("covered"), "2");
  EXPECT_EQ(GetAs("miit", path).status, 404) << "another account's";
  EXPECT_EQ(GetAs("miit", "/api/v1/plan_solves").Count("items"), 0);
  EXPECT_EQ(GetAs("office", "/api/v1/plan_solves").Count("items"), 1);
  EXPECT_EQ(SendAs("miit", {.method = "DELETE", .target = path}).status, 404);
  EXPECT_EQ(GetAs("zezhou", path).status, 403) << "makes no plans";

  EXPECT_EQ(PostAs("office", "/api/v1/plan_solves", kInput).status, 409) << "the name is taken";
  EXPECT_EQ(
      PostAs("office", "/api/v1/plan_solves", R"({"name":"甲","pair_kinds":["x"]})").At("field"),
      "pair_kinds");
  EXPECT_EQ(PostAs("office", "/api/v1/plan_solves", R"({"plan":")" + plan + "\"}").status, 428);
  EXPECT_EQ(PostAs("office", "/api/v1/plan_solves", R"({"plan":")" + plan + "\"}", 9).status, 412);
  const Reply again = PostAs("office", "/api/v1/plan_solves", R"({"plan":")" + plan + "\"}", 1);
  ASSERT_EQ(again.status, 202) << again.body;
  EXPECT_EQ(again.At("resolves"), "true");
  EXPECT_EQ(Ended("office", again.Header("Location")).At("state"), "done");
}

TEST_F(ApiTest, ASolveIsCancelledAndStoresNothing) {
  options().takes_plan_solves = false;  // another node would, so that it surely waits
  const Reply begun = PostAs("office", "/api/v1/plan_solves", kInput);
  ASSERT_EQ(begun.status, 202) << begun.body;
  EXPECT_EQ(begun.At("state"), "waiting");
  const std::string path = begun.Header("Location");
  EXPECT_EQ(SendAs("miit", {.method = "DELETE", .target = path}).status, 404);
  const Reply cancelled = SendAs("office", {.method = "DELETE", .target = path});
  EXPECT_EQ(cancelled.status, 200) << cancelled.body;
  EXPECT_EQ(cancelled.At("state"), "cancelled");
  EXPECT_EQ(GetAs("office", path).At("state"), "cancelled");
  EXPECT_EQ(GetAs("office", "/api/v1/plans").Count("items"), 0);
}

/// It is solved by whom, and with which rights, is looked up when it begins.
TEST_F(ApiTest, ASolveOfAnAccountThatWasDisabledMeanwhileIsRefused) {
  options().takes_plan_solves = false;
  const Reply begun = PostAs("office", "/api/v1/plan_solves", kInput);
  ASSERT_EQ(begun.status, 202) << begun.body;
  const auto job = workspace().store.TakeJob("plan_solve", 60'000).value();
  ASSERT_TRUE(job);
  const auto work = PlanSolveWork(workspace());
  auto user = workspace().store.FindByKey<domain::User>({"office"}).value();
  ASSERT_TRUE(user);
  user->disabled = true;
  ASSERT_TRUE(workspace().store.Write({}, [&](store::UnitOfWork& u) { return u.Update(*user); }));
  EXPECT_EQ(work(*job, {}, {}).error().code, base::ErrorCode::kForbidden);
  user->disabled = false;
  ASSERT_TRUE(workspace().store.Write({}, [&](store::UnitOfWork& u) { return u.Update(*user); }));
  // A token that lacked the permission when it asked does not get it by waiting.
  store::Job narrow = *job;
  narrow.request.replace(
      narrow.request.find("granted\":\"") + 10,
      narrow.request.find("\",\"request_id") - narrow.request.find("granted\":\"") - 10, "0");
  EXPECT_EQ(work(narrow, {}, {}).error().code, base::ErrorCode::kForbidden) << narrow.request;
  const auto plan = work(*job, {}, {});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(work(*job, {}, {}).error().code, base::ErrorCode::kConflict) << "stored once";
  EXPECT_EQ(GetAs("office", "/api/v1/plan_solves").At("items/0/plan"), std::to_string(*plan));
}

TEST_F(ApiTest, AWhatIfIsAdoptedByASolve) {
  const std::string id = PostAs("office", "/api/v1/plans", kInput).At("id");
  const Reply pairings = GetAs("office", "/api/v1/plans/" + id + "/pairings");
  const std::string edits = R"("edits":[{"action":"forbid","helper":{"kind":"expert","id":")" +
                            pairings.At("items/0/helper/id") + R"("},"enterprise":")" +
                            pairings.At("items/0/enterprise/id") + "\"}]";
  const std::string body = R"({"plan":")" + id + "\"," + edits;
  const Reply silent = PostAs("office", "/api/v1/plan_solves", body + "}", 1);
  EXPECT_EQ(Ended("office", silent.Header("Location")).At("problem/field"), "reason");
  const Reply begun = PostAs("office", "/api/v1/plan_solves", body + R"(,"reason":"路途太远"})", 1);
  ASSERT_EQ(Ended("office", begun.Header("Location")).At("state"), "done");
  const Reply after = GetAs("office", "/api/v1/pairings/" + pairings.At("items/0/id"));
  EXPECT_EQ(after.At("state"), "rejected");
  EXPECT_EQ(after.At("reason"), "路途太远");
}

TEST_F(ApiTest, ScoresAreCountedAndOpened) {
  const std::string plan = "/api/v1/plans/" + PostAs("office", "/api/v1/plans", kInput).At("id");
  const Reply scores = GetAs("office", plan + "/scores");
  ASSERT_EQ(scores.Count("bands"), 10) << scores.body;
  int counted = 0;
  for (int i = 0; i < 10; ++i) {
    const std::string band = "bands/" + std::to_string(i);
    const int count = std::stoi(scores.At(band + "/count"));
    const std::string below = i == 9 ? "" : "&score_below=" + scores.At(band + "/below");
    const Reply listed =
        GetAs("office", plan + "/pairings?score_from=" + scores.At(band + "/from") + below);
    EXPECT_EQ(listed.Count("items"), count) << listed.body;
    counted += count;
  }
  EXPECT_EQ(counted, 2);
  EXPECT_EQ(GetAs("office", plan + "/pairings?score_from=2").At("field"), "score_from");
}

TEST_F(ApiTest, AMemberAnswersItsPairing) {
  const Reply made = PostAs("office", "/api/v1/plans", kInput);
  const std::string plan = "/api/v1/plans/" + made.At("id");
  const Reply own = GetAs("office", plan + "/pairings?region=140525&state=suggested&sort=id");
  ASSERT_EQ(own.Count("items"), 1) << own.body;
  const std::string considered = "/api/v1/pairings/" + own.At("items/0/id");
  EXPECT_EQ(GetAs("member", considered).status, 404) << "a draft is no promise";
  EXPECT_EQ(GetAs("member", "/api/v1/pairings").Count("items"), 0);
  EXPECT_EQ(GetAs("expert", "/api/v1/pairings").Count("items"), 0);
  const Reply all = GetAs("office", plan + "/pairings");
  ASSERT_EQ(PostAs("office", "/api/v1/pairings/batch",
                   R"({"event":"approve","items":[{"version":1,"id":")" + all.At("items/0/id") +
                       R"("},{"version":1,"id":")" + all.At("items/1/id") + R"("}]})")
                .At("succeeded"),
            "2");
  ASSERT_EQ(PostAs("office", plan + "/events", R"({"event":"publish"})", 1).status, 200);
  const std::string& path = considered;
  const Reply seen = GetAs("member", path);
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.At("allowed_events"), R"(["accept","decline"])");
  const Reply accepted = PostAs("member", path + "/events", R"({"event":"accept"})", 3);
  EXPECT_EQ(accepted.At("state"), "accepted") << accepted.body;
  EXPECT_EQ(accepted.At("capacity/used"), "1");
}

TEST_F(ApiTest, ABatchTellsOfEach) {
  const Reply made = PostAs("office", "/api/v1/plans", kInput);
  const Reply all = GetAs("office", "/api/v1/plans/" + made.At("id") + "/pairings");
  const Reply batch =
      PostAs("office", "/api/v1/pairings/batch",
             R"({"event":"approve","items":[{"version":1,"id":")" + all.At("items/0/id") +
                 R"("},{"version":1,"id":"12345"},{"version":7,"id":")" + all.At("items/1/id") +
                 R"("}]})");
  ASSERT_EQ(batch.status, 200) << batch.body;
  EXPECT_EQ(batch.At("succeeded"), "1");
  EXPECT_EQ(batch.At("results/0/state"), "approved");
  EXPECT_EQ(batch.At("results/0/version"), "2");
  EXPECT_EQ(batch.At("results/1/problem/code"), "not_found");
  EXPECT_EQ(batch.At("results/1/state"), "null");
  EXPECT_EQ(batch.At("results/2/problem/code"), "precondition_failed")
      << "changed since it was seen";
  for (const auto& [body, field] : std::vector<std::pair<std::string, std::string>>{
           {R"({"event":"swap","items":[{"id":"1","version":1}]})", "event"},
           {R"({"event":"fly","items":[{"id":"1","version":1}]})", "event"},
           {R"({"event":"approve","items":[]})", "items"},
           {R"({"event":"approve","items":[{"id":"1","version":1},{"id":"1","version":2}]})",
            "items"},
           {R"({"event":"approve","items":[{"id":"x","version":1}]})", "items"},
           {R"({"event":"approve","items":[{"id":"1"}]})", "items"},
           {R"({"event":"approve","items":[{"id":"1","version":1,"colour":1}]})", "items"},
           {R"({"event":"approve","ids":["1"]})", "ids"}}) {
    const Reply wrong = PostAs("office", "/api/v1/pairings/batch", body);
    EXPECT_EQ(wrong.status, 400) << body;
    EXPECT_EQ(wrong.At("field"), field) << body;
  }
}

TEST_F(ApiTest, PairingsAreFoundByNameAndSorted) {
  PutExpert("赵工", 4);
  const Reply made = PostAs("office", "/api/v1/plans", kInput);
  const std::string plan = "/api/v1/plans/" + made.At("id");
  const Reply named = GetAs("office", plan + "/pairings?q=%E9%AB%98%E5%B9%B3");  // 高平
  EXPECT_EQ(named.At("total"), "1") << named.body;
  EXPECT_EQ(named.At("items/0/enterprise/id"), std::to_string(gaoping_));
  std::string cursor;
  std::vector<std::string> ids;
  for (int page = 0; page < 5 && cursor != "null"; ++page) {
    const Reply reply = GetAs("office", "/api/v1/pairings?limit=1&q=%E5%B7%A5" +  // 工
                                            (cursor.empty() ? "" : "&cursor=" + cursor));
    ASSERT_EQ(reply.status, 200) << reply.body;
    if (reply.Count("items") == 1) ids.push_back(reply.At("items/0/id"));
    cursor = reply.At("next_cursor");
  }
  const Reply sorted = GetAs("office", "/api/v1/pairings");
  ASSERT_EQ(sorted.Count("items"), 2);
  EXPECT_THAT(ids, ::testing::ElementsAre(sorted.At("items/0/id"), sorted.At("items/1/id")));
  EXPECT_EQ(GetAs("office", "/api/v1/pairings?sort=name").At("field"), "sort");
  EXPECT_EQ(GetAs("office", "/api/v1/pairings?state=lost").At("field"), "state");
}

TEST_F(ApiTest, ADraftBasedOnAnotherKeepsItsDecisions) {
  const Reply first = PostAs("office", "/api/v1/plans", kInput);
  const Reply all = GetAs("office", "/api/v1/plans/" + first.At("id") + "/pairings");
  const std::string kept = all.At("items/0/id");
  const std::string helper = all.At("items/0/helper/id");
  const std::string enterprise = all.At("items/0/enterprise/id");
  ASSERT_EQ(
      PostAs("office", "/api/v1/pairings/" + kept + "/events", R"({"event":"approve"})", 1).status,
      200);
  const Reply second =
      PostAs("office", "/api/v1/plans",
             R"({"name":"第二稿","pair_kinds":["expert-enterprise"],"based_on":")" +
                 first.At("id") + "\"}");
  ASSERT_EQ(second.status, 201) << second.body;
  const Reply pairings =
      GetAs("office", "/api/v1/plans/" + second.At("id") + "/pairings?state=suggested");
  bool found = false;
  for (int i = 0; i < pairings.Count("items"); ++i) {
    const std::string at = "items/" + std::to_string(i);
    if (pairings.At(at + "/enterprise/id") != enterprise) continue;
    found = pairings.At(at + "/helper/id") == helper && pairings.At(at + "/pinned") == "true";
  }
  EXPECT_TRUE(found) << pairings.body;
  const Reply diff =
      GetAs("office", "/api/v1/plans/" + second.At("id") + "/diff?against=" + first.At("id"));
  ASSERT_EQ(diff.status, 200) << diff.body;
  EXPECT_EQ(diff.At("added"), "0");
  EXPECT_EQ(diff.At("against/name"), "第一稿");
  EXPECT_EQ(GetAs("office", "/api/v1/plans/" + second.At("id") + "/diff").At("field"), "against");
}

TEST_F(ApiTest, UncoveredEnterprisesAreNamedWithTheReason) {
  const Reply made =
      PostAs("office", "/api/v1/plans",
             R"({"name":"团队","pair_kinds":["team-enterprise"],"region_code":"140525"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const Reply reply = GetAs("office", "/api/v1/plans/" + made.At("id") + "/uncovered");
  ASSERT_EQ(reply.At("total"), "1") << reply.body;
  EXPECT_EQ(reply.At("items/0/enterprise/id"), std::to_string(zezhou_));
  EXPECT_NE(reply.At("items/0/reason"), "");
}

TEST_F(ApiTest, WorkAndCoverageAreReported) {
  ASSERT_EQ(PostAs("office", "/api/v1/plans", kInput).status, 201);
  const Reply tasks = GetAs("office", "/api/v1/tasks");
  ASSERT_EQ(tasks.status, 200) << tasks.body;
  EXPECT_NE(tasks.body.find("decide_pairings"), std::string::npos) << tasks.body;
  const Reply coverage = GetAs("office", "/api/v1/coverage");
  EXPECT_EQ(coverage.At("total/enterprises"), "3") << coverage.body;
  EXPECT_EQ(coverage.At("total/to_help"), "2");
  EXPECT_EQ(coverage.Count("total/covered"), 7);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/coverage").At("total/enterprises"), "2");
}

TEST_F(ApiTest, ASectorIsSettledOnce) {
  domain::SectorProposal proposal;
  proposal.enterprise = {gaoping_};
  proposal.sector_code = "3130";
  proposal.confidence = 0.4;
  proposal.region_code = kGaoping;
  const std::string path = "/api/v1/sector_proposals/" + std::to_string(Put(proposal)) + "/events";
  const std::string body = R"({"event":"confirm","sector_code":"3130"})";
  EXPECT_EQ(PostAs("zezhou", path, body, 1).status, 404);
  const Reply settled = PostAs("gaoping", path, body, 1);
  ASSERT_EQ(settled.status, 200) << settled.body;
  EXPECT_EQ(settled.At("state"), "settled");
  EXPECT_EQ(GetAs("office", "/api/v1/records/enterprises/" + std::to_string(gaoping_))
                .At("sector_source"),
            "confirmed");
  EXPECT_EQ(PostAs("gaoping", path, body, 2).status, 409);
}

}  // namespace
}  // namespace jiedui::api
