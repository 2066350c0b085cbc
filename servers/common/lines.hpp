// Lines, for servers that answer each: an over-long one is an answer, too, not the end.
#pragma once

#include <string>
#include <string_view>

#include "loop/tasks/task.hpp"
#include "streams/reader.hpp"

namespace kit {

enum class LineStatus {
  line,      // text: without its line feed
  too_long,  // dropped, through its line feed
  partial,   // text: what came before the end of file
  end,       // end of file, nothing before it
};

struct Line {
  Line(LineStatus what, std::string line) : status(what), text(std::move(line)) {}
  LineStatus status;
  std::string text;
};

/// The next line of `reader`, whose limit is the longest.
Task<Line> read_line(StreamReader& reader);

/// Without white space at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace kit
