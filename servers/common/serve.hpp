// serve: from a handler to a program that starts, runs and stops as a server should.
//
// One loop per worker, each in a thread of its own with a listener of its own on the same port. The
// first line on stdout is "listening on HOST:PORT". SIGTERM or Ctrl-C: accept no more, let handlers
// finish what they are at, say FIN, and after five seconds cut what is left. A second one ends the
// program at once.
#pragma once

#include "servers/common/options.hpp"
#include "servers/common/workers.hpp"
#include "streams/server.hpp"

namespace kit {

/// What a client is told when there are too many.
inline constexpr std::string_view busy_text = "Server is busy. Try again later.\r\n";

/// What clients are told who talk in lines when the server stops.
inline constexpr std::string_view shutdown_text = "Server is shutting down.\r\n";

/// What they are told who were silent for too long.
inline constexpr std::string_view timeout_farewell = "Connection timeout. Goodbye!\r\n";

/// Blocks until a signal ends it. Returns the exit status: 0 after a graceful stop, 1 after one
/// line about what went wrong. `around`: see workers.hpp; it may be empty.
int serve(const ServeOptions& options, const ConnectionHandler& handler, const Around& around = {});

}  // namespace kit
