// What COMMAND DOCS says of the commands on strings, numbers and bits.
// In the words of Redis 7.0; how it is written: docs.hpp.
#include "servers/resp/commands/docs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view docs_of_data = R"docs(
set 1.0.0 string string
= Set the string value of a key
~ O(1)
  key:key value:string condition:oneof?(nx:pure-token=NX xx:pure-token=XX) get:pure-token=GET?
  expiration:oneof?(seconds:integer=EX milliseconds:integer=PX unix-time-seconds:unix-time=EXAT
  unix-time-milliseconds:unix-time=PXAT keepttl:pure-token=KEEPTTL)
get 1.0.0 string string
= Get the value of a key
~ O(1)
  key:key
getset 1.0.0 string string
= Set the string value of a key and return its old value
~ O(1)
  key:key value:string
getdel 6.2.0 string string
= Get the value of a key and delete the key
~ O(1)
  key:key
getex 6.2.0 string string
= Get the value of a key and optionally set its expiration
~ O(1)
  key:key expiration:oneof?(seconds:integer=EX milliseconds:integer=PX
  unix-time-seconds:unix-time=EXAT unix-time-milliseconds:unix-time=PXAT
  persist:pure-token=PERSIST)
mget 1.0.0 string string
= Get the values of all the given keys
~ O(N) where N is the number of keys to retrieve.
  key:key*
mset 1.0.1 string string
= Set multiple keys to multiple values
~ O(N) where N is the number of keys to set.
  key_value:block*(key:key value:string)
msetnx 1.0.1 string string
= Set multiple keys to multiple values, only if none of the keys exist
~ O(N) where N is the number of keys to set.
  key_value:block*(key:key value:string)
setnx 1.0.0 string string
= Set the value of a key, only if the key does not exist
~ O(1)
  key:key value:string
setex 2.0.0 string string
= Set the value and expiration of a key
~ O(1)
  key:key seconds:integer value:string
psetex 2.6.0 string string
= Set the value and expiration in milliseconds of a key
~ O(1)
  key:key milliseconds:integer value:string
append 2.0.0 string string
= Append a value to a key
~ O(1). The amortized time complexity is O(1) assuming the appended value is small and the already
~ present value is of any size, since the dynamic string library used by Redis will double the
~ free space available on every reallocation.
  key:key value:string
strlen 2.2.0 string string
= Get the length of the value stored in a key
~ O(1)
  key:key
getrange 2.4.0 string string
= Get a substring of the string stored at a key
~ O(N) where N is the length of the returned string. The complexity is ultimately determined by
~ the returned length, but because creating a substring from an existing string is very cheap, it
~ can be considered O(1) for small strings.
  key:key start:integer end:integer
substr 1.0.0 string string
= Get a substring of the string stored at a key
~ O(N) where N is the length of the returned string. The complexity is ultimately determined by
~ the returned length, but because creating a substring from an existing string is very cheap, it
~ can be considered O(1) for small strings.
  key:key start:integer end:integer
setrange 2.2.0 string string
= Overwrite part of a string at key starting at the specified offset
~ O(1), not counting the time taken to copy the new string in place. Usually, this string is very
~ small so the amortized complexity is O(1). Otherwise, complexity is O(M) with M being the length
~ of the value argument.
  key:key offset:integer value:string
lcs 7.0.0 string string
= Find longest common substring
~ O(N*M) where N and M are the lengths of s1 and s2, respectively
  key1:key key2:key len:pure-token=LEN? idx:pure-token=IDX? len:integer=MINMATCHLEN?
  withmatchlen:pure-token=WITHMATCHLEN?
incr 1.0.0 string string
= Increment the integer value of a key by one
~ O(1)
  key:key
decr 1.0.0 string string
= Decrement the integer value of a key by one
~ O(1)
  key:key
incrby 1.0.0 string string
= Increment the integer value of a key by the given amount
~ O(1)
  key:key increment:integer
decrby 1.0.0 string string
= Decrement the integer value of a key by the given number
~ O(1)
  key:key decrement:integer
incrbyfloat 2.6.0 string string
= Increment the float value of a key by the given amount
~ O(1)
  key:key increment:double
setbit 2.2.0 bitmap bitmap
= Sets or clears the bit at offset in the string value stored at key
~ O(1)
  key:key offset:integer value:integer
getbit 2.2.0 bitmap bitmap
= Returns the bit value at offset in the string value stored at key
~ O(1)
  key:key offset:integer
bitcount 2.6.0 bitmap bitmap
= Count set bits in a string
~ O(N)
  key:key index:block?(start:integer end:integer index_unit:oneof?(byte:pure-token=BYTE
  bit:pure-token=BIT))
bitpos 2.8.7 bitmap bitmap
= Find first bit set or clear in a string
~ O(N)
  key:key bit:integer index:block?(start:integer end_index:block?(end:integer
  index_unit:oneof?(byte:pure-token=BYTE bit:pure-token=BIT)))
bitop 2.6.0 bitmap bitmap
= Perform bitwise operations between strings
~ O(N)
  operation:string destkey:key key:key*
bitfield 3.2.0 bitmap bitmap
= Perform arbitrary bitfield integer operations on strings
~ O(1) for each subcommand specified
  key:key operation:oneof?*(encoding_offset:block=GET(encoding:string offset:integer)
  write:block(wrap_sat_fail:oneof=OVERFLOW?(wrap:pure-token=WRAP sat:pure-token=SAT
  fail:pure-token=FAIL) write_operation:oneof(encoding_offset_value:block=SET(encoding:string
  offset:integer value:integer) encoding_offset_increment:block=INCRBY(encoding:string
  offset:integer increment:integer))))
bitfield_ro 6.0.0 bitmap bitmap
= Perform arbitrary bitfield integer operations on strings. Read-only variant of BITFIELD
~ O(1) for each subcommand specified
  key:key encoding_offset:block=GET?*+(encoding:string offset:integer)
)docs";
// clang-format on

}  // namespace kit::resp
