#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/pair_model_json.h"
#include "services/pair_models.h"

namespace jiedui::app {
namespace {

using base::Result;
using base::Status;
using models::kFactors;
using models::kPairKinds;
using services::StoredPairModel;

struct ModelArguments {
  std::int64_t version = -1;
  bool dry_run = false;
  bool force = false;
};

std::string NameOf(const StoredPairModel& stored) {
  return stored.model.version == 0 ? "随程序提供的模型（0）"
                                   : fmt::format("模型 {}", stored.model.version);
}

/// What was learned of one kind, where that is more than a tenth of a point of weight.
std::string LearnedOf(const StoredPairModel& stored, std::size_t kind) {
  const models::FactorValues& weights = stored.model.weights[kind].weight;
  const models::FactorValues& shipped = models::PriorModel().weights[kind].weight;
  std::string text;
  for (std::size_t i = 0; i < kFactors; ++i) {
    if (std::abs(weights[i] - shipped[i]) < 0.001) continue;
    text += fmt::format(
        "{}{} {:.3f}（{:+.3f}）", text.empty() ? "" : "，",
        NameFor(static_cast<models::FactorKind>(i), static_cast<domain::PairKind>(kind)).zh,
        weights[i], weights[i] - shipped[i]);
  }
  const models::Calibration& calibration = stored.model.calibration[kind];
  return fmt::format("  {}: 依据 {:.1f} 次审批；{}；概率校准 {:+.2f} {:.2f}\n",
                     domain::kPairKindNames[kind].zh, stored.lessons[kind],
                     text.empty() ? "权重未变" : "权重 " + text, calibration.offset,
                     calibration.slope);
}

std::string LineOf(std::string_view name, const models::Quality& quality) {
  const std::string within =
      quality.comparisons == 0
          ? "同企业没有可比的对"
          : fmt::format("同企业比较 {:.3f}（{} 对）", quality.pairwise, quality.comparisons);
  return fmt::format("  {}  排序 AUC {:.3f}，{}，对数损失 {:.3f}，校准误差 {:.3f}\n", name,
                     quality.auc, within, quality.log_loss, quality.calibration_error);
}

std::string ComparisonText(const StoredPairModel& stored) {
  const models::Comparison& comparison = stored.comparison;
  std::string text = fmt::format(
      "与模型 {} 比较（按企业分 5 份，各份由其余企业的审批预测；{} 对，其中成 {} 对{}）:\n",
      stored.against, comparison.candidate.pairs, comparison.candidate.taken,
      comparison.fresh ? "" : "；现用模型已学过这些审批");
  text += LineOf("新模型", comparison.candidate);
  text += LineOf("现用的", comparison.in_force);
  text += "  结论: " + std::string(domain::NameOf(stored.doubt).zh) + "\n";
  for (const models::ReliabilityBin& bin : comparison.candidate.bins) {
    text += fmt::format("  预计 {:.1f}–{:.1f}: {} 对，平均预计 {:.3f}，实际成 {:.3f}\n", bin.from,
                        bin.to, bin.pairs, bin.predicted, bin.observed);
  }
  return text;
}

std::string Text(const StoredPairModel& stored) {
  std::string text = NameOf(stored) + (stored.active ? "  使用中\n" : "\n");
  if (stored.made_ms == 0) {
    for (std::size_t k = 0; k < kPairKinds; ++k) text += LearnedOf(stored, k);
    return text;
  }
  text += fmt::format(
      "依据: 批准或接受 {} 对，因不匹配被拒 {} 对，同时列出而未选 {} 对；另有 {} "
      "对因其他原因被拒，不计入\n",
      stored.taken, stored.refused, stored.passed_over, stored.not_about_match);
  text += fmt::format("首位的吸引力 {:.2f}（已扣除）", stored.position);
  // A bound that rules nothing out, as with many decisions, is no news.
  if (stored.bound < 1) text += fmt::format("；任何一对的匹配度至多变动 {:.3f}", stored.bound);
  text += "\n";
  for (std::size_t k = 0; k < kPairKinds; ++k) text += LearnedOf(stored, k);
  return text + ComparisonText(stored);
}

void PrintModel(const CommonOptions& common, const StoredPairModel& stored,
                const std::string& text) {
  if (!common.json) return Print(text);
  base::JsonWriter json;
  services::WritePairModel(json, stored);
  Print(json.Text());
}

Status Train(const CommonOptions& common, const ModelArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const StoredPairModel stored,
                services::TrainPairModel(opened.workspace(), opened.actor, arguments.dry_run));
  std::string text = Text(stored);
  if (arguments.dry_run) {
    text = "试算，未保存\n" + text;
  } else {
    text += fmt::format("已保存，未启用；启用: jiedui model activate {}", stored.model.version);
  }
  PrintModel(common, stored, text);
  return {};
}

Status List(const CommonOptions& common, const ModelArguments&) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const std::vector<StoredPairModel> all,
                services::ListPairModels(opened.workspace(), opened.actor));
  base::JsonWriter json;
  std::string text;
  json.StartArray();
  for (const StoredPairModel& stored : all) {
    services::WritePairModel(json, stored);
    text += NameOf(stored) + (stored.active ? "  使用中" : "");
    if (stored.made_ms != 0) {
      text +=
          fmt::format("  {}  成 {} 拒 {}  AUC {:.3f}  {}",
                      base::FormatUtc(stored.made_ms).substr(0, 10), stored.taken, stored.refused,
                      stored.comparison.candidate.auc, domain::NameOf(stored.doubt).zh);
    }
    text += "\n";
  }
  json.EndArray();
  text.pop_back();
  Print(common.json ? json.Text() : text);
  return {};
}

