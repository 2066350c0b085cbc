// call_graph: who waits for what, and where. Source: asyncio.format_call_graph (Python 3.14).
//
//   Task-7 waits in a sleep of 60 s
//       kit::nap at servers/demo.cpp:12
//       kit::visit at servers/demo.cpp:31
//
// The first line says what the task waits for, the next where, and each further one where the
// coroutine above it is awaited: what a debugger's backtrace would show if coroutines had a stack.
#pragma once

#include <cstddef>
#include <source_location>
#include <string>

#include "loop/tasks/task_base.hpp"

namespace kit {

/// "\n    kit::nap at servers/demo.cpp:12", with two more spaces for each level.
std::string format_frame(const std::source_location& where, std::size_t level = 0);

/// The awaits of a task that waits, innermost first, as above; where it will begin if it has not;
/// empty if it runs or is done.
std::string format_call_graph(const TaskBase& task, std::size_t level = 0);

/// " in Task-3, created at main.cpp:12", of the running task, for the report of what it did; "" in
/// a plain callback.
std::string in_running_task();

/// All tasks of `loop`: below each the ones it waits for, and those of its TaskGroup. Tasks that
/// wait at the same place, as a server's clients do, are shown once and counted. Then the first of
/// the streams that have output left to send.
std::string format_tasks(EventLoop& loop);

}  // namespace kit
