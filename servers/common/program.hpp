// What every program does around its main job.
#pragma once

#include <functional>
#include <string_view>

#include "loop/observe/log.hpp"

namespace kit {

// Both run `body` with SIGPIPE ignored and return the exit status: 0, that of a SystemExit, or 1
// after one line on stderr about what went wrong.

/// The line stands in the log, of which `lowest` and above is shown, and says what to do.
int run_server(LogLevel lowest, const std::function<void()>& body);

/// For a program that ends soon: the line begins with its name.
int run_tool(std::string_view name, const std::function<void()>& body);

}  // namespace kit
