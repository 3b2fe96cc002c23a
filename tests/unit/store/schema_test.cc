// The field tables and the migrations say the same: neither may change without the other.
#include <set>

#include "store/type_sql_internal.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using domain::FieldDef;
using domain::FieldType;
using domain::RecordType;

struct Column {
  std::string type;
  bool not_null = false;
};

class Schema : public StoreTest {
 protected:
  void SetUp() override {
    store();
    raw_ = Raw();
  }
  /// The rows of a query as texts, cells separated by `|`.
  std::vector<std::string> Rows(const std::string& sql, int columns) {
    std::vector<std::string> lines;
    auto rows = raw_->Prepare(sql);
    EXPECT_TRUE(rows) << sql << ": " << rows.error().message;
    while (rows && rows->Step().value()) {
      std::string line;
      for (int i = 0; i < columns; ++i) line += (i == 0 ? "" : "|") + std::string(rows->Text(i));
      lines.push_back(line);
    }
    return lines;
  }
  std::map<std::string, Column> Columns(const std::string& table) {
    std::map<std::string, Column> columns;
    auto rows =
        raw_->Prepare("SELECT name, type, \"notnull\" FROM pragma_table_info('" + table + "')");
    while (rows->Step().value()) {
      columns[std::string(rows->Text(0))] = {std::string(rows->Text(1)), rows->Int(2) != 0};
    }
    return columns;
  }
  std::string SqlOfTable(const std::string& table) {
    return Rows("SELECT sql FROM sqlite_schema WHERE name = '" + table + "'", 1).front();
  }
  /// First columns of the table's indexes.
  std::set<std::string> IndexedColumns(const std::string& table) {
    const auto rows = Rows(
        "SELECT (SELECT name FROM pragma_index_info(i.name) WHERE seqno = 0) FROM "
        "pragma_index_list('" +
            table + "') i",
        1);
    return {rows.begin(), rows.end()};
  }

  std::unique_ptr<Connection> raw_;
};

std::string SqlType(const FieldDef& field) {
  switch (field.type) {
    case FieldType::kInteger:
    case FieldType::kBoolean:
    case FieldType::kMoment:
    case FieldType::kReference:
      return "INTEGER";
    case FieldType::kNumber:
      return "REAL";
    default:
      return "TEXT";
  }
}

/// Are the field's choices those of this table (which each translation unit has its own copy of)?
bool IsListOf(const FieldDef& field, std::span<const domain::EnumName> names) {
  return field.choices.size() == names.size() &&
         std::equal(names.begin(), names.end(), field.choices.begin(),
                    [](const auto& a, const auto& b) { return a.code == b.code; });
}

