// OutputChannel: standard output as a channel, so that a slow reader there stops nobody.
#pragma once

#include <unistd.h>

#include <exception>

#include "loop/ancestors/file_dispatcher.hpp"

namespace kit {

class OutputChannel final : public FileDispatcher {
 public:
  explicit OutputChannel(ChannelMap& map) : FileDispatcher(STDOUT_FILENO, map) {}

  /// False: whoever sends to it should read no more for now.
  bool has_room() const noexcept { return is_open() && write_buffer_size() < high_water; }

  bool readable() override { return false; }
  void handle_error(const std::exception_ptr& error) override {
    failure_ = error;
    close();
  }

  /// Throws what went wrong: no room on the disk, say. That its reader has left is no error.
  void check() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  static constexpr std::size_t high_water = 65536;
  std::exception_ptr failure_;
};

}  // namespace kit
