#pragma once

#include "domain/month.h"
#include "store/reader.h"

namespace jiedui::services {

/// The campaign of that id; with 0 the running one that began last. kNotFound where there is none.
base::Result<domain::Campaign> CampaignAsked(const store::Reader& reader, std::int64_t id);

}  // namespace jiedui::services
