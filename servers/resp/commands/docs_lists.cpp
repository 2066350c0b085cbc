// What COMMAND DOCS says of the commands on lists, and of SORT.
// In the words of Redis 7.0; how it is written: docs.hpp.
#include "servers/resp/commands/docs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view docs_of_lists = R"docs(
lpush 1.0.0 list list
= Prepend one or multiple elements to a list
~ O(1) for each element added, so O(N) to add N elements when the command is called with multiple
~ arguments.
  key:key element:string*
rpush 1.0.0 list list
= Append one or multiple elements to a list
~ O(1) for each element added, so O(N) to add N elements when the command is called with multiple
~ arguments.
  key:key element:string*
lpushx 2.2.0 list list
= Prepend an element to a list, only if the list exists
~ O(1) for each element added, so O(N) to add N elements when the command is called with multiple
~ arguments.
  key:key element:string*
rpushx 2.2.0 list list
= Append an element to a list, only if the list exists
~ O(1) for each element added, so O(N) to add N elements when the command is called with multiple
~ arguments.
  key:key element:string*
llen 1.0.0 list list
= Get the length of a list
~ O(1)
  key:key
lindex 1.0.0 list list
= Get an element from a list by its index
~ O(N) where N is the number of elements to traverse to get to the element at index. This makes
~ asking for the first or the last element of the list O(1).
  key:key index:integer
lset 1.0.0 list list
= Set the value of an element in a list by its index
~ O(N) where N is the length of the list. Setting either the first or the last element of the list
~ is O(1).
  key:key index:integer element:string
linsert 2.2.0 list list
= Insert an element before or after another element in a list
~ O(N) where N is the number of elements to traverse before seeing the value pivot. This means
~ that inserting somewhere on the left end on the list (head) can be considered O(1) and inserting
~ somewhere on the right end (tail) is O(N).
  key:key where:oneof(before:pure-token=BEFORE after:pure-token=AFTER) pivot:string element:string
lrange 1.0.0 list list
= Get a range of elements from a list
~ O(S+N) where S is the distance of start offset from HEAD for small lists, from nearest end (HEAD
~ or TAIL) for large lists; and N is the number of elements in the specified range.
  key:key start:integer stop:integer
ltrim 1.0.0 list list
= Trim a list to the specified range
~ O(N) where N is the number of elements to be removed by the operation.
  key:key start:integer stop:integer
lrem 1.0.0 list list
= Remove elements from a list
~ O(N+M) where N is the length of the list and M is the number of elements removed.
  key:key count:integer element:string
lpos 6.0.6 list list
= Return the index of matching elements on a list
~ O(N) where N is the number of elements in the list, for the average case. When searching for
~ elements near the head or the tail of the list, or when the MAXLEN option is provided, the
~ command may run in constant time.
  key:key element:string rank:integer=RANK? num-matches:integer=COUNT? len:integer=MAXLEN?
lpop 1.0.0 list list
= Remove and get the first elements in a list
~ O(N) where N is the number of elements returned
  key:key count:integer?
rpop 1.0.0 list list
= Remove and get the last elements in a list
~ O(N) where N is the number of elements returned
  key:key count:integer?
lmpop 7.0.0 list list
= Pop elements from a list
~ O(N+M) where N is the number of provided keys and M is the number of elements returned.
  numkeys:integer key:key* where:oneof(left:pure-token=LEFT right:pure-token=RIGHT)
  count:integer=COUNT?
lmove 6.2.0 list list
= Pop an element from a list, push it to another list and return it
~ O(1)
  source:key destination:key wherefrom:oneof(left:pure-token=LEFT right:pure-token=RIGHT)
  whereto:oneof(left:pure-token=LEFT right:pure-token=RIGHT)
rpoplpush 1.2.0 list list
= Remove the last element in a list, prepend it to another list and return it
~ O(1)
  source:key destination:key
sort 1.0.0 generic set,sortedset,list,dangerous
= Sort the elements in a list, set or sorted set
~ O(N+M*log(M)) where N is the number of elements in the list or set to sort, and M the number of
~ returned elements. When the elements are not sorted, complexity is O(N).
  key:key pattern:pattern=BY? offset_count:block=LIMIT?(offset:integer count:integer)
  pattern:pattern=GET?+ order:oneof?(asc:pure-token=ASC desc:pure-token=DESC)
  sorting:pure-token=ALPHA? destination:key=STORE?
sort_ro 7.0.0 generic set,sortedset,list,dangerous
= Sort the elements in a list, set or sorted set. Read-only variant of SORT.
~ O(N+M*log(M)) where N is the number of elements in the list or set to sort, and M the number of
~ returned elements. When the elements are not sorted, complexity is O(N).
  key:key pattern:pattern=BY? offset_count:block=LIMIT?(offset:integer count:integer)
  pattern:pattern=GET?+ order:oneof?(asc:pure-token=ASC desc:pure-token=DESC)
  sorting:pure-token=ALPHA?
)docs";
// clang-format on

}  // namespace kit::resp
