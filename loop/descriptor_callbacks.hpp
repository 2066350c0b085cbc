// DescriptorCallbacks: what add_reader and add_writer registered.
//
// A watcher is let go of when it fires. A callback registers itself again just before it runs,
// which costs nothing while the descriptor stays armed.
#pragma once

#include <functional>
#include <map>
#include <source_location>
#include <utility>

#include "loop/handle.hpp"
#include "loop/ref.hpp"
#include "loop/watchers.hpp"

namespace kit {

class EventLoop;

class DescriptorCallbacks {
 public:
  explicit DescriptorCallbacks(EventLoop& loop);
  ~DescriptorCallbacks();

  void add(int fd, Direction direction, std::function<void()> callback, std::source_location where);
  bool remove(int fd, Direction direction) noexcept;
  void remove_both(int fd) noexcept;

 private:
  class Entry;

  EventLoop& loop_;
  std::map<std::pair<int, Direction>, Ref<Entry>> entries_;
};

}  // namespace kit
