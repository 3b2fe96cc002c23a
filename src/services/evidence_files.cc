#include "services/evidence_files.h"

#include <set>

#include "base/text.h"
#include "office/file_type.h"
#include "services/access.h"
#include "services/digest.h"
#include "services/evidence_store.h"
#include "services/ownership.h"
#include "services/record_rules_internal.h"
#include "services/settle.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::EvidenceFile;
using domain::Kind;
using domain::Record;

constexpr std::size_t kLongestName = 200;  // characters

/// Live files of that content.
Result<std::vector<EvidenceFile>> Twins(const store::Reader& reader, const EvidenceFile& file) {
  const store::SystemWork door("the same file at another enterprise is known by its hash");
  JIEDUI_ASSIGN(std::vector<EvidenceFile> twins,
                reader.All<EvidenceFile>({store::Equals("digest", file.digest)}));
  std::erase_if(twins, [&](const EvidenceFile& twin) { return twin.id == file.id; });
  return twins;
}

/// A record of this kind is always of a file that was handed in, and stays its enterprise's.
Status SettleEvidenceFile(const domain::Reference& /*reference*/, const store::Reader& reader,
                          Record& record) {
  auto& file = static_cast<EvidenceFile&>(record);
  if (!IsDigest(file.digest))
    return Fail(ErrorCode::kUnprocessable, "证明材料须上传文件，不能只登记名称", "file_name");
  if (file.id != 0) {
    JIEDUI_ASSIGN(const EvidenceFile stored, reader.Get(domain::EvidenceFileId{file.id}));
    if (stored.enterprise.value != file.enterprise.value)
      return Fail(ErrorCode::kUnprocessable, "证明材料不能改属另一企业，请重新上传", "enterprise");
  }
  JIEDUI_ASSIGN(const std::vector<EvidenceFile> twins, Twins(reader, file));
  for (const EvidenceFile& twin : twins)
    file.reused = file.reused || twin.enterprise.value != file.enterprise.value;
  return {};
}

/// The last part of the path that some browsers send, without what a header or a terminal takes for
/// its own.
Result<std::string> CleanName(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  std::string clean(slash == std::string_view::npos ? name : name.substr(slash + 1));
  std::erase_if(clean, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20) || c == 0x7F || c == '"';
  });
  if (clean.empty() || base::CountCodePoints(clean) > kLongestName || !base::IsValidUtf8(clean))
    return Fail(ErrorCode::kInvalid, "文件名应有 1 到 200 个字符", "file_name");
  return clean;
}

Result<EvidenceFile> Describe(const Actor& actor, const EvidenceUpload& upload) {
  EvidenceFile file;
  file.enterprise = upload.enterprise;
  file.category = upload.category;
  JIEDUI_ASSIGN(file.file_name, CleanName(upload.file_name));
  file.title =
      upload.title.empty() ? file.file_name.substr(0, file.file_name.rfind('.')) : upload.title;
  if (base::CountCodePoints(file.title) > kLongestName)
    return Fail(ErrorCode::kInvalid, "材料名称不超过 200 个字符", "title");
  JIEDUI_ASSIGN(const office::FileType* const type, office::SniffFile(upload.bytes));
  JIEDUI_CHECK(office::CheckExtension(*type, file.file_name));
  file.media_type = std::string(type->media_type);
  file.size_bytes = static_cast<std::int64_t>(upload.bytes.size());
  file.digest = DigestOf(upload.bytes);
  file.uploaded_by = actor.user_id;
  return file;
}

/// Whether the enterprise may have this one besides those it has.
Status RequireRoom(const store::Reader& reader, const EvidenceOptions& options,
                   const EvidenceFile& file) {
  JIEDUI_ASSIGN(
      const std::int64_t count,
      reader.Count(Kind::kEvidenceFile, {store::Equals("enterprise", file.enterprise.value)}));
  if (count >= options.files_per_enterprise) {
    return Fail(ErrorCode::kConflict,
                "每家企业最多 " + std::to_string(options.files_per_enterprise) +
                    " 个证明材料，请先删除不用的",
                "enterprise");
  }
  JIEDUI_ASSIGN(const std::vector<EvidenceFile> twins, Twins(reader, file));
  for (const EvidenceFile& twin : twins) {
    if (twin.enterprise.value == file.enterprise.value)
      return Fail(ErrorCode::kConflict, "已上传过同样的文件，名称为 “" + twin.title + "”", "file");
  }
  return {};
}

Status CheckUpload(const Workspace& workspace, const store::Reader& reader, const Actor& actor,
                   EvidenceFile& file) {
  JIEDUI_CHECK(RequireEdit(actor, file));
  JIEDUI_CHECK(Settle(workspace.reference, reader, file));
  JIEDUI_CHECK(RequireInScope(reader, actor, file));
  return RequireRoom(reader, workspace.evidence.options(), file);
}

