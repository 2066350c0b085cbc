// Fd: one owner, closed once.
#include "loop/os/fd.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "loop/errors.hpp"

using namespace kit;

namespace {

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

std::array<Fd, 2> make_pipe() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  return {Fd(ends[0]), Fd(ends[1])};
}

}  // namespace

TEST_CASE("Fd: a default one owns nothing") {
  const Fd none;
  CHECK(none.get() == -1);
  CHECK_FALSE(none);
}

TEST_CASE("Fd: the destructor closes") {
  int number = -1;
  {
    const std::array<Fd, 2> pipe = make_pipe();
    number = pipe[0].get();
    CHECK(pipe[0]);
    CHECK(is_open(number));
  }
  CHECK_FALSE(is_open(number));
}

TEST_CASE("Fd: close twice closes once") {
  std::array<Fd, 2> pipe = make_pipe();
  const int number = pipe[0].get();
  pipe[0].close();
  CHECK(pipe[0].get() == -1);
  CHECK_FALSE(is_open(number));
  // The number goes to the next file. A second close that reached the system would close that one.
  const Fd next = duplicate(pipe[1].get());
  REQUIRE(next.get() == number);
  pipe[0].close();
  CHECK(is_open(number));
}

TEST_CASE("Fd: moving hands the descriptor over") {
  std::array<Fd, 2> pipe = make_pipe();
  const int number = pipe[0].get();
  Fd taken(std::move(pipe[0]));
  CHECK(taken.get() == number);
  CHECK(pipe[0].get() == -1);

  const int other = pipe[1].get();
  taken = std::move(pipe[1]);
  CHECK(taken.get() == other);
  CHECK_FALSE(is_open(number));  // what it held before was closed
  CHECK(is_open(other));

  Fd& same = taken;
  taken = std::move(same);
  CHECK(taken.get() == other);
  CHECK(is_open(other));
}

TEST_CASE("Fd: release gives the descriptor away, open") {
  std::array<Fd, 2> pipe = make_pipe();
  const int number = pipe[0].release();
  CHECK(pipe[0].get() == -1);
  pipe[0].close();
  CHECK(is_open(number));
  ::close(number);
}

TEST_CASE("Fd: set_nonblocking makes an empty pipe say EAGAIN") {
  const std::array<Fd, 2> pipe = make_pipe();
  CHECK_FALSE(is_nonblocking(pipe[0].get()));
  set_nonblocking(pipe[0].get());
  CHECK(is_nonblocking(pipe[0].get()));
  CHECK_FALSE(is_nonblocking(pipe[1].get()));
  char byte = 0;
  CHECK(::read(pipe[0].get(), &byte, 1) == -1);
  CHECK(errno == EAGAIN);
}

TEST_CASE("Fd: set_nonblocking keeps the other flags") {
  const std::array<Fd, 2> pipe = make_pipe();
  const int fd = pipe[1].get();
  REQUIRE(::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_APPEND) == 0);
  set_nonblocking(fd);
  CHECK((::fcntl(fd, F_GETFL) & O_APPEND) != 0);
}

TEST_CASE("Fd: set_close_on_exec, and duplicates have it from the start") {
  const std::array<Fd, 2> pipe = make_pipe();
  CHECK((::fcntl(pipe[0].get(), F_GETFD) & FD_CLOEXEC) == 0);
  set_close_on_exec(pipe[0].get());
  CHECK((::fcntl(pipe[0].get(), F_GETFD) & FD_CLOEXEC) != 0);
  const Fd copy = duplicate(pipe[1].get());
  CHECK((::fcntl(copy.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("Fd: a duplicate is the same open file and outlives the original") {
  std::array<Fd, 2> pipe = make_pipe();
  const Fd copy = duplicate(pipe[1].get());
  CHECK(copy.get() != pipe[1].get());
  pipe[1].close();
  CHECK(::write(copy.get(), "x", 1) == 1);
  char byte = 0;
  CHECK(::read(pipe[0].get(), &byte, 1) == 1);
  CHECK(byte == 'x');
}

TEST_CASE("Fd: errors name the call and the descriptor") {
  CHECK_THROWS_AS(set_nonblocking(-1), OSError);
  CHECK_THROWS_AS(set_close_on_exec(-1), OSError);
  CHECK_THROWS_AS(is_nonblocking(-1), OSError);
  try {
    (void)duplicate(-1);
    FAIL("a descriptor that does not exist was duplicated");
  } catch (const OSError& error) {
    CHECK(error.error_number() == EBADF);
    const std::string what = error.what();
    CHECK(what.find("fcntl(F_DUPFD_CLOEXEC) on descriptor -1") != what.npos);
  }
}
