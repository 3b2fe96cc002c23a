#pragma once

#include <string>

#include "domain/actor.h"
#include "domain/month.h"
#include "office/document_writer.h"
#include "services/workspace.h"

namespace jiedui::services {

/// 总结报告 (D9) of the campaign for a region, a department, or a city group (`city_group:3`, or
/// its name); for the whole city with a section on every county, department and city group.
/// Problems still open are listed with who carries them on. kForbidden without read_reports;
/// kInvalid where there is no such unit.
base::Result<office::Document> FinalReport(Workspace& workspace, const domain::Actor& actor,
                                           domain::CampaignId campaign, const std::string& unit);

}  // namespace jiedui::services
