// The functions behind the commands, family by family; table.cpp says which command is which.
// Each replies once. What they do is Redis's documentation of the command.
#pragma once

namespace kit::resp {

class Call;

namespace commands {

// connection.cpp
void ping(Call& call);
void echo(Call& call);
void quit(Call& call);
void select(Call& call);

// strings.cpp
void set(Call& call);
void get(Call& call);

// numbers.cpp
void incr(Call& call);

}  // namespace commands
}  // namespace kit::resp
