// What the echo server says, in three styles.
#pragma once

#include "loop/os/clock.hpp"
#include "loop/tasks/task.hpp"
#include "streams/reader.hpp"
#include "streams/writer.hpp"

namespace kit {

// Each serves one client until it leaves, is silent for `idle` (zero: for ever), or, in the
// protocol, says QUIT.

/// Bytes back as they came.
Task<void> echo_raw(StreamReader reader, StreamWriter writer, Duration idle);

/// "Echo: TEXT" for each line, without white space at both ends.
Task<void> echo_lines(StreamReader reader, StreamWriter writer, Duration idle);

/// A greeting; TIME, HELP and QUIT in any case; "Echo: TEXT" for every other line.
Task<void> echo_protocol(StreamReader reader, StreamWriter writer, Duration idle);

}  // namespace kit
