#include "services/pair_models.h"

#include "base/text.h"
#include "services/access.h"
#include "services/judgements.h"
#include "services/pair_model_json.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using store::Reader;

// Settings: how many models were made, the versions that were in force (oldest first, the present
// one last), and each model under `pair_model.N`.
constexpr std::string_view kCount = "pair_model.count";
constexpr std::string_view kInForce = "pair_model.in_force";
constexpr std::size_t kRemembered = 50;  // of those that were in force

std::string KeyOf(std::int64_t version) { return "pair_model." + std::to_string(version); }

Result<std::int64_t> CountOf(const Reader& reader) {
  JIEDUI_ASSIGN(const auto text, reader.Setting(kCount));
  return text ? base::ParseId(*text).value_or(0) : 0;
}

/// The versions that were in force; 0, which ships, came before all of them.
Result<std::vector<std::int64_t>> InForce(const Reader& reader) {
  std::vector<std::int64_t> versions = {0};
  JIEDUI_ASSIGN(const auto text, reader.Setting(kInForce));
  if (!text || text->empty()) return versions;
  for (const std::string_view one : base::Split(*text, ',')) {
    if (one == "0") {
      versions.push_back(0);
    } else if (const Result<std::int64_t> version = base::ParseId(one)) {
      versions.push_back(*version);
    }
  }
  return versions;
}

Status PutInForce(store::UnitOfWork& unit, std::vector<std::int64_t> versions) {
  versions.erase(versions.begin());  // the one that ships goes without saying
  if (versions.size() > kRemembered)
    versions.erase(versions.begin(), versions.end() - static_cast<std::ptrdiff_t>(kRemembered));
  std::string text;
  for (const std::int64_t version : versions)
    text += (text.empty() ? "" : ",") + std::to_string(version);
  return unit.PutSetting(kInForce, text);
}

StoredPairModel Shipped() {
  StoredPairModel stored;
  stored.model = models::PriorModel();
  return stored;
}

Result<StoredPairModel> ReadVersion(const Reader& reader, std::int64_t version) {
  if (version == 0) return Shipped();
  JIEDUI_ASSIGN(const auto text, reader.Setting(KeyOf(version)));
  if (!text) {
    return Fail(ErrorCode::kNotFound, "没有编号为 " + std::to_string(version) + " 的匹配模型",
                "ID");
  }
  return ParsePairModel(*text);
}

Result<StoredPairModel> ReadActive(const Reader& reader) {
  JIEDUI_ASSIGN(const std::vector<std::int64_t> in_force, InForce(reader));
  JIEDUI_ASSIGN(StoredPairModel stored, ReadVersion(reader, in_force.back()));
  stored.active = true;
  return stored;
}

/// What the decisions say, and the model that they are held against.
struct Lessons {
  Judgements judgements;
  StoredPairModel in_force;
  StoredPairModel newest;
};

Result<Lessons> ReadLessons(Workspace& workspace) {
  JIEDUI_ASSIGN(const std::shared_ptr<const Corpus> corpus, workspace.corpus.Get());
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  Lessons lessons;
  JIEDUI_ASSIGN(lessons.in_force, ReadActive(session));
  JIEDUI_ASSIGN(const std::int64_t count, CountOf(session));
  JIEDUI_ASSIGN(lessons.newest, ReadVersion(session, count));
  JIEDUI_ASSIGN(lessons.judgements, ReadJudgements(session, *corpus, lessons.in_force.model));
  return lessons;
}

StoredPairModel Learn(const Lessons& lessons) {
  const Judgements& judgements = lessons.judgements;
  models::TrainingOptions options;
  options.known_until_ms = lessons.in_force.known_until_ms;
  const models::FittedModel fitted =
      models::FitModel(judgements.all, models::PriorModel(), options);
  StoredPairModel stored;
  stored.model = fitted.model;
  stored.revision = judgements.revision;
  stored.known_until_ms = judgements.latest_ms;
  stored.taken = static_cast<std::int64_t>(judgements.taken);
  stored.refused = static_cast<std::int64_t>(judgements.refused);
  stored.passed_over = static_cast<std::int64_t>(judgements.passed_over);
  stored.not_about_match = static_cast<std::int64_t>(judgements.not_about_match);
  stored.lessons = fitted.fit.lessons;
  stored.position = fitted.fit.position;
  stored.bound = fitted.bound;
  stored.against = lessons.in_force.model.version;
  stored.comparison =
      models::CompareModels(judgements.all, models::PriorModel(), lessons.in_force.model, options);
  stored.doubt = models::DoubtOf(stored.comparison);
  return stored;
}

std::string JsonOf(const StoredPairModel& stored) {
  base::JsonWriter json;
  WritePairModel(json, stored);
  return json.Text();
}

