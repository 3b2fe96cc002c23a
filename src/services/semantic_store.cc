#include "services/semantic_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "base/log.h"

namespace jiedui::services {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using models::SemanticLexicon;

constexpr const char* kName = "semantic.vec";
/// Half or twice as many texts as were learned from: another city.
constexpr std::uint64_t kGrowth = 2;

Result<std::string> ReadBytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "没有语义向量文件");
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return std::move(bytes).str();
}

/// On the disk before it returns, and never half a file under that name.
base::Status WriteBytes(const fs::path& file, const std::string& bytes) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  const fs::path fresh = file.string() + "." + std::to_string(::getpid());
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  bool written = out.good();
  if (const int descriptor = ::open(fresh.c_str(), O_RDONLY | O_CLOEXEC); descriptor >= 0) {
    written = ::fsync(descriptor) == 0 && written;
    ::close(descriptor);
  }
  if (written) fs::rename(fresh, file, error);
  if (written && !error) return {};
  fs::remove(fresh, error);
  return Fail(ErrorCode::kUnavailable, "无法写入语义向量文件 " + file.string());
}

void LogRenewal(const std::string& reason) {
  base::Log(base::LogLevel::kInfo, "semantic vectors are learned anew", {{"reason", reason}});
}

}  // namespace

SemanticStore::SemanticStore(const fs::path& folder)
    : file_(folder.empty() ? fs::path() : folder / kName) {}

std::string SemanticStore::Stamp() const {
  struct stat status {};
  if (file_.empty() || ::stat(file_.c_str(), &status) != 0) return {};
  return std::to_string(status.st_ino) + ":" + std::to_string(status.st_size) + ":" +
         std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

Result<SemanticLexicon> SemanticStore::Read() const {
  JIEDUI_ASSIGN(const std::string bytes, ReadBytes(file_));
  return SemanticLexicon::Load(bytes);
}

std::shared_ptr<const SemanticLexicon> SemanticStore::For(const Corpus& corpus,
                                                          std::int64_t revision) const {
  const std::uint64_t texts = corpus.texts();
  if (file_.empty() || texts < kLeastSemanticTexts) return nullptr;
  Result<SemanticLexicon> read = Read();
  if (!read) {
    LogRenewal(read.error().message);
  } else if (const models::SemanticOrigin& origin = read->origin();
             origin.revision > static_cast<std::uint64_t>(revision)) {
    LogRenewal("the database is older than they are");
  } else if (texts >= origin.texts * kGrowth || texts * kGrowth <= origin.texts) {
    LogRenewal("learned from " + std::to_string(origin.texts) + " texts, now " +
               std::to_string(texts));
  } else {
    return std::make_shared<const SemanticLexicon>(*std::move(read));
  }
  const auto renewed = Renew(corpus, revision);
  if (renewed) return *renewed;
  base::Log(base::LogLevel::kWarning, "scores go without semantic vectors",
            {{"reason", renewed.error().message}});
  return nullptr;
}

Result<std::shared_ptr<const SemanticLexicon>> SemanticStore::Renew(const Corpus& corpus,
                                                                    std::int64_t revision) const {
  auto lexicon = std::make_shared<const SemanticLexicon>(corpus.LearnSemantics(revision));
  JIEDUI_CHECK(WriteBytes(file_, lexicon->Save()));
  return lexicon;
}

}  // namespace jiedui::services
