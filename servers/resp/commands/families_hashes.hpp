// The functions behind the commands on hashes; see families.hpp.
#pragma once

namespace kit::resp {

class Call;

namespace commands {

// hashes.cpp
void hset(Call& call);
void hmset(Call& call);
void hsetnx(Call& call);
void hget(Call& call);
void hmget(Call& call);
void hgetall(Call& call);
void hkeys(Call& call);
void hvals(Call& call);
void hlen(Call& call);
void hexists(Call& call);
void hstrlen(Call& call);
void hdel(Call& call);

// hash_numbers.cpp
void hincrby(Call& call);
void hincrbyfloat(Call& call);

// hash_samples.cpp
void hrandfield(Call& call);
void hscan(Call& call);

}  // namespace commands
}  // namespace kit::resp
