// Generator: exceptions in both directions.
#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/generator.hpp"
#include "loop/errors.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/witness.hpp"

using namespace kit;
using test::Tally;
using test::Witness;

namespace {

using Log = std::vector<std::string>;

template <class Error>
std::exception_ptr an(Error error) {
  return std::make_exception_ptr(std::move(error));
}

/// What `call` throws; null when it returns.
template <class Call>
std::exception_ptr thrown_by(Call call) {
  try {
    call();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

/// Yields 1 to `good`, then throws.
Generator<int> breaks_after(int good, Tally& tally) {
  const Witness local(tally);
  for (int i = 1; i <= good; ++i) co_yield i;
  throw std::range_error("broken");
}

Generator<int> interrupts() {
  co_yield 1;
  throw Interrupted();
}

/// Notes what is thrown into it, and goes on.
Generator<int> patient(Log& log) {
  for (int i = 1; i <= 3; ++i) {
    try {
      co_yield i;
    } catch (const std::exception& error) {
      log.push_back(error.what());
    }
  }
}

Generator<int> keeps(Witness witness, Log& log) {
  log.push_back("starts");
  const Witness local(witness);
  co_yield 1;
  log.push_back("goes on");
  co_yield 2;
}

Generator<int> translates() {
  try {
    co_yield 1;
  } catch (const std::range_error&) {
    throw std::domain_error("another one");
  }
}

Generator<int> gives_up() {
  try {
    co_yield 1;
  } catch (const std::range_error&) {
  }
}

}  // namespace

// ---- Out of it ----------------------------------------------------------------------------------

TEST_CASE("Generator: an exception comes out where the value was asked for, and is the end") {
  for (const int good : {0, 1, 2}) {
    CAPTURE(good);
    Tally tally;
    Generator<int> generator = breaks_after(good, tally);
    for (int i = 1; i <= good; ++i) {
      REQUIRE(generator.next());
      CHECK(generator.value() == i);
    }
    CHECK_THROWS_AS(generator.next(), std::range_error);
    test::check_all_gone(tally);  // the locals have gone with it, although it is still there
    CHECK(generator.done());
    CHECK_FALSE(generator.next());  // once, not again
    CHECK(generator.begin() == generator.end());
  }
}

TEST_CASE("Generator: an exception leaves a range-for, which has had the values before it") {
  Tally tally;
  std::vector<int> seen;
  const auto failure = thrown_by([&] {
    for (const int n : breaks_after(2, tally)) seen.push_back(n);
  });
  CHECK(test::as<std::range_error>(failure).what() == std::string("broken"));
  CHECK(seen == std::vector{1, 2});
  test::check_all_gone(tally);
}

TEST_CASE("Generator: what is no std::exception comes out as well") {
  Generator<int> generator = interrupts();
  REQUIRE(generator.next());
  CHECK_THROWS_AS(generator.next(), Interrupted);
  CHECK(generator.done());
}

// ---- Into it ------------------------------------------------------------------------------------

TEST_CASE("Generator: throw_into throws at the co_yield; a body that catches it goes on") {
  Log log;
  Generator<int> generator = patient(log);
  REQUIRE(generator.next());
  REQUIRE(generator.throw_into(an(std::range_error("first"))));
  CHECK(generator.value() == 2);  // as next() does, it has gone on to the next co_yield
  REQUIRE(generator.next());      // and this time nothing is thrown
  CHECK(generator.value() == 3);
  CHECK_FALSE(generator.throw_into(an(std::range_error("last"))));
  CHECK(log == Log{"first", "last"});
  CHECK(generator.done());
}

TEST_CASE("Generator: what the body does not catch comes out again, the same object") {
  Tally tally;
  Log log;
  Generator<int> generator = keeps(Witness(tally), log);
  REQUIRE(generator.next());
  const std::exception_ptr error = an(std::range_error("x"));
  CHECK(thrown_by([&] { generator.throw_into(error); }) == error);
  CHECK(generator.done());
  CHECK_FALSE(generator.next());
  CHECK(log == Log{"starts"});
  CHECK(tally.live() == 1);  // the local is gone; the parameter goes with the generator
  generator = {};
  test::check_all_gone(tally);
}

TEST_CASE("Generator: a body may answer with another exception, or with its end") {
  Generator<int> other = translates();
  REQUIRE(other.next());
  CHECK_THROWS_AS(other.throw_into(an(std::range_error("x"))), std::domain_error);
  CHECK(other.done());

  Generator<int> quiet = gives_up();
  REQUIRE(quiet.next());
  CHECK_FALSE(quiet.throw_into(an(std::range_error("x"))));
  CHECK(quiet.done());
}

TEST_CASE("Generator: thrown into before it started, it ends without having run") {
  Tally tally;
  Log log;
  Generator<int> generator = keeps(Witness(tally), log);
  CHECK_THROWS_AS(generator.throw_into(an(std::range_error("x"))), std::range_error);
  CHECK(log.empty());
  test::check_all_gone(tally);
  CHECK(generator.done());
  CHECK_FALSE(generator.next());
}

TEST_CASE("Generator: thrown into after its end, it throws back") {
  Generator<int> ended = gives_up();
  while (ended.next()) continue;
  CHECK_THROWS_AS(ended.throw_into(an(std::range_error("x"))), std::range_error);
  CHECK_THROWS_AS(ended.throw_into(an(Interrupted())), Interrupted);

  Generator<int> none;
  CHECK_THROWS_AS(none.throw_into(an(std::range_error("x"))), std::range_error);
  Generator<int> moved = gives_up();
  const Generator<int> taken = std::move(moved);
  CHECK_THROWS_AS(moved.throw_into(an(std::range_error("x"))), std::range_error);
}

// ---- It asks itself -----------------------------------------------------------------------------

namespace {

/// Wants its own next value, in one of two ways, after `pauses` ordinary ones.
Generator<int> asks_itself(Generator<int>*& self, bool by_throwing, int pauses) {
  for (int i = 0; i < pauses; ++i) co_yield i;
  if (by_throwing)
    self->throw_into(an(std::range_error("x")));
  else
    self->next();
  co_yield 100;
}

Generator<int> asks_and_goes_on(Generator<int>*& self, std::exception_ptr& refusal) {
  refusal = thrown_by([&] { self->next(); });
  CHECK_FALSE(self->done());
  co_yield 5;
  co_yield 6;
}

}  // namespace

TEST_CASE("Generator: a body that asks its own generator is refused") {
  for (const bool by_throwing : {false, true}) {
    for (const int pauses : {0, 2}) {
      CAPTURE(by_throwing);
      CAPTURE(pauses);
      Generator<int>* self = nullptr;
      Generator<int> generator = asks_itself(self, by_throwing, pauses);
      self = &generator;
      for (int i = 0; i < pauses; ++i) REQUIRE(generator.next());
      CHECK_THROWS_WITH_AS(generator.next(), "generator already executing", std::logic_error);
      CHECK(generator.done());
    }
  }
}

TEST_CASE("Generator: a refused question leaves it as it was") {
  std::exception_ptr refusal;
  Generator<int>* self = nullptr;
  Generator<int> generator = asks_and_goes_on(self, refusal);
  self = &generator;
  REQUIRE(generator.next());
  CHECK(test::is<std::logic_error>(refusal));
  CHECK(generator.value() == 5);
  REQUIRE(generator.next());
  CHECK(generator.value() == 6);
  CHECK_FALSE(generator.next());
}
