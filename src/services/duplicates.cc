#include "services/duplicates.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "index/text_pipeline.h"
#include "services/ownership.h"
#include "services/scope_filters.h"
#include "services/settle.h"
#include "services/stored.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::FieldDef;
using domain::Kind;
using domain::Record;
using domain::RecordType;
using domain::Value;

constexpr std::size_t kLeastForOneApart = 4;

struct Named {
  RecordKey key;
  std::string title;
  std::u32string bare;
  std::string region;
};

std::string TextOf(const Record& record, std::string_view name) {
  const FieldDef* const field = domain::TypeOf(record.kind()).Find(name);
  return field == nullptr ? std::string() : domain::FormatValue(*field, field->get(record));
}

/// The name without its i-th character, for every i, with which two names that are one character
/// apart share one.
std::vector<std::u32string> Neighbours(const std::u32string& name) {
  std::vector<std::u32string> all = {name};
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::u32string shorter = name;
    shorter.erase(i, 1);
    all.push_back(std::move(shorter));
  }
  return all;
}

/// What tells a second mine, plant or line from the first: no slip of the pen.
bool IsNumeral(char32_t c) {
  constexpr std::u32string_view kNumerals = U"0123456789一二三四五六七八九十百零〇";
  return kNumerals.find(c) != std::u32string_view::npos;
}

/// One insertion, deletion or replacement apart, or none; another number is another company.
bool AtMostOneApart(const std::u32string& a, const std::u32string& b) {
  if (a.size() > b.size()) return AtMostOneApart(b, a);
  if (b.size() - a.size() > 1) return false;
  std::size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  const std::size_t skip_a = a.size() == b.size() ? 1 : 0;
  if (i == b.size()) return true;
  if (IsNumeral(b[i]) || (skip_a == 1 && IsNumeral(a[i]))) return false;
  if (i == a.size()) return true;
  return a.substr(i + skip_a) == b.substr(i + 1);
}

std::optional<std::string> Why(const Named& a, const Named& b) {
  if (!a.region.empty() && !b.region.empty() && a.region != b.region) return std::nullopt;
  if (a.bare == b.bare) return "名称相同（不计组织形式）";
  const bool long_enough = std::min(a.bare.size(), b.bare.size()) >= kLeastForOneApart;
  if (long_enough && AtMostOneApart(a.bare, b.bare)) return "名称只差一个字";
  return std::nullopt;
}

/// Calls `visit` with each field of each type that may hold the id of a record of that kind.
template <class Visit>
Status ForEachReferring(Kind kind, Visit visit) {
  for (const RecordType& type : domain::RecordTypes()) {
    for (const FieldDef& field : type.fields) {
      if (field.target == kind || !field.kind_field.empty()) JIEDUI_CHECK(visit(type, field));
    }
  }
  return {};
}

store::Filters Referring(const FieldDef& field, RecordKey key) {
  store::Filters filters = {store::Equals(std::string(field.name), key.id)};
  if (!field.kind_field.empty()) {
    filters.push_back(
        store::Equals(std::string(field.kind_field), std::string(domain::Code(key.kind))));
  }
  return filters;
}

/// The value with one id in another's place, each once.
Value Redirected(const Value& value, std::int64_t from, std::int64_t to) {
  if (const auto* many = std::get_if<std::vector<std::int64_t>>(&value)) {
    std::vector<std::int64_t> ids;
    for (const std::int64_t id : *many) {
      const std::int64_t now = id == from ? to : id;
      if (std::find(ids.begin(), ids.end(), now) == ids.end()) ids.push_back(now);
    }
    return ids;
  }
  return Value{to};
}

class Merger {
 public:
  Merger(Workspace& workspace, store::UnitOfWork& unit, const Actor& actor)
      : workspace_(workspace), unit_(unit), actor_(actor) {}

