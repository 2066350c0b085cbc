// Transaction: the commands that a client has sent since MULTI.
#pragma once

#include <string>
#include <vector>

#include "servers/resp/commands/command.hpp"

namespace kit::resp {

struct Transaction {
  struct Queued {
    const Command* command;
    std::vector<std::string> words;
  };

  std::vector<Queued> commands;
  Flags flags;           // of all of them together
  bool refused = false;  // one of them could not be queued: EXEC runs none
  bool running = false;  // EXEC runs them
  bool logged = false;   // MULTI stands in the append-only file, EXEC does not yet
};

}  // namespace kit::resp
