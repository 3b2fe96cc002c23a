#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "store/postgres_schema_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

/// Words of one engine alone, or that mean another thing in each.
constexpr std::string_view kBanned[] = {"PRAGMA",
                                        "ATTACH",
                                        "TEMP",
                                        "TEMPORARY",
                                        "VIRTUAL",
                                        "TRIGGER",
                                        "REPLACE",
                                        "IGNORE",
                                        "GLOB",
                                        "IFNULL",
                                        "GROUP_CONCAT",
                                        "STRFTIME",
                                        "DATETIME",
                                        "JULIANDAY",
                                        "PRINTF",
                                        "INSTR",
                                        "ZEROBLOB",
                                        "JSON_EACH",
                                        "JSON_OBJECT",
                                        "JSON_ARRAY",
                                        "JSON_PATCH",
                                        "JSON_SET",
                                        "JSON_EXTRACT",
                                        "JSON_GROUP_OBJECT",
                                        "JSON_GROUP_ARRAY",
                                        "RETURNING",
                                        "FULL",
                                        "SERIAL",
                                        "BIGINT",
                                        "SMALLINT",
                                        "VARCHAR",
                                        "BOOLEAN",
                                        "TIMESTAMP",
                                        "NUMERIC",
                                        "LATERAL",
                                        "GREATEST",
                                        "LEAST",
                                        "ILIKE",
                                        "LIKE",
                                        "LOWER",
                                        "UPPER",
                                        "COLLATE",
                                        "LIMIT",
                                        "USING"};

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

std::string Upper(std::string_view word) {
  std::string upper(word);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return upper;
}

/// Words, numbers, quoted texts and single signs; comments and spaces left out.
Result<std::vector<std::string>> TokensOf(std::string_view sql) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    if (c == ' ' || c == '\n') {
      ++at;
    } else if (sql.substr(at).starts_with("--")) {
      at = std::min(sql.find('\n', at), sql.size());
    } else if (c == '\'') {
      std::size_t end = at + 1;
      // Two quotes within are one text after the other, which come out as they went in.
      while (end < sql.size() && sql[end] != '\'') ++end;
      if (end == sql.size()) return Fail(ErrorCode::kInternal, "迁移中有未结束的文本");
      tokens.emplace_back(sql.substr(at, end + 1 - at));
      at = end + 1;
    } else if (IsWordChar(c)) {
      std::size_t end = at;
      while (end < sql.size() && IsWordChar(sql[end])) ++end;
      tokens.emplace_back(sql.substr(at, end - at));
      at = end;
    } else {
      tokens.emplace_back(1, c);
      ++at;
    }
  }
  return tokens;
}

using Tokens = std::vector<std::string>;

bool IsWord(const std::string& token, std::string_view word) { return Upper(token) == word; }

/// Words with spaces between, but for signs that belong together (`<>`, `>=`) and doubled quotes.
std::string Joined(std::span<const std::string> tokens) {
  std::string text;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool sign = i > 0 && tokens[i].size() == 1 && tokens[i - 1].size() == 1 &&
                      std::string_view("<>=|").find(tokens[i][0]) != std::string_view::npos &&
                      std::string_view("<>=|").find(tokens[i - 1][0]) != std::string_view::npos;
    const bool quote = i > 0 && tokens[i][0] == '\'' && tokens[i - 1][0] == '\'';
    if (i > 0 && !sign && !quote) text += ' ';
    text += tokens[i];
  }
  return text;
}

/// One migration on its way.
class Translation {
 public:
  Result<std::string> Of(std::string_view sql) {
    JIEDUI_ASSIGN(const Tokens tokens, TokensOf(sql));
    JIEDUI_CHECK(CheckWords(tokens));
    Tokens statement;
    for (const std::string& token : tokens) {
      if (token != ";") {
        statement.push_back(token);
        continue;
      }
      JIEDUI_CHECK(Add(statement));
      statement.clear();
    }
    if (!statement.empty()) return Refuse("没有以分号结束", statement);
    AddForeignKeys();
    if (rebuilt_) out_ += kPutBack;
    return std::move(out_);
  }

