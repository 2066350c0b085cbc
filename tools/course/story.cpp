#include "tools/course/story.hpp"

#include <algorithm>
#include <optional>
#include <regex>

namespace kit::course {
namespace {

constexpr std::size_t most_lines = 30;
constexpr std::size_t most_frames = 4;  // of one stack
constexpr std::size_t most_causes = 3;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// The path from the top of the repository; nothing for a file that is not of the kit. Some
/// compilers put the folder of the build in front of it.
std::optional<std::string> own_path(const std::string& path) {
  for (const std::string folder : {"loop/", "streams/", "servers/", "lessons/"}) {
    const std::size_t mine = path.rfind("mine/" + folder);
    if (mine != path.npos) return path.substr(mine);
    const std::size_t ours = path.rfind("src/" + folder);
    if (ours != path.npos) return path.substr(ours + 4);
  }
  return std::nullopt;
}

/// "kit::(anonymous namespace)::serve" out of "kit::(anonymous namespace)::serve(int) const": what
/// stands before the last parentheses. "main" has none.
std::string without_arguments(const std::string& function) {
  int depth = 0;
  for (std::size_t i = function.rfind(')'); i < function.size() && i > 0; --i) {
    if (function[i] == ')') ++depth;
    if (function[i] == '(' && --depth == 0) return function.substr(0, i);
  }
  return function;
}

/// "heap-use-after-free": the kind of fault. The numbers behind it help nobody here.
std::string kind_of(const std::string& report) {
  return report.substr(0, std::min({report.find(" on address"), report.find(" on 0x"),
                                    report.find(" 0x"), report.find(" (")}));
}

/// "in kit::Fd::close() at mine/loop/os/fd.cpp:25", out of a sanitizer's line for a frame.
std::optional<std::string> own_frame(const std::string& line) {
  static const std::regex pattern(R"(^\s*#\d+ 0x[0-9a-f]+ in (.+) (\S+?:\d+)(:\d+)?$)");
  std::smatch match;
  if (!std::regex_match(line, match, pattern)) return std::nullopt;
  const std::optional<std::string> place = own_path(match[2]);
  // The test program's own main and alarm are no news.
  if (!place || place->starts_with("lessons/support/")) return std::nullopt;
  std::string function = without_arguments(match[1]);
  if (contains(function, "DOCTEST_ANON")) function = "the test";
  return "at " + *place + ", in " + function;
}

/// What a sanitizer's report says about a place in memory, and a place in our files, is kept; the
/// addresses, the shadow bytes and the standard library's frames are not.
std::string digest(const std::string& output) {
  static const std::regex heading(R"(^(freed|previously allocated|allocated) by thread.*$)");
  static const std::regex leak(R"(^\S+ leak of (.+ allocated) from:$)");
  std::string text;
  std::size_t frames = 0;
  for (const std::string_view view : lines_of(output)) {
    const std::string line(view);
    std::smatch match;
    if (const std::size_t at = line.find("Sanitizer: "); at != line.npos && contains(line, "ERROR"))
      text += "  " + kind_of(line.substr(at + 11)) + "\n";
    else if (const std::size_t error = line.find("runtime error: "); error != line.npos)
      text += "  " + line.substr(error) + "\n";
    else if (std::regex_match(line, match, heading) || std::regex_match(line, match, leak))
      text += "  " + match[1].str() + ":\n", frames = 0;
    else if (const std::optional<std::string> frame = own_frame(line); frame)
      text += ++frames <= most_frames ? "    " + *frame + "\n" : "";
  }
  return text;
}

std::string indented(const std::string& output) {
  std::string text;
  const std::vector<std::string_view> lines = lines_of(output);
  for (std::size_t i = 0; i < std::min(lines.size(), most_lines); ++i)
    text.append("  ").append(lines[i]).append("\n");
  return text;
}

/// The assertions that failed before the crash or the hang: often its first sign.
std::string failed_before(const std::string& output) {
  std::string text;
  for (const std::string_view line : lines_of(output)) {
    if (contains(line, "Sanitizer: ") || contains(line, "runtime error: ") ||
        line.starts_with("=====") || line.starts_with("hung: ") || line.starts_with("waits: "))
      break;
    if (trimmed(line).empty() || contains(line, "Sanitizer:DEADLYSIGNAL")) continue;
    // The standard library's own checks name their templates at length.
    const std::size_t assertion = line.find("Assertion '");
    text.append(line.substr(assertion == line.npos ? 0 : assertion)).append("\n");
  }
  return text.empty() ? "" : "\n" + indented(text);
}

std::string steps_of(const TestResult& red) {
  if (red.steps.empty()) return {};
  std::string text = "\n  The test, step by step:\n";
  for (std::size_t i = 0; i < red.steps.size(); ++i)
    text += "    " + std::to_string(i + 1) + ". " + red.steps[i] +
            (i + 1 == red.failed_in && i + 1 != red.steps.size() ? "   <- it failed here\n" : "\n");
  return text;
}

std::string crash_of(const TestResult& red) {
  constexpr std::string_view leaks = "  detected memory leaks\n";
  const std::string report = digest(red.output);
  const std::string words = red.output.empty() ? "  It said nothing.\n" : indented(red.output);
  if (report.empty()) return "\n  Then it crashed:\n" + words;
  const std::string before = failed_before(red.output);
  if (report.starts_with(leaks))
    return before + "\n  It ended, and left memory behind:\n" + report.substr(leaks.size());
  return before + "\n  Then it crashed:\n" + report;
}

std::string hang_of(const TestResult& red) {
  const std::string place = digest(red.output);
  std::string text = failed_before(red.output);
  text += "\n  Then it did not go on, and was cut after some seconds.";
  text += (place.empty() ? "" : " It was") + std::string("\n") + place;
  std::string waiting;
  for (const std::string_view line : lines_of(red.output))
    if (line.starts_with("waits: ")) waiting.append("    ").append(line.substr(7)).append("\n");
  if (!waiting.empty()) text += "  Who waits for what:\n" + waiting;
  return text;
}

}  // namespace

std::string tell(const TestResult& red) {
  std::string text = red.name + "\n" + steps_of(red);
  switch (red.outcome) {
    case Outcome::crashed:
      text += crash_of(red);
      break;
    case Outcome::hung:
      text += hang_of(red);
      break;
    case Outcome::not_written:
      text += "\n  It came to " + red.missing + ", which is not written yet. A right " +
              exercise_of(red.name).str() + " does not go there.\n";
      break;
    default:
      text += "\n" + indented(red.output);
      break;
  }
  if (!red.needs.empty())
    text +=
        "\n  This test runs " + joined(red.needs, " and ") + ", too: the mistake may be there.\n";
  return text;
}

std::string likely_causes(const TestResult& red, const std::vector<Mutant>& mutants) {
  std::string text;
  std::size_t count = 0;
  for (const Mutant& mutant : mutants)
    if (shows(red, mutant) && ++count <= most_causes) {
      const bool own = mutant.exercise == exercise_of(red.name);
      text +=
          wrapped((own ? "" : "In " + mutant.exercise.str() + ": ") + mutant.sentence, "    - ");
    }
  if (count == 0) return {};
  return std::string("\n  ") + (count == 1 ? "A likely cause" : "Likely causes") + ":\n" + text;
}

}  // namespace kit::course
