// cut_idle_clients: ends the connections of clients that have been silent for too long.
#pragma once

#include "loop/tasks/task.hpp"
#include "servers/resp/state/instance.hpp"

namespace kit::resp {

/// Looks once a second for clients whose last command is longer ago than Parameters::timeout, as it
/// is then, and disconnects them: so a client is cut up to a second late. With a timeout of zero it
/// does not. Who takes long to read a long reply is not silent as long as it reads, and who is kept
/// waiting by the server is not either; a subscriber may be silent for ever. Who has been above the
/// soft limit of Parameters::output_limits for too long goes as well. Ends only by being cancelled.
/// `instance` must outlive it.
///
/// One task for all instead of a timer for each: `timeout` may change while clients are connected.
Task<void> cut_idle_clients(Instance& instance);

}  // namespace kit::resp
