#include "servers/ancestors/stop_channel.hpp"

#include <signal.h>

#include "loop/observe/log.hpp"

namespace kit {
namespace {

constexpr Duration stop_limit = std::chrono::seconds(5);

}  // namespace

StopChannel::StopChannel(SignalPipe& signals, ChannelMap& map)
    : FileDispatcher(signals.fd(), map), signals_(signals) {}

void StopChannel::handle_read() {
  if (!signals_.take()) return;
  kit::log(LogLevel::info, "stopping: a second signal ends the program at once");
  // The default actions: the second signal may be the other one of the two.
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  deadline_ = map().clock().now() + stop_limit;
  close_all_when_done(map());
}

bool StopChannel::readable() {
  if (!deadline_) return true;
  const bool alone = map().size() == 1;
  if (alone || map().clock().now() >= *deadline_)
    close_all(map());
  else
    map().wake_at(*deadline_);
  return false;
}

void serve_channels(ChannelMap& map, const Address& listening) {
  SignalPipe signals;
  signals.catch_once(SIGINT);
  signals.catch_once(SIGTERM);
  StopChannel stop(signals, map);
  // Only now: whoever has read this may send a signal.
  print_line("listening on " + listening.str());
  poll_loop(map);
}

}  // namespace kit
