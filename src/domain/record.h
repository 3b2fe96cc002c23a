#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "domain/kinds.h"

namespace jiedui::domain {

/// One thing that the database keeps. `version` counts its changes from 1; 0 is not stored yet.
struct Record {
  std::int64_t id = 0;
  std::int64_t version = 0;
  base::TimeMs created_ms = 0;
  base::TimeMs updated_ms = 0;
  bool deleted = false;

  Record() = default;
  Record(const Record&) = default;
  Record(Record&&) = default;
  Record& operator=(const Record&) = default;
  Record& operator=(Record&&) = default;
  virtual ~Record() = default;
  [[nodiscard]] virtual Kind kind() const = 0;
};

/// A record of kind K; gives every struct its `kKind`.
template <Kind K>
struct RecordOf : Record {
  static constexpr Kind kKind = K;
  [[nodiscard]] Kind kind() const override { return K; }
};

/// A field's value without its type: nothing, yes/no, integer or id, number, text (also choice
/// codes and ISO dates), several texts, several ids.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string,
                           std::vector<std::string>, std::vector<std::int64_t>>;

}  // namespace jiedui::domain
