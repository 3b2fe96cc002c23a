#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "domain/record.h"

namespace jiedui::domain {

enum class FieldType : std::uint8_t {
  kText,
  kInteger,
  kNumber,
  kBoolean,
  kChoice,      ///< one code of `choices`
  kDate,        ///< ISO day as text
  kMoment,      ///< milliseconds UTC
  kReference,   ///< id of one record of kind `target`; 0 is none
  kReferences,  ///< ids of records of kind `target`, in order
  kTexts,       ///< short texts in order
  kJson,        ///< a JSON text that only its owner reads
};

/// What a field is besides its type. Combined with |.
enum FieldFlag : std::uint16_t {
  kPlain = 0,
  kRequired = 1U << 0U,  ///< must not be empty
  kDerived = 1U << 1U,   ///< written by the services only; ignored in imports and API bodies
  kSecret = 1U << 2U,    ///< never leaves the store room's callers: no JSON, export or audit text
  kPersonal = 1U << 3U,  ///< masked unless the reader may see it (phones, ID numbers)
  kSearched = 1U << 4U,  ///< a short field in the search index
  kBody = 1U << 5U,      ///< a long text in the search index
  kNamed = 1U << 6U,   ///< a short text that people look a record up by: the store keeps it folded
  kSorted = 1U << 7U,  ///< lists may be ordered by it: the store keeps an index
  kByEvents = 1U << 9U,    ///< a state: changed by its machine's events only
  kTypedIn = 1U << 10U,    ///< a secret that is taken in like any other field, and shown no more
  kOwnerEdits = 1U << 8U,  ///< the enterprise or helper that the record is may change it itself
  kAccount = 1U << 11U,    ///< kInteger: the id of a user; 0 is nobody or the operator
};

/// One field of a record type: the single place from which its SQL column, JSON member, import
/// header, export column and audit line are made.
struct FieldDef {
  std::string_view name;
  std::string_view zh;
  std::string_view en;
  FieldType type = FieldType::kText;
  std::uint16_t flags = kPlain;
  std::string_view aliases = {};                       ///< further import headers, separated by `|`
  double min = std::numeric_limits<double>::lowest();  ///< kInteger, kNumber: least value allowed
  double max = std::numeric_limits<double>::max();  ///< kInteger, kNumber: greatest value allowed
  std::span<const EnumName> choices = {};
  std::optional<Kind> target = std::nullopt;
  /// kInteger: the field holds the id of a record whose kind the field of this name holds
  /// (`owner_id`, `owner_kind`); 0 is none.
  std::string_view kind_field = {};
  Value (*get)(const Record&) = nullptr;
  /// Stores a value of this field's type, or clears the field for monostate; false, changing
  /// nothing, when the value is of another type or not among the choices. Does not look at the
  /// range: SetField does.
  bool (*set)(Record&, const Value&) = nullptr;

  [[nodiscard]] bool Is(FieldFlag flag) const { return (flags & flag) != 0; }
};

/// One kind of record as data.
struct RecordType {
  Kind kind;
  std::string_view plural;  ///< SQL table, API path, `import KIND`
  std::span<const FieldDef> fields;
  /// The fields that make two records the same one, for imports; all of them must be filled.
  std::span<const std::string_view> key;
  std::unique_ptr<Record> (*make)();

  [[nodiscard]] const EnumName& name() const { return NameOf(kind); }
  /// The field of that name; nullptr where there is none.
  [[nodiscard]] const FieldDef* Find(std::string_view field) const;
};

/// Every record type, in the order of Kind.
std::span<const RecordType> RecordTypes();

const RecordType& TypeOf(Kind kind);

/// The type with that singular or plural name; nullptr where there is none.
const RecordType* FindType(std::string_view name);

/// Stores the value. kInvalid, naming the field, when it is of another type, not among the choices
/// or out of range.
base::Status SetField(Record& record, const FieldDef& field, const Value& value);

/// What separates several values in one text.
constexpr std::array<std::string_view, 8> kListSeparators = {";",    "；", "|",  "、",
                                                             "\r\n", "\n", "\r", "\t"};

/// Reads a cell or a query parameter as a value of the field: numbers with thousands separators,
/// 是/否, choice codes or their Chinese or English titles, dates as ParseDate reads them, several
/// values as base::SplitParts does with kListSeparators. Empty text is monostate. kInvalid, with
/// the field's name, for anything else. References are read as ids only: resolving names is the
/// importer's work.
base::Result<Value> ParseValue(const FieldDef& field, std::string_view text);

/// The value as ParseValue reads it; choices as their code, references as ids. Several texts stand
/// between `;` as they are, for people: where one has a separator in it or blanks around it, only
/// base::QuotePart, as files are written, brings it back.
std::string FormatValue(const FieldDef& field, const Value& value);

/// The kind of the records whose ids the field holds: its target, or what its kind_field says in
/// this record; nothing where it holds no ids.
std::optional<Kind> ReferredKind(const Record& record, const FieldDef& field);

/// The field that a list shows of a record: its name, title, number or login, whichever the type
/// has first; nullptr where it has none.
const FieldDef* TitleField(const RecordType& type);

/// What a list shows of the record: its name, title, number or login, whichever it has first.
std::string TitleOf(const Record& record);

/// Is it nothing, an empty text or an empty list?
bool IsEmpty(const Value& value);

/// Checks that required fields are filled; kInvalid names the first that is not.
base::Status CheckRequired(const Record& record);

}  // namespace jiedui::domain
