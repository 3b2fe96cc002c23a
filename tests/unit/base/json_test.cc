#include <gtest/gtest.h>

#include <cmath>

#include "base/json_reader.h"
#include "base/json_writer.h"

namespace jiedui::base {
namespace {

TEST(Json, WritesWhatItReads) {
  JsonWriter w;
  w.StartObject().Member("名", "晋城\"\n").Member("n", std::int64_t{-5}).Member("x", 0.1);
  w.Key("ids")
      .StartArray()
      .Id(9007199254740993)
      .EndArray()
      .Key("none")
      .Null()
      .Key("nan")
      .Double(NAN);
  w.Key("raw").Raw(R"({"a":[1]})").EndObject();
  const std::string text = w.Text();
  const JsonDocument document = JsonDocument::Parse(text).value();
  EXPECT_EQ(document.root().Text(), text);
  EXPECT_EQ(document.root().Find("ids")->Items()[0].AsString(), "9007199254740993");
  EXPECT_EQ(document.root().Find("x")->AsDouble(), 0.1);
  EXPECT_TRUE(document.root().Find("nan")->IsNull());
  EXPECT_FALSE(document.root().Find("missing"));
}

TEST(Json, InvalidUtf8IsReplaced) {
  JsonWriter w;
  w.String(
      "\xFF"
      "a");
  EXPECT_EQ(w.Text(),
            "\"\xEF\xBF\xBD"
            "a\"");
}

TEST(Json, RefusesWhatIsNotOneJsonText) {
  for (const std::string& bad :
       {std::string(), std::string("{"), std::string("{} x"), std::string("// c\n{}"),
        std::string("{\"a\":1,\"a\":2}"), std::string("\"\xFF\""), std::string("NaN"),
        std::string(100'000, '[')}) {
    const auto result = JsonDocument::Parse(bad);
    ASSERT_FALSE(result) << bad.substr(0, 20);
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(JsonDocument::Parse(R"({"a":{"b":1,"b":2}})").error().field, "b");
}

}  // namespace
}  // namespace jiedui::base
