#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

// A scenario as it is written; runner.cc says what its lines mean.

namespace jiedui::scenario {

enum class Verb {
  kShell,       ///< $ a command of the shell
  kServer,      ///< & one in the background
  kProgram,     ///< WHO: words of the program, as that account
  kDay,         ///< @ the day from here on
  kPaper,       ///< paper: a scanned page
  kEachRow,     ///< each TABLE
  kEachRecord,  ///< each NAME of WHO: words
  kPlay,        ///< play SCENE
};

/// `> name PATTERN`: keeps what the pattern finds in the output under that name.
struct Capture {
  std::string name;
  std::string pattern;
};

struct Step {
  std::size_t line = 0;
  Verb verb = Verb::kShell;
  std::string who;    ///< account of a program's words
  std::string words;  ///< the command, the day, what stands on the paper
  std::string name;   ///< the paper's file, the table, the loop's variable, the scene
  int status = 0;
  std::vector<std::string> has;
  std::vector<std::string> has_not;
  std::vector<Capture> captures;
  std::vector<std::pair<std::string, std::string>> values;  ///< what a scene is to know
  std::vector<Step> body;                                   ///< of a loop
};

/// Rows of words under named columns.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

struct Script {
  std::vector<std::string> needs;
  std::map<std::string, Table> tables;
  std::map<std::string, std::vector<Step>> scenes;  ///< what is played more than once
  std::vector<Step> steps;
};

/// Reads the file; ends the program with 2 on a line that means nothing, so that a typo is no
/// silent pass.
Script ReadScript(const std::filesystem::path& path);

}  // namespace jiedui::scenario
