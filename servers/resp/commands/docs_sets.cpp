// What COMMAND DOCS says of the commands on sets.
// In the words of Redis 7.0; how it is written: docs.hpp.
#include "servers/resp/commands/docs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view docs_of_sets = R"docs(
sadd 1.0.0 set set
= Add one or more members to a set
~ O(1) for each element added, so O(N) to add N elements when the command is called with multiple
~ arguments.
  key:key member:string*
scard 1.0.0 set set
= Get the number of members in a set
~ O(1)
  key:key
sismember 1.0.0 set set
= Determine if a given value is a member of a set
~ O(1)
  key:key member:string
smembers 1.0.0 set set
= Get all the members in a set
~ O(N) where N is the set cardinality.
  key:key
smismember 6.2.0 set set
= Returns the membership associated with the given elements for a set
~ O(N) where N is the number of elements being checked for membership
  key:key member:string*
smove 1.0.0 set set
= Move a member from one set to another
~ O(1)
  source:key destination:key member:string
srem 1.0.0 set set
= Remove one or more members from a set
~ O(N) where N is the number of members to be removed.
  key:key member:string*
sscan 2.8.0 set set
= Incrementally iterate Set elements
~ O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor
~ to return back to 0. N is the number of elements inside the collection..
  key:key cursor:integer pattern:pattern=MATCH? count:integer=COUNT?
spop 1.0.0 set set
= Remove and return one or multiple random members from a set
~ Without the count argument O(1), otherwise O(N) where N is the value of the passed count.
  key:key count:integer?
srandmember 1.0.0 set set
= Get one or multiple random members from a set
~ Without the count argument O(1), otherwise O(N) where N is the absolute value of the passed count.
  key:key count:integer?
sdiff 1.0.0 set set
= Subtract multiple sets
~ O(N) where N is the total number of elements in all given sets.
  key:key*
sdiffstore 1.0.0 set set
= Subtract multiple sets and store the resulting set in a key
~ O(N) where N is the total number of elements in all given sets.
  destination:key key:key*
sinter 1.0.0 set set
= Intersect multiple sets
~ O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.
  key:key*
sintercard 7.0.0 set set
= Intersect multiple sets and return the cardinality of the result
~ O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.
  numkeys:integer key:key* limit:integer=LIMIT?
sinterstore 1.0.0 set set
= Intersect multiple sets and store the resulting set in a key
~ O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.
  destination:key key:key*
sunion 1.0.0 set set
= Add multiple sets
~ O(N) where N is the total number of elements in all given sets.
  key:key*
sunionstore 1.0.0 set set
= Add multiple sets and store the resulting set in a key
~ O(N) where N is the total number of elements in all given sets.
  destination:key key:key*
)docs";
// clang-format on

}  // namespace kit::resp
