// Debug mode: what costs too much to look for all the time.
//
// On with EventLoop::set_debug, a server's --debug, or KIT_DEBUG=1 in the environment. Source:
// asyncio's debug mode (PYTHONASYNCIODEBUG).
#pragma once

namespace kit {

class EventLoop;
class Handle;

/// KIT_DEBUG is set, and neither empty nor 0.
bool debug_by_environment() noexcept;

/// Runs a step. If it takes loop.slow_callback_duration() or longer, a warning says which one it
/// was, and for a task, where it waits now, or where it was before if it does not: everything else
/// has waited for it.
void run_timed(EventLoop& loop, Handle& handle);

}  // namespace kit
