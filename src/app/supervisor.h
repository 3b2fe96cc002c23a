#pragma once

#include <string_view>

namespace jiedui::app {

/// The listening socket that systemd holds for this process (sd_listen_fds(3): `$LISTEN_PID`,
/// `$LISTEN_FDS`), of several the first; -1 where there is none. Children do not inherit it.
int SocketOfSupervisor();

/// Tells systemd how the service is (sd_notify(3)): "READY=1", "STOPPING=1", "STATUS=…". Nothing
/// happens where nobody asked (`$NOTIFY_SOCKET`).
void TellSupervisor(std::string_view state);

}  // namespace jiedui::app
