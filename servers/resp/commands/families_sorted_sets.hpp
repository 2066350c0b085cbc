// The functions behind the commands on sorted sets; rows_sorted_sets.hpp says which command is
// which. Each replies once.
#pragma once

namespace kit::resp {

class Call;

namespace commands {

// sorted_sets.cpp
void zadd(Call& call);
void zincrby(Call& call);
void zrem(Call& call);
void zcard(Call& call);
void zscore(Call& call);
void zmscore(Call& call);
void zrank(Call& call);
void zrevrank(Call& call);

// sorted_ranges.cpp
void zrange(Call& call);
void zrangestore(Call& call);
void zrevrange(Call& call);
void zrangebyscore(Call& call);
void zrevrangebyscore(Call& call);
void zrangebylex(Call& call);
void zrevrangebylex(Call& call);
void zcount(Call& call);
void zlexcount(Call& call);
void zremrangebyrank(Call& call);
void zremrangebyscore(Call& call);
void zremrangebylex(Call& call);

// sorted_pop.cpp
void zpopmin(Call& call);
void zpopmax(Call& call);
void zmpop(Call& call);

// sorted_random.cpp
void zrandmember(Call& call);
void zscan(Call& call);

// sorted_algebra.cpp
void zunion(Call& call);
void zinter(Call& call);
void zdiff(Call& call);
void zunionstore(Call& call);
void zinterstore(Call& call);
void zdiffstore(Call& call);
void zintercard(Call& call);

}  // namespace commands
}  // namespace kit::resp
