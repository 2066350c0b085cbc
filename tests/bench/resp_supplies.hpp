// What a RESP server holds before it is measured.
#pragma once

#include <cstdint>

#include "tests/bench/load.hpp"
#include "tests/bench/resp_feeder.hpp"

namespace kit::bench {

// The keyspace that the words of `spec` need: keys with values, hashes, or one collection with
// `spec.keys` elements.
Supply supply_of(const LoadSpec& spec);

// Before a run about one collection: it is empty, or where elements are taken or read, all there.
// Throws what Feeder throws.
void supply_run(uint16_t port, const LoadSpec& spec);

}  // namespace kit::bench
