#include "tools/course/verdict.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "tools/course/story.hpp"

namespace kit::course {
namespace {

struct Count {
  int passed = 0;
  int all = 0;
  int red = 0;
  std::string missing;  // what the first that is neither ran into
  bool done() const { return passed == all; }
};

using Ids = std::vector<ExerciseId>;

bool contains(const Ids& ids, ExerciseId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// What ran into nothing unwritten, and did not pass; or ran into a later exercise that it does not
/// need, though its own is written.
bool is_wrong(const TestResult& result, const Ids& unwritten) {
  if (result.outcome == Outcome::passed) return false;
  if (result.outcome != Outcome::not_written) return true;
  const ExerciseId own = exercise_of(result.name);
  const ExerciseId missing = exercise_of(result.missing + ":");
  return missing.lesson == own.lesson && own < missing && !contains(unwritten, own) &&
         !contains(result.needs, missing);
}

Count count(const std::vector<TestResult>& results, ExerciseId id, const Ids& unwritten) {
  Count count;
  for (const TestResult& result : results) {
    if (exercise_of(result.name) != id) continue;
    ++count.all;
    if (result.outcome == Outcome::passed)
      ++count.passed;
    else if (is_wrong(result, unwritten))
      ++count.red;
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
  if (count.red != 0) return name + passed + "\n";
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

/// The test to look at first. One that fails may run later exercises, too, and those may be wrong:
/// so the one that needs the least of the lesson, and of these the one that is most of its own.
const TestResult* most_telling(const std::vector<TestResult>& results, const Ids& unwritten,
                               const std::vector<Mutant>& mutants) {
  const auto rank = [&](const TestResult& result) {
    ExerciseId last = exercise_of(result.name);
    for (const ExerciseId id : result.needs) last = std::max(last, id);
    return std::tuple(last, result.needs.size(), likely_causes(result, mutants).empty());
  };
  const TestResult* best = nullptr;
  for (const TestResult& result : results) {
    if (!is_wrong(result, unwritten)) continue;
    if (best == nullptr || rank(result) < rank(*best)) best = &result;
  }
  return best;
}

/// Earlier exercises that have red tests as well: theirs need more, but the mistake may be there.
std::string also_red(ExerciseId shown, const std::vector<TestResult>& results,
                     const Ids& unwritten) {
  Ids others;
  for (const TestResult& result : results) {
    const ExerciseId id = exercise_of(result.name);
    if (id < shown && is_wrong(result, unwritten) && !contains(others, id)) others.push_back(id);
  }
  if (others.empty()) return {};
  return "\n  Tests of " + joined(others, " and ") + " fail, too: the mistake may be there.\n";
}

/// What to do next, in words.
std::string way_on(const Verdict& verdict, const Lesson& lesson, const Ids& unwritten,
                   const std::vector<TestResult>& results) {
  if (verdict.passed)
    return "\nAll done. Compare with the library: ./kit diff " + lesson.id() + "\n";
  if (const std::optional<ExerciseId> elsewhere = of_another_lesson(lesson, results))
    return advice(lesson, *elsewhere);
  std::string text;
  if (unwritten.size() == lesson.exercises().size())
    text = "\nRed is right here: nothing is written yet, and the tests have noticed. Begin with " +
           verdict.next.str() + ".\n";
  else if (verdict.story.empty())
    text = "\nGo on with " + verdict.next.str() + ".\n";
  return text + "\nStuck? ./kit hint " + verdict.next.str() + "\n";
}

}  // namespace

Verdict make_verdict(const Lesson& lesson, const std::vector<ExerciseId>& unwritten,
                     const std::vector<Mutant>& mutants, const std::vector<TestResult>& results) {
  Verdict verdict;
  for (const Region& exercise : lesson.exercises()) {
    const Count found = count(results, exercise.id, unwritten);
    verdict.summary += summary(exercise, found, !contains(unwritten, exercise.id));
    if (!found.done() && std::exchange(verdict.passed, false)) verdict.next = exercise.id;
  }
  if (const TestResult* const red = most_telling(results, unwritten, mutants)) {
    verdict.next = exercise_of(red->name);
    verdict.story =
        tell(*red) + likely_causes(*red, mutants) + also_red(verdict.next, results, unwritten);
  } else if (!unwritten.empty()) {
    verdict.next = unwritten.front();
  }
  verdict.summary += way_on(verdict, lesson, unwritten, results);
  return verdict;
}

}  // namespace kit::course
