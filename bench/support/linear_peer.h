#pragma once

#include <optional>
#include <string>

namespace jiedui::bench {

/// Whether COIN-OR's `cbc`, run as a process of its own, proves that a program in CPLEX's LP format
/// has no solution in whole numbers; false too where it is not installed or has not decided within
/// `limit_seconds`.
bool HasNoWholeSolution(const std::string& program, int limit_seconds);

/// GLPK's `glpsol` as an outside opinion on linear programs, run as a process of its own.
class LinearPeer {
 public:
  /// Looks for the program on the path.
  LinearPeer();

  /// Why it cannot be asked; empty where it can.
  [[nodiscard]] const std::string& missing() const { return missing_; }

  /// The optimum of a program in CPLEX's LP format, solved as linear (integrality left out); empty
  /// where there is none, the peer fails, or it takes longer than `limit_seconds`.
  [[nodiscard]] std::optional<double> Optimum(const std::string& program, int limit_seconds) const;

 private:
  std::string missing_;
};

}  // namespace jiedui::bench
