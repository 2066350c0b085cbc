// Lesson 7: a function that pauses, and whoever holds it decides when it goes on.
#include "loop/ancestors/generator.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "lessons/support/story.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using test::Tally;
using test::Witness;

/// What happened, in order.
using Log = std::string;

/// Writes into the log when it dies.
class Local {
 public:
  Local(Log& log, std::string name) : log_(log), name_(std::move(name)) {}
  ~Local() { log_ += name_ + " dies. "; }

 private:
  Log& log_;
  std::string name_;
};

/// Never pauses.
Generator<int> straight(Log& log) {
  log += "starts. ";
  log += "ends. ";
  co_return;
}

Generator<int> one_two(Log& log) {
  log += "starts. ";
  co_yield 1;
  log += "goes on. ";
  co_yield 2;
  log += "ends. ";
}

/// Its frame keeps a copy of the witness.
Generator<int> keeps(Witness witness, Log& log) {
  log += "starts. ";
  const Witness local(witness);
  co_yield 1;
  log += "goes on. ";
}

/// Asks for its own next value while it runs.
Generator<int> asks_itself(Generator<int>*& self, Log& log) {
  log += "starts. ";
  if (log.size() > std::string_view("starts. ").size()) co_return;  // not for ever
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

/// Yields 1 to `good`, then throws.
Generator<int> breaks_after(int good, Log& log) {
  const Local local(log, "local");
  for (int n = 1; n <= good; ++n) co_yield n;
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
  Tally tally;
  {
    step("keeps(...) is called, and nobody asks for a value");
    const Generator<int> generator = keeps(Witness(tally), log);
    CHECK(log == "");
    CHECK(tally.live() == 1);  // the parameter, in the frame
    step("the generator goes");
  }
  CHECK(log == "");
  test::check_all_gone(tally);
}

TEST_CASE("7.1: the new owner destroys the frame, and the old one does not") {
  Log log;
  Tally tally;
  {
    step("one generator is moved into another");
    Generator<int> first = keeps(Witness(tally), log);
    {
      const Generator<int> second = std::move(first);
      CHECK(tally.live() == 1);
      step("the second one goes, and the first one stays");
    }
    CHECK(tally.live() == 0);
    CHECK(first.done());  // NOLINT: what a moved-from one says is part of its promise
  }
  test::check_all_gone(tally);
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
  expect_bytes(alice, "3\n2\n", "what Alice got");
  expect_bytes(bob, "3\n", "what Bob got");
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
  CHECK(generator.value().starts_with("a text that is too long"));
}

TEST_CASE("7.3: dropped while it pauses, it destroys its locals and does not go on") {
  Log log;
  step("a range-for takes one value and leaves");
  for ([[maybe_unused]] const int n : two_locals(log)) break;
  CHECK(log == "inner dies. outer dies. ");
}

TEST_CASE("7.4: what the body throws comes out where the value was asked for") {
  Log log;
  Generator<int> generator = breaks_after(1, log);
  step("the first value is asked for");
  REQUIRE(generator.next());
  step("the second one: the body throws");
  CHECK_THROWS_WITH_AS(generator.next(), "broken", std::range_error);
  CHECK(log == "local dies. ");
  step("a third one: it has ended");
  CHECK_FALSE(generator.next());
}

TEST_CASE("7.4: a range-for has had the values before") {
  Log log;
  int sum = 0;
  step("a loop over a body that yields 1, 2, 3 and throws");
  try {
    for (const int n : breaks_after(3, log)) sum += n;
    log += "no exception. ";
  } catch (const std::range_error&) {
    log += "caught. ";
  }
  CHECK(sum == 6);
  CHECK(log == "local dies. caught. ");
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
  CHECK(log == "heard bad news. ");
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
  Tally tally;
  Generator<int> generator = keeps(Witness(tally), log);
  step("an exception is thrown into a generator that nobody has asked yet");
  CHECK_THROWS_AS(generator.throw_into(an_error()), std::range_error);
  CHECK(log == "");
  CHECK(generator.done());
  test::check_all_gone(tally);
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
