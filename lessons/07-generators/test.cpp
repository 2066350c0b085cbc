// Lesson 7: a function that pauses, and whoever holds it decides when it goes on.
#include "loop/ancestors/generator.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "lessons/support/story.hpp"

namespace kit {
namespace {

/// What happened, in order.
using Log = std::string;

/// Writes into the log when it dies. What it was moved from says nothing.
class Local {
 public:
  Local(Log& log, std::string name) : log_(log), name_(std::move(name)) {}
  Local(Local&& other) noexcept : log_(other.log_), name_(std::exchange(other.name_, "")) {}
  ~Local() {
    if (!name_.empty()) log_ += name_ + " dies. ";
  }

 private:
  Log& log_;
  std::string name_;
};

/// Never pauses.
Generator<int> straight(Log& log) {
  log += "starts. ends. ";
  co_return;
}

Generator<int> one_two(Log& log) {
  log += "starts. ";
  co_yield 1;
  log += "goes on. ";
  co_yield 2;
  log += "ends. ";
}

/// Its frame keeps the parameter.
Generator<int> keeps([[maybe_unused]] Local parameter, Log& log) {
  log += "starts. ";
  co_yield 1;
  log += "goes on. ";
}

/// A parameter of a frame. When it dies, it asks the generator whether that still holds a frame.
class Asker {
 public:
  Asker(const Generator<int>* const& holder, Log& log) : holder_(holder), log_(log) {}
  ~Asker() {
    if (holder_ != nullptr) log_ += holder_->done() ? "it holds none. " : "it still holds it. ";
  }

