// load: executes an append-only file at the start of the server.
//
// Time stands still meanwhile: a key whose time has come dies when all is loaded, and not while
// commands that once found it alive are repeated. The file is read in pieces; what it takes is the
// memory of the data and of the longest command.
//
// A command (or a group of them, see groups.hpp) that is cut off at the end of the file is what a
// crash leaves behind, and is cut off for good. Anything else that is not as it should be stops the
// start: whatever follows may depend on it, and a person must decide.
#pragma once

#include <cstdint>
#include <stdexcept>

#include "servers/resp/append_only/file.hpp"
#include "servers/resp/state/instance.hpp"

namespace kit::resp {

/// Names the file, the offset in bytes, the reason, and what to do. The file is as it was.
class LoadError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Loaded {
  std::uint64_t commands = 0;
  std::uint64_t cut_off = 0;  // bytes
};

/// Blocks. `instance` must be empty, and without a journal. Logs its progress, and a warning when
/// something was cut off. Throws LoadError, and OSError when the file cannot be read.
Loaded load(Instance& instance, LogFile& file);

}  // namespace kit::resp
