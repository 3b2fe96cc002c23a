#include "services/record_keys.h"

#include "base/quoted.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::FieldDef;
using domain::Kind;
using domain::Record;
using domain::RecordType;
using domain::Value;

constexpr std::array<std::string_view, 1> kJoint = {"@"};

std::string PartText(std::string_view value) {
  return value.empty() ? std::string() : base::QuotePart(value, kJoint);
}

/// Adds the parts of the record's key; a reference to nothing is one empty part.
Status AddParts(const store::Reader& reader, const Record& record, std::string& text) {
  const RecordType& type = domain::TypeOf(record.kind());
  for (const std::string_view name : type.key) {
    if (name != type.key.front()) text += '@';
    const FieldDef& field = *type.Find(name);
    const Value value = field.get(record);
    const auto kind = domain::ReferredKind(record, field);
    if (!kind) {
      text += PartText(domain::FormatValue(field, value));
      continue;
    }
    const auto* const id = std::get_if<std::int64_t>(&value);
    if (id == nullptr || *id == 0) continue;
    JIEDUI_ASSIGN(const std::unique_ptr<Record> referred, reader.GetAny(*kind, *id));
    JIEDUI_CHECK(AddParts(reader, *referred, text));
  }
  return {};
}

/// Reads keys off a list of parts.
class KeyParts {
 public:
  KeyParts(const store::Reader& reader, std::vector<std::string> parts)
      : reader_(reader), parts_(std::move(parts)) {}

  [[nodiscard]] bool AllTaken() const { return at_ == parts_.size(); }

  /// The record whose key comes next; 0 where there is none, and then nothing more can be taken.
  Result<std::int64_t> Take(Kind kind) {
    const RecordType& type = domain::TypeOf(kind);
    const std::unique_ptr<Record> scratch = type.make();
    std::vector<Value> key;
    for (const std::string_view name : type.key) {
      const FieldDef& field = *type.Find(name);
      JIEDUI_ASSIGN(const bool taken, TakeField(field, *scratch));
      if (!taken) return 0;
      key.push_back(field.get(*scratch));
    }
    JIEDUI_ASSIGN(const std::unique_ptr<Record> record, reader_.FindByKey(kind, key));
    return record == nullptr ? 0 : record->id;
  }

 private:
  Result<bool> TakeField(const FieldDef& field, Record& scratch) {
    if (AllTaken()) return false;
    const auto kind = domain::ReferredKind(scratch, field);
    if (!kind) {
      const std::string& part = parts_[at_++];
      const Result<Value> value = field.type == domain::FieldType::kText
                                      ? Result<Value>(Value{part})
                                      : domain::ParseValue(field, part);
      return value && domain::SetField(scratch, field, *value).has_value();
    }
    if (parts_[at_].empty()) {
      ++at_;
      return true;
    }
    JIEDUI_ASSIGN(const std::int64_t id, Take(*kind));
    return id != 0 && domain::SetField(scratch, field, Value{id}).has_value();
  }

  const store::Reader& reader_;
  std::vector<std::string> parts_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> KeyText(const store::Reader& reader, Kind kind, std::int64_t id) {
  JIEDUI_ASSIGN(const std::unique_ptr<Record> record, reader.GetAny(kind, id));
  std::string text;
  JIEDUI_CHECK(AddParts(reader, *record, text));
  return text;
}

Result<std::int64_t> FindByKeyText(const store::Reader& reader, Kind kind, std::string_view text) {
  KeyParts parts(reader, base::SplitParts(text, kJoint, base::EmptyParts::kKeep));
  JIEDUI_ASSIGN(const std::int64_t id, parts.Take(kind));
  return parts.AllTaken() ? id : 0;
}

std::vector<Value> KeyOf(const Record& record) {
  const RecordType& type = domain::TypeOf(record.kind());
  std::vector<Value> key;
  key.reserve(type.key.size());
  for (const std::string_view name : type.key) key.push_back(type.Find(name)->get(record));
  return key;
}

}  // namespace jiedui::services
