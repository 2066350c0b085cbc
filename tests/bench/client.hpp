// A load in a process of its own.
//
// All servers of a round hold their connections at the same time, and 8,000 idle connections to
// each of them are more than one process may have open. The processes take turns: while one sends,
// the others sleep.
#pragma once

#include <cstdint>
#include <memory>

#include "tests/bench/load.hpp"

namespace kit::bench {

// Forks a client that makes the load and keeps it until the object is destroyed. Its run() throws
// what the load threw.
std::unique_ptr<Load> start_client(const LoadSpec& spec, uint16_t port);

}  // namespace kit::bench
