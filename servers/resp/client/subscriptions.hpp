// What a client wants to hear, whatever becomes of its connections.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "loop/ref.hpp"
#include "loop/tasks/future.hpp"
#include "servers/resp/client/pipeline.hpp"

namespace kit::redis {

/// Called in the loop, message by message. What it throws is logged, and the next one comes.
using MessageHandler = std::function<void(const Message&)>;

/// A channel, or a pattern of channels.
struct Topic {
  Topic(bool is_a_pattern, std::string text) : is_pattern(is_a_pattern), name(std::move(text)) {}
  bool is_pattern;
  std::string name;

  Command subscribe() const { return {is_pattern ? "PSUBSCRIBE" : "SUBSCRIBE", name}; }
  Command unsubscribe() const { return {is_pattern ? "PUNSUBSCRIBE" : "UNSUBSCRIBE", name}; }
  friend auto operator<=>(const Topic&, const Topic&) = default;
};

class Subscription final : public Counted {
 public:
  Subscription(Topic what, MessageHandler whose)
      : topic(std::move(what)), handler(std::move(whose)) {}
  const Topic topic;
  const MessageHandler handler;
  /// Set when a server has confirmed it for the first time.
  Future<> confirmed;
  /// The connection that was asked for it has this number.
  std::uint64_t asked_in = 0;
};

class Subscriptions {
 public:
  /// Throws std::logic_error if there is one for that topic.
  Ref<Subscription> add(Topic topic, MessageHandler handler);
  /// Null if there is none.
  Ref<Subscription> find(const Topic& topic) const;
  void remove(const Topic& topic) { all_.erase(topic); }
  /// One that was not asked for in the connection of that number; null if there is none.
  Ref<Subscription> next_unasked(std::uint64_t connection) const;
  /// To the handler that wants it.
  void deliver(const Message& message) const;
  /// Those that wait for a confirmation get `error`, and all are forgotten.
  void clear(const std::exception_ptr& error);

 private:
  std::map<Topic, Ref<Subscription>> all_;
};

}  // namespace kit::redis
