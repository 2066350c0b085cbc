// What COMMAND DOCS says of the commands that publish and subscribe.
// In the words of Redis 7.0; how it is written: docs.hpp.
#include "servers/resp/commands/docs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view docs_of_pubsub = R"docs(
subscribe 2.0.0 pubsub -
= Listen for messages published to the given channels
~ O(N) where N is the number of channels to subscribe to.
  channel:string*
unsubscribe 2.0.0 pubsub -
= Stop listening for messages posted to the given channels
~ O(N) where N is the number of clients already subscribed to a channel.
  channel:string?*
psubscribe 2.0.0 pubsub -
= Listen for messages published to channels matching the given patterns
~ O(N) where N is the number of patterns the client is already subscribed to.
  pattern:block*(pattern:pattern)
punsubscribe 2.0.0 pubsub -
= Stop listening for messages posted to channels matching the given patterns
~ O(N+M) where N is the number of patterns the client is already subscribed and M is the number of
~ total patterns subscribed in the system (by any client).
  pattern:pattern?*
ssubscribe 7.0.0 pubsub -
= Listen for messages published to the given shard channels
~ O(N) where N is the number of shard channels to subscribe to.
  shardchannel:string*
sunsubscribe 7.0.0 pubsub -
= Stop listening for messages posted to the given shard channels
~ O(N) where N is the number of clients already subscribed to a shard channel.
  shardchannel:string?*
publish 2.0.0 pubsub -
= Post a message to a channel
~ O(N+M) where N is the number of clients subscribed to the receiving channel and M is the total
~ number of subscribed patterns (by any client).
  channel:string message:string
spublish 7.0.0 pubsub -
= Post a message to a shard channel
~ O(N) where N is the number of clients subscribed to the receiving shard channel.
  shardchannel:string message:string
pubsub 2.8.0 pubsub -
= A container for Pub/Sub commands
~ Depends on subcommand.
pubsub|channels 2.8.0 pubsub -
= List active channels
~ O(N) where N is the number of active channels, and assuming constant time pattern matching
~ (relatively short channels and patterns)
  pattern:pattern?
pubsub|help 6.2.0 pubsub -
= Show helpful text about the different subcommands
~ O(1)
pubsub|numpat 2.8.0 pubsub -
= Get the count of unique patterns pattern subscriptions
~ O(1)
pubsub|numsub 2.8.0 pubsub -
= Get the count of subscribers for channels
~ O(N) for the NUMSUB subcommand, where N is the number of requested channels
  channel:string?*
pubsub|shardchannels 7.0.0 pubsub -
= List active shard channels
~ O(N) where N is the number of active shard channels, and assuming constant time pattern matching
~ (relatively short shard channels).
  pattern:pattern?
pubsub|shardnumsub 7.0.0 pubsub -
= Get the count of subscribers for shard channels
~ O(N) for the SHARDNUMSUB subcommand, where N is the number of requested shard channels
  shardchannel:string?*
)docs";
// clang-format on

}  // namespace kit::resp
