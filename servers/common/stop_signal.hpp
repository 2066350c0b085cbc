// The two signals that stop a server: the first one politely, the second one at once.
#pragma once

#include "loop/os/signals.hpp"

namespace kit {

/// From now on, the first SIGINT and SIGTERM go into the pipe.
void catch_stop_signals(SignalPipe& signals);

/// Call it when the pipe is readable: true when there was a signal. Then the default actions are
/// back, so that the next one ends the program, also if it has come already.
bool take_stop_signal(SignalPipe& signals);

}  // namespace kit
