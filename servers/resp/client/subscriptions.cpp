#include "servers/resp/client/subscriptions.hpp"

#include <stdexcept>

#include "loop/observe/log.hpp"

namespace kit::redis {

Ref<Subscription> Subscriptions::add(Topic topic, MessageHandler handler) {
  if (all_.contains(topic)) throw std::logic_error("subscribed to '" + topic.name + "' already");
  const Ref<Subscription> added(new Subscription(topic, std::move(handler)));
  all_.emplace(std::move(topic), added);
  return added;
}

Ref<Subscription> Subscriptions::find(const Topic& topic) const {
  const auto place = all_.find(topic);
  return place == all_.end() ? Ref<Subscription>() : place->second;
}

Ref<Subscription> Subscriptions::next_unasked(std::uint64_t connection) const {
  for (const auto& [topic, each] : all_)
    if (each->asked_in != connection) return each;
  return {};
}

void Subscriptions::deliver(const Message& message) const {
  const bool by_pattern = !message.pattern.empty();
  // A Ref: the handler may unsubscribe.
  const Ref<Subscription> wanted =
      find(Topic(by_pattern, by_pattern ? message.pattern : message.channel));
  if (!wanted) return;
  try {
    wanted->handler(message);
  } catch (const std::exception& error) {
    log(LogLevel::error, "a message of '" + message.channel + "' was not taken: " + error.what());
  }
}

void Subscriptions::clear(const std::exception_ptr& error) {
  const std::map<Topic, Ref<Subscription>> gone = std::move(all_);
  all_.clear();
  for (const auto& [topic, each] : gone)
    if (!each->confirmed.done()) each->confirmed.set_exception(error);
}

}  // namespace kit::redis
