// The figures of the workbench and their tables as workbooks.
#include "fixture.h"
#include "office/table.h"

namespace jiedui::api {
namespace {

TEST_F(ApiTest, FiguresAreForWhoReadsReports) {
  for (const char* path : {"/api/v1/reports/funnel", "/api/v1/reports/caseload",
                           "/api/v1/reports/network", "/api/v1/reports/indicator_months"}) {
    EXPECT_EQ(GetAs("office", path).status, path == std::string("/api/v1/reports/caseload") ||
                                                    path == std::string("/api/v1/reports/network")
                                                ? 200
                                                : 404)
        << path << ": without a campaign there is no funnel";
    EXPECT_EQ(GetAs("office", std::string(path) + "?colour=red").status, 400) << path;
    EXPECT_EQ(GetAs("member", path).status, 403) << path;
  }
  EXPECT_EQ(GetAs("office", "/api/v1/reports/network?limit=201").status, 400);
  EXPECT_EQ(GetAs("office", "/api/v1/reports/caseload?pair_kind=cat-dog").status, 400);
}

TEST_F(ApiTest, ATableComesBackAsAWorkbook) {
  const std::string path = "/api/v1/exports/table.xlsx";
  const Reply made = PostAs("office", path,
                            R"({"title":"覆盖率","header":["县区","覆盖率（%）","说明"],
                                "rows":[["泽州县",76.5,"=1+1"],["高平市",null,""]]})");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_THAT(made.Header("Content-Disposition"), ::testing::HasSubstr("table.xlsx"));
  EXPECT_EQ(made.body.substr(0, 2), "PK");
  EXPECT_EQ(PostAs("member", path, R"({"title":"a","header":["b"],"rows":[]})").status, 403);
}

TEST_F(ApiTest, WhatIsNoTableIsRefusedByItsField) {
  struct Case {
    const char* body;
    const char* field;
  };
  for (const Case& each : {Case{R"({"header":["b"],"rows":[]})", "title"},
                           Case{R"({"title":"a","header":[],"rows":[]})", "header"},
                           Case{R"({"title":"a","header":["b",1],"rows":[]})", "header"},
                           Case{R"({"title":"a","header":["b"],"rows":{}})", "rows"},
                           Case{R"({"title":"a","header":["b"],"rows":[["c","d"]]})", "rows"},
                           Case{R"({"title":"a","header":["b"],"rows":[[true]]})", "rows"},
                           Case{R"({"title":"a","header":["b"],"rows":[],"more":1})", "more"}}) {
    const Reply reply = PostAs("office", "/api/v1/exports/table.xlsx", each.body);
    EXPECT_EQ(reply.status, 400) << each.body;
    EXPECT_EQ(reply.At("field"), each.field) << each.body;
  }
}

}  // namespace
}  // namespace jiedui::api
