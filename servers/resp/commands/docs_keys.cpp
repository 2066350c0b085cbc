// What COMMAND DOCS says of the commands on keys.
// In the words of Redis 7.0; how it is written: docs.hpp.
#include "servers/resp/commands/docs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view docs_of_keys = R"docs(
move 1.0.0 generic keyspace
= Move a key to another database
~ O(1)
  key:key db:integer
del 1.0.0 generic keyspace
= Delete a key
~ O(N) where N is the number of keys that will be removed. When a key to remove holds a value
~ other than a string, the individual complexity for this key is O(M) where M is the number of
~ elements in the list, set, sorted set or hash. Removing a single key that holds a string value
~ is O(1).
  key:key*
unlink 4.0.0 generic keyspace
= Delete a key asynchronously in another thread. Otherwise it is just as DEL, but non blocking.
~ O(1) for each key removed regardless of its size. Then the command does O(N) work in a different
~ thread in order to reclaim memory, where N is the number of allocations the deleted objects
~ where composed of.
  key:key*
exists 1.0.0 generic keyspace
= Determine if a key exists
~ O(N) where N is the number of keys to check.
  key:key*
type 1.0.0 generic keyspace
= Determine the type stored at key
~ O(1)
  key:key
keys 1.0.0 generic keyspace,dangerous
= Find all keys matching the given pattern
~ O(N) with N being the number of keys in the database, under the assumption that the key names in
~ the database and the given pattern have limited length.
  pattern:pattern
scan 2.8.0 generic keyspace
= Incrementally iterate the keys space
~ O(1) for every call. O(N) for a complete iteration, including enough command calls for the
~ cursor to return back to 0. N is the number of elements inside the collection.
  cursor:integer pattern:pattern=MATCH? count:integer=COUNT? type:string=TYPE?
randomkey 1.0.0 generic keyspace
= Return a random key from the keyspace
~ O(1)
rename 1.0.0 generic keyspace
= Rename a key
~ O(1)
  key:key newkey:key
renamenx 1.0.0 generic keyspace
= Rename a key, only if the new key does not exist
~ O(1)
  key:key newkey:key
copy 6.2.0 generic keyspace
= Copy a key
~ O(N) worst case for collections, where N is the number of nested items. O(1) for string values.
  source:key destination:key destination-db:integer=DB? replace:pure-token=REPLACE?
touch 3.2.1 generic keyspace
= Alters the last access time of a key(s). Returns the number of existing keys specified.
~ O(N) where N is the number of keys that will be touched.
  key:key*
object 2.2.3 generic -
= A container for object introspection commands
~ Depends on subcommand.
object|idletime 2.2.3 generic keyspace
= Get the time since a Redis object was last accessed
~ O(1)
  key:key
object|help 6.2.0 generic keyspace
= Show helpful text about the different subcommands
~ O(1)
object|encoding 2.2.3 generic keyspace
= Inspect the internal encoding of a Redis object
~ O(1)
  key:key
object|freq 4.0.0 generic keyspace
= Get the logarithmic access frequency counter of a Redis object
~ O(1)
  key:key
object|refcount 2.2.3 generic keyspace
= Get the number of references to the value of the key
~ O(1)
  key:key
expire 1.0.0 generic keyspace
= Set a key's time to live in seconds
~ O(1)
  key:key seconds:integer condition:oneof?(nx:pure-token=NX xx:pure-token=XX gt:pure-token=GT
  lt:pure-token=LT)
pexpire 2.6.0 generic keyspace
= Set a key's time to live in milliseconds
~ O(1)
  key:key milliseconds:integer condition:oneof?(nx:pure-token=NX xx:pure-token=XX gt:pure-token=GT
  lt:pure-token=LT)
expireat 1.2.0 generic keyspace
= Set the expiration for a key as a UNIX timestamp
~ O(1)
  key:key unix-time-seconds:unix-time condition:oneof?(nx:pure-token=NX xx:pure-token=XX
  gt:pure-token=GT lt:pure-token=LT)
pexpireat 2.6.0 generic keyspace
= Set the expiration for a key as a UNIX timestamp specified in milliseconds
~ O(1)
  key:key unix-time-milliseconds:unix-time condition:oneof?(nx:pure-token=NX xx:pure-token=XX
  gt:pure-token=GT lt:pure-token=LT)
ttl 1.0.0 generic keyspace
= Get the time to live for a key in seconds
~ O(1)
  key:key
pttl 2.6.0 generic keyspace
= Get the time to live for a key in milliseconds
~ O(1)
  key:key
expiretime 7.0.0 generic keyspace
= Get the expiration Unix timestamp for a key
~ O(1)
  key:key
pexpiretime 7.0.0 generic keyspace
= Get the expiration Unix timestamp for a key in milliseconds
~ O(1)
  key:key
persist 2.2.0 generic keyspace
= Remove the expiration from a key
~ O(1)
  key:key
)docs";
// clang-format on

}  // namespace kit::resp