/// Without blanks and line breaks.
std::string OneLine(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

TEST_F(Schema, EveryFieldHasItsColumnAndEveryColumnItsField) {
  for (const RecordType& type : domain::RecordTypes()) {
    const TypeSql& sql = SqlOf(type.kind);
    auto columns = Columns(std::string(type.plural));
    for (const char* own : {"id", "version", "created_ms", "updated_ms", "deleted"}) {
      EXPECT_EQ(columns[own].type, "INTEGER") << type.plural << "." << own;
      columns.erase(own);
    }
    for (const FieldDef* field : sql.columns) {
      const std::string name(field->name);
      const std::string place = std::string(type.plural) + "." + name;
      ASSERT_TRUE(columns.contains(name)) << place << " has no column";
      EXPECT_EQ(columns[name].type, SqlType(*field)) << place;
      EXPECT_EQ(columns[name].not_null, !sql.IsNullable(*field)) << place;
      columns.erase(name);
    }
    for (const FieldDef* field : sql.folded) {
      EXPECT_EQ(field->type, FieldType::kText) << "kNamed is for texts: " << field->name;
      EXPECT_TRUE(columns[FoldedColumn(*field)].not_null) << field->name;
      columns.erase(FoldedColumn(*field));
    }
    for (const auto& [name, column] : columns) {
      ADD_FAILURE() << type.plural << "." << name << " is the column of no field";
    }
  }
}

TEST_F(Schema, ReferencesAreForeignKeys) {
  const auto foreign_keys = [&](const std::string& table) {
    const auto rows =
        Rows("SELECT \"from\", \"table\" FROM pragma_foreign_key_list('" + table + "')", 2);
    return std::set<std::string>(rows.begin(), rows.end());
  };
  for (const RecordType& type : domain::RecordTypes()) {
    std::set<std::string> expected;
    for (const FieldDef& field : type.fields) {
      const std::string name(field.name);
      if (field.type == FieldType::kReference) {
        expected.insert(name + "|" + std::string(domain::TypeOf(*field.target).plural));
      } else if (IsListOf(field, domain::kKindNames)) {
        expected.insert(name + "|kinds");
      } else if (IsListOf(field, domain::kPairKindNames)) {
        expected.insert(name + "|pair_kinds");
      }
    }
    EXPECT_EQ(foreign_keys(std::string(type.plural)), expected) << type.plural;
    for (const LinkSql& link : SqlOf(type.kind).links) {
      const std::string target(domain::TypeOf(*link.field->target).plural);
      EXPECT_EQ(
          foreign_keys(link.table),
          (std::set<std::string>{"owner_id|" + std::string(type.plural), "target_id|" + target}))
          << link.table;
    }
  }
}

TEST_F(Schema, ChoicesAreChecked) {
  for (const RecordType& type : domain::RecordTypes()) {
    const std::string sql = SqlOfTable(std::string(type.plural));
    for (const FieldDef& field : type.fields) {
      if (field.type != FieldType::kChoice || IsListOf(field, domain::kKindNames) ||
          IsListOf(field, domain::kPairKindNames)) {
        continue;
      }
      std::string codes;
      for (const domain::EnumName& choice : field.choices) {
        codes += (codes.empty() ? "'" : ", '") + std::string(choice.code) + "'";
      }
      const std::string check = "CHECK (" + std::string(field.name) + " IN (" + codes + "))";
      EXPECT_THAT(OneLine(sql), ::testing::HasSubstr(OneLine(check))) << type.plural;
    }
  }
}

TEST_F(Schema, KindsAreRows) {
  std::set<std::string> kinds;
  for (const auto& kind : domain::kKindNames) kinds.insert(std::string(kind.code));
  std::set<std::string> pairs;
  for (const auto& pair : domain::kPairKindNames) pairs.insert(std::string(pair.code));
  const auto kind_rows = Rows("SELECT code FROM kinds", 1);
  const auto pair_rows = Rows("SELECT code FROM pair_kinds", 1);
  EXPECT_EQ(std::set<std::string>(kind_rows.begin(), kind_rows.end()), kinds);
  EXPECT_EQ(std::set<std::string>(pair_rows.begin(), pair_rows.end()), pairs);
}

TEST_F(Schema, TablesAreStrictAndKeysUnique) {
  for (const RecordType& type : domain::RecordTypes()) {
    const std::string table(type.plural);
    EXPECT_THAT(SqlOfTable(table), ::testing::EndsWith("STRICT")) << table;
    std::string key;
    for (const std::string_view name : type.key) {
      const bool nullable = SqlOf(type.kind).IsNullable(*type.Find(name));
      key += (key.empty() ? "" : ", ") +
             (nullable ? "COALESCE(" + std::string(name) + ", 0)" : std::string(name));
    }
    const std::string index = SqlOfTable(table + "_key");
    EXPECT_THAT(index, ::testing::StartsWith("CREATE UNIQUE INDEX")) << table;
    EXPECT_THAT(index, ::testing::HasSubstr("(" + key + ")")) << table;
    EXPECT_THAT(index, ::testing::EndsWith("WHERE deleted = 0")) << table;
  }
}

TEST_F(Schema, WhatListsAreOrderedByIsIndexed) {
  for (const RecordType& type : domain::RecordTypes()) {
    const std::set<std::string> indexed = IndexedColumns(std::string(type.plural));
    for (const FieldDef& field : type.fields) {
      const bool named = field.Is(domain::kNamed);
      if (!named && !field.Is(domain::kSorted) && field.type != FieldType::kReference) continue;
      const std::string column = named ? FoldedColumn(field) : std::string(field.name);
      EXPECT_TRUE(indexed.contains(column)) << type.plural << "." << column << " has no index";
    }
    for (const LinkSql& link : SqlOf(type.kind).links) {
      EXPECT_TRUE(IndexedColumns(link.table).contains("target_id")) << link.table;
    }
  }
}

TEST_F(Schema, NextPagesAreRangesOfAnIndex) {
  const auto plan_of = [&](const std::string& sql) {
    std::string plan;
    auto rows = raw_->Prepare("EXPLAIN QUERY PLAN " + sql);
    EXPECT_TRUE(rows) << sql << ": " << rows.error().message;
    while (rows && rows->Step().value()) plan += std::string(rows->Text(3)) + "; ";
    return plan;
  };
  for (const RecordType& type : domain::RecordTypes()) {
    for (const FieldDef& field : type.fields) {
      const bool named = field.Is(domain::kNamed);
      const bool is_key = type.key.size() == 1 && field.name == type.key.front();
      if (!named && !is_key && !field.Is(domain::kSorted) && field.type != FieldType::kReference) {
        continue;
      }
      const std::string column = named ? FoldedColumn(field) : std::string(field.name);
      const std::string from =
          "SELECT * FROM " + std::string(type.plural) + " WHERE deleted = 0 AND ";
      for (const char* direction : {"", " DESC"}) {
        const std::string plan =
            plan_of(from + column + (*direction == '\0' ? " > $1" : " < $1") + " ORDER BY " +
                    column + direction + ", id" + direction + " LIMIT 50");
        EXPECT_THAT(plan, ::testing::StartsWith("SEARCH")) << type.plural << "." << column;
        EXPECT_THAT(plan, ::testing::Not(::testing::HasSubstr("TEMP"))) << type.plural << column;
      }
      const std::string same = plan_of(from + column + " = $1 AND id > $2 ORDER BY id LIMIT 50");
      EXPECT_THAT(same, ::testing::StartsWith("SEARCH")) << type.plural << "." << column;
      EXPECT_THAT(same, ::testing::Not(::testing::HasSubstr("TEMP")))
          << type.plural << "." << column;
    }
  }
}

TEST_F(Schema, TheDatabaseItselfRefusesWhatTheProgramWouldNotWrite) {
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  for (const char* change :
       {"innovation = 'magic'", "above_scale = 2", "credit_code = ''", "version = 0",
        "region_code = NULL", "capacity = 'many'", "registered_on = '2020'"}) {
    EXPECT_FALSE(raw_->Run("UPDATE enterprises SET " + std::string(change))) << change;
  }
  domain::Expert expert = MakeExpert(1);
  ASSERT_TRUE(Insert(expert));
  EXPECT_FALSE(raw_->Run("UPDATE experts SET sectors = 'not json'"));
  domain::Capability capability;
  capability.owner_id = expert.id;
  capability.title = "瓦斯抽采";
  ASSERT_TRUE(Insert(capability));
  EXPECT_FALSE(raw_->Run("UPDATE capabilities SET owner_kind = 'ghost'"));
}

}  // namespace
}  // namespace jiedui::store
