#include "loop/selectors/selector.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <stdexcept>

#include "loop/errors.hpp"
#include "loop/selectors/epoll.hpp"
#include "loop/selectors/kqueue.hpp"
#include "loop/selectors/poll.hpp"
#include "loop/selectors/select.hpp"

namespace kit {
namespace {

void check_events(Events events) {
  if (events == 0 || (events & ~(event_read | event_write | event_priority)) != 0)
    throw std::invalid_argument("unknown event bits " + std::to_string(events) +
                                ": 1 is read, 2 is write, 4 is priority, or a sum of these");
}

[[noreturn]] void throw_not_registered(int fd) {
  throw std::out_of_range("descriptor " + std::to_string(fd) + " is not registered");
}

}  // namespace

SelectorKey Selector::existing(int fd) const {
  if (closed_) throw std::runtime_error("the selector is closed");
  const SelectorKey key = registered(fd);
  if (key.events == 0) throw_not_registered(fd);
  return key;
}

void Selector::apply(const SelectorKey& before, const SelectorKey& after) {
  const auto index = static_cast<std::size_t>(after.fd);
  const bool same = before.events == after.events && before.data == after.data;
  const int error = same ? 0 : change(before, after);
  if (error != 0) {
    if (index < keys_.size()) keys_[index] = SelectorKey{};
    throw_os_error(error,
                   std::string(name()) + " cannot watch descriptor " + std::to_string(after.fd));
  }
  // Only now: a number that the system refuses may be any, and would cost gigabytes.
  if (index >= keys_.size()) keys_.resize(std::max(index + 1, 2 * keys_.size()));
  keys_[index] = after;
}

SelectorKey Selector::register_fd(int fd, Events events, std::uint32_t data) {
  if (closed_) throw std::runtime_error("the selector is closed");
  if (fd < 0) throw std::invalid_argument("invalid descriptor " + std::to_string(fd));
  check_events(events);
  if (registered(fd).events != 0)
    throw std::out_of_range("descriptor " + std::to_string(fd) + " is registered already");
  const SelectorKey key{fd, events, data};
  apply(SelectorKey{fd, 0, data}, key);
  return key;
}

SelectorKey Selector::modify(int fd, Events events, std::uint32_t data) {
  const SelectorKey before = existing(fd);
  check_events(events);
  const SelectorKey key{fd, events, data};
  apply(before, key);
  return key;
}

SelectorKey Selector::unregister(int fd) {
  const SelectorKey before = existing(fd);
  // The result is ignored on purpose: the system forgets a descriptor that was closed too early,
  // and then has nothing left to remove.
  (void)change(before, SelectorKey{fd, 0, before.data});
  keys_[static_cast<std::size_t>(fd)] = SelectorKey{};
  return before;
}

std::span<const SelectorKey> Selector::select(std::optional<Duration> timeout) {
  if (closed_) throw std::runtime_error("the selector is closed");
  ready_.clear();
  const int error = wait(timeout, ready_);
  if (error != 0 && error != EINTR) throw_os_error(error, std::string(name()) + " failed to wait");
  return ready_;
}

SelectorKey Selector::get_key(int fd) const { return existing(fd); }

std::vector<SelectorKey> Selector::get_map() const {
  std::vector<SelectorKey> all;
  std::copy_if(keys_.begin(), keys_.end(), std::back_inserter(all),
               [](const SelectorKey& key) { return key.events != 0; });
  return all;
}

void Selector::close() {
  if (closed_) return;
  closed_ = true;
  keys_.clear();
  release();
}

std::vector<std::string> available_selectors() {
  std::vector<std::string> names;
#ifdef KIT_HAS_EPOLL
  names.push_back("epoll");
#endif
#ifdef KIT_HAS_KQUEUE
  names.push_back("kqueue");
#endif
  names.push_back("poll");
  names.push_back("select");
  return names;
}

std::unique_ptr<Selector> make_selector(std::string_view name) {
  const std::vector<std::string> here = available_selectors();
  if (name == "auto") name = here.front();
#ifdef KIT_HAS_EPOLL
  if (name == "epoll") return std::make_unique<EpollSelector>();
#endif
#ifdef KIT_HAS_KQUEUE
  if (name == "kqueue") return std::make_unique<KqueueSelector>();
#endif
  if (name == "poll") return std::make_unique<PollSelector>();
  if (name == "select") return std::make_unique<SelectSelector>();

  const bool known = name == "epoll" || name == "kqueue";
  std::string message = "selector '" + std::string(name) + "' is " +
                        (known ? "not on this system" : "unknown") + "; choose one of: auto";
  for (const std::string& each : here) message += ", " + each;
  throw std::invalid_argument(message);
}

int to_milliseconds(std::optional<Duration> timeout) {
  if (!timeout) return -1;
  if (*timeout <= Duration::zero()) return 0;
  const auto rounded_up = std::chrono::ceil<std::chrono::milliseconds>(*timeout).count();
  return static_cast<int>(std::min<long long>(rounded_up, INT_MAX));
}

}  // namespace kit
