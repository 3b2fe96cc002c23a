#include "index/writer.h"

#include <algorithm>

#include "base/text.h"
#include "index/facet_spy_internal.h"
#include "index/generation_internal.h"
#include "index/near_words_internal.h"
#include "index/stored_document_internal.h"
#include "index/terms_internal.h"
#include "index/xapian_internal.h"

namespace jiedui::index {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

/// A title says more about a document than one of its short texts.
constexpr Xapian::termcount kTitleWeight = 2;
void AddFilterTerms(const Document& document, Xapian::Document& made) {
  made.add_boolean_term(Term(kKindPrefix, document.kind));
  for (const std::string& code : document.region_path)
    made.add_boolean_term(Term(kRegionPrefix, code));
  for (const std::string& code : document.sector_path)
    made.add_boolean_term(Term(kSectorPrefix, code));
  for (const std::string& code : document.programme_sectors)
    made.add_boolean_term(Term(kProgrammeSectorPrefix, code));
  if (!document.status.empty()) made.add_boolean_term(Term(kStatusPrefix, document.status));
  if (document.enterprise != 0)
    made.add_boolean_term(Term(kEnterprisePrefix, std::to_string(document.enterprise)));
}

void AddExactTerms(const Document& document, Xapian::Document& made) {
  const std::string title = TextPipeline::ExactForm(document.title);
  if (!title.empty()) made.add_boolean_term(Term(kExactPrefix, title));
  for (const std::string& key : document.keys) {
    const std::string form = TextPipeline::ExactForm(key);
    if (!form.empty()) made.add_boolean_term(Term(kExactPrefix, form));
  }
  const std::u32string characters = base::ToCodePoints(title);
  for (std::size_t n = 1; n <= std::min(characters.size(), kMaxTitleStart); ++n) {
    made.add_boolean_term(Term(kTitleStartPrefix,
                               base::FromCodePoints(std::u32string_view(characters).substr(0, n))));
  }
}

void AddValues(const Document& document, const StoredDocument& stored, Xapian::Document& made) {
  made.add_value(kKeySlot, KeyValue({document.kind, document.id}));
  made.add_value(kFacetSlot, FacetValue({document.kind, stored.region, stored.programme_sector,
                                         stored.status}));
}

}  // namespace

struct Writer::Impl {
  fs::path folder;
  FolderLock lock;
  Mode mode;
  std::string generation;
  Xapian::WritableDatabase database;
  const TextPipeline& pipeline;

  void AddTextTerms(const Document& document, Xapian::Document& made) {
    for (const std::string& term : pipeline.ShortTerms(document.title))
      AddTerm(made, Term("", term), kTitleWeight);
    for (const std::string& text : document.short_texts) {
      for (const std::string& term : pipeline.ShortTerms(text)) AddTerm(made, Term("", term), 1);
    }
    for (const std::string& word : pipeline.BodyTerms(document.body)) {
      made.add_term(Term(kBodyPrefix, word));
      AddNearTerms(made, word);
    }
  }

  static void AddTerm(Xapian::Document& made, const std::string& term, Xapian::termcount weight) {
    made.add_term(term, weight);
    AddNearTerms(made, term);
  }

  static void AddNearTerms(Xapian::Document& made, const std::string& word) {
    if (!IsLatinWord(word)) return;
    for (const std::string& term : NearTerms(word)) made.add_boolean_term(term);
  }
};

Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Writer::Writer(Writer&& other) noexcept = default;
Writer& Writer::operator=(Writer&& other) noexcept = default;

Writer::~Writer() {
  if (impl_ == nullptr) return;
  try {
    impl_->database.close();  // would otherwise commit what was not asked to be
  } catch (const Xapian::Error&) {
    // The index is derived: what is lost here comes again from the outbox.
  }
}

Result<Writer> Writer::Open(const fs::path& folder, Mode mode, const TextPipeline& pipeline,
                            const std::string& part) {
  JIEDUI_ASSIGN(FolderLock lock, FolderLock::Take(folder));
  std::string generation;
  if (mode == Mode::kRebuild) {
    JIEDUI_ASSIGN(generation, FreshGeneration(folder));
  } else {
    JIEDUI_ASSIGN(generation, CurrentGeneration(folder));
  }
  if (generation.empty())
    return Fail(ErrorCode::kNotFound, "还没有检索索引，请运行 jiedui reindex");
  return Guarded([&]() -> Result<Writer> {
    const int action = mode == Mode::kRebuild ? Xapian::DB_CREATE : Xapian::DB_OPEN;
    Xapian::WritableDatabase database((folder / generation).string(),
                                      action | Xapian::DB_BACKEND_GLASS);
    if (mode == Mode::kRebuild) {
      database.set_metadata(kFormatKey, kFormat);
      database.set_metadata(kPartKey, part);
    } else if (database.get_metadata(kFormatKey) != kFormat) {
      return Fail(ErrorCode::kUnavailable,
                  "检索索引的格式不是本版本的，请运行 jiedui reindex 重建");
    } else if (database.get_metadata(kPartKey) != part) {
      return Fail(ErrorCode::kUnavailable,
                  "检索索引的分片不是现在的分法，请运行 jiedui reindex 重建");
    }
    // A rebuild is out of sight anyway and may be larger than memory: no transaction.
    if (mode == Mode::kUpdate) database.begin_transaction();
    return Writer(std::make_unique<Impl>(
        Impl{folder, std::move(lock), mode, std::move(generation), std::move(database), pipeline}));
  });
}

Status Writer::Upsert(const Document& document) {
  if (document.kind.empty() || document.id <= 0)
    return Fail(ErrorCode::kInvalid, "检索文档必须有类别和编号");
  return Guarded([&]() -> Status {
    const StoredDocument stored = StoredOf(document);
    const std::string name = UniqueTerm({document.kind, document.id});
    Xapian::Document made;
    made.add_boolean_term(name);
    AddFilterTerms(document, made);
    AddExactTerms(document, made);
    impl_->AddTextTerms(document, made);
    AddValues(document, stored, made);
    made.set_data(Encode(stored));
    if (impl_->mode == Mode::kRebuild && !impl_->database.term_exists(name)) {
      impl_->database.add_document(made);
    } else {
      impl_->database.replace_document(name, made);
    }
    return {};
  });
}

Status Writer::Erase(const DocumentKey& key) {
  return Guarded([&]() -> Status {
    impl_->database.delete_document(UniqueTerm(key));
    return {};
  });
}

Status Writer::Commit(std::int64_t watermark) {
  const Status committed = Guarded([&]() -> Status {
    impl_->database.set_metadata(kWatermarkKey, std::to_string(watermark));
    if (impl_->mode == Mode::kRebuild) {
      impl_->database.commit();
    } else {
      impl_->database.commit_transaction();
    }
    impl_->database.begin_transaction();
    return {};
  });
  if (!committed || impl_->mode == Mode::kUpdate) return committed;
  impl_->mode = Mode::kUpdate;
  return SwitchTo(impl_->folder, impl_->generation);
}

}  // namespace jiedui::index
