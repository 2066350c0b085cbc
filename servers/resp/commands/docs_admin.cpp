// What COMMAND DOCS says of the commands on connections and the server.
// In the words of Redis 7.0; how it is written: docs.hpp.
#include "servers/resp/commands/docs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view docs_of_admin = R"docs(
ping 1.0.0 connection connection
= Ping the server
~ O(1)
  message:string?
echo 1.0.0 connection connection
= Echo the given string
~ O(1)
  message:string
quit 1.0.0 connection connection
= Close the connection
~ O(1)
reset 6.2.0 connection connection
= Reset the connection
~ O(1)
hello 6.0.0 connection connection
= Handshake with Redis
~ O(1)
  arguments:block?(protover:integer username_password:block=AUTH?(username:string password:string)
  clientname:string=SETNAME?)
auth 1.0.0 connection connection
= Authenticate to the server
~ O(N) where N is the number of passwords defined for the user
  username:string? password:string
select 1.0.0 connection connection
= Change the selected database for the current connection
~ O(1)
  index:integer
swapdb 4.0.0 server keyspace,dangerous
= Swaps two Redis databases
~ O(N) where N is the count of clients watching or blocking on keys from both databases.
  index1:integer index2:integer
flushall 1.0.0 server keyspace,dangerous
= Remove all keys from all databases
~ O(N) where N is the total number of keys in all databases
  async:oneof?(async:pure-token=ASYNC sync:pure-token=SYNC)
flushdb 1.0.0 server keyspace,dangerous
= Remove all keys from the current database
~ O(N) where N is the number of keys in the selected database
  async:oneof?(async:pure-token=ASYNC sync:pure-token=SYNC)
dbsize 1.0.0 server keyspace
= Return the number of keys in the selected database
~ O(1)
time 2.6.0 server -
= Return the current server time
~ O(1)
info 1.0.0 server dangerous
= Get information and statistics about the server
~ O(1)
  section:string?*
config 2.0.0 server -
= A container for server configuration commands
~ Depends on subcommand.
config|resetstat 2.0.0 server -
= Reset the stats returned by INFO
~ O(1)
config|help 5.0.0 server -
= Show helpful text about the different subcommands
~ O(1)
config|rewrite 2.8.0 server -
= Rewrite the configuration file with the in memory configuration
~ O(1)
config|get 2.0.0 server -
= Get the values of configuration parameters
~ O(N) when N is the number of configuration parameters provided
  parameter:block*(parameter:string)
config|set 2.0.0 server -
= Set configuration parameters to the given values
~ O(N) when N is the number of configuration parameters provided
  parameter_value:block*(parameter:string value:string)
client 2.4.0 connection -
= A container for client connection commands
~ Depends on subcommand.
client|trackinginfo 6.2.0 connection connection
= Return information about server assisted client side caching for the current connection
~ O(1)
client|no-evict 7.0.0 connection connection
= Set client eviction mode for the current connection
~ O(1)
  enabled:oneof(on:pure-token=ON off:pure-token=OFF)
client|kill 2.4.0 connection connection
= Kill the connection of a client
~ O(N) where N is the number of client connections
  filter:oneof(ip:port:string new-format:oneof*(client-id:integer=ID?
  normal_master_slave_pubsub:oneof=TYPE?(normal:pure-token=NORMAL master:pure-token=MASTER
  slave:pure-token=SLAVE replica:pure-token=REPLICA pubsub:pure-token=PUBSUB)
  username:string=USER? ip:port:string=ADDR? ip:port:string=LADDR? yes/no:string=SKIPME?))
client|id 5.0.0 connection connection
= Returns the client ID for the current connection
~ O(1)
client|setname 2.6.9 connection connection
= Set the current connection name
~ O(1)
  connection-name:string
client|info 6.2.0 connection connection
= Returns information about the current client connection.
~ O(1)
client|help 5.0.0 connection connection
= Show helpful text about the different subcommands
~ O(1)
client|getredir 6.0.0 connection connection
= Get tracking notifications redirection client ID if any
~ O(1)
client|getname 2.6.9 connection connection
= Get the current connection name
~ O(1)
client|list 2.4.0 connection connection
= Get the list of client connections
~ O(N) where N is the number of client connections
  normal_master_replica_pubsub:oneof=TYPE?(normal:pure-token=NORMAL master:pure-token=MASTER
  replica:pure-token=REPLICA pubsub:pure-token=PUBSUB) id:block=ID?(client-id:integer*)
client|reply 3.2.0 connection connection
= Instruct the server whether to reply to commands
~ O(1)
  on_off_skip:oneof(on:pure-token=ON off:pure-token=OFF skip:pure-token=SKIP)
command 2.8.13 server connection
= Get array of Redis command details
~ O(N) where N is the total number of Redis commands
command|docs 7.0.0 server connection
= Get array of specific Redis command documentation
~ O(N) where N is the number of commands to look up
  command-name:string?*
