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

TEST(Json, NumbersAreWhatTheySay) {
  struct Case {
    const char* text;
    double number;
    bool whole;
  };
  const Case cases[] = {
      {"0e99", 0, false},  // RapidJSON: 1.5e+82
      {"-0e50", 0, false},
      {"0.000e308", 0, false},
      {"-0.0", 0, false},
      {"-0", 0, true},
      {"1e-400", 0, false},
      {"-1e-99999999999999999999", 0, false},
      {"0.1", 0.1, false},
      {"5e-324", 5e-324, false},
      {"1.7976931348623157e308", 1.7976931348623157e308, false},
      {"-9223372036854775808", -9223372036854775808.0, true},
      {"18446744073709551615", 18446744073709551615.0, false},
      {"123456789012345678901234567890", 123456789012345678901234567890.0, false},
  };
  for (const Case& one : cases) {
    const auto document = JsonDocument::Parse(one.text);
    ASSERT_TRUE(document) << one.text << " " << document.error().message;
    EXPECT_EQ(document->root().AsDouble(), one.number) << one.text;
    EXPECT_FALSE(std::signbit(*document->root().AsDouble()) && one.number == 0) << one.text;
    EXPECT_EQ(document->root().AsInt().has_value(), one.whole) << one.text;
  }
  EXPECT_EQ(JsonDocument::Parse("[18446744073709551615]")->root().Text(), "[18446744073709551615]");
  for (const char* const text : {"[1,1e999]", "[1,-1e309]", "[1,0.1e400]"}) {
    const auto document = JsonDocument::Parse(text);
    ASSERT_FALSE(document) << text;
    EXPECT_EQ(document.error().message,
              "JSON 第 3 字节有误: Number too big to be stored in double.");
  }
}

TEST(Json, RefusesWhatIsNotOneJsonText) {
  for (const std::string& bad :
       {std::string(), std::string("{"), std::string("{} x"), std::string("// c\n{}"),
        std::string("{\"a\":1,\"a\":2}"), std::string("{\"\":1,\"\":1}"), std::string("\"\xFF\""),
        std::string("NaN"), std::string(R"("\ud800")"), std::string(R"("\udc00")"),
        std::string(R"({"\udd80/4":1})"), std::string(100'000, '[')}) {
    const auto result = JsonDocument::Parse(bad);
    ASSERT_FALSE(result) << bad.substr(0, 20);
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(JsonDocument::Parse(R"({"a":{"b":1,"b":2}})").error().field, "b");
}

}  // namespace
}  // namespace jiedui::base
