// Transactions and what blocks.
#pragma once

namespace kit::resp {

class Call;

namespace commands {

// transactions.cpp
void multi(Call& call);
void exec(Call& call);
void discard(Call& call);
void watch(Call& call);
void unwatch(Call& call);

// blocking.cpp
void client_unblock(Call& call);

// blocking_pops.cpp
void blpop(Call& call);
void brpop(Call& call);
void blmpop(Call& call);
void blmove(Call& call);
void brpoplpush(Call& call);
void bzpopmin(Call& call);
void bzpopmax(Call& call);
void bzmpop(Call& call);

}  // namespace commands
}  // namespace kit::resp
