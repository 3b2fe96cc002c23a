#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "domain/field.h"

namespace jiedui::testing {

/// Makes records of any type with random values in every field; deterministic in the seed.
class RecordMaker {
 public:
  explicit RecordMaker(std::uint32_t seed) : random_(seed) {}

  /// Ids that references may point to; kinds without any get empty references.
  std::map<domain::Kind, std::vector<std::int64_t>> known;

  std::unique_ptr<domain::Record> Make(domain::Kind kind) {
    const domain::RecordType& type = domain::TypeOf(kind);
    std::unique_ptr<domain::Record> record = type.make();
    for (const domain::FieldDef& field : type.fields) Fill(*record, field);
    return record;
  }
  /// Gives the field a random value that fits it.
  void Fill(domain::Record& record, const domain::FieldDef& field) {
    const auto& key = domain::TypeOf(record.kind()).key;
    const bool named = field.type == domain::FieldType::kText &&
                       std::find(key.begin(), key.end(), field.name) != key.end();
    domain::Value value = ValueFor(field);
    while (named && domain::IsEmpty(value)) value = ValueFor(field);  // else two have the same key
    if (!field.Is(domain::kRequired) || !domain::IsEmpty(value)) {
      ASSERT_TRUE(domain::SetField(record, field, value)) << field.name;
    }
  }
  std::size_t Below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }

 private:
  std::string Text() {
    static const std::vector<std::string> kPieces = {
        "煤层气", "机械", "A",  "ｂ", "電", "'",  "\"", "%", "_", "\\", "\n", "😀",    " ",
        "é",      "1",    "、", ";",  "|",  "\t", "@",  "=", "-", "\r", "；", "\"\"", "　"};
    const auto pieces = [&](std::size_t count) {
      std::string text;
      for (; count > 0; --count) text += kPieces[Below(kPieces.size())];
      return text;
    };
    const std::string front = Below(3) == 0 ? pieces(1 + Below(2)) : "";
    return front + "文" + std::to_string(++counter_) + pieces(Below(6));
  }
  std::int64_t KnownId(domain::Kind kind) {
    const auto& ids = known[kind];
    return ids.empty() ? 0 : ids[Below(ids.size())];
  }
  std::vector<std::int64_t> KnownIds(domain::Kind kind) {
    std::vector<std::int64_t> ids = known[kind];
    std::shuffle(ids.begin(), ids.end(), random_);
    ids.resize(Below(ids.size() + 1));
    return ids;
  }
  domain::Value ValueFor(const domain::FieldDef& field) {
    using domain::FieldType;
    const bool empty = !field.Is(domain::kRequired) && Below(4) == 0;
    if (empty) return {};
    const double low = std::max(field.min, -1e9);
    const double high = std::min(field.max, 1e9);
    switch (field.type) {
      case FieldType::kText:
        return Text();
      case FieldType::kInteger:
        return static_cast<std::int64_t>(std::uniform_real_distribution(low, high)(random_));
      case FieldType::kNumber:
        return std::uniform_real_distribution(low, high)(random_);
      case FieldType::kBoolean:
        return Below(2) == 1;
      case FieldType::kChoice:
        return std::string(field.choices[Below(field.choices.size())].code);
      case FieldType::kDate:
        return base::FormatDate({static_cast<std::int32_t>(1990 + Below(40)),
                                 static_cast<std::uint8_t>(1 + Below(12)),
                                 static_cast<std::uint8_t>(1 + Below(28))});
      case FieldType::kMoment:
        return static_cast<std::int64_t>(Below(2'000'000'000)) * 1000;
      case FieldType::kReference: {
        // The newest where one is required: such references are keys, and are to differ.
        const std::int64_t id = field.Is(domain::kRequired) && !known[*field.target].empty()
                                    ? known[*field.target].back()
                                    : KnownId(*field.target);
        return id == 0 ? domain::Value{} : domain::Value{id};
      }
      case FieldType::kReferences:
        return KnownIds(*field.target);
      case FieldType::kTexts: {
        std::vector<std::string> texts(Below(4));
        for (std::string& text : texts) text = Text();
        return texts;
      }
      case FieldType::kJson:
        return std::string(R"({"score":0.5,"why":["同行业"]})");
    }
    return {};
  }

  std::mt19937 random_;
  int counter_ = 0;
};

}  // namespace jiedui::testing
