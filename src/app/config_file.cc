#include "app/config_file.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "app/city.h"
#include "base/text.h"

namespace jiedui::app {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;

/// Of the program's own options those that a call decides, not an installation.
constexpr std::array<std::string_view, 5> kOfACall = {"help", "version", "json", "as", "config"};

std::string KeyOf(const CLI::Option& option) {
  return option.get_lnames().empty() ? std::string() : option.get_lnames().front();
}

bool MayBeConfigured(const CLI::Option& option) {
  const std::string key = KeyOf(option);
  return !key.empty() && std::find(kOfACall.begin(), kOfACall.end(), key) == kOfACall.end();
}

/// The program's options first, then those of `serve`, as they were added.
template <class App>
auto ConfigurableOptions(App& app) {
  auto options = app.get_options([](const CLI::Option* o) { return MayBeConfigured(*o); });
  for (auto* option : app.get_subcommand("serve")->get_options(
           [](const CLI::Option* o) { return MayBeConfigured(*o); }))
    options.push_back(option);
  return options;
}

struct Line {
  std::string key;
  std::string value;
};

/// Nothing for a comment or an empty line.
base::Result<std::optional<Line>> ParseLine(std::string_view text) {
  const std::string_view trimmed = base::Trim(text);
  if (trimmed.empty() || trimmed.front() == '#') return std::nullopt;
  const std::size_t equals = trimmed.find('=');
  if (equals == std::string_view::npos)
    return Fail(ErrorCode::kInvalid, "应为 “选项 = 值”：" + std::string(trimmed));
  return Line{std::string(base::Trim(trimmed.substr(0, equals))),
              std::string(base::Trim(trimmed.substr(equals + 1)))};
}

bool IsSwitch(const CLI::Option& option) { return option.get_expected_min() == 0; }

/// One value given to the option, which checks it and passes it on.
Status Give(CLI::Option& option, const std::string& value) {
  if (IsSwitch(option) && value != "true" && value != "false")
    return Fail(ErrorCode::kInvalid, "应为 true 或 false");
  try {
    option.add_result(value);
    option.run_callback();
  } catch (const CLI::Error& error) {
    return Fail(ErrorCode::kInvalid, error.what());
  }
  return {};
}

/// Checks a value that does not count, and leaves the option as it was.
Status CheckOnly(CLI::Option& option, const std::string& value) {
  const CLI::results_t kept = option.results();
  option.clear();
  const Status status = Give(option, value);
  option.clear();
  for (const std::string& one : kept) option.add_result(one);
  option.run_callback();
  return status;
}

class ConfigReader {
 public:
  explicit ConfigReader(CLI::App& app) {
    for (CLI::Option* const option : ConfigurableOptions(app)) {
      options_[KeyOf(*option)] = option;
      if (option->count() > 0) decided_.insert(option);
    }
  }

  Status Take(const Line& line) {
    const auto found = options_.find(line.key);
    if (found == options_.end()) return Fail(ErrorCode::kInvalid, "没有选项 “" + line.key + "”");
    CLI::Option& option = *found->second;
    const bool again = !seen_.insert(line.key).second;
    if (again && option.get_items_expected_max() <= 1)
      return Fail(ErrorCode::kInvalid, "选项 “" + line.key + "” 写了两次");
    const Status given = GiveOrCheck(option, line.value);
    if (given) return {};
    return Fail(ErrorCode::kInvalid,
                "选项 “" + line.key + "” 的值 “" + line.value + "” 不对：" + given.error().message);
  }

 private:
  /// Where the option's own value is the empty one, that is what an empty value leaves.
  Status GiveOrCheck(CLI::Option& option, const std::string& value) {
    if (!value.empty())
      return decided_.count(&option) > 0 ? CheckOnly(option, value) : Give(option, value);
    if (!IsSwitch(option) && option.get_default_str().empty()) return {};
    return Fail(ErrorCode::kInvalid, "不能为空");
  }

  std::map<std::string, CLI::Option*, std::less<>> options_;
  std::set<CLI::Option*> decided_;  // by the command line or the environment
  std::set<std::string> seen_;
};

std::string DefaultOf(const CLI::Option& option) {
  return IsSwitch(option) ? "false" : option.get_default_str();
}

/// `RANGE` as the check describes it; empty where there is none.
std::string RangeOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t at = type.find(" in [");
  return at == std::string::npos ? std::string() : type.substr(at + 4);
}

}  // namespace

Status ApplyConfigFile(CLI::App& app, const std::filesystem::path& file) {
  JIEDUI_ASSIGN(const std::string text, ReadFile(file));
  ConfigReader reader(app);
  std::size_t number = 0;
  for (const std::string_view raw : base::Split(text, '\n')) {
    ++number;
    const auto taken = [&]() -> Status {
      JIEDUI_ASSIGN(const std::optional<Line> line, ParseLine(raw));
      return line ? reader.Take(*line) : Status{};
    }();
    if (!taken) {
      return Fail(taken.error().code,
                  file.string() + ":" + std::to_string(number) + ": " + taken.error().message);
    }
  }
  return {};
}

std::string DefaultConfigFile(const CLI::App& app) {
  std::string text =
      "# 结对（jiedui）的配置。每行一个“选项 = 值”，# "
      "开头的是注释；下面列出全部选项和默认值，去掉行首的 #\n"
      "# 即可修改。改后先运行 jiedui config check 检查，再重新启动服务。命令行和环境变量的优先。\n"
      "# Every option with its default. Check with `jiedui config check FILE`, then restart.\n";
  std::string group = "-";
  for (const CLI::Option* const option : ConfigurableOptions(app)) {
    const std::string heading = option->get_group() == "Options" ? "" : option->get_group();
    if (heading != group && !heading.empty()) text += "\n# ---- " + heading + " ----\n";
    group = heading;
    text += "\n# " + option->get_description();
    if (const std::string range = RangeOf(*option); !range.empty()) text += "  " + range;
    text += "\n#" + KeyOf(*option) + " = " + DefaultOf(*option);
    while (text.back() == ' ') text.pop_back();
    text += "\n";
  }
  return text;
}

}  // namespace jiedui::app
