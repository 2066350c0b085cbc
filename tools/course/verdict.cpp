#include "tools/course/verdict.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "tools/course/story.hpp"

namespace kit::course {
namespace {

struct Count {
  int passed = 0;
  int all = 0;
  const TestResult* red = nullptr;  // the first that ran into nothing unwritten, and did not pass
  std::string missing;              // what the first that did ran into; empty if none did
  bool done() const { return passed == all; }
};

Count count(const std::vector<TestResult>& results, ExerciseId id) {
  Count count;
  for (const TestResult& result : results) {
    if (exercise_of(result.name) != id) continue;
    ++count.all;
    if (result.outcome == Outcome::passed)
      ++count.passed;
    else if (result.outcome != Outcome::not_written)
      count.red = count.red == nullptr ? &result : count.red;
    else if (count.missing.empty())
      count.missing = result.missing;
  }
  return count;
}

std::string plural(int count, const std::string& word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

/// An exercise in one line.
std::string summary(const Region& exercise, const Count& count, bool is_written) {
  const std::string name = "  " + exercise.id.str() + "  ";
  if (count.done())
    return name + "done: " + plural(count.all, "test") + (count.all == 1 ? " passes\n" : " pass\n");
  if (!is_written) return name + "not written yet: " + exercise.sentence + "\n";
  const std::string passed =
      std::to_string(count.passed) + " of " + plural(count.all, "test") + " pass";
  if (count.red != nullptr) return name + passed + "\n";
  // It may be right or wrong: nobody can say before the other one is there.
  return name + (count.passed == 0 ? "written; its tests need " : passed + "; the others need ") +
         count.missing + "\n";
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

Verdict make_verdict(const Lesson& lesson, const std::vector<ExerciseId>& unwritten,
                     const std::vector<Mutant>& mutants, const std::vector<TestResult>& results) {
  Verdict verdict;
  const TestResult* red = nullptr;
  for (const Region& exercise : lesson.exercises()) {
    const Count found = count(results, exercise.id);
    const bool is_written =
        std::find(unwritten.begin(), unwritten.end(), exercise.id) == unwritten.end();
    verdict.summary += summary(exercise, found, is_written);
    if (!found.done() && std::exchange(verdict.passed, false)) verdict.next = exercise.id;
    if (red == nullptr) red = found.red;
  }
  if (red != nullptr) {
    verdict.next = exercise_of(red->name);
    verdict.story = tell(*red) + likely_causes(verdict.next, results, mutants);
  } else if (!unwritten.empty()) {
    verdict.next = unwritten.front();
  }
  const std::optional<ExerciseId> elsewhere = of_another_lesson(lesson, results);
  if (verdict.passed)
    verdict.summary += "\nAll done. Compare with the library: ./kit diff " + lesson.id() + "\n";
  else if (elsewhere)
    verdict.summary += advice(lesson, *elsewhere);
  else if (unwritten.size() == lesson.exercises().size())
    verdict.summary +=
        "\nRed is right here: nothing is written yet, and the tests have noticed. Begin "
        "with " +
        verdict.next.str() + ".\n";
  if (!verdict.passed && !elsewhere)
    verdict.summary += "\nStuck? ./kit hint " + verdict.next.str() + "\n";
  return verdict;
}

}  // namespace kit::course
