// What COMMAND DOCS says of the commands on hashes.
// In the words of Redis 7.0; how it is written: docs.hpp.
#include "servers/resp/commands/docs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view docs_of_hashes = R"docs(
hset 2.0.0 hash hash
= Set the string value of a hash field
~ O(1) for each field/value pair added, so O(N) to add N field/value pairs when the command is
~ called with multiple field/value pairs.
  key:key field_value:block*(field:string value:string)
hmset 2.0.0 hash hash
= Set multiple hash fields to multiple values
~ O(N) where N is the number of fields being set.
  key:key field_value:block*(field:string value:string)
hsetnx 2.0.0 hash hash
= Set the value of a hash field, only if the field does not exist
~ O(1)
  key:key field:string value:string
hget 2.0.0 hash hash
= Get the value of a hash field
~ O(1)
  key:key field:string
hmget 2.0.0 hash hash
= Get the values of all the given hash fields
~ O(N) where N is the number of fields being requested.
  key:key field:string*
hgetall 2.0.0 hash hash
= Get all the fields and values in a hash
~ O(N) where N is the size of the hash.
  key:key
hkeys 2.0.0 hash hash
= Get all the fields in a hash
~ O(N) where N is the size of the hash.
  key:key
hvals 2.0.0 hash hash
= Get all the values in a hash
~ O(N) where N is the size of the hash.
  key:key
hlen 2.0.0 hash hash
= Get the number of fields in a hash
~ O(1)
  key:key
hexists 2.0.0 hash hash
= Determine if a hash field exists
~ O(1)
  key:key field:string
hstrlen 3.2.0 hash hash
= Get the length of the value of a hash field
~ O(1)
  key:key field:string
hdel 2.0.0 hash hash
= Delete one or more hash fields
~ O(N) where N is the number of fields to be removed.
  key:key field:string*
hincrby 2.0.0 hash hash
= Increment the integer value of a hash field by the given number
~ O(1)
  key:key field:string increment:integer
hincrbyfloat 2.6.0 hash hash
= Increment the float value of a hash field by the given amount
~ O(1)
  key:key field:string increment:double
hrandfield 6.2.0 hash hash
= Get one or multiple random fields from a hash
~ O(N) where N is the number of fields returned
  key:key options:block?(count:integer withvalues:pure-token=WITHVALUES?)
hscan 2.8.0 hash hash
= Incrementally iterate hash fields and associated values
~ O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor
~ to return back to 0. N is the number of elements inside the collection..
  key:key cursor:integer pattern:pattern=MATCH? count:integer=COUNT?
)docs";
// clang-format on

}  // namespace kit::resp