command|count 2.8.13 server connection
= Get total number of Redis commands
~ O(1)
command|info 2.8.13 server connection
= Get array of specific Redis command details, or all when no argument is given.
~ O(N) where N is the number of commands to look up
  command-name:string?*
command|list 7.0.0 server connection
= Get an array of Redis command names
~ O(N) where N is the total number of Redis commands
  filterby:oneof=FILTERBY?(module-name:string=MODULE category:string=ACLCAT
  pattern:pattern=PATTERN)
command|help 5.0.0 server connection
= Show helpful text about the different subcommands
~ O(1)
command|getkeys 2.8.13 server connection
= Extract keys given a full Redis command
~ O(N) where N is the number of arguments to the command
command|getkeysandflags 7.0.0 server connection
= Extract keys and access flags given a full Redis command
~ O(N) where N is the number of arguments to the command
memory 4.0.0 server -
= A container for memory diagnostics commands
~ Depends on subcommand.
memory|help 4.0.0 server -
= Show helpful text about the different subcommands
~ O(1)
memory|usage 4.0.0 server -
= Estimate the memory usage of a key
~ O(N) where N is the number of samples.
  key:key count:integer=SAMPLES?
debug 1.0.0 server -
= A container for debugging commands
~ Depends on subcommand.
bgrewriteaof 1.0.0 server -
= Asynchronously rewrite the append-only file
~ O(1)
shutdown 1.0.0 server -
= Synchronously save the dataset to disk and then shut down the server
~ O(N) when saving, where N is the total number of keys in all databases when saving data,
~ otherwise O(1)
  nosave_save:oneof?(nosave:pure-token=NOSAVE save:pure-token=SAVE) now:pure-token=NOW?
  force:pure-token=FORCE? abort:pure-token=ABORT?
client|unblock 5.0.0 connection connection
= Unblock a client blocked in a blocking command from a different connection
~ O(log N) where N is the number of client connections
  client-id:integer timeout_error:oneof?(timeout:pure-token=TIMEOUT error:pure-token=ERROR)
multi 1.2.0 transactions transaction
= Mark the start of a transaction block
~ O(1)
exec 1.2.0 transactions transaction
= Execute all commands issued after MULTI
~ Depends on commands in the transaction
discard 2.0.0 transactions transaction
= Discard all commands issued after MULTI
~ O(N), when N is the number of queued commands
watch 2.2.0 transactions transaction
= Watch the given keys to determine execution of the MULTI/EXEC block
~ O(1) for every key.
  key:key*
unwatch 2.2.0 transactions transaction
= Forget about all watched keys
~ O(1)
blpop 2.0.0 list list,blocking
= Remove and get the first element in a list, or block until one is available
~ O(N) where N is the number of provided keys.
  key:key* timeout:double
brpop 2.0.0 list list,blocking
= Remove and get the last element in a list, or block until one is available
~ O(N) where N is the number of provided keys.
  key:key* timeout:double
blmpop 7.0.0 list list,blocking
= Pop elements from a list, or block until one is available
~ O(N+M) where N is the number of provided keys and M is the number of elements returned.
  timeout:double numkeys:integer key:key* where:oneof(left:pure-token=LEFT right:pure-token=RIGHT)
  count:integer=COUNT?
blmove 6.2.0 list list,blocking
= Pop an element from a list, push it to another list and return it; or block until one is available
~ O(1)
  source:key destination:key wherefrom:oneof(left:pure-token=LEFT right:pure-token=RIGHT)
  whereto:oneof(left:pure-token=LEFT right:pure-token=RIGHT) timeout:double
brpoplpush 2.2.0 list list,blocking
= Pop an element from a list, push it to another list and return it; or block until one is available
~ O(1)
  source:key destination:key timeout:double
bzpopmin 5.0.0 sorted-set sortedset,blocking
= Remove and return the member with the lowest score from one or more sorted sets, or block until
= one is available
~ O(log(N)) with N being the number of elements in the sorted set.
  key:key* timeout:double
bzpopmax 5.0.0 sorted-set sortedset,blocking
= Remove and return the member with the highest score from one or more sorted sets, or block until
= one is available
~ O(log(N)) with N being the number of elements in the sorted set.
  key:key* timeout:double
bzmpop 7.0.0 sorted-set sortedset,blocking
= Remove and return members with scores in a sorted set or block until one is available
~ O(K) + O(M*log(N)) where K is the number of provided keys, N being the number of elements in the
~ sorted set, and M being the number of elements popped.
  timeout:double numkeys:integer key:key* where:oneof(min:pure-token=MIN max:pure-token=MAX)
  count:integer=COUNT?
client|setinfo 7.2.0 connection connection
= Sets information specific to the client or connection.
~ O(1)
  attr:oneof(libname:string=LIB-NAME libver:string=LIB-VER)
)docs";
// clang-format on

}  // namespace kit::resp
