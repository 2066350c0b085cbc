// PUBSUB: what is subscribed to, and by how many.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families_pubsub.hpp"
#include "servers/resp/commands/help.hpp"
#include "servers/resp/store/glob.hpp"

namespace kit::resp::commands {
namespace {

/// [pattern]. More is an error whose text no other command has.
void reply_names(Call& call, Realm realm) {
  if (call.size() > 3) {
    std::string text = "ERR unknown subcommand or wrong number of arguments for '";
    text.append(until_zero(call[1]).substr(0, 128)).append("'. Try PUBSUB HELP.");
    return call.reply.error(text);
  }
  std::vector<std::string_view> names;
  call.instance.subscriptions.for_each(realm, [&](const Channel* channel) {
    if (call.size() == 2 || glob_match(call[2], channel->name)) names.push_back(channel->name);
  });
  call.reply.array(names.size());
  for (const std::string_view name : names) call.reply.bulk(name);
}

/// [name ...]
void reply_members(Call& call, Realm realm) {
  call.reply.array(2 * (call.size() - 2));
  for (const std::string_view name : call.arguments.subspan(2)) {
    const Channel* const channel = call.instance.subscriptions.find(realm, name);
    call.reply.bulk(name);
    call.reply.integer(channel == nullptr ? 0 : static_cast<std::int64_t>(channel->members.size()));
  }
}

}  // namespace

void pubsub_channels(Call& call) { reply_names(call, Realm::channel); }

void pubsub_shardchannels(Call& call) { reply_names(call, Realm::shard_channel); }

void pubsub_numsub(Call& call) { reply_members(call, Realm::channel); }

void pubsub_shardnumsub(Call& call) { reply_members(call, Realm::shard_channel); }

void pubsub_numpat(Call& call) {
  call.reply.integer(static_cast<std::int64_t>(call.instance.subscriptions.count(Realm::pattern)));
}

void pubsub_help(Call& call) {
  reply_help(
      call, "PUBSUB",
      {"CHANNELS [<pattern>]",
       "    Return the currently active channels matching a <pattern> (default: '*').", "NUMPAT",
       "    Return number of subscriptions to patterns.", "NUMSUB [<channel> ...]",
       "    Return the number of subscribers for the specified channels, excluding",
       "    pattern subscriptions(default: no channels).", "SHARDCHANNELS [<pattern>]",
       "    Return the currently active shard level channels matching a <pattern> (default: '*').",
       "SHARDNUMSUB [<shardchannel> ...]",
       "    Return the number of subscribers for the specified shard level channel(s)"});
}

}  // namespace kit::resp::commands
