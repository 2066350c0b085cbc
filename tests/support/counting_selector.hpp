// A selector that counts what the loop asks of the one behind it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/errors.hpp"
#include "loop/os/clock.hpp"
#include "loop/selectors/selector.hpp"

namespace kit::test {

class CountingSelector final : public Selector {
 public:
  explicit CountingSelector(std::unique_ptr<Selector> inner) : inner_(std::move(inner)) {}
  std::string_view name() const noexcept override { return inner_->name(); }

  int changes = 0;          // for epoll: calls of epoll_ctl
  int waits = 0;            // for epoll: calls of epoll_wait
  std::size_t events = 0;   // that came out of the last wait
  int most_waits = 10'000;  // a loop that spins is stopped here, so that its test ends
  std::function<void(std::optional<Duration>)> before_wait;  // may be empty
  // A wait without end throws when it takes so long, so that its test ends. None: it may.
  std::optional<Duration> patience;

 protected:
  int change(const SelectorKey& before, const SelectorKey& after) override {
    ++changes;
    try {
      if (before.events == 0)
        inner_->register_fd(after.fd, after.events, after.data);
      else if (after.events == 0)
        inner_->unregister(after.fd);
      else
        inner_->modify(after.fd, after.events, after.data);
      return 0;
    } catch (const OSError& error) {
      return error.error_number();
    }
  }

  int wait(std::optional<Duration> timeout, std::vector<SelectorKey>& ready) override {
    if (++waits > most_waits)
      throw std::logic_error(
          "the loop spins: the same event is told again and again, and nobody deals with it");
    if (before_wait) before_wait(timeout);
    const bool endless = !timeout && patience;
    const TimePoint start = monotonic_clock().now();
    const std::span<const SelectorKey> found = inner_->select(endless ? patience : timeout);
    if (endless && found.empty() && monotonic_clock().now() - start >= *patience)
      throw std::logic_error("nothing can wake the loop");
    events = found.size();
    ready.assign(found.begin(), found.end());
    return 0;
  }

  void release() noexcept override { inner_->close(); }

 private:
  std::unique_ptr<Selector> inner_;
};

}  // namespace kit::test