/// The file is another enterprise's too: both show it.
Status FlagTwins(store::UnitOfWork& unit, const EvidenceFile& file) {
  const store::SystemWork door("the same file at another enterprise is flagged at both");
  JIEDUI_ASSIGN(std::vector<EvidenceFile> twins, Twins(unit, file));
  for (EvidenceFile& twin : twins) {
    twin.reused = true;
    JIEDUI_CHECK(unit.Update(twin));
  }
  return {};
}

/// Every record, removed ones too: what was confirmed by them is still in the history.
Status ForEachFile(const store::Reader& reader,
                   const std::function<Status(const EvidenceFile&)>& visit) {
  store::ListQuery query;
  query.include_deleted = true;
  query.limit = 1000;
  do {
    JIEDUI_ASSIGN(store::PageOf<EvidenceFile> page, reader.List<EvidenceFile>(query));
    for (const EvidenceFile& file : page.records) JIEDUI_CHECK(visit(file));
    query.cursor = std::move(page.next);
  } while (!query.cursor.empty());
  return {};
}

Status AddFault(const store::Reader& reader, const EvidenceFile& file, std::string what,
                EvidenceReport& report) {
  JIEDUI_ASSIGN(const auto enterprise, reader.GetAny(Kind::kEnterprise, file.enterprise.value));
  report.faults.push_back({file.id, file.title, domain::TitleOf(*enterprise), std::move(what)});
  return {};
}

}  // namespace

RecordRule RulesOfEvidenceFiles() { return {Kind::kEvidenceFile, SettleEvidenceFile}; }

Result<EvidenceFile> UploadEvidence(Workspace& workspace, const Actor& actor,
                                    const EvidenceUpload& upload) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_CHECK(workspace.evidence.CheckSize(upload.bytes.size()));
  JIEDUI_ASSIGN(EvidenceFile file, Describe(actor, upload));
  {
    // Before anything is written; and again within the unit of work, which has the last word.
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    JIEDUI_CHECK(CheckUpload(workspace, session, actor, file));
  }
  JIEDUI_ASSIGN(const EvidenceStore::Hold hold, workspace.evidence.Put(file.digest, upload.bytes));
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_CHECK(CheckUpload(workspace, unit, actor, file));
        JIEDUI_CHECK(unit.Insert(file));
        return file.reused ? FlagTwins(unit, file) : Status{};
      }));
  return file;
}

Result<EvidenceContent> ReadEvidenceContent(Workspace& workspace, const Actor& actor,
                                            std::int64_t id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(EvidenceFile file, workspace.store.Get(domain::EvidenceFileId{id}));
  JIEDUI_CHECK(RequireSight(actor, file));
  JIEDUI_ASSIGN(std::string bytes, workspace.evidence.Read(file.digest));
  return EvidenceContent{std::move(file), std::move(bytes)};
}

Result<EvidenceReport> CheckEvidence(const store::Reader& reader, const EvidenceStore& files,
                                     bool contents, const base::Progress& progress) {
  EvidenceReport report;
  JIEDUI_ASSIGN(const std::int64_t live, reader.Count(Kind::kEvidenceFile));
  const auto total = static_cast<std::size_t>(live);
  JIEDUI_CHECK(ForEachFile(reader, [&](const EvidenceFile& file) -> Status {
    ++report.files;
    report.bytes += file.size_bytes;
    base::Report(progress, "证明材料", std::min(total, static_cast<std::size_t>(report.files)),
                 total);
    if (contents) {
      const Result<std::string> bytes = files.Read(file.digest);
      return bytes ? Status{} : AddFault(reader, file, bytes.error().message, report);
    }
    if (files.Has(file.digest, file.size_bytes)) return {};
    return AddFault(reader, file, "文件不在证明材料目录里，或大小不符", report);
  }));
  return report;
}

Result<EvidenceReport> CopyEvidence(const store::Reader& reader, const EvidenceStore& from,
                                    const EvidenceStore& to) {
  EvidenceReport report;
  std::set<std::string> done;
  JIEDUI_CHECK(ForEachFile(reader, [&](const EvidenceFile& file) -> Status {
    ++report.files;
    if (!done.insert(file.digest).second || to.Read(file.digest)) return {};
    const Result<std::string> bytes = from.Read(file.digest);
    if (!bytes) return AddFault(reader, file, bytes.error().message, report);
    report.bytes += file.size_bytes;
    JIEDUI_ASSIGN(const EvidenceStore::Hold hold, to.Put(file.digest, *bytes));
    return {};
  }));
  return report;
}

Result<std::int64_t> CleanEvidence(const store::Reader& reader, const EvidenceStore& files,
                                   base::TimeMs now_ms) {
  constexpr std::int64_t kDayMs = 86'400'000;
  std::set<std::string, std::less<>> used;
  JIEDUI_CHECK(ForEachFile(reader, [&](const EvidenceFile& file) -> Status {
    used.insert(file.digest);
    return {};
  }));
  return files.Clean(now_ms, kDayMs,
                     [&](std::string_view digest) { return used.contains(digest); });
}

}  // namespace jiedui::services
