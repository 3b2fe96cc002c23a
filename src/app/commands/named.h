#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/enterprise.h"
#include "services/workspace.h"

namespace jiedui::app {

/// The kind of that singular or plural name; kInvalid where there is none.
base::Result<domain::Kind> KindNamed(const std::string& name);

/// The enterprise that a clerk means by its credit code, `enterprise:12` or `12`; names change.
/// kInvalid, naming the option, where there is none.
base::Result<domain::EnterpriseId> EnterpriseNamed(const services::Workspace& workspace,
                                                   const std::string& text,
                                                   const std::string& option);

/// The two sides of `field=value`; kInvalid where it is not that.
base::Result<std::pair<std::string, std::string>> SplitAssignment(const std::string& text);

/// `field=value` words as the conditions of a list: several values of one field are any of them.
base::Result<std::map<std::string, std::vector<std::string>, std::less<>>> Conditions(
    const std::vector<std::string>& words);

}  // namespace jiedui::app
