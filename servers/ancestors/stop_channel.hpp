// StopChannel: Ctrl-C as one more channel.
#pragma once

#include <optional>

#include "loop/ancestors/file_dispatcher.hpp"
#include "loop/os/signals.hpp"

namespace kit {

/// At the first SIGINT or SIGTERM, all channels of the map are closed when they have sent what they
/// have to send; after five seconds, those that are left. Then poll_loop ends. A second signal ends
/// the program at once.
class StopChannel final : public FileDispatcher {
 public:
  StopChannel(SignalPipe& signals, ChannelMap& map);

  bool readable() override;
  void handle_read() override;
  void close_when_done() override {}  // it closes last

 private:
  SignalPipe& signals_;
  std::optional<TimePoint> deadline_;  // none: no signal yet
};

/// Serves `map` until a signal comes and everybody has gone. The first line on stdout says where.
void serve_channels(ChannelMap& map, const Address& listening);

}  // namespace kit
