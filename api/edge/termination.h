#pragma once

namespace jiedui::edge {

/// Blocks SIGTERM and SIGINT in this thread and in every thread it starts from now on. Call first
/// in main(), so that no thread of any library can be interrupted by them.
void BlockTerminationSignals();

/// Sleeps until the process gets SIGTERM or SIGINT, which must have been blocked in every thread;
/// returns which.
int WaitForTermination();

}  // namespace jiedui::edge
