// OutputChannel: standard output as a channel, so that a slow reader there stops nobody.
#pragma once

#include <unistd.h>

#include "loop/ancestors/file_dispatcher.hpp"

namespace kit {

class OutputChannel final : public FileDispatcher {
 public:
  explicit OutputChannel(ChannelMap& map) : FileDispatcher(STDOUT_FILENO, map) {}

  /// False: whoever sends to it should read no more for now.
  bool has_room() const noexcept { return is_open() && write_buffer_size() < high_water; }

  bool readable() override { return false; }
  void handle_error(const std::exception_ptr&) override { close(); }

 private:
  static constexpr std::size_t high_water = 65536;
};

}  // namespace kit
