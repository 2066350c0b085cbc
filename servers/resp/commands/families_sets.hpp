// The functions behind the commands on sets; rows_sets.hpp says which command is which.
#pragma once

namespace kit::resp {

class Call;

namespace commands {

// sets.cpp
void sadd(Call& call);
void scard(Call& call);
void sismember(Call& call);
void smembers(Call& call);
void smismember(Call& call);
void smove(Call& call);
void srem(Call& call);
void sscan(Call& call);

// random_members.cpp
void spop(Call& call);
void srandmember(Call& call);

// set_algebra.cpp
void sdiff(Call& call);
void sdiffstore(Call& call);
void sinter(Call& call);
void sintercard(Call& call);
void sinterstore(Call& call);
void sunion(Call& call);
void sunionstore(Call& call);

}  // namespace commands
}  // namespace kit::resp
