// How results are shown: a table for people, JSON for programs.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "tests/bench/measure.hpp"

namespace kit::bench {

// The heading of the table.
void print_heading(std::ostream& out);

// All lines of one scenario. Printed as soon as it is measured, since a full run takes some
// minutes.
void print_result(std::ostream& out, const Result& result);

// "aim" (the aim is reached), "pass" (the target is), "short" (it is not), or
// "unsteady"/"unmeasured" (does not count).
std::string verdict(const Result& result);

// Writes all results. Throws when the file cannot be written.
void write_json(const std::string& path, const std::vector<Result>& results,
                const Settings& settings);

}  // namespace kit::bench