  Result<MergePreview> Run(RecordKey kept, std::int64_t version, RecordKey dropped) {
    if (kept.kind != dropped.kind)
      return Fail(ErrorCode::kInvalid, "只能合并同一类的两条记录", "with");
    if (kept == dropped) return Fail(ErrorCode::kInvalid, "两条是同一记录", "with");
    preview_.kept = kept;
    preview_.dropped = dropped;
    JIEDUI_ASSIGN(const std::unique_ptr<Record> keep, Take(kept));
    JIEDUI_ASSIGN(const std::unique_ptr<Record> drop, Take(dropped));
    if (version != 0) JIEDUI_CHECK(CheckVersion(*keep, version));
    JIEDUI_CHECK(MoveReferences());
    JIEDUI_CHECK(unit_.Remove(*drop));
    JIEDUI_CHECK(MergeFields(*drop, *keep));
    JIEDUI_CHECK(Settle(workspace_.reference, unit_, *keep));
    JIEDUI_CHECK(unit_.Update(*keep));
    return std::move(preview_);
  }

 private:
  Result<std::unique_ptr<Record>> Take(RecordKey key) {
    JIEDUI_ASSIGN(std::unique_ptr<Record> record, unit_.Get(key.kind, key.id));
    JIEDUI_CHECK(RequireSight(actor_, *record));
    JIEDUI_CHECK(RequireRemove(actor_, *record));
    JIEDUI_CHECK(RequireInScope(unit_, actor_, *record));
    return record;
  }

  Status MoveReferences() {
    const store::SystemWork door("whatever refers to the dropped record follows, out of sight too");
    return ForEachReferring(
        preview_.kept.kind, [&](const RecordType& type, const FieldDef& field) -> Status {
          std::vector<std::int64_t> referring;
          JIEDUI_CHECK(unit_.ForEach(type.kind, Referring(field, preview_.dropped),
                                     [&](Record& record) -> Status {
                                       referring.push_back(record.id);
                                       return {};
                                     }));
          for (const std::int64_t id : referring) JIEDUI_CHECK(Move(type, field, id));
          if (!referring.empty()) {
            preview_.moved.push_back(
                {type.kind, std::string(field.zh), static_cast<std::int64_t>(referring.size())});
          }
          return {};
        });
  }

  Status Move(const RecordType& type, const FieldDef& field, std::int64_t id) {
    JIEDUI_ASSIGN(const std::unique_ptr<Record> record, unit_.Get(type.kind, id));
    const Value value = Redirected(field.get(*record), preview_.dropped.id, preview_.kept.id);
    if (!field.set(*record, value))
      return Fail(ErrorCode::kInternal, "不能改写 " + std::string(field.name));
    const Status updated = unit_.Update(*record);
    if (updated || updated.error().code != ErrorCode::kConflict) return updated;
    return Fail(ErrorCode::kConflict, "两条记录各有一条" + std::string(type.name().zh) + "“" +
                                          domain::TitleOf(*record) + "”，请先处理其一");
  }

  Status MergeFields(const Record& drop, Record& keep) {
    for (const FieldDef& field : domain::TypeOf(keep.kind()).fields) {
      if (field.Is(domain::kSecret) || field.Is(domain::kDerived)) continue;
      const Value kept = field.get(keep);
      const Value dropped = field.get(drop);
      if (kept == dropped) continue;
      const bool takes = domain::IsEmpty(kept) && !domain::IsEmpty(dropped);
      if (takes) JIEDUI_CHECK(domain::SetField(keep, field, dropped));
      preview_.fields.push_back(
          {std::string(field.name), std::string(field.zh), domain::FormatValue(field, kept),
           domain::FormatValue(field, dropped), domain::FormatValue(field, field.get(keep))});
    }
    return {};
  }

  Workspace& workspace_;
  store::UnitOfWork& unit_;
  const Actor& actor_;
  MergePreview preview_;
};

}  // namespace

