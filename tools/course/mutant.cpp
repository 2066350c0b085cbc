#include "tools/course/mutant.hpp"

#include <algorithm>
#include <cstdio>

namespace kit::course {
namespace {

const std::string hangs = "(hangs)";

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// The comment lines at the head of the file are the mutant's words.
void read_words(std::string_view text, Mutant& mutant) {
  constexpr std::string_view caught_by = "caught by: ";
  constexpr std::string_view saying = "saying: ";
  for (const std::string_view line : lines_of(text)) {
    if (!line.starts_with("//")) break;
    const std::string_view words = trimmed(line.substr(2));
    if (words.starts_with(caught_by))
      mutant.caught_by = words.substr(caught_by.size());
    else if (words.starts_with(saying))
      mutant.saying.emplace_back(words.substr(saying.size()));
    else
      mutant.sentence.append(mutant.sentence.empty() ? "" : " ").append(words);
  }
}

}  // namespace

Mutant read_mutant(const fs::path& root, const fs::path& file) {
  Mutant mutant;
  mutant.name = file.stem().string();
  if (std::sscanf(mutant.name.c_str(), "%d.%d-", &mutant.exercise.lesson,
                  &mutant.exercise.number) != 2)
    throw CourseError(file.string() + ": its name should begin with an exercise: 1.2-NAME.cpp");
  mutant.body = read_file(root / file);
  read_words(mutant.body, mutant);
  if (mutant.sentence.empty())
    throw CourseError(file.string() + ": should begin with a comment that says what is wrong");
  return mutant;
}

Mutant read_complete_mutant(const fs::path& root, const fs::path& file) {
  Mutant mutant = read_mutant(root, file);
  if (mutant.caught_by.empty() || mutant.saying.empty())
    throw CourseError(file.string() + ": lacks a line '// caught by: TEST' or '// saying: WORDS'");
  return mutant;
}

std::vector<Mutant> mutants_of(const fs::path& root, const Lesson& lesson) {
  std::vector<Mutant> mutants;
  for (const fs::path& file : files_below(root / lesson.folder / "mutants", root))
    mutants.push_back(read_complete_mutant(root, file));
  return mutants;
}

bool shows(const TestResult& result, const Mutant& mutant) {
  if (result.name != mutant.caught_by) return false;
  if (result.outcome == Outcome::passed || result.outcome == Outcome::not_written) return false;
  const bool should_hang = contains(mutant.saying, hangs);
  if (should_hang != (result.outcome == Outcome::hung)) return false;
  return std::all_of(mutant.saying.begin(), mutant.saying.end(), [&](const std::string& words) {
    return words == hangs || result.output.find(words) != std::string::npos;
  });
}

Overlay overlay_with(const fs::path& root, const Lesson& lesson, const Mutant& mutant) {
  Overlay overlay;
  for (const TaughtFile& file : lesson.files)
    for (const Region& region : file.regions)
      if (region.id == mutant.exercise)
        overlay[file.path] = with_body(read_file(root / file.path), region, mutant.body);
  if (overlay.empty())
    throw CourseError(mutant.name + ": there is no exercise " + mutant.exercise.str());
  return overlay;
}

}  // namespace kit::course
