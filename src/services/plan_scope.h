#pragma once

#include <string>
#include <vector>

#include "services/corpus.h"

namespace jiedui::services {

/// Which enterprises a plan is about: a region with all below it and a department's sectors. Says
/// nothing of who asks: a plan is the same plan whoever solves it again.
class PlanScope {
 public:
  /// An empty code sets no limit.
  PlanScope(const domain::Reference& reference, const std::string& region_code,
            const std::string& department_code);

  [[nodiscard]] bool Holds(const MatchEntry& receiver) const;

 private:
  std::vector<std::string> regions_;
  std::uint64_t sectors_ = 0;
};

}  // namespace jiedui::services
