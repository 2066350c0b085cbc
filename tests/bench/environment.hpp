// What a benchmark asks of the machine before it begins. Each thing that is not as it should be is
// told on the standard error output.
#pragma once

#include <cstddef>
#include <string>

namespace kit::bench {

// A path beside the program itself: the build folder is found from there, so that the benchmark can
// be started from anywhere.
std::string beside_this_program(const char* relative);

// Where the shell would find that program; empty when it would not.
std::string find_program(const std::string& name);

// Thousands of connections need as many descriptors, in the client and (inherited) in the servers.
// Raises the limit; says so when it stays below `needed`, which `purpose` needs.
void raise_descriptor_limit(std::size_t needed, const std::string& purpose);

// Pins this process, the client.
void pin_client(int client_core, int server_core);

// Waits half a second to find out whether others use the machine.
void warn_when_busy();

}  // namespace kit::bench
