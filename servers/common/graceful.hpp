// The graceful stop that all servers share.
#pragma once

#include "loop/tasks/task.hpp"
#include "streams/server.hpp"

namespace kit {

/// Serves until somebody calls server.close(). Then lets handlers finish what they are at (they
/// read end of file next), says FIN, and after five seconds cuts what is left. `server` must
/// outlive it.
Task<void> serve_until_closed(Server& server);

}  // namespace kit