std::string BareName(std::string_view name) {
  constexpr std::array<std::string_view, 8> kForms = {
      "有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "集团公司", "公司", "集团", "厂"};
  std::string bare = index::TextPipeline::ExactForm(name);
  for (const std::string_view form : kForms) {
    if (bare.size() > form.size() && bare.ends_with(form)) {
      bare.resize(bare.size() - form.size());
      break;
    }
  }
  return bare;
}

Result<std::vector<LikelyDuplicate>> FindDuplicates(Workspace& workspace, const Actor& actor,
                                                    Kind kind, std::size_t most) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kEditRoster));
  std::vector<Named> all;
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_CHECK(session.ForEach(kind, ScopeFilters(ScopeOf(actor, kind), kind),
                               [&](Record& record) -> Status {
                                 const std::string title = domain::TitleOf(record);
                                 all.push_back({{kind, record.id},
                                                title,
                                                base::ToCodePoints(BareName(title)),
                                                TextOf(record, "region_code")});
                                 return {};
                               }));
  std::map<std::u32string, std::vector<std::size_t>> by_neighbour;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::u32string& one : Neighbours(all[i].bare)) by_neighbour[std::move(one)].push_back(i);
  }
  std::map<std::pair<std::size_t, std::size_t>, std::string> found;
  for (const auto& [neighbour, positions] : by_neighbour) {
    for (std::size_t i = 0; i < positions.size(); ++i) {
      for (std::size_t j = i + 1; j < positions.size(); ++j) {
        const auto pair = std::minmax(positions[i], positions[j]);
        if (pair.first == pair.second) continue;
        if (const auto why = Why(all[pair.first], all[pair.second]))
          found.emplace(std::pair(pair.first, pair.second), *why);
      }
    }
  }
  std::vector<LikelyDuplicate> duplicates;
  for (const auto& [pair, why] : found) {
    if (duplicates.size() == most) break;
    const Named& a = all[pair.first];
    const Named& b = all[pair.second];
    duplicates.push_back({a.key, b.key, a.title, b.title, why});
  }
  return duplicates;
}

Result<MergePreview> PreviewMerge(Workspace& workspace, const Actor& actor, RecordKey kept,
                                  RecordKey dropped) {
  // Done and undone: what it shows is what merging does.
  constexpr std::string_view kOnlyShown = "preview";
  MergePreview preview;
  const Status status =
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(preview, Merger(workspace, unit, actor).Run(kept, 0, dropped));
        return Fail(ErrorCode::kConflict, std::string(kOnlyShown));
      });
  if (!status && status.error().message != kOnlyShown) return tl::unexpected(status.error());
  return preview;
}

Result<MergePreview> MergeRecords(Workspace& workspace, const Actor& actor, RecordKey kept,
                                  std::int64_t version, RecordKey dropped) {
  MergePreview done;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "合并 " + FormatKey(dropped) + " 到 " + FormatKey(kept)),
      [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(done, Merger(workspace, unit, actor).Run(kept, version, dropped));
        return {};
      }));
  return done;
}

void WriteDuplicates(base::JsonWriter& json, const std::vector<LikelyDuplicate>& duplicates) {
  json.StartArray();
  for (const LikelyDuplicate& one : duplicates) {
    json.StartObject().Member("kind", domain::Code(one.a.kind)).Key("a").Id(one.a.id);
    json.Member("a_title", one.a_title).Key("b").Id(one.b.id).Member("b_title", one.b_title);
    json.Member("why", one.why).EndObject();
  }
  json.EndArray();
}

void WriteMerge(base::JsonWriter& json, const MergePreview& merge) {
  json.StartObject().Member("kind", domain::Code(merge.kept.kind)).Key("kept").Id(merge.kept.id);
  json.Key("dropped").Id(merge.dropped.id).Key("fields").StartArray();
  for (const MergedField& field : merge.fields) {
    json.StartObject().Member("field", field.field).Member("zh", field.zh);
    json.Member("kept", field.kept).Member("dropped", field.dropped);
    json.Member("result", field.result).EndObject();
  }
  json.EndArray().Key("moved").StartArray();
  for (const MovedReferences& moved : merge.moved) {
    json.StartObject().Member("kind", domain::Code(moved.kind)).Member("field", moved.field);
    json.Member("count", moved.count).EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace jiedui::services
