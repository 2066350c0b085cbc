// readable(fd) and writable(fd), over every selector and in a simulated world.

#include "loop/tasks/ready.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "loop/errors.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loop_socket.hpp"
#include "tests/support/loops.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::AnyLoop;
using test::over_every_loop;
using test::SocketPair;
using test::Tally;
using test::Witness;

Task<> until_readable(int fd, Witness witness) {
  (void)witness;
  co_await EventLoop::current().readable(fd);
}

Task<> until_writable(int fd, Witness witness) {
  (void)witness;
  co_await EventLoop::current().writable(fd);
}

// ------------------------------------------------------------ waking up

Task<> wake_reader(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  const TaskHandle<> reader = create_task(until_readable(pair.one.fd(), Witness(tally)));
  co_await test::passes(3);
  CHECK_FALSE(reader.done());
  pair.other.send("x");
  co_await reader;
  CHECK(pair.one.drain() == 1);
  // A second wait begins afresh: that one byte was read.
  const TaskHandle<> again = create_task(until_readable(pair.one.fd(), Witness(tally)));
  co_await test::passes(3);
  CHECK_FALSE(again.done());
  pair.other.close();
  co_await again;  // the end of the file is something to read
}

TEST_CASE("readable: wakes when there is something to read, and not before") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(wake_reader(any.loop(), tally));
    check_all_gone(tally);
  });
}

Task<> wake_writer(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  co_await until_writable(pair.one.fd(), Witness(tally));  // there is room from the start
  pair.one.fill();
  const TaskHandle<> writer = create_task(until_writable(pair.one.fd(), Witness(tally)));
  co_await test::passes(3);
  CHECK_FALSE(writer.done());
  pair.other.drain();
  co_await writer;
}

TEST_CASE("writable: wakes when there is room, and not before") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(wake_writer(any.loop(), tally));
    check_all_gone(tally);
  });
}

Task<> wake_both(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  const TaskHandle<> reader = create_task(until_readable(pair.one.fd(), Witness(tally)));
  const TaskHandle<> writer = create_task(until_writable(pair.one.fd(), Witness(tally)));
  co_await writer;
  CHECK_FALSE(reader.done());
  pair.other.send("x");
  co_await reader;
}

TEST_CASE("readable and writable: one task in each direction, undisturbed by the other") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(wake_both(any.loop(), tally));
    check_all_gone(tally);
  });
}

// ------------------------------------------------------------ refused at once

Task<> second_in_line(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  const TaskHandle<> first = create_task(until_readable(pair.one.fd(), Witness(tally)));
  co_await sleep(0s);
  const std::exception_ptr failure =
      co_await test::failure_of(until_readable(pair.one.fd(), Witness(tally)));
  CHECK(test::is<std::runtime_error>(failure));
  CHECK(describe(failure).find("descriptor " + std::to_string(pair.one.fd())) != std::string::npos);
  CHECK_FALSE(first.done());
  pair.other.send("x");
  co_await first;  // was not disturbed
  co_await until_readable(pair.one.fd(), Witness(tally));
}

TEST_CASE("readable: a second task in the same direction gets an error, the first goes on") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(second_in_line(any.loop(), tally));
    check_all_gone(tally);
  });
}

Task<> watch_regular_file(int file, Tally& tally) {
  for (int i = 0; i < 2; ++i) {
    const std::exception_ptr failure =
        co_await test::failure_of(until_readable(file, Witness(tally)));
    const auto error = test::as<OSError>(failure);
    CHECK(error.error_number() == EPERM);
    CHECK(std::string(error.what()).find(std::to_string(file)) != std::string::npos);
  }
  co_await sleep(1ms);  // the task is as good as before
  EventLoop::current().forget(file);
}

TEST_CASE("readable: a regular file under epoll is refused cleanly, and the task can go on") {
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  for (const std::string& name : available_selectors()) {
    if (name != "epoll") continue;  // the others report a file as always ready
    Tally tally;
    AnyLoop any(name);
    any.run(watch_regular_file(fileno(file), tally));
    check_all_gone(tally);
  }
  std::fclose(file);
}

Task<> watch_nonsense(Tally& tally) {
  const std::exception_ptr failure = co_await test::failure_of(until_readable(-1, Witness(tally)));
  CHECK(test::is<std::invalid_argument>(failure));
}

TEST_CASE("readable: a negative descriptor is an error") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(watch_nonsense(tally));
    check_all_gone(tally);
  });
}

}  // namespace
}  // namespace kit
