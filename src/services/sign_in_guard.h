#pragma once

#include <string>
#include <string_view>

#include "services/workspace.h"

namespace jiedui::services {

/// Where a try to sign in comes from.
struct SignInSource {
  std::string network;  ///< net::SourceOf the client's address
  std::string browser;  ///< the name of a browser familiar to the account; empty for any other
};

/// How long that source must wait before it may try that login again; 0: not at all. The same
/// whether there is such an account or not.
base::Result<base::TimeMs> WaitLeft(Workspace& workspace, std::string_view login,
                                    const SignInSource& source);

/// Counts a try before it is judged, so that many at once get no further than one after the other.
/// 0: go on; else how long to wait, with nothing counted.
///
/// A source locks itself out after AuthOptions::most_failures in a row, for the account that it
/// tried and for nobody else. All sources that are not familiar to the account are braked together
/// after AuthOptions::braked_failures: guessing from many addresses stays bounded, and the owner's
/// own browsers do not notice (OWASP: device cookies).
base::Result<base::TimeMs> CountTry(Workspace& workspace, std::string_view login,
                                    const SignInSource& source);

/// The try was right: what was counted from that source is forgotten.
base::Status ForgetTries(const Workspace& workspace, store::UnitOfWork& unit,
                         std::string_view login, const SignInSource& source);

/// The try was neither right nor wrong: it does not count.
base::Status TakeTryBack(const Workspace& workspace, store::UnitOfWork& unit,
                         std::string_view login, const SignInSource& source);

/// An administrator lets everybody try again at once.
base::Status ForgetAllTries(const Workspace& workspace, store::UnitOfWork& unit,
                            std::string_view login);

}  // namespace jiedui::services
