#include "tools/course/verdict.hpp"

#include <optional>

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
  if (count.first_red == nullptr)
    return name + "done: " + plural(count.all, "test") + (count.all == 1 ? " passes\n" : " pass\n");
  if (count.first_red->outcome == Outcome::not_written) {
    const std::string& missing = count.first_red->missing;
    if (missing == exercise.id.str()) return name + "not written yet: " + exercise.sentence + "\n";
    return name + "waits for " + missing + "\n";
  }
  return name + std::to_string(count.passed) + " of " + plural(count.all, "test") + " pass\n";
}

/// What the tests ran into that belongs to another lesson; nothing if there is none.
std::optional<ExerciseId> of_another_lesson(const Lesson& lesson,
                                            const std::vector<TestResult>& results) {
  for (const TestResult& result : results) {
    if (result.outcome != Outcome::not_written) continue;
    const ExerciseId id = exercise_of(result.missing + ":");
    if (id.lesson != lesson.number) return id;
  }
  return std::nullopt;
}

/// The way on for who has left an earlier lesson half done.
std::string advice(const Lesson& lesson, ExerciseId missing) {
  const std::string number = std::to_string(missing.lesson);
  const std::string other = (number.size() < 2 ? "0" : "") + number;
  return "\n" + missing.str() + " belongs to lesson " + number +
         ", which you have begun and not finished. Go on there:\n\n    ./kit test " + other +
         "\n\nor test with the library's files for all other lessons:\n\n    ./kit test " +
         lesson.id() + " --only\n";
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
  const std::optional<ExerciseId> elsewhere = of_another_lesson(lesson, results);
  if (verdict.passed)
    verdict.summary += "\nAll done. Compare with the library: ./kit diff " + lesson.id() + "\n";
  else if (elsewhere)
    verdict.summary += advice(lesson, *elsewhere);
  else if (written == 0)
    verdict.summary +=
        "\nRed is right here: nothing is written yet, and the tests have noticed. Begin "
        "with " +
        verdict.next.str() + ".\n";
  if (!verdict.passed && !elsewhere)
    verdict.summary += "\nStuck? ./kit hint " + verdict.next.str() + "\n";
  return verdict;
}

}  // namespace kit::course
