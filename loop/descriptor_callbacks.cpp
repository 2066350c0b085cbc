#include "loop/descriptor_callbacks.hpp"

#include "loop/event_loop.hpp"
#include "loop/observe/place.hpp"

namespace kit {

class DescriptorCallbacks::Entry final : public Counted, public Handle {
 public:
  Entry(EventLoop& loop, int fd, Direction direction, std::function<void()> callback,
        std::source_location where)
      : loop_(loop), fd_(fd), direction_(direction), callback_(std::move(callback)), where_(where) {
    loop_.watchers().watch(fd_, direction_, *this);
  }

  void run() override {
    const Ref<Entry> self(this);  // the callback may remove itself
    const auto step = [this] {
      loop_.watchers().watch(fd_, direction_, *this);  // throws if a task has taken the place
      callback_();
    };
    loop_.call_guarded(step, where_);
  }

  std::string describe_step() const override { return "callback created at " + place_of(where_); }

  /// Not run again, not even if it is queued already.
  void remove() noexcept {
    unlink();
    loop_.watchers().unwatch(fd_, direction_, *this);
  }

 private:
  ~Entry() override = default;

  EventLoop& loop_;
  int fd_;
  Direction direction_;
  std::function<void()> callback_;
  std::source_location where_;
};

DescriptorCallbacks::DescriptorCallbacks(EventLoop& loop) : loop_(loop) {}

DescriptorCallbacks::~DescriptorCallbacks() {
  for (auto& [key, entry] : entries_) entry->remove();
}

void DescriptorCallbacks::add(int fd, Direction direction, std::function<void()> callback,
                              std::source_location where) {
  remove(fd, direction);
  entries_[{fd, direction}] =
      Ref<Entry>(new Entry(loop_, fd, direction, std::move(callback), where));
}

bool DescriptorCallbacks::remove(int fd, Direction direction) noexcept {
  const auto found = entries_.find({fd, direction});
  if (found == entries_.end()) return false;
  found->second->remove();
  entries_.erase(found);
  return true;
}

void DescriptorCallbacks::remove_both(int fd) noexcept {
  remove(fd, Direction::read);
  remove(fd, Direction::write);
}

}  // namespace kit
