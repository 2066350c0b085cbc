// Lesson 1: a descriptor has one owner, and is closed once.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "lessons/support/story.hpp"
#include "loop/os/fd.hpp"

namespace kit {
namespace {

/// Two open descriptors; any will do, and a pipe gives two. The test closes them, or an Fd does.
struct Two {
  Two() {
    step("two descriptors are opened");
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    first = ends[0];
    second = ends[1];
  }

  /// Which of them this number is.
  std::string name(int number) const {
    if (number == first) return "the first";
    if (number == second) return "the second";
    return number == -1 ? "nothing" : "number " + std::to_string(number);
  }
  std::string owned_by(const Fd& fd) const { return name(fd.get()); }

  int first = -1;
  int second = -1;
};

std::string state_of(int number) { return ::fcntl(number, F_GETFD) >= 0 ? "open" : "closed"; }

/// An Fd that is never destroyed, so that the tests of 1.1 do without 1.2.
union Kept {
  explicit Kept(int number) : fd(number) {}
  explicit Kept(Fd&& from) : fd(std::move(from)) {}
  ~Kept() {}
  Fd fd;
};

TEST_CASE("1.1: release gives the number away") {
  const Two two;
  Kept kept(two.first);
  step("an Fd owns the first, and is told to release it");
  CHECK(two.name(kept.fd.release()) == "the first");
  ::close(two.first);
  ::close(two.second);
}

TEST_CASE("1.1: after release the Fd owns nothing") {
  const Two two;
  Kept kept(two.first);
  step("an Fd owns the first, and is told to release it");
  (void)kept.fd.release();
  CHECK(two.owned_by(kept.fd) == "nothing");
  step("it is told so once more");
  CHECK(two.name(kept.fd.release()) == "nothing");
  ::close(two.first);
  ::close(two.second);
}

TEST_CASE("1.1: what was released stays open") {
  const Two two;
  Kept kept(two.first);
  step("an Fd owns the first, and is told to release it");
  const int number = kept.fd.release();
  CHECK(state_of(two.first) == "open");
  ::close(number);
  ::close(two.second);
}

TEST_CASE("1.1: who was moved from owns nothing") {
  const Two two;
  Kept from(two.first);
  step("an Fd owns the first; another Fd is made by moving from it");
  const Kept to(std::move(from.fd));
  CHECK(two.owned_by(to.fd) == "the first");
  CHECK(two.owned_by(from.fd) == "nothing");
  ::close(two.first);
  ::close(two.second);
}

TEST_CASE("1.2: close closes") {
  const Two two;
  Fd fd(two.first);
  step("an Fd owns the first, and is told to close");
  fd.close();
  INFO("the Fd owns ", two.owned_by(fd));
  CHECK(state_of(two.first) == "closed");
  ::close(two.second);
}

TEST_CASE("1.2: a second close does not close whoever has the number now") {
  const Two two;
  Fd fd(two.first);
  step("an Fd owns the first, and is told to close");
  fd.close();
  REQUIRE(state_of(two.first) == "closed");
  step("something else is opened, and gets the same number");
  // The system hands out the lowest free number: this one, again.
  const int newcomer = ::dup(two.second);
  REQUIRE(newcomer == two.first);
  step("the Fd is told to close once more");
  fd.close();
  CHECK(state_of(newcomer) == "open");
  ::close(newcomer);
  ::close(two.second);
}

TEST_CASE("1.2: close forgets the number") {
  const Two two;
  Fd fd(two.first);
  step("an Fd owns the first, and is told to close");
  fd.close();
  CHECK(two.owned_by(fd) == "nothing");
  ::close(two.second);
}

TEST_CASE("1.2: the end of its scope closes an Fd") {
  const Two two;
  step("an Fd owns the first, and goes out of scope");
  { const Fd fd(two.first); }
  CHECK(state_of(two.first) == "closed");
  ::close(two.second);
}

TEST_CASE("1.2: a moved descriptor is closed by its second owner, and not before") {
  const Two two;
  std::optional<Fd> from(two.first);
  {
    step("an Fd owns the first; a second Fd is made by moving from it");
    const Fd second(std::move(*from));
    step("the one that was moved from goes out of scope");
    from.reset();
    CHECK(state_of(two.first) == "open");
    step("the second one goes out of scope");
  }
  CHECK(state_of(two.first) == "closed");
  ::close(two.second);
}

TEST_CASE("1.2: descriptor 0 is a descriptor, too") {
  const Two two;
  step("an Fd owns the first, and is told to close");
  Fd(two.first).close();
  REQUIRE(state_of(two.first) == "closed");
  step("an Fd owns descriptor 0, and is told to close");
  const int standard_input = ::dup(0);
  ::close(0);
  REQUIRE(::dup(two.second) == 0);  // the lowest free number
  Fd(0).close();
  CHECK(state_of(0) == "closed");
  if (standard_input >= 0) ::dup2(standard_input, 0);
  for (const int each : {standard_input, two.second}) ::close(each);
}

TEST_CASE("1.3: assignment takes the descriptor over") {
  const Two two;
  Fd from(two.first);
  Fd to;
  step("an Fd owns the first; another one, empty so far, is assigned from it");
  to = std::move(from);
  CHECK(two.owned_by(to) == "the first");
  CHECK(two.owned_by(from) == "nothing");
  CHECK(state_of(two.first) == "open");
  ::close(two.second);
}

TEST_CASE("1.3: assignment closes at once what was there before") {
  const Two two;
  Fd to(two.first);
  Fd from(two.second);
  step("an Fd owns the first, and is assigned from an Fd that owns the second");
  to = std::move(from);
  CHECK(two.owned_by(to) == "the second");
  step("the other Fd is still in scope, and should own nothing");
  REQUIRE(two.owned_by(from) == "nothing");
  CHECK(state_of(two.first) == "closed");
  CHECK(state_of(two.second) == "open");
}

TEST_CASE("1.3: an Fd that is assigned to itself keeps its descriptor") {
  const Two two;
  Fd fd(two.first);
  Fd& same = fd;
  step("an Fd owns the first, and is assigned to itself");
  fd = std::move(same);
  CHECK(two.owned_by(fd) == "the first");
  CHECK(state_of(two.first) == "open");
  ::close(two.second);
}

}  // namespace
}  // namespace kit
