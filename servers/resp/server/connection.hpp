// serve_client: the conversation with one client, from its first byte to its last.
#pragma once

#include "loop/tasks/task.hpp"
#include "servers/resp/state/instance.hpp"
#include "streams/reader.hpp"
#include "streams/writer.hpp"

namespace kit::resp {

/// Runs what the client sends, and writes the replies of all commands that came together in one
/// go. A client that does not read its replies is not read from either; one with more than
/// Parameters::output_limits bytes waiting is cut off, and so is one whose command has no end
/// within Parameters::input_limit bytes. `instance` must outlive it.
Task<void> serve_client(Instance& instance, StreamReader reader, StreamWriter writer);

}  // namespace kit::resp
