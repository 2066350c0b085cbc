// look_after: what a server does when nobody asks.
//
// It finds keys that are dead and that nobody looks up, gives back the memory of databases that
// were emptied, and finishes rehashes. It takes a quarter of the loop's time at most, in slices of
// half a millisecond, between which clients are served. With nothing to do it sleeps.
#pragma once

#include "loop/tasks/task.hpp"
#include "servers/resp/state/instance.hpp"

namespace kit::resp {

/// Looks for dead keys Parameters::hz times a second, and for all other work when there is some.
/// Ends only by being cancelled. `instance` must outlive it; one for each instance.
Task<void> look_after(Instance& instance);

}  // namespace kit::resp
