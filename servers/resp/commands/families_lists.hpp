// The commands on lists, and SORT.
#pragma once

namespace kit::resp {

class Call;

namespace commands {

// lists.cpp
void lpush(Call& call);
void rpush(Call& call);
void lpushx(Call& call);
void rpushx(Call& call);
void llen(Call& call);
void lindex(Call& call);
void lset(Call& call);
void linsert(Call& call);

// list_ranges.cpp
void lrange(Call& call);
void ltrim(Call& call);
void lrem(Call& call);

// lpos.cpp
void lpos(Call& call);

// list_taking.cpp
void lpop(Call& call);
void rpop(Call& call);
void lmpop(Call& call);
void lmove(Call& call);
void rpoplpush(Call& call);

// sort.cpp
void sort(Call& call);

}  // namespace commands
}  // namespace kit::resp