 private:
  const Generator<int>* const& holder_;  // null until the generator is there
  Log& log_;
};

Generator<int> holds([[maybe_unused]] Asker asker) { co_return; }

/// Asks for its own next value while it runs.
Generator<int> asks_itself(Generator<int>*& self, Log& log) {
  log += "starts. ";
  if (log == "starts. starts. ") co_return;  // not for ever
  try {
    self->next();
    log += "was not refused. ";
  } catch (const std::logic_error& error) {
    log += error.what();
  }
}

Generator<std::string> countdown(int from) {
  for (int n = from; n > 0; --n) {
    const std::string line = std::to_string(n) + "\n";
    co_yield line;
  }
  const std::string last = "liftoff\n";
  co_yield last;
}

Generator<std::string> shows(const std::string*& where) {
  const std::string local = "a text that is too long to be kept inside of a string object";
  where = &local;
  co_yield local;
}

Generator<int> two_locals(Log& log) {
  const Local outer(log, "outer");
  {
    const Local inner(log, "inner");
    co_yield 1;
    log += "goes on. ";
  }
  co_yield 2;
}

/// Yields 1, then throws.
Generator<int> breaks(Log& log) {
  const Local local(log, "local");
  co_yield 1;
  throw std::range_error("broken");
}

/// Notes what is thrown into it, and goes on.
Generator<int> patient(Log& log) {
  for (int n = 1; n <= 3; ++n) {
    try {
      co_yield n;
    } catch (const std::exception& error) {
      log += std::string("heard ") + error.what() + ". ";
    }
  }
}

std::exception_ptr an_error() { return std::make_exception_ptr(std::range_error("bad news")); }

TEST_CASE("7.1: a call makes the frame, and runs nothing of the body") {
  Log log;
  {
    step("keeps(...) is called, and nobody asks for a value");
    const Generator<int> generator = keeps(Local(log, "parameter"), log);
    CHECK(log == "");
    step("the generator goes, and with it the frame");
    log += "it goes: ";
  }
  CHECK(log == "it goes: parameter dies. ");
}

TEST_CASE("7.1: the new owner destroys the frame, and the old one does not") {
  Log log;
  {
    step("one generator is moved into another");
    Generator<int> first = keeps(Local(log, "parameter"), log);
    {
      const Generator<int> second = std::move(first);
      step("the second one goes, and the first one, which is empty, stays");
      log += "it goes: ";
    }
    CHECK(log == "it goes: parameter dies. ");
    CHECK(first.done());  // NOLINT: what a moved-from one says is part of its promise
    step("the first one goes, too");
  }
  CHECK(log == "it goes: parameter dies. ");
}

TEST_CASE("7.1: while the frame is destroyed, the generator has forgotten it") {
  Log log;
  const Generator<int>* holder = nullptr;
  {
    const Generator<int> generator = holds(Asker(holder, log));
    holder = &generator;
    step("the generator goes; what dies in its frame asks it whether it still holds the frame");
  }
  CHECK(log == "it holds none. ");
}

TEST_CASE("7.2: the body runs when somebody asks") {
  Log log;
  step("straight(log) is called");
  Generator<int> generator = straight(log);
  CHECK(log == "");
  CHECK_FALSE(generator.done());
  step("somebody asks for a value, but this body ends without one");
  CHECK_FALSE(generator.next());
  CHECK(log == "starts. ends. ");
  CHECK(generator.done());
  step("somebody asks again: it has ended");
  CHECK_FALSE(generator.next());
  CHECK(log == "starts. ends. ");
}

TEST_CASE("7.2: a body that asks for its own next value is refused") {
  Log log;
  Generator<int>* self = nullptr;
  Generator<int> generator = asks_itself(self, log);
  self = &generator;
  step("the body is asked for a value, and asks itself for one while it runs");
  CHECK_FALSE(generator.next());
  CHECK(log == "starts. generator already executing");
}

TEST_CASE("7.3: the body pauses at each co_yield, and goes on there") {
  Log log;
  Generator<int> generator = one_two(log);
  step("the first value is asked for");
  REQUIRE(generator.next());
  CHECK(generator.value() == 1);
  CHECK(log == "starts. ");
  step("the second one");
  REQUIRE(generator.next());
  CHECK(generator.value() == 2);
  CHECK(log == "starts. goes on. ");
  step("a third one, which is not there");
  CHECK_FALSE(generator.next());
  CHECK(log == "starts. goes on. ends. ");
}

TEST_CASE("7.3: two generators, and each keeps its place") {
  Generator<std::string> for_alice = countdown(3);
  Generator<std::string> for_bob = countdown(3);
  std::string alice;
  std::string bob;
  const auto ask = [](Generator<std::string>& generator, std::string& who) {
    if (generator.next()) who += generator.value();
  };
  step("Alice asks twice");
  ask(for_alice, alice);
  ask(for_alice, alice);
  step("Bob comes, and asks once");
  ask(for_bob, bob);
  step("both ask until there is no more");
  for (int i = 0; i < 5; ++i) ask(for_bob, bob);
  for (int i = 0; i < 5; ++i) ask(for_alice, alice);
  expect_bytes(alice, "3\n2\n1\nliftoff\n", "what Alice got");
  expect_bytes(bob, "3\n2\n1\nliftoff\n", "what Bob got");
}

TEST_CASE("7.3: the value is the body's own object, not a copy") {
  const std::string* where = nullptr;
  Generator<std::string> generator = shows(where);
  step("a body yields a local variable");
  REQUIRE(generator.next());
  CHECK(&generator.value() == where);
}

TEST_CASE("7.3: dropped while it pauses, it destroys its locals and does not go on") {
  Log log;
  step("a range-for takes one value and leaves");
  for ([[maybe_unused]] const int n : two_locals(log)) break;
  CHECK(log == "inner dies. outer dies. ");
}

TEST_CASE("7.4: what the body throws comes out where the value was asked for") {
  Log log;
  Generator<int> generator = breaks(log);
  step("the first value is asked for");
  REQUIRE(generator.next());
  step("the second one: the body throws");
  CHECK_THROWS_WITH_AS(generator.next(), "broken", std::range_error);
  CHECK(log == "local dies. ");
  step("a third one: it has ended");
  CHECK_FALSE(generator.next());
}

TEST_CASE("7.5: the exception appears at the co_yield, and who catches it goes on") {
  Log log;
  Generator<int> generator = patient(log);
  step("the body pauses at its first co_yield");
  REQUIRE(generator.next());
  step("an exception is thrown into it");
  CHECK(generator.throw_into(an_error()));
  CHECK(log == "heard bad news. ");
  CHECK(generator.value() == 2);
  step("the next value is asked for in the ordinary way");
  CHECK(generator.next());
  CHECK(generator.value() == 3);
}

TEST_CASE("7.5: who does not catch it dies of it, with its locals, and it comes out again") {
  Log log;
  Generator<int> generator = two_locals(log);
  REQUIRE(generator.next());
  step("an exception is thrown into a body that does not catch");
  CHECK_THROWS_AS(generator.throw_into(an_error()), std::range_error);
  CHECK(log == "inner dies. outer dies. ");
  CHECK(generator.done());
}

TEST_CASE("7.5: thrown into before it started, it ends without having run") {
  Log log;
  Generator<int> generator = keeps(Local(log, "parameter"), log);
  step("an exception is thrown into a generator that nobody has asked yet");
  CHECK_THROWS_AS(generator.throw_into(an_error()), std::range_error);
  CHECK(log == "parameter dies. ");
  CHECK(generator.done());
}

TEST_CASE("7.5: thrown into after its end, it throws back") {
  Log log;
  Generator<int> generator = straight(log);
  step("the generator is asked until its end");
  CHECK_FALSE(generator.next());
  step("an exception is thrown into it");
  CHECK_THROWS_AS(generator.throw_into(an_error()), std::range_error);
  step("an exception is thrown into a generator that is empty");
  Generator<int> none;
  CHECK_THROWS_AS(none.throw_into(an_error()), std::range_error);
}

}  // namespace
}  // namespace kit
