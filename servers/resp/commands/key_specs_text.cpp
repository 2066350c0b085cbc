// What COMMAND INFO says of the keys of each command, and what clients that spread commands over
// servers should know. In the words of Redis 7.0; how it is written: key_specs.hpp.
#include "servers/resp/commands/key_specs.hpp"

namespace kit::resp {

// clang-format off
const std::string_view key_specs_text = R"specs(
OW,insert 1 -1/2/0
  msetnx
OW,insert 1 0/1/0
  setnx
OW,update 1 -1/2/0
  mset
OW,update 1 0/1/0
  psetex setex
OW,update 1 0/1/0 | RO,access 2 #0/1/1
  zdiffstore zinterstore zunionstore
OW,update 1 0/1/0 | RO,access 2 -1/1/0
  sdiffstore sunionstore
OW,update 1 0/1/0 | RO,access 2 0/1/0
  zrangestore
OW,update 2 0/1/0 | RO,access 3 -1/1/0
  bitop
RM,delete 1 -1/1/0
  del unlink
RO 1 -1/1/0
  exists touch watch
RO 1 0/1/0
  hexists hlen hstrlen llen scard sismember strlen type zcard
RO 2 0/1/0
  memory|usage object|encoding object|freq object|idletime object|refcount
RO,access 1 #0/1/1
  sintercard zdiff zinter zintercard zunion
RO,access 1 -1/1/0
  mget sdiff sinter sunion
RO,access 1 0/1/0
  bitcount bitfield_ro bitpos expiretime get getbit getrange hget hgetall hkeys hmget hrandfield
  hscan hvals lindex lpos lrange pexpiretime pttl smembers smismember srandmember sscan substr ttl
  zcount zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank zrevrange
  zrevrangebylex zrevrangebyscore zrevrank zscan zscore
RO,access 1 0/1/0 | OW,update 2 0/1/0
  copy
RO,access 1 0/1/0 | [sort-by] RO,access ? ?
  sort_ro
RO,access 1 0/1/0 | [sort-by] RO,access ? ? | [sort-store] OW,update ? ?
  sort
RO,access 1 1/1/0
  lcs
RW,access,delete 1 #0/1/1
  lmpop zmpop
RW,access,delete 1 -2/1/0
  blpop brpop bzpopmax bzpopmin
RW,access,delete 1 0/1/0
  getdel lpop rpop spop zpopmax zpopmin
RW,access,delete 1 0/1/0 | OW,insert 2 0/1/0
  renamenx
RW,access,delete 1 0/1/0 | OW,update 2 0/1/0
  rename
RW,access,delete 1 0/1/0 | RW,insert 2 0/1/0
  blmove brpoplpush lmove rpoplpush smove
RW,access,delete 2 #0/1/1
  blmpop bzmpop
RW,access,update 1 0/1/0
  decr decrby getset hincrby hincrbyfloat incr incrby incrbyfloat move setbit zincrby
RW,delete 1 0/1/0
  hdel lrem ltrim srem zrem zremrangebylex zremrangebyrank zremrangebyscore
RW,insert 1 0/1/0
  append hsetnx linsert lpush lpushx rpush rpushx sadd
RW,update 1 0/1/0
  expire expireat hmset hset lset persist pexpire pexpireat setrange zadd
RW,update 1 0/1/0 | RO,access 2 -1/1/0
  sinterstore
[set] RW,access,update,variable_flags 1 0/1/0
  set
[getex] RW,access,update 1 0/1/0
  getex
[bitfield] RW,access,update,variable_flags 1 0/1/0
  bitfield
not_key 1 -1/1/0
  ssubscribe sunsubscribe
not_key 1 0/1/0
  spublish
)specs";

const std::string_view command_tips_text = R"tips(
nondeterministic_output
  client|info client|list hrandfield hscan info object|encoding object|freq object|idletime
  object|refcount pttl randomkey scan spop srandmember sscan time ttl zrandmember zscan
nondeterministic_output_order
  command command|docs command|info command|list hgetall hkeys hvals keys sdiff sinter smembers
  sunion
request_policy:all_nodes
  config|set
request_policy:all_shards
  dbsize flushall flushdb info keys ping randomkey
request_policy:multi_shard
  del exists mget mset msetnx touch unlink
request_policy:special
  scan
response_policy:agg_min
  msetnx
response_policy:agg_sum
  dbsize del exists touch unlink
response_policy:all_succeeded
  config|set flushall flushdb mset ping
response_policy:special
  info
)tips";
// clang-format on

}  // namespace kit::resp
