#pragma once

#include <array>
#include <string>
#include <string_view>

#include "domain/field.h"
#include "store/reader.h"

namespace jiedui::services {

// How files name a record so that any city that has it finds it again: by the values of its key,
// joined by `@` (`李工@某大学`), the key of what the key refers to in its place
// (`9114…@2020` is the survey of that enterprise and year).

/// What separates several records in a cell.
inline constexpr std::array<std::string_view, 6> kReferenceSeparators = {";",  "；", "\r\n",
                                                                         "\n", "\r", "\t"};

/// The record's key as text, deleted or not; kNotFound where there is none.
base::Result<std::string> KeyText(const store::Reader& reader, domain::Kind kind, std::int64_t id);

/// The live record of that key; 0 where there is none or the text is no key of the kind.
base::Result<std::int64_t> FindByKeyText(const store::Reader& reader, domain::Kind kind,
                                         std::string_view text);

/// The values of the record's key, in its order.
std::vector<domain::Value> KeyOf(const domain::Record& record);

}  // namespace jiedui::services
