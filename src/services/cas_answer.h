#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::services {

/// What a CAS server says of a ticket that it accepts.
struct CasAnswer {
  std::string user;
  std::map<std::string, std::vector<std::string>, std::less<>> attributes;
};

/// Reads the XML of `serviceValidate` (CAS protocol 3.0, section 2.5 and appendix A). A document
/// type is refused before anything of it is read, so that no entity is ever expanded; elements
/// count in the namespace of CAS only and nest 8 deep at most; a text has 4,096 bytes at most.
/// kUnauthenticated with the server's code where it refuses the ticket, where the ticket came
/// through a proxy, and for anything that is no such answer.
base::Result<CasAnswer> ReadCasAnswer(std::string_view xml);

}  // namespace jiedui::services
