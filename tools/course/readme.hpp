// What a README claims: blocks that quote the library, and sessions with nc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/course/text.hpp"

namespace kit::course {

/// A fenced block: ```LANGUAGE ... ```. The lines are parts of the text that it was found in.
struct Block {
  std::string language;
  std::size_t first_line = 0;  // of its text, counted from 1
  std::vector<std::string_view> lines;
};

std::vector<Block> blocks_of(std::string_view text);

/// Throws CourseError: "README.md:12: what".
[[noreturn]] void refuse(const fs::path& readme, std::size_t line, const std::string& what);

/// A block that quotes the library begins with a line "// loop/os/fd.cpp"; what follows must stand
/// there in one piece, the regions' markers left out. "..." in a line of its own skips some lines.
/// Throws CourseError naming the block's line.
void check_quotes(const fs::path& root, const fs::path& readme);

}  // namespace kit::course
