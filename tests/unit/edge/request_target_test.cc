#include "api/edge/request_target.h"

#include <gtest/gtest.h>

#include <string>

namespace jiedui::edge {
namespace {

std::string Show(std::string_view target) {
  Target parsed;
  if (ParseTarget("GET", target, parsed)) return "refused";
  std::string text = parsed.path;
  for (const auto& [name, value] : parsed.query.entries()) {
    text.append(" ").append(name).append("=").append(value);
  }
  return text;
}

TEST(RequestTarget, Table) {
  const struct {
    std::string target;
    const char* expected;
  } cases[] = {
      {"/", "/"},
      {"/a/b", "/a/b"},
      {"/a/", "/a/"},
      {"/a/b?", "/a/b"},
      {"/%E7%BB%93%E5%AF%B9", "/结对"},
      {"/a%20b+c", "/a b+c"},
      {"/a%3Fb", "/a?b"},
      {"/?q=a+b%2Bc", "/ q=a b+c"},
      {"/?q=%E7%BB%93&q=2&&r&=x", "/ q=结 q=2 r= =x"},
      {"/?a=b=c?d/e", "/ a=b=c?d/e"},
      {"/?q={\"x\"|1}", "/ q={\"x\"|1}"},
      {"/...", "/..."},
      {"/.well-known", "/.well-known"},
      {"HTTP://h/a", "/a"},
      {"http://h?q=1", "/ q=1"},
      {"", "refused"},
      {"a", "refused"},
      {"?a=b", "refused"},
      {"*", "refused"},
      {"http://", "refused"},
      {"ftp://h/", "refused"},
      {"//secure/x", "refused"},
      {"/a//b", "refused"},
      {"/a//", "refused"},
      {"/.", "refused"},
      {"/a/../b", "refused"},
      {"/a/..", "refused"},
      {"/a/%2e%2E/b", "refused"},
      {"/a/.%2e", "refused"},
      {"/a%2Fb", "refused"},
      {"/a%5Cb", "refused"},
      {"/a\\b", "refused"},
      {"/a%00b", "refused"},
      {"/a%0Ab", "refused"},
      {"/a%7f", "refused"},
      {"/%", "refused"},
      {"/%4", "refused"},
      {"/%4g", "refused"},
      {"/%ff", "refused"},
      {"/%C0%AF", "refused"},
      {"/a#b", "refused"},
      {"/\xE7\xBB\x93", "refused"},
      {"/?q=%", "refused"},
      {"/?q=%ff", "refused"},
      {"/?q=%00", "refused"},
      {"/?%zz=1", "refused"},
  };
  for (const auto& item : cases) EXPECT_EQ(Show(item.target), item.expected) << item.target;
}

TEST(RequestTarget, RefusesSixteenThousandSlashes) {
  EXPECT_EQ(Show(std::string(16'000, '/')), "refused");
}

}  // namespace
}  // namespace jiedui::edge
