#include "loop/selectors/epoll.hpp"

#ifdef KIT_HAS_EPOLL

#include <cerrno>
#include <span>

#include "loop/errors.hpp"

namespace kit {
namespace {

// One answer of the kernel. More ready descriptors than this come with the next call, in turn.
constexpr std::size_t max_events = 1024;

std::uint32_t to_epoll(Events events) {
  std::uint32_t bits = 0;
  if (events & event_read) bits |= EPOLLIN;
  if (events & event_write) bits |= EPOLLOUT;
  if (events & event_priority) bits |= EPOLLPRI;
  return bits;
}

/// Neither of these was asked for: EPOLLERR, EPOLLHUP.
bool is_trouble(std::uint32_t bits) {
  constexpr std::uint32_t asked_for = EPOLLIN | EPOLLOUT | EPOLLPRI;
  return (bits & ~asked_for) != 0;
}

Events from_epoll(std::uint32_t bits) {
  Events events = 0;
  if (bits & EPOLLIN) events |= event_read;
  if (bits & EPOLLOUT) events |= event_write;
  if (bits & EPOLLPRI) events |= event_priority;
  return events;
}

// The kernel's table of descriptors is one piece of memory, 8 bytes for each, of 2 GiB at most: so
// the upper bits of a number are free.
constexpr int fd_bits = 29;

std::uint64_t pack(const SelectorKey& key) {
  const auto fd = static_cast<std::uint32_t>(key.fd) | std::uint32_t{key.events} << fd_bits;
  return std::uint64_t{key.data} << 32 | fd;
}

SelectorKey unpack(std::uint64_t packed) {
  const auto low = static_cast<std::uint32_t>(packed);
  return SelectorKey{static_cast<int>(low & ((1u << fd_bits) - 1)),
                     static_cast<Events>(low >> fd_bits), static_cast<std::uint32_t>(packed >> 32)};
}

/// Which of the three things that epoll_ctl(2) can do.
int operation_for(const SelectorKey& before, const SelectorKey& after) {
  // lesson 12.1: Return EPOLL_CTL_ADD, EPOLL_CTL_MOD or EPOLL_CTL_DEL. Events of 0: not watched.
  if (before.events == 0) return EPOLL_CTL_ADD;
  return after.events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
  // end lesson 12.1
}

}  // namespace

EpollSelector::EpollSelector() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), events_(max_events) {
  if (!epoll_) throw_os_error(errno, "epoll_create1");
}

// The kernel hands 64 bits back with each event: the descriptor, what it is watched for, and the
// caller's data. So an event of a registration that is gone still carries the old data, and the
// caller can tell; and a look into our own table, likely out of the cache by then, is spared.
int EpollSelector::change(const SelectorKey& before, const SelectorKey& after) {
  if (after.fd >> fd_bits != 0) return EBADF;
  const int operation = operation_for(before, after);
  // lesson 12.2: Tell the kernel what to watch for, and what to hand back. Return 0, or errno.
  epoll_event event{};
  event.events = to_epoll(after.events);
  event.data.u64 = pack(after);
  return ::epoll_ctl(epoll_.get(), operation, after.fd, &event) == 0 ? 0 : errno;
  // end lesson 12.2
}

int EpollSelector::wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) {
  int count = 0;
  // lesson 12.3: Ask the kernel who is ready: count of them in events_. Return errno if that fails.
  count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()),
                       to_milliseconds(timeout));
  if (count < 0) return errno;
  // end lesson 12.3
  for (const epoll_event& event : std::span(events_).first(static_cast<std::size_t>(count))) {
    SelectorKey key = unpack(event.data.u64);
    // lesson 12.4: Leave in key.events what was asked for and has happened; append it to ready.
    Events events = from_epoll(event.events);
    if (is_trouble(event.events)) events |= told_of_trouble(key.events);
    key.events &= events;
    if (key.events != 0) ready.push_back(key);
    // end lesson 12.4
  }
  return 0;
}

void EpollSelector::release() noexcept { epoll_.close(); }

}  // namespace kit

#endif
