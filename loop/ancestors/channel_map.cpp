#include "loop/ancestors/channel_map.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <string>

#include "loop/ancestors/dispatcher.hpp"
#include "loop/observe/log.hpp"

namespace kit {

ChannelMap::ChannelMap() : net_(os_net()), clock_(monotonic_clock()), selector_is_given_(false) {}

ChannelMap::ChannelMap(std::unique_ptr<Selector> selector, Net& net, Clock& clock)
    : net_(net), clock_(clock), selector_(std::move(selector)), selector_is_given_(true) {}

ChannelMap::~ChannelMap() {
  close_all(*this);
  bury();
}

Dispatcher* ChannelMap::find(int fd) const noexcept {
  const auto index = static_cast<std::size_t>(fd);  // a negative one becomes huge
  return index < entries_.size() ? entries_[index].channel : nullptr;
}

std::vector<Dispatcher*> ChannelMap::channels() const {
  std::vector<Dispatcher*> all;
  for (const Entry& entry : entries_)
    if (entry.channel != nullptr) all.push_back(entry.channel);
  return all;
}

// ---- Coming and going ---------------------------------------------------------------------------

void ChannelMap::add(int fd, Dispatcher& channel) {
  const auto index = static_cast<std::size_t>(fd);
  if (index >= entries_.size()) entries_.resize(std::max(index + 1, 2 * entries_.size()));
  if (entries_[index].channel != nullptr)
    throw std::invalid_argument("descriptor " + std::to_string(fd) +
                                " has a channel in this map already");
  entries_[index].channel = &channel;
  ++size_;
}

void ChannelMap::remove(int fd) noexcept {
  Entry& entry = entries_[static_cast<std::size_t>(fd)];
  if (entry.armed != 0) selector_->unregister(fd);
  entry.armed = 0;
  entry.channel = nullptr;
  ++entry.generation;
  --size_;
  if (entry.owned) closed_.push_back(std::move(entry.owned));
}

void ChannelMap::take(std::unique_ptr<Dispatcher> channel) {
  if (depth_ == 0) bury();
  if (!channel || !channel->is_open()) return;
  if (find(channel->fileno()) != channel.get())
    throw std::invalid_argument(channel->repr() + " belongs to another map");
  entries_[static_cast<std::size_t>(channel->fileno())].owned = std::move(channel);
}

/// Frees what has closed. To destroy one may close others.
void ChannelMap::bury() noexcept {
  while (!closed_.empty()) {
    std::unique_ptr<Dispatcher> channel = std::move(closed_.back());
    closed_.pop_back();
    if (channel->is_open()) take(std::move(channel));  // it has a new socket: it reconnects
  }
}

// ---- One pass -----------------------------------------------------------------------------------

/// Frees what has closed, as the outermost of the passes that are under way ends.
class ChannelMap::Pass {
 public:
  explicit Pass(ChannelMap& map) noexcept : map_(map) { ++map_.depth_; }
  ~Pass() {
    if (--map_.depth_ == 0) map_.bury();
  }
  Pass(const Pass&) = delete;
  Pass& operator=(const Pass&) = delete;

