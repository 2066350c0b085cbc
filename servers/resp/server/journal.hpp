// Journal: where changes of the data are written down, so that they outlive the process.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "loop/tasks/task.hpp"

namespace kit::resp {

class Journal {
 public:
  virtual ~Journal() = default;

  /// A command is about to run that may change this key.
  virtual void before_change(std::size_t database, std::string_view key) = 0;
  /// A command has run and changed something. Never blocks.
  virtual void append(std::size_t database, std::span<const std::string_view> words) = 0;

  /// True if nobody may hear yet of what was done: some of it is not on disk, and the owner wants
  /// it to be there first.
  virtual bool must_wait() const noexcept = 0;
  /// Until all that was appended before the call is on disk.
  virtual Task<void> wait() = 0;
};

}  // namespace kit::resp
