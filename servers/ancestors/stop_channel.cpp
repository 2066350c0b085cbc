#include "servers/ancestors/stop_channel.hpp"

#include "loop/observe/log.hpp"
#include "servers/common/stop_signal.hpp"

namespace kit {
namespace {

constexpr Duration stop_limit = std::chrono::seconds(5);

}  // namespace

StopChannel::StopChannel(SignalPipe& signals, ChannelMap& map)
    : FileDispatcher(signals.fd(), map), signals_(signals) {}

void StopChannel::handle_read() {
  if (!take_stop_signal(signals_)) return;
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
  catch_stop_signals(signals);
  StopChannel stop(signals, map);
  // Only now: whoever has read this may send a signal.
  print_line("listening on " + listening.str());
  poll_loop(map);
}

}  // namespace kit
