// Selector: which descriptors are ready?
//
// The interface of Python's `selectors` module over four system calls: select, poll, epoll and
// kqueue, chosen at run time. Promises: all four mean the same thing. Level-triggered: a
// descriptor with unread bytes is ready again on every call. Only registered bits are reported;
// an error or a hang-up counts as readable and writable, so that whoever waits runs into it and
// sees the errno. Does not belong here: who waits for the descriptor (loop/watchers).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "loop/os/clock.hpp"

namespace kit {

using Events = std::uint8_t;
inline constexpr Events event_read = 1;
inline constexpr Events event_write = 2;
/// Out-of-band data (tcp(7): urgent data). Ask for it beside event_read: kqueue reports it only
/// where it has EVFILT_EXCEPT, and who asks select(2) for nothing else learns of no error.
inline constexpr Events event_priority = 4;

/// A registration; from select(), with the ready bits in `events`.
struct SelectorKey {
  int fd = -1;
  Events events = 0;
  std::uint32_t data = 0;  // the caller's own, handed back with each event
};

class Selector {
 public:
  virtual ~Selector() = default;

  /// "epoll", "kqueue", "poll", "select" or "sim".
  virtual std::string_view name() const noexcept = 0;

  /// Starts watching. (Python's `register`, a reserved word here.) Throws std::invalid_argument for
  /// a negative fd or other bits, std::out_of_range when `fd` is registered already,
  /// OSError when the system refuses. The caller unregisters before it closes the descriptor.
  SelectorKey register_fd(int fd, Events events, std::uint32_t data = 0);

  /// Changes what is watched. Throws std::out_of_range when `fd` is not registered. If the system
  /// refuses, throws OSError and the fd is no longer registered.
  SelectorKey modify(int fd, Events events, std::uint32_t data = 0);

  /// Stops watching; returns what was. Throws std::out_of_range when `fd` is not registered.
  SelectorKey unregister(int fd);

  /// Waits until something is ready: for ever without a timeout, not at all for one <= 0, else for
  /// the timeout, rounded up to a millisecond (rounding down would busy-wait the last one). Returns
  /// early and empty when a signal arrives. The span is good until the next call.
  std::span<const SelectorKey> select(std::optional<Duration> timeout);

  /// Throws std::out_of_range when `fd` is not registered, std::runtime_error after close().
  SelectorKey get_key(int fd) const;

  /// All registrations, in order of descriptor.
  std::vector<SelectorKey> get_map() const;

  /// Gives the system's resources back. A second call does nothing.
  void close();

 protected:
  /// Tells the system. `before` 0: new; `after` 0: gone. Returns 0 or an errno.
  virtual int change(const SelectorKey& before, const SelectorKey& after) = 0;

  /// Asks the system and appends what is ready. Returns 0 or an errno.
  virtual int wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) = 0;

  virtual void release() noexcept {}

  /// Who must learn of an error or a hang-up: readers and writers, and if there are none, whoever
  /// waits for urgent data.
  static constexpr Events told_of_trouble(Events asked) noexcept {
    constexpr Events both = event_read | event_write;
    return (asked & both) != 0 ? both : event_priority;
  }

  /// What is registered for `fd`; events 0 if nothing is.
  SelectorKey registered(int fd) const noexcept {
    const auto index = static_cast<std::size_t>(fd);  // a negative one becomes huge
    return index < keys_.size() ? keys_[index] : SelectorKey{};
  }

 private:
  void apply(const SelectorKey& before, const SelectorKey& after);
  SelectorKey existing(int fd) const;

  std::vector<SelectorKey> keys_;  // indexed by fd; events 0: not registered
  std::vector<SelectorKey> ready_;
  bool closed_ = false;
};

/// `auto` takes the best of this system. Throws std::invalid_argument for an unknown name and for
/// one that this system lacks, naming those that it has.
std::unique_ptr<Selector> make_selector(std::string_view name = "auto");

/// What make_selector can make here, best first.
std::vector<std::string> available_selectors();

/// A timeout for poll(2) and epoll_wait(2): milliseconds, rounded up; -1 for ever.
int to_milliseconds(std::optional<Duration> timeout);

}  // namespace kit
