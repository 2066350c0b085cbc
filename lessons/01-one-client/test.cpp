// Lesson 1: a descriptor has one owner, and is closed once.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "lessons/support/story.hpp"
#include "loop/os/fd.hpp"

namespace kit {
namespace {

/// Any descriptor will do; a pipe gives two.
std::array<int, 2> open_two() {
  step("two descriptors are opened");
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  return ends;
}

bool is_open(int number) { return ::fcntl(number, F_GETFD) >= 0; }

TEST_CASE("1.1: release gives the number away") {
  const auto [number, other] = open_two();
  Fd fd(number);
  step("an Fd owns the first, and is told to release it");
  CHECK(fd.release() == number);
  ::close(number);
  ::close(other);
}

TEST_CASE("1.1: after release the Fd owns nothing") {
  const auto [number, other] = open_two();
  Fd fd(number);
  step("an Fd owns the first, and is told to release it; and then once more");
  (void)fd.release();
  CHECK(fd.get() == -1);
  CHECK_FALSE(static_cast<bool>(fd));
  CHECK(fd.release() == -1);
  ::close(number);
  ::close(other);
}

TEST_CASE("1.1: what was released stays open, also when the Fd goes") {
  const auto [number, other] = open_two();
  {
    Fd fd(number);
    step("an Fd owns the first, releases it, and goes out of scope");
    (void)fd.release();
  }
  CHECK(is_open(number));
  ::close(number);
  ::close(other);
}

TEST_CASE("1.1: who was moved from owns nothing") {
  const auto [number, other] = open_two();
  Fd first(number);
  {
    step("an Fd owns the first; a second Fd is made by moving from it");
    const Fd second(std::move(first));
    CHECK(second.get() == number);
    CHECK(first.get() == -1);
    CHECK(is_open(number));
    step("the second Fd goes out of scope");
  }
  CHECK_FALSE(is_open(number));
  ::close(other);
}

TEST_CASE("1.2: close closes, and forgets the number") {
  const auto [number, other] = open_two();
  Fd fd(number);
  step("an Fd owns the first, and is told to close");
  fd.close();
  CHECK_FALSE(is_open(number));
  CHECK(fd.get() == -1);
  ::close(other);
}

TEST_CASE("1.2: the end of its scope closes an Fd") {
  const auto [number, other] = open_two();
  step("an Fd owns the first, and goes out of scope");
  { const Fd fd(number); }
  CHECK_FALSE(is_open(number));
  ::close(other);
}

TEST_CASE("1.2: a second close does not close whoever has the number now") {
  const auto [number, other] = open_two();
  Fd fd(number);
  step("an Fd owns the first, and is told to close");
  fd.close();
  step("something else is opened, and gets the same number");
  // The system hands out the lowest free number: this one, again.
  const int newcomer = ::dup(other);
  REQUIRE(newcomer == number);
  step("the Fd is told to close once more");
  fd.close();
  CHECK(is_open(newcomer));
  ::close(newcomer);
  ::close(other);
}

TEST_CASE("1.2: descriptor 0 is a descriptor, too") {
  const int standard_input = ::dup(0);
  const auto [number, other] = open_two();
  step("descriptor 0 is given to an Fd, which is told to close");
  ::close(0);
  const int zero = ::dup(number);  // the lowest free number
  REQUIRE(zero == 0);
  Fd fd(zero);
  fd.close();
  CHECK_FALSE(is_open(0));
  if (standard_input >= 0) ::dup2(standard_input, 0);
  for (const int each : {standard_input, number, other}) ::close(each);
}

TEST_CASE("1.3: assignment takes the descriptor over") {
  const auto [number, other] = open_two();
  Fd from(number);
  Fd to;
  step("an Fd owns the first; another one, empty so far, is assigned from it");
  to = std::move(from);
  CHECK(to.get() == number);
  CHECK(from.get() == -1);
  CHECK(is_open(number));
  ::close(other);
}

TEST_CASE("1.3: assignment closes what was there before") {
  const auto [old_number, new_number] = open_two();
  Fd fd(old_number);
  step("an Fd owns the first, and is assigned an Fd that owns the second");
  fd = Fd(new_number);
  CHECK_FALSE(is_open(old_number));
  CHECK(is_open(new_number));
  CHECK(fd.get() == new_number);
}

TEST_CASE("1.3: an Fd that is assigned to itself keeps its descriptor") {
  const auto [number, other] = open_two();
  Fd fd(number);
  Fd& same = fd;
  step("an Fd owns the first, and is assigned to itself");
  fd = std::move(same);
  CHECK(fd.get() == number);
  CHECK(is_open(number));
  ::close(other);
}

}  // namespace
}  // namespace kit
