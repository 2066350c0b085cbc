#include "loop/selectors/kqueue.hpp"

#ifdef KIT_HAS_KQUEUE

#include <cerrno>
#include <ctime>

#include "loop/errors.hpp"

namespace kit {
namespace {

// One answer of the kernel. More ready descriptors than this come with the next call, in turn.
constexpr std::size_t max_events = 1024;

// EVFILT_EXCEPT with NOTE_OOB tells of out-of-band data: macOS and OpenBSD have it. Elsewhere
// nobody does, and who asks for it waits in vain.
#ifdef NOTE_OOB
constexpr Events known_bits[] = {event_read, event_write, event_priority};
constexpr std::uint32_t urgent_flags = NOTE_OOB;
#else
constexpr Events known_bits[] = {event_read, event_write};
constexpr std::uint32_t urgent_flags = 0;
#endif

std::int16_t filter_of(Events bit) {
#ifdef NOTE_OOB
  if (bit == event_priority) return EVFILT_EXCEPT;
#endif
  return bit == event_read ? EVFILT_READ : EVFILT_WRITE;
}

Events bit_of(std::int16_t filter) {
#ifdef NOTE_OOB
  if (filter == EVFILT_EXCEPT) return event_priority;
#endif
  return filter == EVFILT_READ ? event_read : event_write;
}

}  // namespace

KqueueSelector::KqueueSelector() : kqueue_(::kqueue()), events_(max_events) {
  if (!kqueue_) throw_os_error(errno, "kqueue");
  set_close_on_exec(kqueue_.get());
}

int KqueueSelector::change_filter(int fd, Events bit, bool before, bool after, std::uint32_t data) {
  if (before == after) return 0;
  struct kevent event;
  const auto tag = reinterpret_cast<void*>(static_cast<std::uintptr_t>(data));
  const std::uint32_t flags = bit == event_priority ? urgent_flags : 0;
  EV_SET(&event, static_cast<std::uintptr_t>(fd), filter_of(bit),
         static_cast<std::uint16_t>(after ? EV_ADD : EV_DELETE), flags, 0, tag);
  // Apart from waiting: an error in a list of changes would come back in the place of an event.
  while (::kevent(kqueue_.get(), &event, 1, nullptr, 0, nullptr) != 0)
    if (errno != EINTR) return errno;
  return 0;
}

int KqueueSelector::change(const SelectorKey& before, const SelectorKey& after) {
  const int fd = after.fd;
  // New data must reach every filter, so what stays is added again; kqueue(2): that modifies it.
  const Events kept = before.data == after.data ? before.events : 0;
  int error = 0;
  for (const Events bit : known_bits) {
    const bool wanted = (after.events & bit) != 0;
    // To remove what is gone never fails: it has gone with the descriptor, then.
    if (!wanted)
      (void)change_filter(fd, bit, (before.events & bit) != 0, false, after.data);
    else if (error == 0)
      error = change_filter(fd, bit, (kept & bit) != 0, true, after.data);
  }
  // All or nothing: one filter left behind would report events that nobody is registered for.
  if (error != 0)
    for (const Events bit : known_bits) (void)change_filter(fd, bit, true, false, after.data);
  return error;
}

int KqueueSelector::wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) {
  const int milliseconds = to_milliseconds(timeout);  // at least 1: shorter waits would spin
  const timespec limit{.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1'000'000L};
  const int count = ::kevent(kqueue_.get(), nullptr, 0, events_.data(),
                             static_cast<int>(events_.size()), timeout ? &limit : nullptr);
  if (count < 0) return errno;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const struct kevent& event = events_[i];
    const auto fd = static_cast<int>(event.ident);
    const Events registered_bits = registered(fd).events;
    Events events = bit_of(event.filter);
    // With EV_EOF, fflags holds the errno of the socket: an error, so readers and writers must see
    // it.
    if (event.flags & EV_ERROR || (event.flags & EV_EOF && event.fflags != 0))
      events = event_read | event_write;
    events &= registered_bits;
    if (events == 0) continue;
    // The filters of one descriptor come as several events; here they become one.
    if (places_.size() <= static_cast<std::size_t>(fd)) places_.resize(event.ident + 1);
    std::size_t& place = places_[event.ident];
    if (place == 0) {
      const auto data = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(event.udata));
      ready.push_back(SelectorKey{fd, 0, data});
      place = ready.size();
    }
    ready[place - 1].events |= events;
  }
  for (const SelectorKey& key : ready) places_[static_cast<std::size_t>(key.fd)] = 0;
  return 0;
}

void KqueueSelector::release() noexcept { kqueue_.close(); }

}  // namespace kit

#endif
