// What a README claims: blocks that quote the library, and sessions with nc.
#pragma once

#include <string>
#include <vector>

#include "tools/course/text.hpp"

namespace kit::course {

/// A block that quotes the library begins with a line "// loop/os/fd.cpp"; what follows must stand
/// there in one piece, the regions' markers left out. "..." in a line of its own skips some lines.
/// Throws CourseError naming the block's line.
void check_quotes(const fs::path& root, const fs::path& readme);

/// A session is a block of the language "nc". Each line is one of
///   > hello            typed in the first terminal, with a line feed
///   < hello            what comes back, byte for byte; \r and \xff as in C++
///   2> hello           typed in the second terminal; "2<" what comes back there
///   2< (nothing)       what comes back there has not come: it is looked for after the others
///   > (Ctrl-D)         the end of the input; "< (end)" the end of the server's output
/// Plays all of them against the server, which is started anew for each. Throws CourseError naming
/// the line that was not true.
void replay_sessions(const fs::path& root, const fs::path& readme, const fs::path& server);

}  // namespace kit::course