Status Show(const CommonOptions& common, const ModelArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  const auto version = arguments.version < 0 ? std::nullopt : std::optional(arguments.version);
  JIEDUI_ASSIGN(const StoredPairModel stored,
                services::ReadPairModel(opened.workspace(), opened.actor, version));
  PrintModel(common, stored, Text(stored));
  return {};
}

Status Activate(const CommonOptions& common, const ModelArguments& arguments) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const StoredPairModel stored,
                services::ActivatePairModel(opened.workspace(), opened.actor, arguments.version,
                                            arguments.force));
  PrintModel(common, stored, NameOf(stored) + " 已启用；退回: jiedui model rollback");
  return {};
}

Status RollBack(const CommonOptions& common, const ModelArguments&) {
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  JIEDUI_ASSIGN(const StoredPairModel stored,
                services::RollBackPairModel(opened.workspace(), opened.actor));
  PrintModel(common, stored, "已退回 " + NameOf(stored));
  return {};
}

}  // namespace

void AddModelCommands(CLI::App& app, CommandLine& line) {
  auto a = std::make_shared<ModelArguments>();
  CLI::App* const model =
      app.add_subcommand("model", "由审批学习的匹配模型 / the pair model learned from decisions");
  model->require_subcommand(1);
  const auto add = [&](const char* name, const char* help,
                       Status (*action)(const CommonOptions&, const ModelArguments&)) {
    CLI::App* const command = model->add_subcommand(name, help);
    command->callback([&line, a, action] {
      line.action = [&line, a, action] { return Finish(action(line.common, *a)); };
    });
    return command;
  };
  add("train", "由已有审批训练一个新模型，并与现用模型比较 / learns from the decisions", &Train)
      ->add_flag("--dry-run", a->dry_run, "只试算，不保存 / stores nothing");
  add("list", "列出全部模型 / every model", &List);
  add("show", "查看一个模型，默认现用的 / one model, by default the one in force", &Show)
      ->add_option("ID", a->version, "模型编号，0 为随程序提供的")
      ->check(CLI::NonNegativeNumber);
  CLI::App* const activate = add("activate", "启用一个模型 / puts a model in force", &Activate);
  activate->add_option("ID", a->version, "模型编号，0 为随程序提供的")
      ->required()
      ->check(CLI::NonNegativeNumber);
  activate->add_flag("--force", a->force, "不如现用模型也启用 / even where it compared worse");
  add("rollback", "退回上一个模型 / puts back the model before", &RollBack);
}

}  // namespace jiedui::app
