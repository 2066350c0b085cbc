#include "servers/chat/bus.hpp"

#include <exception>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "loop/tasks/timeout.hpp"

namespace kit {
namespace {

constexpr Duration farewell_limit = std::chrono::seconds(1);
// Published and not answered: so many at once hide the way there and back.
constexpr std::size_t most_under_way = 64;
// Somebody has to change the rights of a user of the server.
constexpr Duration pause_when_refused = std::chrono::seconds(10);
// Of others. Beyond that the books of one are thrown away: what it lost is not told.
constexpr std::size_t most_origins = 1000;

std::string_view program_of(std::string_view origin) { return origin.substr(0, origin.find('.')); }

}  // namespace

Bus::Bus(Room& room, BusOptions options, int loop)
    : room_(room),
      options_(std::move(options)),
      origin_(options_.program + "." + std::to_string(loop)),
      says_goodbye_(loop == 0),
      listener_(options_.redis),
      speaker_(options_.redis) {
  idle_.set();
  room_.set_neighbours(this);
}

Bus::~Bus() {
  room_.set_neighbours(nullptr);
  if (listening_) listening_->cancel();
  if (publishing_) publishing_->cancel();
  for (const Future<redis::Reply>& each : under_way_)
    if (!each.cancel()) (void)each.exception();  // done, and now nobody has missed how
}

void Bus::start() {
  listener_.on_news([this](const redis::ConnectionNews& news) { update(news); });
  speaker_.on_news([this](const redis::ConnectionNews& news) { update(news); });
  listening_ = create_task(listen(*this), "the bus, listening");
  publishing_ = create_task(take_answers(*this), "the bus, publishing");
  speaker_.start();
}

// ------------------------------------------------------------ the connection

/// The wish comes first, so that there is no connection without it.
Task<void> Bus::listen(Bus& bus) {
  const redis::MessageHandler handler = [&bus](const redis::Message& message) {
    bus.hear(message.payload);
  };
  bus.listener_.start();
  for (;;) {
    redis::ConnectionNews news;
    bool closed = false;
    try {
      co_await bus.listener_.subscribe(bus.options_.channel, handler);
      news.connected = true;
    } catch (const redis::ReplyError& error) {
      news.why = error.what();
    } catch (const redis::NotConnectedError&) {  // finish() came first
      closed = true;
    }
    if (closed) co_return;
    bus.may_hear_ = news.connected;
    bus.update(news);
    if (news.connected) co_return;
    co_await sleep(pause_when_refused);
  }
}

void Bus::update(const redis::ConnectionNews& news) {
  const std::string server = options_.redis.url.str();
  if (may_hear_ && listener_.is_connected() && speaker_.is_connected()) {
    if (state_ == State::here) return;
    log(LogLevel::info, "joined the bus " + server + " as the room " + options_.room);
    if (state_ == State::away) room_.tell_here(bus_back, nullptr);
    state_ = State::here;
    refused_ = slow_ = false;
  } else if (!news.connected && state_ != State::away) {
    log(LogLevel::warning, "the bus " + server + " is away: " + news.why);
    state_ = State::away;
    outbox_.clear();
    outbox_bytes_ = 0;
    room_.tell_here(bus_away, nullptr);
  }
}

// ------------------------------------------------------------ from here to the others

void Bus::joined(Member& member) {
  if (state_ == State::away) member.hear(bus_away);
  publish(BusEvent::joined, member.name(), "");
}

void Bus::left(const Member& member) { publish(BusEvent::left, member.name(), ""); }

void Bus::renamed(const Member& member, std::string_view old_name) {
  publish(BusEvent::renamed, old_name, member.name());
}

void Bus::said(const Member& member, std::string_view text) {
  publish(BusEvent::said, member.name(), text);
}

void Bus::publish(BusEvent event, std::string_view name, std::string_view text) {
  if (state_ != State::here) return;
  BusMessage message;
  message.origin = origin_;
  message.sequence = ++sequence_;  // also of what is dropped: so the others know that it was
  message.event = event;
  message.room = options_.room;
  message.name = name;
  message.text = text;
  std::string line = encode(message);
  if (outbox_bytes_ + line.size() > options_.outbox_limit) {
    if (!slow_) room_.tell_here(bus_slow, nullptr);
    slow_ = true;
    return;
  }
  outbox_bytes_ += line.size();
  outbox_.push_back(std::move(line));
  pump();
  idle_.clear();
  work_.set();
}

/// Sends at once what may be under way at once.
void Bus::pump() {
  while (!outbox_.empty() && under_way_.size() < most_under_way && speaker_.is_connected()) {
    under_way_.push_back(speaker_.send({"PUBLISH", options_.channel, outbox_.front()}));
    outbox_bytes_ -= outbox_.front().size();
    outbox_.pop_front();
  }
  if (outbox_.empty()) slow_ = false;
}

Task<void> Bus::take_answers(Bus& bus) {
  for (;;) {
    co_await bus.work_.wait();
    bus.work_.clear();
    while (!bus.under_way_.empty()) {
      co_await settle(bus);
      bus.pump();
    }
    bus.idle_.set();
  }
}

/// Waits for the oldest reply. One that is lost is nobody's fault: the others will know by the
/// numbers.
Task<void> Bus::settle(Bus& bus) {
  const Future<redis::Reply> oldest = bus.under_way_.front();
  std::string refusal;
  try {
    const redis::Reply reply = co_await oldest;
    if (reply.is_error()) refusal = reply.text;
  } catch (const redis::ReplyLostError&) {
  }
  bus.under_way_.pop_front();
  if (refusal.empty() || bus.refused_) co_return;
  bus.refused_ = true;
  log(LogLevel::error, "the bus does not take what is said here: " + refusal);
}

Task<void> Bus::until_idle(Bus& bus) { co_await bus.idle_.wait(); }

Task<void> Bus::finish() {
  if (says_goodbye_) publish(BusEvent::closed, "", "");
  room_.set_neighbours(nullptr);
  if (state_ == State::here) {
    try {
      co_await wait_for(until_idle(*this), farewell_limit);
    } catch (const TimeoutError&) {
    }
  }
  co_await speaker_.close();
  co_await listener_.close();
}

// ------------------------------------------------------------ from the others to here

void Bus::hear(std::string_view line) {
  const std::optional<BusMessage> message = parse_bus_message(line);
  if (!message) return log(LogLevel::debug, "what came by the bus is no line of a chat");
  if (program_of(message->origin) == options_.program) return;
  if (is_news(*message)) room_.tell_here(shown(*message), nullptr);
}

/// False for what was heard before. Tells of what was not.
bool Bus::is_news(const BusMessage& message) {
  const auto place = heard_.find(message.origin);
  if (place == heard_.end()) {
    if (heard_.size() >= most_origins) heard_.erase(heard_.begin());
    heard_.emplace(message.origin, message.sequence);
    return true;
  }
  if (message.sequence <= place->second) return false;
  const std::uint64_t lost = message.sequence - place->second - 1;
  place->second = message.sequence;
  if (lost > 0)
    room_.tell_here("*** " + std::to_string(lost) + " lines of the room " + message.room +
                        " did not come through ***\r\n",
                    nullptr);
  return true;
}

Task<void> serve_on_bus(Room& room, BusOptions options, int loop, Task<void> serving) {
  Bus bus(room, std::move(options), loop);
  bus.start();
  std::exception_ptr failure;
  try {
    co_await std::move(serving);
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_await bus.finish();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace kit