 private:
  static constexpr std::string_view kPutBack =
      "DO $$ DECLARE one record; BEGIN FOR one IN SELECT * FROM foreign_keys_of_rebuilt LOOP "
      "EXECUTE one.sql; END LOOP; END $$;\nDROP TABLE foreign_keys_of_rebuilt;\n";

  static tl::unexpected<base::Error> Refuse(std::string_view why, const Tokens& statement) {
    return Fail(ErrorCode::kInternal, "迁移不在两种数据库共同的写法之内: " + std::string(why) +
                                          ": " + Joined(statement).substr(0, 200));
  }

  static Status CheckWords(const Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::string word = Upper(tokens[i]);
      const bool rowid = word == "ROWID" && (i == 0 || !IsWord(tokens[i - 1], "WITHOUT"));
      if (rowid || std::find(std::begin(kBanned), std::end(kBanned), word) != std::end(kBanned)) {
        return Refuse("不能用", {tokens[i]});
      }
    }
    return {};
  }

  static bool Starts(const Tokens& statement, std::initializer_list<std::string_view> words) {
    std::size_t i = 0;
    for (const std::string_view word : words) {
      if (i >= statement.size() || !IsWord(statement[i++], word)) return false;
    }
    return true;
  }

  Status Add(const Tokens& statement) {
    if (Starts(statement, {"CREATE", "TABLE"})) return AddTable(statement);
    if (Starts(statement, {"ALTER", "TABLE"}) && statement.size() > 5 &&
        IsWord(statement[3], "ADD") && IsWord(statement[4], "COLUMN")) {
      return AddColumn(statement);
    }
    const bool index =
        Starts(statement, {"CREATE", "INDEX"}) || Starts(statement, {"CREATE", "UNIQUE", "INDEX"});
    if (!index) AddForeignKeys();
    if (Starts(statement, {"DROP", "TABLE"}) && statement.size() == 3) {
      DropTable(statement[2]);
      return {};
    }
    const bool same = index || Starts(statement, {"INSERT", "INTO"}) ||
                      Starts(statement, {"UPDATE"}) || Starts(statement, {"DELETE", "FROM"}) ||
                      Starts(statement, {"DROP", "INDEX"}) || Starts(statement, {"ALTER", "TABLE"});
    if (!same) return Refuse("不认识的语句", statement);
    out_ += Joined(statement) + ";\n";
    return {};
  }

  /// `CREATE TABLE name ( part , … ) STRICT`, perhaps `, WITHOUT ROWID`.
  Status AddTable(const Tokens& statement) {
    if (statement.size() < 6 || statement[3] != "(") return Refuse("没有列", statement);
    const std::string& table = statement[2];
    std::vector<Tokens> parts(1);
    int depth = 1;
    std::size_t at = 4;
    for (; at < statement.size() && depth > 0; ++at) {
      const std::string& token = statement[at];
      depth += token == "(" ? 1 : token == ")" ? -1 : 0;
      if (depth == 0) break;
      if (depth == 1 && token == ",") {
        parts.emplace_back();
      } else {
        parts.back().push_back(token);
      }
    }
    const Tokens tail(
        statement.begin() + static_cast<std::ptrdiff_t>(std::min(at + 1, statement.size())),
        statement.end());
    if (tail != Tokens{"STRICT"} && tail != Tokens{"STRICT", ",", "WITHOUT", "ROWID"}) {
      return Refuse("表应为 STRICT", statement);
    }
    out_ += "CREATE TABLE " + table + " (\n";
    for (std::size_t i = 0; i < parts.size(); ++i) {
      JIEDUI_ASSIGN(const std::string part, PartOf(table, parts[i]));
      out_ += "  " + part + (i + 1 < parts.size() ? ",\n" : "\n);\n");
    }
    return {};
  }

  Status AddColumn(const Tokens& statement) {
    const Tokens column(statement.begin() + 5, statement.end());
    JIEDUI_ASSIGN(const std::string part, PartOf(statement[2], column));
    out_ += "ALTER TABLE " + statement[2] + " ADD COLUMN " + part + ";\n";
    return {};
  }

  /// A column or a constraint of the table.
  Result<std::string> PartOf(const std::string& table, Tokens part) {
    if (part.empty()) return Refuse("空的列", {table});
    constexpr std::array<std::string_view, 3> kConstraints = {"PRIMARY", "UNIQUE", "CHECK"};
    if (std::find(kConstraints.begin(), kConstraints.end(), Upper(part.front())) !=
        kConstraints.end()) {
      return Joined(part);
    }
    if (part.size() < 2) return Refuse("列没有类型", part);
    JIEDUI_ASSIGN(const std::string type, TypeOf(part));
    const std::string column = part[0];
    JIEDUI_CHECK(TakeReference(table, part));
    const std::span<const std::string> rest = std::span(part).subspan(2);
    return column + " " + type + (rest.empty() ? "" : " " + Joined(rest));
  }

  /// The type, with AUTOINCREMENT taken out of the part.
  static Result<std::string> TypeOf(Tokens& part) {
    const auto increment = std::find_if(part.begin(), part.end(), [](const std::string& token) {
      return IsWord(token, "AUTOINCREMENT");
    });
    const bool identity = increment != part.end();
    if (identity) part.erase(increment);
    const std::string type = Upper(part[1]);
    if (type == "INTEGER") {
      return std::string(identity ? "BIGINT GENERATED BY DEFAULT AS IDENTITY" : "BIGINT");
    }
    if (type == "REAL") return std::string("DOUBLE PRECISION");
    if (type == "BLOB") return std::string("BYTEA");
    // The order of bytes is that of code points, and SQLite's.
    if (type == "TEXT") return std::string("TEXT COLLATE \"C\"");
    return Refuse("没有这种类型", part);
  }

  /// Takes `REFERENCES table (column)` out of the part and keeps it for later.
  Status TakeReference(const std::string& table, Tokens& part) {
    const auto found = std::find_if(part.begin(), part.end(), [](const std::string& token) {
      return IsWord(token, "REFERENCES");
    });
    if (found == part.end()) return {};
    if (part.end() - found < 5 || found[2] != "(" || found[4] != ")") {
      return Refuse("REFERENCES 应写明表和列", part);
    }
    foreign_keys_ += "ALTER TABLE " + table + " ADD FOREIGN KEY (" + part[0] + ") REFERENCES " +
                     found[1] + " (" + found[3] + ") DEFERRABLE;\n";
    part.erase(found, found + 5);
    return {};
  }

  void AddForeignKeys() { out_ += std::exchange(foreign_keys_, {}); }

  /// SQLite's foreign keys name the table that they refer to, and hold again when one of that name
  /// is there; PostgreSQL's go with it.
  void DropTable(const std::string& table) {
    if (!std::exchange(rebuilt_, true)) {
      out_ += "CREATE TEMPORARY TABLE foreign_keys_of_rebuilt (sql text) ON COMMIT DROP;\n";
    }
    out_ +=
        "INSERT INTO foreign_keys_of_rebuilt SELECT 'ALTER TABLE ' || "
        "CAST(CAST(conrelid AS regclass) AS text) || ' ADD CONSTRAINT ' || conname || ' ' || "
        "pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND confrelid = "
        "CAST('" +
        table + "' AS regclass) AND conrelid <> confrelid;\n";
    out_ += "DROP TABLE " + table + " CASCADE;\n";
  }

  std::string out_;
  std::string foreign_keys_;
  bool rebuilt_ = false;
};

}  // namespace

Result<std::string> PostgresMigration(std::string_view sql) { return Translation().Of(sql); }

}  // namespace jiedui::store
