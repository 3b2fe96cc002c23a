#pragma once

#include "services/record_rules.h"

namespace jiedui::services {

// Each beside the subject that it belongs to; record_rules.cc gathers them.
RecordRule RulesOfCampaigns();

}  // namespace jiedui::services
