// Regions: the lines of a library file that a lesson asks its reader to write.
//
//   // lesson 10.2: Run exactly the handles that were there at the start of this step.
//   ...
//   // end lesson 10.2
//
// The library file is the answer; a starter is the same file with the regions taken out. So no
// starter can drift from its answer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kit::course {

/// "10.2": lesson 10, exercise 2.
struct ExerciseId {
  int lesson = 0;
  int number = 0;
  std::string str() const { return std::to_string(lesson) + "." + std::to_string(number); }
  friend auto operator<=>(const ExerciseId&, const ExerciseId&) = default;
};

/// "11.2, 11.3 and 11.4", with " and " for the last separator.
std::string joined(const std::vector<ExerciseId>& ids, std::string_view last);

struct Region {
  ExerciseId id;
  std::string sentence;
  std::string indent;          // of its first marker
  std::size_t begin_line = 0;  // of the marker, counted from 0
  std::size_t end_line = 0;    // of the end marker
};

/// Throws CourseError naming `file` and the line: a region without an end or inside another one, or
/// a marker that does not look as above.
std::vector<Region> find_regions(std::string_view text, std::string_view file);

/// The text with the regions of this lesson replaced: the sentence, and a call that fails with
/// "not written yet: 10.2".
std::string make_starter(std::string_view text, std::string_view file, int lesson);

/// The text with the include that not_written_yet() needs.
std::string able_to_fail(std::string_view text);

/// The text with one region's lines replaced by `body`.
std::string with_body(std::string_view text, const Region& region, std::string_view body);

/// The text without the markers: what a reader compares with.
std::string without_markers(std::string_view text);
/// A reader's text without what a starter brought: the sentences, and the include.
std::string without_scaffold(std::string_view text);

}  // namespace kit::course
