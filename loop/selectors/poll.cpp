#include "loop/selectors/poll.hpp"

#include <cerrno>

namespace kit {
namespace {

short to_poll(Events events) {
  short bits = 0;
  if (events & event_read) bits |= POLLIN;
  if (events & event_write) bits |= POLLOUT;
  if (events & event_priority) bits |= POLLPRI;
  return bits;
}

/// None of these was asked for: POLLERR, POLLHUP, POLLNVAL.
bool is_trouble(short bits) { return (bits & ~(POLLIN | POLLOUT | POLLPRI)) != 0; }

Events from_poll(short bits) {
  Events events = 0;
  if (bits & POLLIN) events |= event_read;
  if (bits & POLLOUT) events |= event_write;
  if (bits & POLLPRI) events |= event_priority;
  return events;
}

}  // namespace

int PollSelector::change(const SelectorKey& before, const SelectorKey& after) {
  const auto fd = static_cast<std::size_t>(after.fd);
  if (fd >= places_.size()) places_.resize(fd + 1);
  if (before.events == 0) {
    places_[fd] = list_.size();
    list_.push_back(pollfd{.fd = after.fd, .events = to_poll(after.events), .revents = 0});
  } else if (after.events != 0) {
    list_[places_[fd]].events = to_poll(after.events);
  } else {
    // The last one fills the gap.
    list_[places_[fd]] = list_.back();
    places_[static_cast<std::size_t>(list_.back().fd)] = places_[fd];
    list_.pop_back();
  }
  return 0;
}

int PollSelector::wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) {
  int count = ::poll(list_.data(), static_cast<nfds_t>(list_.size()), to_milliseconds(timeout));
  if (count < 0) return errno;
  for (std::size_t i = 0; count > 0 && i < list_.size(); ++i) {
    if (list_[i].revents == 0) continue;
    --count;
    SelectorKey key = registered(list_[i].fd);
    Events events = from_poll(list_[i].revents);
    if (is_trouble(list_[i].revents)) events |= told_of_trouble(key.events);
    key.events &= events;
    if (key.events != 0) ready.push_back(key);
  }
  return 0;
}

}  // namespace kit
