// Generator: values one by one, and pauses in between.
//
// Exceptions: test_generator_errors.cpp. Early destruction: test_generator_dropped.cpp.
#include "loop/ancestors/generator.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <concepts>
#include <iterator>
#include <memory>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/witness.hpp"

using namespace kit;
using test::Tally;
using test::Witness;

namespace {

using Log = std::vector<std::string>;

Generator<int> countdown(int n) {
  for (; n > 0; --n) co_yield n;
}

Generator<int> nothing() { co_return; }

Generator<int> talkative(Log& log) {
  log.push_back("starts");
  co_yield 1;
  log.push_back("goes on");
  co_yield 2;
  log.push_back("ends");
}

/// What is left in a generator.
template <class T>
std::vector<T> rest_of(Generator<T>& generator) {
  std::vector<T> all;
  for (const T& value : generator) all.push_back(value);
  return all;
}

}  // namespace

// It cannot be copied, since a paused function cannot; and a move cannot fail.
static_assert(!std::is_copy_constructible_v<Generator<int>>);
static_assert(!std::is_copy_assignable_v<Generator<int>>);
static_assert(std::is_nothrow_move_constructible_v<Generator<int>>);
static_assert(std::is_nothrow_move_assignable_v<Generator<int>>);

// One pass, so an input range and no more.
static_assert(std::ranges::input_range<Generator<std::string>>);
static_assert(!std::ranges::forward_range<Generator<std::string>>);

// It yields, it does not wait.
template <class Promise>
concept may_await = requires(Promise promise) {
  promise.await_transform(std::suspend_always{});
};
static_assert(!may_await<Generator<int>::promise_type>);

TEST_CASE("Generator: a range-for takes every value, in order, and then ends") {
  std::vector<int> seen;
  for (const int n : countdown(3)) seen.push_back(n);
  CHECK(seen == std::vector{3, 2, 1});
}

TEST_CASE("Generator: one without values gives an empty loop") {
  int rounds = 0;
  for ([[maybe_unused]] const int n : nothing()) ++rounds;
  for ([[maybe_unused]] const int n : countdown(0)) ++rounds;
  CHECK(rounds == 0);
}

TEST_CASE("Generator: body and caller take turns, and nothing runs before the first question") {
  Log log;
  Generator<int> generator = talkative(log);
  log.push_back("made");
  for (const int n : generator) log.push_back("got " + std::to_string(n));
  log.push_back("left");
  CHECK(log == Log{"made", "starts", "got 1", "goes on", "got 2", "ends", "left"});
}

TEST_CASE("Generator: next and value are the loop by hand") {
  Generator<int> generator = countdown(2);
  REQUIRE(generator.next());
  CHECK(generator.value() == 2);
  CHECK(generator.value() == 2);  // looking is not asking
  REQUIRE(generator.next());
  CHECK(generator.value() == 1);
  CHECK_FALSE(generator.next());
}

TEST_CASE("Generator: the end is for ever, and the body does not run again") {
  Log log;
  Generator<int> generator = talkative(log);
  while (generator.next()) continue;
  const Log before = log;
  CHECK_FALSE(generator.next());
  CHECK_FALSE(generator.next());
  CHECK(generator.begin() == generator.end());
  CHECK(rest_of(generator).empty());
  CHECK(log == before);
}

TEST_CASE("Generator: done is true once the body has ended, and not before it was asked") {
  Generator<int> empty = nothing();
  CHECK_FALSE(empty.done());  // nobody knows yet
  CHECK_FALSE(empty.next());
  CHECK(empty.done());

  Generator<int> one = countdown(1);
  CHECK_FALSE(one.done());
  REQUIRE(one.next());
  CHECK_FALSE(one.done());  // it stands at its co_yield
  CHECK_FALSE(one.next());
  CHECK(one.done());
}

TEST_CASE("Generator: a second loop goes on where the first one stopped") {
  Generator<int> generator = countdown(5);
  for (const int n : generator)
    if (n == 4) break;
  CHECK(rest_of(generator) == std::vector{3, 2, 1});
  CHECK(rest_of(generator).empty());
}

TEST_CASE("Generator: all iterators of one stand at the same place") {
  Generator<int> generator = countdown(3);
  auto one = generator.begin();
  auto other = one;
  CHECK(*one == 3);
  ++other;
  CHECK(*one == 2);
  one++;
  CHECK(*other == 1);
  ++one;
  CHECK(one == generator.end());
  CHECK(other == std::default_sentinel);
}

TEST_CASE("Generator: a default one has ended") {
  Generator<int> none;
  CHECK(none.done());
  CHECK_FALSE(none.next());
  for ([[maybe_unused]] const int n : none) FAIL("there is nothing in it");
}

