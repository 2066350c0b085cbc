#include "tools/course/verdict.hpp"

#include "tools/course/story.hpp"

namespace kit::course {
namespace {

struct Count {
  int passed = 0;
  int all = 0;
  const TestResult* first_red = nullptr;
};

Count count(const std::vector<TestResult>& results, ExerciseId id) {
  Count count;
  for (const TestResult& result : results) {
    if (exercise_of(result.name) != id) continue;
    ++count.all;
    if (result.outcome == Outcome::passed)
      ++count.passed;
    else if (count.first_red == nullptr)
      count.first_red = &result;
  }
  return count;
}

std::string plural(int count, const std::string& word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

/// An exercise in one line.
std::string summary(const Region& exercise, const Count& count) {
  const std::string name = "  " + exercise.id.str() + "  ";
  if (count.first_red == nullptr) return name + "done: " + plural(count.all, "test") + " pass\n";
  if (count.first_red->outcome == Outcome::not_written) {
    const std::string& missing = count.first_red->missing;
    if (missing == exercise.id.str()) return name + "not written yet: " + exercise.sentence + "\n";
    return name + "waits for " + missing + "\n";
  }
  return name + std::to_string(count.passed) + " of " + plural(count.all, "test") + " pass\n";
}

}  // namespace

Verdict make_verdict(const Lesson& lesson, const std::vector<Mutant>& mutants,
                     const std::vector<TestResult>& results) {
  Verdict verdict;
  const TestResult* red = nullptr;
  int written = 0;
  for (const Region& exercise : lesson.exercises()) {
    const Count found = count(results, exercise.id);
    verdict.summary += summary(exercise, found);
    const bool missing =
        found.first_red != nullptr && found.first_red->outcome == Outcome::not_written;
    if (!missing) ++written;
    if (found.first_red != nullptr && verdict.next == ExerciseId{}) verdict.next = exercise.id;
    if (found.first_red != nullptr && !missing && red == nullptr) red = found.first_red;
  }
  verdict.passed = verdict.next == ExerciseId{};
  if (red != nullptr) {
    verdict.next = exercise_of(red->name);
    verdict.story = tell(*red) + likely_causes(verdict.next, results, mutants);
  }
  if (verdict.passed)
    verdict.summary += "\nAll done. Compare with the library: ./kit diff " + lesson.id() + "\n";
  else if (written == 0)
    verdict.summary +=
        "\nRed is right here: nothing is written yet, and the tests have noticed. Begin "
        "with " +
        verdict.next.str() + ".\n";
  if (!verdict.passed) verdict.summary += "\nStuck? ./kit hint " + verdict.next.str() + "\n";
  return verdict;
}

}  // namespace kit::course
