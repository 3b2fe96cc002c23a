#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>  // mkdtemp

#include <filesystem>
#include <map>
#include <random>
#include <string>

#include "domain/helpers.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "store/sqlite_internal.h"
#include "store/store.h"

namespace jiedui::store {

/// A folder of its own, removed with all that is in it.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "jiedui_store_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

constexpr base::TimeMs kStartMs = 1'591'948'800'000;  // 2020-06-12T08:00:00Z

/// A store in a folder of its own, under a clock that stands still.
class StoreTest : public ::testing::Test {
 protected:
  [[nodiscard]] StoreOptions Options() const {
    return {.path = folder_.path() / "jiedui.db", .clock = &clock_};
  }
  /// The store, opened when first asked for.
  Store& store() {
    if (store_ == nullptr) {
      auto opened = Store::Open(Options());
      EXPECT_TRUE(opened) << opened.error().message;
      store_ = std::move(opened).value();
    }
    return *store_;
  }
  Store& Reopen() {
    store_.reset();
    return store();
  }
  void Close() { store_.reset(); }
  /// A connection of the test's own, beside the store's.
  std::unique_ptr<Connection> Raw() {
    auto raw = Connection::Open(folder_.path() / "jiedui.db", Access::kWrite, 10'000);
    EXPECT_TRUE(raw) << raw.error().message;
    return std::move(raw).value();
  }
  std::int64_t RawNumber(const std::string& sql) { return Raw()->Number(sql).value(); }

  base::Status Insert(domain::Record& record) {
    return store().Write(context_, [&](UnitOfWork& unit) { return unit.Insert(record); });
  }
  base::Status Update(domain::Record& record) {
    return store().Write(context_, [&](UnitOfWork& unit) { return unit.Update(record); });
  }
  base::Status Remove(domain::Record& record) {
    return store().Write(context_, [&](UnitOfWork& unit) { return unit.Remove(record); });
  }

  Context context_{42, "李工", "req-1", "10.0.0.7", "测试"};
  TempFolder folder_;
  base::FixedClock clock_{kStartMs};
  std::unique_ptr<Store> store_;
};

/// A credit code that looks like one; the store does not check digits.
inline std::string CreditCode(int number) {
  std::string digits = std::to_string(number);
  return "91140500" + std::string(10 - digits.size(), '0') + digits;
}

inline domain::Enterprise MakeEnterprise(int number, std::string region = "140525") {
  domain::Enterprise enterprise;
  enterprise.name = "晋城第" + std::to_string(number) + "机械有限公司";
  enterprise.credit_code = CreditCode(number);
  enterprise.region_code = std::move(region);
  return enterprise;
}

inline domain::Expert MakeExpert(int number) {
  domain::Expert expert;
  expert.name = "专家" + std::to_string(number);
  expert.organisation = "太原理工大学";
  return expert;
}

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
        "煤层气", "机械", "A", "ｂ", "電", "'", "\"", "%", "_", "\\", "\n", "😀", " ", "é", "1"};
    std::string text = "文" + std::to_string(++counter_);
    for (std::size_t i = Below(6); i > 0; --i) text += kPieces[Below(kPieces.size())];
    return text;
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

/// The fields in which two records differ, as text: empty where they are the same.
inline std::string Differences(const domain::Record& a, const domain::Record& b) {
  std::string text;
  if (a.id != b.id) text += "id ";
  if (a.version != b.version) text += "version ";
  if (a.created_ms != b.created_ms) text += "created_ms ";
  if (a.updated_ms != b.updated_ms) text += "updated_ms ";
  if (a.deleted != b.deleted) text += "deleted ";
  for (const domain::FieldDef& field : domain::TypeOf(a.kind()).fields) {
    if (field.get(a) != field.get(b)) text += std::string(field.name) + " ";
  }
  return text;
}

}  // namespace jiedui::store
