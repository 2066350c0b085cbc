// The tree that is built: the library, with the reader's files in place of ours.
//
// It is written out in full below the build folder, file by file and only where a text has changed.
// So there is nothing to shadow and nothing to search: a file of the reader's that appears, changes
// or goes is a file of the tree that changes, which every build tool notices.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/course/text.hpp"

namespace kit::course {

/// By path from the root: the text that stands there instead of the library's.
using Overlay = std::map<fs::path, std::string>;

/// The C++ files below `mine`. Our own books there, and what editors leave, are none.
std::vector<fs::path> sources_in(const fs::path& mine);

/// The reader's files below `mine`, of which `only` these, if any are named. Throws CourseError for
/// one that shadows nothing.
Overlay read_overlay(const fs::path& root, const fs::path& mine,
                     const std::vector<fs::path>& only = {});

/// Writes the tree below `folder`. Files that belong there no longer are removed.
void write_tree(const fs::path& root, const Overlay& overlay, const fs::path& folder);

}  // namespace kit::course
