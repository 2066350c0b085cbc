// What COMMAND DOCS says of the commands on sorted sets.
// In the words of Redis 7.0; how it is written: docs.hpp.
#include "servers/resp/commands/docs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view docs_of_sorted_sets = R"docs(
zadd 1.2.0 sorted-set sortedset
= Add one or more members to a sorted set, or update its score if it already exists
~ O(log(N)) for each item added, where N is the number of elements in the sorted set.
  key:key condition:oneof?(nx:pure-token=NX xx:pure-token=XX) comparison:oneof?(gt:pure-token=GT
  lt:pure-token=LT) change:pure-token=CH? increment:pure-token=INCR?
  score_member:block*(score:double member:string)
zincrby 1.2.0 sorted-set sortedset
= Increment the score of a member in a sorted set
~ O(log(N)) where N is the number of elements in the sorted set.
  key:key increment:integer member:string
zrem 1.2.0 sorted-set sortedset
= Remove one or more members from a sorted set
~ O(M*log(N)) with N being the number of elements in the sorted set and M the number of elements to
~ be removed.
  key:key member:string*
zcard 1.2.0 sorted-set sortedset
= Get the number of members in a sorted set
~ O(1)
  key:key
zscore 1.2.0 sorted-set sortedset
= Get the score associated with the given member in a sorted set
~ O(1)
  key:key member:string
zmscore 6.2.0 sorted-set sortedset
= Get the score associated with the given members in a sorted set
~ O(N) where N is the number of members being requested.
  key:key member:string*
zrank 2.0.0 sorted-set sortedset
= Determine the index of a member in a sorted set
~ O(log(N))
  key:key member:string
zrevrank 2.0.0 sorted-set sortedset
= Determine the index of a member in a sorted set, with scores ordered from high to low
~ O(log(N))
  key:key member:string
zrange 1.2.0 sorted-set sortedset
= Return a range of members in a sorted set
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ returned.
  key:key start:string stop:string sortby:oneof?(byscore:pure-token=BYSCORE bylex:pure-token=BYLEX)
  rev:pure-token=REV? offset_count:block=LIMIT?(offset:integer count:integer)
  withscores:pure-token=WITHSCORES?
zrangestore 6.2.0 sorted-set sortedset
= Store a range of members from sorted set into another key
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ stored into the destination key.
  dst:key src:key min:string max:string sortby:oneof?(byscore:pure-token=BYSCORE
  bylex:pure-token=BYLEX) rev:pure-token=REV? offset_count:block=LIMIT?(offset:integer
  count:integer)
zrevrange 1.2.0 sorted-set sortedset
= Return a range of members in a sorted set, by index, with scores ordered from high to low
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ returned.
  key:key start:integer stop:integer withscores:pure-token=WITHSCORES?
zrangebyscore 1.0.5 sorted-set sortedset
= Return a range of members in a sorted set, by score
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), you
~ can consider it O(log(N)).
  key:key min:double max:double withscores:pure-token=WITHSCORES?
  offset_count:block=LIMIT?(offset:integer count:integer)
zrevrangebyscore 2.2.0 sorted-set sortedset
= Return a range of members in a sorted set, by score, with scores ordered from high to low
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), you
~ can consider it O(log(N)).
  key:key max:double min:double withscores:pure-token=WITHSCORES?
  offset_count:block=LIMIT?(offset:integer count:integer)
zrangebylex 2.8.9 sorted-set sortedset
= Return a range of members in a sorted set, by lexicographical range
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), you
~ can consider it O(log(N)).
  key:key min:string max:string offset_count:block=LIMIT?(offset:integer count:integer)
zrevrangebylex 2.8.9 sorted-set sortedset
= Return a range of members in a sorted set, by lexicographical range, ordered from higher to lower
= strings.
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), you
~ can consider it O(log(N)).
  key:key max:string min:string offset_count:block=LIMIT?(offset:integer count:integer)
zcount 2.0.0 sorted-set sortedset
= Count the members in a sorted set with scores within the given values
~ O(log(N)) with N being the number of elements in the sorted set.
  key:key min:double max:double
zlexcount 2.8.9 sorted-set sortedset
= Count the number of members in a sorted set between a given lexicographical range
~ O(log(N)) with N being the number of elements in the sorted set.
  key:key min:string max:string
zremrangebyrank 2.0.0 sorted-set sortedset
= Remove all members in a sorted set within the given indexes
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ removed by the operation.
  key:key start:integer stop:integer
