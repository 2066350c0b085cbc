#include "tools/course/test_run.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "tools/course/command.hpp"

namespace kit::course {
namespace {

using namespace std::chrono_literals;

// A test that hangs says so by itself (lessons/support/main.cpp). This is for one that cannot even
// do that.
constexpr std::chrono::seconds limit = 15s;
constexpr int hung_status = 78;

// What lessons/support/not_written_yet.hpp ends a program with, and says.
constexpr int not_written_status = 77;
constexpr std::string_view not_written_text = "not written yet: ";

/// Doctest takes commas for separators and stars for anything.
std::string as_filter(const std::string& name) {
  std::string filter = "--test-case=";
  for (const char c : name) {
    if (c == ',' || c == '\\') filter += '\\';
    filter += c;
  }
  return filter;
}

/// "11.3, 11.4"
std::vector<ExerciseId> exercises_in(std::string_view words) {
  std::vector<ExerciseId> ids;
  std::istringstream in{std::string(words)};
  for (std::string word; std::getline(in, word, ',');) ids.push_back(exercise_of(word + ":"));
  return ids;
}

/// Lines with a word in front go to their places, all else stays.
void sort_lines(const std::string& output, TestResult& result) {
  constexpr std::string_view step = "step: ";
  constexpr std::string_view needs = "needs: ";
  for (const std::string_view line : lines_of(output)) {
    if (line.starts_with(step)) {
      result.steps.emplace_back(line.substr(step.size()));
    } else if (line.starts_with(needs)) {
      result.needs = exercises_in(line.substr(needs.size()));
    } else if (line == "nothing was asserted") {
      result.asserted = false;
    } else if (!line.starts_with("[doctest]")) {
      if (result.output.empty()) result.failed_in = result.steps.size();
      result.output.append(line) += '\n';
    }
  }
}

}  // namespace

ExerciseId exercise_of(const std::string& test_name) {
  ExerciseId id;
  if (std::sscanf(test_name.c_str(), " %d.%d:", &id.lesson, &id.number) != 2) return {};
  return id;
}

std::vector<std::string> list_tests(const fs::path& binary) {
  const CommandResult listed = run_command({binary.string(), "--list-test-cases"}, limit);
  if (!listed.ok())
    throw CourseError(binary.string() + " cannot list its tests:\n" + listed.output);
  std::vector<std::string> names;
  for (const std::string_view line : lines_of(listed.output))
    if (!line.starts_with("[doctest]") && !line.starts_with("=====") && !trimmed(line).empty())
      names.emplace_back(line);
  return names;
}

TestResult run_test(const fs::path& binary, const std::string& name, std::chrono::seconds wait) {
  const CommandResult run = run_command({"env", "KIT_TEST_PATIENCE=" + std::to_string(wait.count()),
                                         binary.string(), as_filter(name), "--reporters=story"},
                                        wait + limit);
  TestResult result;
  result.name = name;
  sort_lines(run.output, result);
  const std::size_t missing = run.output.find(not_written_text);
  if (run.timed_out || run.status == hung_status) {
    result.outcome = Outcome::hung;
  } else if (run.status == not_written_status && missing != std::string::npos) {
    result.outcome = Outcome::not_written;
    const std::string_view rest =
        std::string_view(run.output).substr(missing + not_written_text.size());
    result.missing = rest.substr(0, rest.find('\n'));
  } else if (run.status == 0) {
    result.outcome = Outcome::passed;
  } else {
    // Doctest ends with 1 after a failed test; whatever else there is was not a test's verdict.
    result.outcome = run.status == 1 ? Outcome::failed : Outcome::crashed;
  }
  return result;
}

std::vector<TestResult> run_tests(const fs::path& binary) {
  std::vector<TestResult> results;
  bool hung = false;
  for (const std::string& name : list_tests(binary)) {
    // One that hangs is seldom alone, and a reader is waiting.
    results.push_back(run_test(binary, name, hung ? 1s : patience));
    hung = hung || results.back().outcome == Outcome::hung;
  }
  return results;
}

}  // namespace kit::course
