#include "loop/watchers.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/trace.hpp"

namespace kit {
namespace {

constexpr Events bit_of(Direction direction) {
  return direction == Direction::read ? event_read : event_write;
}

constexpr std::size_t index_of(Direction direction) { return static_cast<std::size_t>(direction); }

TraceRecord ready_record(const SelectorKey& event, Direction direction, std::uint32_t pass) {
  TraceRecord record;
  record.kind = direction == Direction::read ? TraceKind::readable : TraceKind::writable;
  record.fd = event.fd;
  record.generation = event.data;
  record.pass = pass;
  return record;
}

[[noreturn]] void throw_taken(int fd, Direction direction) {
  throw std::runtime_error("somebody waits already to " +
                           std::string(direction == Direction::read ? "read from" : "write to") +
                           " descriptor " + std::to_string(fd));
}

}  // namespace

void Watchers::make_slot(int fd) {
  if (fd < 0) throw std::invalid_argument("cannot watch descriptor " + std::to_string(fd));
  slots_.resize(std::max(static_cast<std::size_t>(fd) + 1, slots_.size() * 3 / 2));
}

void Watchers::arm(int fd, Slot& slot, Events events) {
  if (slot.armed == events) return;
  const Events before = std::exchange(slot.armed, Events{0});  // true if the system refuses
  if (before == 0)
    selector_.register_fd(fd, events, slot.generation);
  else if (events == 0)
    // Not "watch for nothing": the system reports hang-ups even then, again and again.
    selector_.unregister(fd);
  else
    selector_.modify(fd, events, slot.generation);
  slot.armed = events;
}

/// Nobody wants these events. If the system refuses, there will be none either.
void Watchers::disarm(int fd, Slot& slot, Direction direction) noexcept {
  try {
    arm(fd, slot, slot.armed & ~bit_of(direction));
  } catch (const OSError&) {  // it has forgotten the descriptor: somebody closed it too early
  }
}

void Watchers::watch(int fd, Direction direction, Handle& handle) {
  const auto index = static_cast<std::size_t>(fd);  // a negative one becomes huge
  if (index >= slots_.size()) make_slot(fd);
  Slot& slot = slots_[index];
  Handle*& place = slot.waiting[index_of(direction)];
  if (place != nullptr) throw_taken(fd, direction);
  if ((slot.armed & bit_of(direction)) == 0) arm(fd, slot, slot.armed | bit_of(direction));
  place = &handle;
}

void Watchers::unwatch(int fd, Direction direction, const Handle& handle) noexcept {
  if (fd < 0 || static_cast<std::size_t>(fd) >= slots_.size()) return;
  Handle*& place = slots_[static_cast<std::size_t>(fd)].waiting[index_of(direction)];
  if (place == &handle) place = nullptr;  // the bit stays armed until an event finds nobody
}

void Watchers::drop(int fd, Direction direction) noexcept {
  if (fd < 0 || static_cast<std::size_t>(fd) >= slots_.size()) return;
  Slot& slot = slots_[static_cast<std::size_t>(fd)];
  if (Handle* handle = std::exchange(slot.waiting[index_of(direction)], nullptr)) handle->discard();
}

void Watchers::forget(int fd) noexcept {
  if (fd < 0 || static_cast<std::size_t>(fd) >= slots_.size()) return;
  Slot& slot = slots_[static_cast<std::size_t>(fd)];
  ++slot.generation;
  if (slot.armed != 0) selector_.unregister(fd);
  slot.armed = 0;
  const std::array<Handle*, 2> waiting = std::exchange(slot.waiting, {});
  for (Handle* handle : waiting)
    if (handle != nullptr) handle->discard();
}

std::uint32_t Watchers::generation(int fd) const noexcept {
  const auto index = static_cast<std::size_t>(fd);
  return fd >= 0 && index < slots_.size() ? slots_[index].generation : 0;
}

void Watchers::wake(const SelectorKey& event, Slot& slot, Direction direction, HandleList& queue,
                    std::uint32_t pass) {
  Handle* handle = std::exchange(slot.waiting[index_of(direction)], nullptr);
  if (handle == nullptr) return disarm(event.fd, slot, direction);
  if (Trace* const trace = tracing())
    handle->cause = trace->add(ready_record(event, direction, pass));
  queue.push_back(*handle);
}

void Watchers::collect(std::span<const SelectorKey> events, HandleList& queue, std::uint32_t pass) {
  for (const SelectorKey& event : events) {
    Slot& slot = slots_[static_cast<std::size_t>(event.fd)];
    if (event.data != slot.generation) continue;  // news of a file that is closed
    if (event.events & event_read) wake(event, slot, Direction::read, queue, pass);
    if (event.events & event_write) wake(event, slot, Direction::write, queue, pass);
  }
}

}  // namespace kit
