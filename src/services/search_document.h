#pragma once

#include <optional>
#include <span>
#include <string>

#include "domain/record.h"
#include "domain/reference.h"
#include "index/document.h"

namespace jiedui::services {

/// The kinds that can be searched. Never accounts and posts (people, not the programme's subject);
/// plans, pairings and surveys are found by their lists.
std::span<const domain::Kind> SearchedKinds();

bool IsSearched(domain::Kind kind);

/// What a record stands under: a need's or a problem's enterprise, a capability's owner.
struct Owner {
  domain::Kind kind = domain::Kind::kEnterprise;
  std::int64_t id = 0;
};

/// Nothing for a record that stands for itself.
std::optional<Owner> OwnerOf(const domain::Record& record);

/// The record as the index takes it, from its fields' flags; personal and secret fields stay out.
/// `owner_title` is shown below the title of a record that has an owner. The record's kind must be
/// searched.
index::Document DocumentOf(const domain::Record& record, const domain::Reference& reference,
                           const std::string& owner_title = {});

}  // namespace jiedui::services
