#include "domain/field.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "domain/helpers.h"

namespace jiedui::domain {
namespace {

/// A value that is not the default, of the field's type.
Value Sample(const FieldDef& field) {
  switch (field.type) {
    case FieldType::kText:
      return std::string("文字");
    case FieldType::kJson:
      return std::string("{}");
    case FieldType::kInteger:
    case FieldType::kMoment:
      return static_cast<std::int64_t>(std::max(1.0, field.min));
    case FieldType::kNumber:
      return 0.5;
    case FieldType::kBoolean:
      return true;
    case FieldType::kChoice:
      return std::string(field.choices.back().code);
    case FieldType::kDate:
      return std::string("2020-06-12");
    case FieldType::kReference:
      return std::int64_t{7};
    case FieldType::kReferences:
      return std::vector<std::int64_t>{7, 8};
    case FieldType::kTexts:
      return std::vector<std::string>{"甲", "乙"};
  }
  return {};
}

TEST(Field, EveryFieldOfEveryTypeKeepsAndReadsBackItsValue) {
  for (const RecordType& type : RecordTypes()) {
    const std::unique_ptr<Record> record = type.make();
    ASSERT_EQ(record->kind(), type.kind);
    for (const FieldDef& field : type.fields) {
      const Value sample = Sample(field);
      ASSERT_TRUE(SetField(*record, field, sample)) << type.plural << "." << field.name;
      EXPECT_EQ(field.get(*record), sample) << type.plural << "." << field.name;
      const auto parsed = ParseValue(field, FormatValue(field, sample));
      ASSERT_TRUE(parsed) << type.plural << "." << field.name << ": " << parsed.error().message;
      EXPECT_EQ(*parsed, sample) << type.plural << "." << field.name;
    }
  }
}

TEST(Field, NamesAndHeadersAreUniqueWithinAType) {
  for (const RecordType& type : RecordTypes()) {
    std::set<std::string_view> seen;
    for (const FieldDef& field : type.fields) {
      EXPECT_TRUE(seen.insert(field.name).second) << type.plural << "." << field.name;
      EXPECT_TRUE(seen.insert(field.zh).second || field.zh == field.name)
          << type.plural << "." << field.zh;
    }
    for (const std::string_view key : type.key)
      EXPECT_NE(type.Find(key), nullptr) << type.plural << "." << key;
  }
}

TEST(Field, TypesStandInTheOrderOfTheirKinds) {
  for (std::size_t i = 0; i < RecordTypes().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(RecordTypes()[i].kind), i);
    EXPECT_EQ(FindType(RecordTypes()[i].plural), &RecordTypes()[i]);
    EXPECT_EQ(FindType(RecordTypes()[i].name().code), &RecordTypes()[i]);
  }
  EXPECT_EQ(RecordTypes().size(), kKindNames.size());
}

TEST(Field, RefusesWhatDoesNotFit) {
  Expert expert;
  const RecordType& type = TypeOf(Kind::kExpert);
  EXPECT_EQ(SetField(expert, *type.Find("capacity"), std::int64_t{-1}).error().field, "capacity");
  EXPECT_EQ(SetField(expert, *type.Find("level"), std::string("galaxy")).error().field, "level");
  EXPECT_EQ(SetField(expert, *type.Find("name"), true).error().field, "name");
  EXPECT_EQ(expert.capacity, 0);
}

TEST(Field, ReadsChoicesByTitleAndBooleansByWord) {
  const RecordType& type = TypeOf(Kind::kExpert);
  EXPECT_EQ(ParseValue(*type.Find("level"), "国家级").value(), Value{std::string("nation")});
  EXPECT_EQ(ParseValue(*type.Find("talent_pool"), "是").value(), Value{true});
  EXPECT_EQ(ParseValue(*type.Find("fields"), "采矿；机电、自动化").value(),
            (Value{std::vector<std::string>{"采矿", "机电", "自动化"}}));
  EXPECT_EQ(ParseValue(*type.Find("level"), "宇宙级").error().field, "level");
}

TEST(Field, RequiredFieldsAreNamed) {
  Expert expert;
  EXPECT_EQ(CheckRequired(expert).error().field, "name");
  expert.name = "张三";
  EXPECT_TRUE(CheckRequired(expert));
}

}  // namespace
}  // namespace jiedui::domain
