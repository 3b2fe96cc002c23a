#pragma once

#include <cstdint>

namespace jiedui::edge {

// accept_replacement.cc defines `accept4`, which the executable's dynamic symbol table puts before
// the C library's, so that Pistache's listener calls it. It does what accept4 does, and:
// - moves the new socket to a rotating descriptor number. Pistache knows connections by number
// alone; with
//   numbers given out again at once, it sent replies to clients that had not asked (one in 500 when
//   clients leave right after sending). The rotation passes some ten thousand numbers before one
//   returns, after the lowest free number was never used twice in a row.
// - pauses when the process is out of descriptors, where the listener would spin.

/// Whether shared libraries of this process call our accept4.
bool AcceptReplacementInForce();

/// Sockets that our accept4 has handed out so far.
std::uint64_t AcceptedByReplacement();

}  // namespace jiedui::edge
