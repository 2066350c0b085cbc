#include "loop/sim/selector.hpp"

#include <cerrno>

namespace kit::sim {

int SimSelector::change(const SelectorKey&, const SelectorKey& after) {
  return network_.is_open(after.fd) ? 0 : EBADF;
}

int SimSelector::wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) {
  for (SelectorKey key : get_map()) {
    key.events &= network_.ready_events(key.fd);
    if (key.events != 0) ready.push_back(key);
  }
  if (!ready.empty()) return 0;
  if (!timeout) throw Deadlock(describe_());
  if (*timeout > Duration::zero()) clock_.advance(*timeout);
  return 0;
}

}  // namespace kit::sim