 private:
  ChannelMap& map_;
};

void ChannelMap::poll(Duration timeout, bool use_poll) {
  const Pass pass(*this);
  choose_selector(use_poll);
  ask_all();
  if (empty()) return;
  const std::span<const SelectorKey> found = selector_->select(bounded(timeout));
  // A handler may run the loop itself, so this pass keeps its events in a vector of its own.
  std::vector<SelectorKey> events = std::exchange(events_, {});
  events.assign(found.begin(), found.end());
  for (const SelectorKey& event : events) dispatch(event);
  events_ = std::move(events);
}

void ChannelMap::choose_selector(bool use_poll) {
  const std::string_view name = use_poll ? "poll" : "select";
  if (selector_is_given_ || (selector_ && selector_->name() == name)) return;
  selector_ = make_selector(name);
  for (Entry& entry : entries_) entry.armed = 0;
}

/// What does each one wait for? Only what has changed is told to the selector.
void ChannelMap::ask_all() {
  wake_at_.reset();
  for (std::size_t index = 0; index < entries_.size(); ++index) {
    Dispatcher* const channel = entries_[index].channel;
    if (channel == nullptr) continue;
    Events wanted = 0;
    guarded(*channel, [&] { wanted = channel->interest(); });
    if (entries_[index].channel == channel && entries_[index].armed != wanted)
      arm(static_cast<int>(index), wanted);
  }
}

void ChannelMap::arm(int fd, Events wanted) {
  Entry& entry = entries_[static_cast<std::size_t>(fd)];
  const Events before = std::exchange(entry.armed, Events{});  // if the selector refuses
  try {
    if (wanted == 0)
      selector_->unregister(fd);
    else if (before == 0)
      selector_->register_fd(fd, wanted, entry.generation);
    else
      selector_->modify(fd, wanted, entry.generation);
    entry.armed = wanted;
  } catch (const std::exception&) {
    // It could never be called again, so it is told, and ends.
    Dispatcher& channel = *entry.channel;
    report(channel, std::current_exception());
    if (find(fd) == &channel) channel.close();
  }
}

/// An earlier event, or an earlier step, may have closed the channel: hence so many questions.
void ChannelMap::dispatch(const SelectorKey& event) {
  if (!is_current(event)) return;
  Dispatcher& channel = *find(event.fd);
  if (channel.connecting_) guarded(channel, [&] { channel.handle_connect_event(); });
  // lesson 5.2: For each bit in event.events: if it is still current, call its handler, guarded.
  if (event.events & event_read && is_current(event))
    guarded(channel, [&] { channel.handle_read_event(); });
  if (event.events & event_write && is_current(event))
    guarded(channel, [&] { channel.handle_write_event(); });
  if (event.events & event_priority && is_current(event))
    guarded(channel, [&] { channel.handle_expt_event(); });
  // end lesson 5.2
}

/// The one place that calls user code. What it throws is its own channel's affair.
template <class Step>
void ChannelMap::guarded(Dispatcher& channel, Step step) {
  try {
    step();
  } catch (const BaseException&) {
    throw;  // ExitNow, Interrupted, SystemExit: not this channel's affair alone
  } catch (const BlockingIOError&) {
    // Nothing to read or nobody to accept after all. There will be another event.
  } catch (...) {
    report(channel, std::current_exception());
  }
}

void ChannelMap::report(Dispatcher& channel, const std::exception_ptr& error) {
  try {
    channel.handle_error(error);
  } catch (const BaseException&) {
    throw;
  } catch (...) {
    log(LogLevel::error, "handle_error of " + channel.repr() +
                             " failed, which closes it: " + describe(std::current_exception()));
    channel.close();
  }
}

void ChannelMap::wake_at(TimePoint when) { wake_at_ = wake_at_ ? std::min(*wake_at_, when) : when; }

Duration ChannelMap::bounded(Duration timeout) const {
  return wake_at_ ? std::min(timeout, *wake_at_ - clock_.now()) : timeout;
}

/// False when its channel has gone meanwhile, even if the number has a new one.
bool ChannelMap::is_current(const SelectorKey& event) const noexcept {
  const Entry& entry = entries_[static_cast<std::size_t>(event.fd)];
  return entry.channel != nullptr && entry.generation == event.data;
}

std::span<std::byte> ChannelMap::scratch(std::size_t size) {
  if (scratch_.size() < size) scratch_.resize(size);
  return std::span(scratch_).first(size);
}

// ---- For everybody ------------------------------------------------------------------------------

ChannelMap& socket_map() {
  static thread_local ChannelMap map;
  return map;
}

void poll_loop(ChannelMap& map, Duration timeout, bool use_poll, std::optional<int> count) {
  // What has closed since the last pass is freed, also if nobody is left for another.
  if (map.empty() && map.depth_ == 0) map.bury();
  while (!map.empty() && (!count || *count > 0)) {
    map.poll(timeout, use_poll);
    if (count) --*count;
  }
}

void close_all(ChannelMap& map) {
  const ChannelMap::Pass pass(map);
  for (Dispatcher* const channel : map.channels()) channel->close();
}

void close_all_when_done(ChannelMap& map) {
  const ChannelMap::Pass pass(map);
  // By number: one that closes may take others with it.
  for (std::size_t index = 0; index < map.entries_.size(); ++index)
    if (Dispatcher* const channel = map.entries_[index].channel)
      map.guarded(*channel, [channel] { channel->close_when_done(); });
}

}  // namespace kit
