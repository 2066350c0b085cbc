// A bar for those who watch, on a terminal only.
#pragma once

#include "loop/tasks/task.hpp"
#include "tools/poke/run.hpp"

namespace kit::poke {

/// True when stderr, where the bar goes, is a terminal.
bool can_show_progress();

/// Draws the bar ten times a second until it is cancelled, and then removes it.
Task<void> show_progress(const Run& run);

}  // namespace kit::poke
