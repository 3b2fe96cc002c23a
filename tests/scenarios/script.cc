#include "script.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <regex>
#include <sstream>

namespace jiedui::scenario {
namespace {

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// `WHO: words` as a step.
std::optional<Step> ProgramStep(const std::string& text) {
  static const std::regex pattern("([A-Za-z0-9_$-]+): +(.*)");
  std::smatch match;
  if (!std::regex_match(text, match, pattern)) return std::nullopt;
  Step step;
  step.verb = Verb::kProgram;
  step.who = match[1];
  step.words = match[2];
  return step;
}

Step Plain(Verb verb, const std::string& words) {
  Step step;
  step.verb = verb;
  step.words = words;
  return step;
}

std::optional<Step> LoopStep(const std::string& text) {
  static const std::regex rows("each ([a-z_$]+)");
  static const std::regex records("each ([a-z_]+) of (.*)");
  std::smatch match;
  Step step;
  if (std::regex_match(text, match, rows)) {
    step.verb = Verb::kEachRow;
    step.name = match[1];
    return step;
  }
  if (!std::regex_match(text, match, records)) return std::nullopt;
  const std::string name = match[1];
  const auto listing = ProgramStep(match[2]);
  if (!listing) return std::nullopt;
  step = *listing;
  step.verb = Verb::kEachRecord;
  step.name = name;
  return step;
}

/// `play NAME` with `word=value` for what it is to know.
std::optional<Step> PlayStep(const std::string& text) {
  const std::vector<std::string> words = Words(text);
  if (words.size() < 2) return std::nullopt;
  Step step;
  step.verb = Verb::kPlay;
  step.name = words[1];
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::size_t sign = words[i].find('=');
    if (sign == std::string::npos) return std::nullopt;
    step.values.emplace_back(words[i].substr(0, sign), words[i].substr(sign + 1));
  }
  return step;
}

std::optional<Step> PaperStep(const std::string& text) {
  static const std::regex pattern("paper ([^ ]+) (.*)");
  std::smatch match;
  if (!std::regex_match(text, match, pattern)) return std::nullopt;
  Step step = Plain(Verb::kPaper, match[2]);
  step.name = match[1];
  return step;
}

std::optional<Step> ReadStep(const std::string& text) {
  if (text.starts_with("$ ")) return Plain(Verb::kShell, text.substr(2));
  if (text.starts_with("& ")) return Plain(Verb::kServer, text.substr(2));
  if (text.starts_with("@ ")) return Plain(Verb::kDay, text.substr(2));
  if (text.starts_with("each ")) return LoopStep(text);
  if (text.starts_with("paper ")) return PaperStep(text);
  if (text.starts_with("play ")) return PlayStep(text);
  return ProgramStep(text);
}

bool AddExpectation(Step& step, const std::string& text) {
  if (text.size() < 2 || text[1] != ' ') return false;
  const std::string rest = text.substr(2);
  const std::size_t space = rest.find(' ');
  switch (text[0]) {
    case '~':
      step.has.push_back(rest);
      return true;
    case '!':
      step.has_not.push_back(rest);
      return true;
    case '=':
      step.status = std::atoi(rest.c_str());
      return true;
    case '>':
      // Where no pattern is given: the first record that the output names.
      step.captures.push_back({rest.substr(0, space), space == std::string::npos
                                                          ? "[a-z_]+:[0-9]+"
                                                          : rest.substr(space + 1)});
      return true;
    default:
      return false;
  }
}

class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : path_(path) {}

  Script Read() {
    std::ifstream in(path_);
    if (!in) Refuse("cannot open it");
    for (std::string line; std::getline(in, line);) {
      ++number_;
      const std::size_t indent = line.find_first_not_of(' ');
      if (indent == std::string::npos || line[indent] == '#') continue;
      Take(indent, line.substr(indent));
    }
    return std::move(script_);
  }

 private:
  /// A loop that is open, and how far it is indented.
  struct Open {
    std::size_t indent = 0;
    std::vector<Step>* body = nullptr;
  };

  void Take(std::size_t indent, const std::string& text) {
    if (text.starts_with("needs ")) {
      script_.needs.push_back(text.substr(6));
    } else if (text.starts_with("table ")) {
      BeginTable(text.substr(6));
    } else if (text.starts_with("| ")) {
      AddRow(text.substr(2));
    } else if (text.starts_with("scene ")) {
      open_ = {{indent, &script_.scenes[text.substr(6)]}};
    } else if (last_ == nullptr || !AddExpectation(*last_, text)) {
      AddStep(indent, text);
    }
  }

  void AddStep(std::size_t indent, const std::string& text) {
    std::optional<Step> step = ReadStep(text);
    if (!step) Refuse(text);
    step->line = number_;
    while (!open_.empty() && indent <= open_.back().indent) open_.pop_back();
    std::vector<Step>& steps = open_.empty() ? script_.steps : *open_.back().body;
    steps.push_back(std::move(*step));
    last_ = &steps.back();
    const bool loop = last_->verb == Verb::kEachRow || last_->verb == Verb::kEachRecord;
    if (loop) open_.push_back({indent, &last_->body});
  }

  /// `NAME: column column`
  void BeginTable(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) Refuse(text);
    table_ = &script_.tables[text.substr(0, colon)];
    table_->columns = Words(text.substr(colon + 1));
  }

  void AddRow(const std::string& text) {
    std::vector<std::string> words = Words(text);
    if (table_ == nullptr || words.size() != table_->columns.size()) Refuse(text);
    table_->rows.push_back(std::move(words));
  }

  [[noreturn]] void Refuse(const std::string& text) const {
    std::cerr << path_.string() << ":" << number_ << ": cannot read this line: " << text << "\n";
    std::exit(2);
  }

  std::filesystem::path path_;
  std::size_t number_ = 0;
  Script script_;
  std::vector<Open> open_;
  Step* last_ = nullptr;
  Table* table_ = nullptr;
};

}  // namespace

Script ReadScript(const std::filesystem::path& path) { return Reader(path).Read(); }

}  // namespace jiedui::scenario