TEST_CASE("Generator: moving hands the paused function over") {
  Generator<int> first = countdown(3);
  REQUIRE(first.next());
  Generator<int> second = std::move(first);
  CHECK(first.done());  // NOLINT: what a moved-from one says is part of its promise
  CHECK_FALSE(first.next());
  CHECK(second.value() == 3);
  CHECK(rest_of(second) == std::vector{2, 1});

  second = countdown(2);
  CHECK(rest_of(second) == std::vector{2, 1});
}

TEST_CASE("Generator: assigning to itself changes nothing") {
  Generator<int> generator = countdown(3);
  REQUIRE(generator.next());
  Generator<int>& same = generator;
  generator = std::move(same);
  CHECK(rest_of(generator) == std::vector{2, 1});
}

TEST_CASE("Generator: a hundred thousand values take no stack, and keep their order") {
  long long sum = 0;
  int expected = 100'000;
  for (const int n : countdown(100'000)) {
    REQUIRE(n == expected--);
    sum += n;
  }
  CHECK(sum == 5'000'050'000);
}

// ---- What is yielded ----------------------------------------------------------------------------

namespace {

Generator<std::unique_ptr<int>> unique_values() {
  const auto value = std::make_unique<int>(7);
  co_yield value;
}

Generator<Witness> show(Tally& tally, const Witness*& shown) {
  const Witness local(tally);
  shown = &local;
  co_yield local;
}

/// Too long for a std::string's own room: a wrong copy or a double destruction is a fault that the
/// sanitizers see.
std::string long_text(int n) { return "a text that has to live on the heap, " + std::to_string(n); }

Generator<std::string> texts() {
  const std::string named = long_text(1);
  co_yield named;
  co_yield long_text(2);
  co_yield std::string(40, 'x');
  co_yield named + " and more";
  co_yield "a literal, which has to become a string first";
}

Generator<Witness> temporaries(Tally& tally, int count) {
  for (int i = 0; i < count; ++i) co_yield Witness(tally);
}

Generator<int> doubled(Generator<int> numbers) {
  for (const int n : numbers) co_yield n * 2;
}

}  // namespace

TEST_CASE("Generator: a value that cannot be copied can be yielded") {
  Generator<std::unique_ptr<int>> generator = unique_values();
  REQUIRE(generator.next());
  CHECK(*generator.value() == 7);
  for (const auto& each : unique_values()) CHECK(*each == 7);
}

TEST_CASE("Generator: the caller sees the object itself; nothing is copied or moved") {
  Tally tally;
  {
    const Witness* shown = nullptr;
    Generator<Witness> generator = show(tally, shown);
    REQUIRE(generator.next());
    CHECK(&generator.value() == shown);
    CHECK(tally.made() == 1);
    CHECK_FALSE(generator.next());
  }
  test::check_all_gone(tally);
}

TEST_CASE("Generator: the iterator shows the object itself, too") {
  Tally tally;
  const Witness* shown = nullptr;
  Generator<Witness> generator = show(tally, shown);
  const auto here = generator.begin();
  CHECK(&*here == shown);
  CHECK(here.operator->() == shown);
  CHECK(tally.made() == 1);
}

TEST_CASE("Generator: temporaries live as long as the pause") {
  Generator<std::string> generator = texts();
  const std::vector<std::string> all = rest_of(generator);
  REQUIRE(all.size() == 5);
  CHECK(all[0] == long_text(1));
  CHECK(all[1] == long_text(2));
  CHECK(all[2] == std::string(40, 'x'));
  CHECK(all[3] == long_text(1) + " and more");
  CHECK(all[4] == "a literal, which has to become a string first");
}

TEST_CASE("Generator: a temporary is destroyed once, as the body goes on") {
  Tally tally;
  Generator<Witness> generator = temporaries(tally, 3);
  for (int i = 1; i <= 3; ++i) {
    REQUIRE(generator.next());
    CHECK(tally.live() == 1);
    CHECK(tally.made() == i);
  }
  CHECK_FALSE(generator.next());
  test::check_all_gone(tally);
}

TEST_CASE("Generator: one may feed another") {
  Generator<int> generator = doubled(doubled(countdown(3)));
  CHECK(rest_of(generator) == std::vector{12, 8, 4});
}

TEST_CASE("Generator: the library's views take it") {
  Generator<int> generator = countdown(100);
  std::vector<int> seen;
  const auto is_even = [](int n) { return n % 2 == 0; };
  for (const int n : generator | std::views::filter(is_even) | std::views::take(3))
    seen.push_back(n);
  CHECK(seen == std::vector{100, 98, 96});
}
