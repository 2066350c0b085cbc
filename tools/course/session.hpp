// Sessions with nc: a README shows them, and here they are played.
#pragma once

#include <string>
#include <vector>

#include "tools/course/text.hpp"

namespace kit::course {

/// A session is a block of the language "nc". Each line is one of
///   > hello            typed in the first terminal, with a line feed
///   < hello            what comes back, byte for byte; \r, \t and \xff as in C++
///   2> hello           typed in the second terminal; "2<" what comes back there; and so on to 9
///   2< (nothing)       what comes back there has not come: it is looked for after the others
///   > (5000 times x)   so many of them and a line feed; also for what comes back
///   > (Ctrl-D)         the end of the input; "< (end)" the end of the server's output
///   server< text       the next line that the server prints; "..." at its end: anything
/// Words behind "nc" are options for the server.
enum class Server {
  right,   // plays the blocks "nc ..."
  museum,  // plays the blocks "nc museum ..."
};

/// Plays those of a README against the server, which is started anew for each; at least one.
/// Throws CourseError naming the line that was not true.
void replay_sessions(const fs::path& root, const fs::path& readme, const fs::path& program,
                     Server server);

}  // namespace kit::course
