// The words of a lesson's tests: what they do, step by step, and what they compare.
//
// A reader sees them only when a test fails, crashes or hangs; so they say what happens, not what
// the code is called.
#pragma once

#include <functional>
#include <source_location>
#include <string>
#include <string_view>

namespace kit {

/// Says what the test does next: step("Alice sends a line").
void step(std::string_view sentence);

/// Says which later exercises of the lesson the test runs, too: needs("11.3, 11.4"). It is the
/// test's first line. A reader is told that a mistake may be there; the gate knows whether it is
/// so.
void needs(std::string_view exercises);

/// Fails the test, and goes on, when these are not the same bytes; shows both with the first
/// difference marked. `what` names them: "what Alice got".
void expect_bytes(std::string_view came, std::string_view expected, std::string_view what,
                  std::source_location where = std::source_location::current());

/// `describe` is asked who waits for what, if the test hangs. The tasks of a running EventLoop are
/// named without that. It must outlive the test, or be replaced by an empty function.
void when_hung(std::function<std::string()> describe);

}  // namespace kit
