// Commands that publish and subscribe.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families_pubsub.hpp"
#include "servers/resp/state/publish.hpp"

namespace kit::resp::commands {
namespace {

using Name = std::optional<std::string_view>;

std::size_t subscriptions_in(const Client& client, Realm realm) {
  return client.subscriber ? client.subscriber->count(realm) : 0;
}

/// What the replies count: channels and patterns together.
std::size_t counted(const Client& client, Realm realm) {
  if (realm == Realm::shard_channel) return subscriptions_in(client, realm);
  return subscriptions_in(client, Realm::channel) + subscriptions_in(client, Realm::pattern);
}

/// One for each name. A reply in its form, it is a push in its nature: CLIENT REPLY OFF does not
/// keep it back.
void confirm(Call& call, std::string_view done, Name name, Realm realm) {
  const auto write = [&](ReplyWriter& reply) {
    reply.push(3);
    reply.bulk(done);
    if (name)
      reply.bulk(*name);
    else
      reply.null();
    reply.integer(static_cast<std::int64_t>(counted(call.client, realm)));
  };
  if (call.client.reply_mode == ReplyMode::on) return write(call.reply);
  std::string text;
  ReplyWriter reply(text, call.client.version);
  write(reply);
  call.instance.push(call.client, std::make_shared<const std::string>(text));
}

void join(Call& call, Realm realm, std::string_view done) {
  for (const std::string_view name : call.arguments.subspan(1)) {
    (void)call.instance.subscriptions.join(call.client, realm, name);
    confirm(call, done, name, realm);
  }
}

/// Without names: all, in the order in which the client subscribed.
void leave(Call& call, Realm realm, std::string_view done) {
  Subscriptions& subscriptions = call.instance.subscriptions;
  for (const std::string_view name : call.arguments.subspan(1)) {
    (void)subscriptions.leave(call.client, realm, name);
    confirm(call, done, name, realm);
  }
  if (call.size() > 1) return;
  if (subscriptions_in(call.client, realm) == 0) return confirm(call, done, std::nullopt, realm);
  while (subscriptions_in(call.client, realm) > 0) {
    const std::string name(call.client.subscriber->first(realm));
    (void)subscriptions.leave(call.client, realm, name);
    confirm(call, done, name, realm);
  }
}

}  // namespace

void subscribe(Call& call) { join(call, Realm::channel, "subscribe"); }

void unsubscribe(Call& call) { leave(call, Realm::channel, "unsubscribe"); }

void psubscribe(Call& call) { join(call, Realm::pattern, "psubscribe"); }

void punsubscribe(Call& call) { leave(call, Realm::pattern, "punsubscribe"); }

void ssubscribe(Call& call) {
  if (call.client.in_exec())
    return call.reply.error("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
  join(call, Realm::shard_channel, "ssubscribe");
}

void sunsubscribe(Call& call) { leave(call, Realm::shard_channel, "sunsubscribe"); }

void publish(Call& call) {
  call.reply.integer(static_cast<std::int64_t>(resp::publish(call.instance, call[1], call[2])));
}

void spublish(Call& call) {
  call.reply.integer(static_cast<std::int64_t>(publish_to_shard(call.instance, call[1], call[2])));
}

}  // namespace kit::resp::commands
