// The two signals that stop a server: the first one politely, the second one at once.
#pragma once

#include "loop/os/signals.hpp"

namespace kit {

/// From now on, the first SIGINT and SIGTERM go into the pipe.
void catch_stop_signals(SignalPipe& signals);

/// After the first: the default actions come back, so that the next one ends the program, also if
/// it has come already.
void let_next_signal_end(SignalPipe& signals);

/// Call it when the pipe is readable: true when there was a signal. Does the above then.
bool take_stop_signal(SignalPipe& signals);

}  // namespace kit