std::string Called(std::int64_t version) {
  return version == 0 ? "随程序提供的模型" : "模型 " + std::to_string(version);
}

}  // namespace

Result<models::PairModel> ActivePairModel(const Reader& reader) {
  JIEDUI_ASSIGN(const std::vector<std::int64_t> in_force, InForce(reader));
  const Result<StoredPairModel> stored = ReadVersion(reader, in_force.back());
  if (stored) return stored->model;
  const ErrorCode code = stored.error().code;
  if (code != ErrorCode::kInvalid && code != ErrorCode::kNotFound &&
      code != ErrorCode::kUnprocessable)
    return tl::unexpected(stored.error());
  return models::PriorModel();
}

Result<std::string> PairModelInForce(const Reader& reader) {
  JIEDUI_ASSIGN(auto text, reader.Setting(kInForce));
  return std::move(text).value_or("");
}

Result<StoredPairModel> TrainPairModel(Workspace& workspace, const domain::Actor& actor,
                                       bool dry_run) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kManageModel));
  JIEDUI_ASSIGN(const Lessons lessons, ReadLessons(workspace));
  if (lessons.judgements.all.empty())
    return Fail(ErrorCode::kUnprocessable, "还没有可供学习的审批或答复");
  const bool known = lessons.newest.model.version != 0 &&
                     lessons.newest.revision == lessons.judgements.revision &&
                     lessons.newest.against == lessons.in_force.model.version;
  if (known && !dry_run) {
    return Fail(ErrorCode::kConflict,
                Called(lessons.newest.model.version) + " 已学过现有的全部审批，没有新的可学");
  }
  StoredPairModel stored = Learn(lessons);
  stored.made_by = actor.name;
  stored.made_ms = workspace.clock.NowMs();
  if (dry_run) return stored;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "训练匹配模型"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const std::int64_t count, CountOf(unit));
        stored.model.version = count + 1;
        JIEDUI_CHECK(unit.PutSetting(KeyOf(count + 1), JsonOf(stored)));
        return unit.PutSetting(kCount, std::to_string(count + 1));
      }));
  return stored;
}

Result<std::vector<StoredPairModel>> ListPairModels(Workspace& workspace,
                                                    const domain::Actor& actor) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kManageModel));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::int64_t count, CountOf(session));
  JIEDUI_ASSIGN(const std::vector<std::int64_t> in_force, InForce(session));
  std::vector<StoredPairModel> all;
  for (std::int64_t version = 0; version <= count; ++version) {
    JIEDUI_ASSIGN(StoredPairModel stored, ReadVersion(session, version));
    stored.active = version == in_force.back();
    all.push_back(std::move(stored));
  }
  return all;
}

Result<StoredPairModel> ReadPairModel(Workspace& workspace, const domain::Actor& actor,
                                      std::optional<std::int64_t> version) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kManageModel));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::vector<std::int64_t> in_force, InForce(session));
  JIEDUI_ASSIGN(StoredPairModel stored, ReadVersion(session, version.value_or(in_force.back())));
  stored.active = stored.model.version == in_force.back();
  return stored;
}

Result<StoredPairModel> ActivatePairModel(Workspace& workspace, const domain::Actor& actor,
                                          std::int64_t version, bool force) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kManageModel));
  StoredPairModel stored;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, force ? "强制启用匹配模型" : "启用匹配模型"),
      [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(std::vector<std::int64_t> in_force, InForce(unit));
        JIEDUI_ASSIGN(stored, ReadVersion(unit, version));
        if (in_force.back() == version)
          return Fail(ErrorCode::kConflict, Called(version) + " 已在使用", "ID");
        if (stored.doubt != models::Doubt::kNothing && !force) {
          return Fail(ErrorCode::kConflict,
                      Called(version) + " " + std::string(domain::NameOf(stored.doubt).zh) +
                          "，未启用；确需启用请加 --force",
                      "ID");
        }
        in_force.push_back(version);
        return PutInForce(unit, std::move(in_force));
      }));
  stored.active = true;
  return stored;
}

Result<StoredPairModel> RollBackPairModel(Workspace& workspace, const domain::Actor& actor) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kManageModel));
  StoredPairModel stored;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "退回上一匹配模型"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(std::vector<std::int64_t> in_force, InForce(unit));
        if (in_force.size() == 1)
          return Fail(ErrorCode::kConflict, "现用的就是随程序提供的模型，没有上一个");
        in_force.pop_back();
        JIEDUI_ASSIGN(stored, ReadVersion(unit, in_force.back()));
        return PutInForce(unit, std::move(in_force));
      }));
  stored.active = true;
  return stored;
}

}  // namespace jiedui::services
