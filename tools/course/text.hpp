// Files as text, and text as lines: what all parts of the course tool need.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kit::course {

namespace fs = std::filesystem;

/// What the person at the keyboard can do something about. what() says what.
class CourseError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws CourseError naming the file.
std::string read_file(const fs::path& path);

/// Makes the folders on the way. A file that has this text already is not touched, so that nobody
/// builds it again. Returns true when it was written.
bool write_file(const fs::path& path, std::string_view text);

/// Without the line feeds. The last line needs none.
std::vector<std::string_view> lines_of(std::string_view text);

/// Without white space at both ends.
std::string_view trimmed(std::string_view text);

/// Words in lines of at most 80 columns, as far as their length allows: `first` in front of the
/// first line, spaces of its length in front of the others. Each line ends with a line feed.
std::string wrapped(std::string_view text, std::string_view first);

/// The paths of all files below `folder`, relative to `base`, in order.
std::vector<fs::path> files_below(const fs::path& folder, const fs::path& base);

}  // namespace kit::course
