// The contract and the route table say the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "api/routes.h"
#include "base/text.h"
#include "support/reference_data.h"

namespace jiedui::api {
namespace {

/// What the contract says of one operation.
struct Operation {
  std::string method;
  std::string path;
  std::string permission;  // empty for none
  bool open = false;       // `security: []`
};

bool operator==(const Operation& a, const Operation& b) {
  return a.method == b.method && a.path == b.path && a.permission == b.permission &&
         a.open == b.open;
}

std::ostream& operator<<(std::ostream& out, const Operation& one) {
  return out << one.method << " " << one.path << " permission=" << one.permission
             << (one.open ? " open" : "");
}

std::string UpperAscii(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// Reads the operations off the lines of `paths:`; the file keeps to two blanks a level.
class ContractReader {
 public:
  std::map<std::string, Operation> Read(std::string_view yaml) {
    bool inside = false;
    for (const std::string_view line : base::Split(yaml, '\n')) {
      if (!line.empty() && line[0] != ' ' && line[0] != '#') {
        inside = line == "paths:";
      } else if (inside) {
        Line(line);
      }
    }
    Finish();
    return std::move(operations_);
  }

 private:
  void Line(std::string_view line) {
    const std::size_t depth = line.find_first_not_of(' ');
    if (depth == std::string_view::npos) return;
    const std::string_view text = line.substr(depth);
    if (depth == 2) {
      Finish();
      path_ = std::string(text.substr(0, text.find(':')));
      prefix_ = "/api/v1";
    } else if (depth == 4 && text.starts_with("servers:")) {
      prefix_ = "";
    } else if (depth == 4) {
      Finish();
      method_ = UpperAscii(std::string(text.substr(0, text.find(':'))));
    } else if (depth == 6) {
      Member(text);
    }
  }

  void Member(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    const std::string value(base::Trim(text.substr(colon + 1)));
    if (name == "operationId") id_ = value;
    if (name == "x-permission") permission_ = value;
    if (name == "security") open_ = value == "[]";
  }

  void Finish() {
    if (!id_.empty()) {
      const bool fresh =
          operations_.emplace(id_, Operation{method_, prefix_ + path_, permission_, open_}).second;
      EXPECT_TRUE(fresh) << "operationId twice: " << id_;
    }
    id_.clear();
    permission_.clear();
    open_ = false;
  }

  std::map<std::string, Operation> operations_;
  std::string prefix_;
  std::string path_;
  std::string method_;
  std::string id_;
  std::string permission_;
  bool open_ = false;
};

std::map<std::string, Operation> Promised() {
  return ContractReader().Read(
      testing::ReadFile(std::filesystem::path(JIEDUI_SOURCE_DIR) / "api" / "openapi.yaml"));
}

std::map<std::string, Operation> Served() {
  std::map<std::string, Operation> operations;
  for (const Route& route : AllRoutes()) {
    Operation one{std::string(route.method), std::string(route.path), {}, false};
    if (route.permission) one.permission = domain::Code(*route.permission);
    one.open = route.caller == Caller::kAnyone;
    EXPECT_TRUE(operations.emplace(route.operation, one).second) << route.operation;
  }
  return operations;
}

TEST(Contract, TheReaderFindsTheOperations) {
  const auto operations = Promised();
  EXPECT_GT(operations.size(), 25U);
  EXPECT_EQ(operations.at("updateRecord"),
            (Operation{"PATCH", "/api/v1/records/{plural}/{id}", "read", false}));
  EXPECT_EQ(operations.at("getHealth"), (Operation{"GET", "/healthz", "", true}));
}

TEST(Contract, EveryOperationHasItsRouteAndEveryRouteItsOperation) {
  const auto promised = Promised();
  const auto served = Served();
  for (const auto& [id, operation] : promised) {
    const auto found = served.find(id);
    ASSERT_NE(found, served.end()) << id << " is promised, but nothing serves it";
    EXPECT_EQ(found->second, operation) << id;
  }
  for (const auto& [id, operation] : served)
    EXPECT_TRUE(promised.contains(id)) << id << " is served, but not in the contract";
}

TEST(Contract, NoTwoRoutesTakeTheSameRequest) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const Route& route : AllRoutes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.path).second) << route.operation;
    EXPECT_NE(route.handler, nullptr);
  }
}

TEST(Routes, OnlyWhatIsReadMayBeALittleOld) {
  std::set<std::string_view> late;
  for (const Route& route : AllRoutes()) {
    if (route.reads == Reads::kCurrent) continue;
    EXPECT_EQ(route.method, "GET") << route.operation;
    late.insert(route.operation);
  }
  EXPECT_TRUE(late.contains("getRanking"));
  for (const std::string_view newest : {"exportAudit", "verifyAudit", "getPlanSolve", "getRecord"})
    EXPECT_FALSE(late.contains(newest)) << newest << " is about what is there now";
}

TEST(Routes, ALiteralWinsOverABrace) {
  const auto operation = [](std::string_view method, std::string_view path) {
    const Routing routing = FindRoute(AllRoutes(), method, path);
    return routing.match ? std::string(routing.match->route->operation) : "";
  };
  EXPECT_EQ(operation("POST", "/api/v1/pairings/batch"), "postPairingsBatch");
  EXPECT_EQ(operation("GET", "/api/v1/pairings/7"), "getPairing");
  EXPECT_EQ(operation("HEAD", "/api/v1/plans"), "listPlans");
  EXPECT_EQ(operation("GET", "/api/v1/plans/"), "");
  EXPECT_EQ(operation("GET", "/api/v1/records//7"), "");
  EXPECT_EQ(FindRoute(AllRoutes(), "PATCH", "/api/v1/plans/7").allowed_methods.size(), 1U);
}

}  // namespace
}  // namespace jiedui::api