zremrangebyscore 1.2.0 sorted-set sortedset
= Remove all members in a sorted set within the given scores
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ removed by the operation.
  key:key min:double max:double
zremrangebylex 2.8.9 sorted-set sortedset
= Remove all members in a sorted set between the given lexicographical range
~ O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements
~ removed by the operation.
  key:key min:string max:string
zpopmin 5.0.0 sorted-set sortedset
= Remove and return members with the lowest scores in a sorted set
~ O(log(N)*M) with N being the number of elements in the sorted set, and M being the number of
~ elements popped.
  key:key count:integer?
zpopmax 5.0.0 sorted-set sortedset
= Remove and return members with the highest scores in a sorted set
~ O(log(N)*M) with N being the number of elements in the sorted set, and M being the number of
~ elements popped.
  key:key count:integer?
zmpop 7.0.0 sorted-set sortedset
= Remove and return members with scores in a sorted set
~ O(K) + O(M*log(N)) where K is the number of provided keys, N being the number of elements in the
~ sorted set, and M being the number of elements popped.
  numkeys:integer key:key* where:oneof(min:pure-token=MIN max:pure-token=MAX) count:integer=COUNT?
zrandmember 6.2.0 sorted-set sortedset
= Get one or multiple random elements from a sorted set
~ O(N) where N is the number of elements returned
  key:key options:block?(count:integer withscores:pure-token=WITHSCORES?)
zscan 2.8.0 sorted-set sortedset
= Incrementally iterate sorted sets elements and associated scores
~ O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor
~ to return back to 0. N is the number of elements inside the collection..
  key:key cursor:integer pattern:pattern=MATCH? count:integer=COUNT?
zunion 6.2.0 sorted-set sortedset
= Add multiple sorted sets
~ O(N)+O(M*log(M)) with N being the sum of the sizes of the input sorted sets, and M being the
~ number of elements in the resulting sorted set.
  numkeys:integer key:key* weight:integer=WEIGHTS?* aggregate:oneof=AGGREGATE?(sum:pure-token=SUM
  min:pure-token=MIN max:pure-token=MAX) withscores:pure-token=WITHSCORES?
zinter 6.2.0 sorted-set sortedset
= Intersect multiple sorted sets
~ O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K being the number of
~ input sorted sets and M being the number of elements in the resulting sorted set.
  numkeys:integer key:key* weight:integer=WEIGHTS?* aggregate:oneof=AGGREGATE?(sum:pure-token=SUM
  min:pure-token=MIN max:pure-token=MAX) withscores:pure-token=WITHSCORES?
zdiff 6.2.0 sorted-set sortedset
= Subtract multiple sorted sets
~ O(L + (N-K)log(N)) worst case where L is the total number of elements in all the sets, N is the
~ size of the first set, and K is the size of the result set.
  numkeys:integer key:key* withscores:pure-token=WITHSCORES?
zunionstore 2.0.0 sorted-set sortedset
= Add multiple sorted sets and store the resulting sorted set in a new key
~ O(N)+O(M log(M)) with N being the sum of the sizes of the input sorted sets, and M being the
~ number of elements in the resulting sorted set.
  destination:key numkeys:integer key:key* weight:integer=WEIGHTS?*
  aggregate:oneof=AGGREGATE?(sum:pure-token=SUM min:pure-token=MIN max:pure-token=MAX)
zinterstore 2.0.0 sorted-set sortedset
= Intersect multiple sorted sets and store the resulting sorted set in a new key
~ O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K being the number of
~ input sorted sets and M being the number of elements in the resulting sorted set.
  destination:key numkeys:integer key:key* weight:integer=WEIGHTS?*
  aggregate:oneof=AGGREGATE?(sum:pure-token=SUM min:pure-token=MIN max:pure-token=MAX)
zdiffstore 6.2.0 sorted-set sortedset
= Subtract multiple sorted sets and store the resulting sorted set in a new key
~ O(L + (N-K)log(N)) worst case where L is the total number of elements in all the sets, N is the
~ size of the first set, and K is the size of the result set.
  destination:key numkeys:integer key:key*
zintercard 7.0.0 sorted-set sortedset
= Intersect multiple sorted sets and return the cardinality of the result
~ O(N*K) worst case with N being the smallest input sorted set, K being the number of input sorted
~ sets.
  numkeys:integer key:key* limit:integer=LIMIT?
)docs";
// clang-format on

}  // namespace kit::resp
