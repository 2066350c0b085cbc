// What ends a wait for a descriptor besides the descriptor itself: it is closed, the task is
// cancelled, the loop is closed.

#include <doctest/doctest.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <string>

#include "loop/errors.hpp"
#include "loop/tasks/ready.hpp"
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

Task<> await_handle(TaskHandle<> handle) { co_await handle; }

// ------------------------------------------------------------ closed meanwhile

Task<> close_under_waiter(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  const int fd = pair.one.fd();
  const TaskHandle<> reader = create_task(until_readable(fd, Witness(tally)));
  const TaskHandle<> writer = create_task(until_readable(pair.other.fd(), Witness(tally)));
  co_await sleep(0s);
  pair.one.close();
  const std::exception_ptr failure = co_await test::failure_of(await_handle(reader));
  const auto error = test::as<OSError>(failure);
  CHECK(error.error_number() == EBADF);
  CHECK(std::string(error.what()).find("descriptor " + std::to_string(fd)) != std::string::npos);
  co_await writer;  // sees the end of the file
}

TEST_CASE("Y09: closing a descriptor wakes the task that waits for it with EBADF") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(close_under_waiter(any.loop(), tally));
    check_all_gone(tally);
  });
}

Task<> close_in_ready_queue(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  const int fd = pair.one.fd();
  const TaskHandle<> reader = create_task(until_readable(fd, Witness(tally)));
  co_await sleep(0s);  // it waits now
  pair.other.send("x");
  // This task stands in the ready queue already when the next poll queues the reader behind it. So
  // it closes the descriptor in between, and the number goes to somebody else at once.
  co_await sleep(0s);
  CHECK_FALSE(reader.done());
  pair.one.close();
  SocketPair other(loop);
  CHECK((other.one.fd() == fd || other.other.fd() == fd));
  const std::exception_ptr failure = co_await test::failure_of(await_handle(reader));
  CHECK(test::as<OSError>(failure).error_number() == EBADF);
}

TEST_CASE("Y09: so does closing it when the task stands in the ready queue already") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(close_in_ready_queue(any.loop(), tally));
    check_all_gone(tally);
  });
}

Task<> close_while_writing(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  pair.one.fill();
  const TaskHandle<> writer = create_task(until_writable(pair.one.fd(), Witness(tally)));
  co_await sleep(0s);
  pair.one.close();
  const std::exception_ptr failure = co_await test::failure_of(await_handle(writer));
  CHECK(test::as<OSError>(failure).error_number() == EBADF);
}

TEST_CASE("Y09: the same for a task that waits to write") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(close_while_writing(any.loop(), tally));
    check_all_gone(tally);
  });
}

// ------------------------------------------------------------ lifetimes

Task<> cancel_waiter(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  const TaskHandle<> reader = create_task(until_readable(pair.one.fd(), Witness(tally)));
  co_await sleep(0s);
  CHECK(reader.cancel());
  co_await sleep(0s);
  CHECK(reader.cancelled());
  CHECK(tally.live() == 0);
  pair.other.send("x");
  co_await until_readable(pair.one.fd(), Witness(tally));  // the place is free again
  CHECK(pair.one.drain() == 1);                            // and nothing was lost
}

TEST_CASE("readable: cancelling frees the place; the next one may wait there") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(cancel_waiter(any.loop(), tally));
    check_all_gone(tally);
  });
}

Task<> cancelled_before_it_waits(EventLoop& loop, int fd) {
  TaskBase::current()->cancel();
  co_await loop.readable(fd);
}

Task<> wait_after_cancelled(EventLoop& loop, Tally& tally) {
  SocketPair pair(loop);
  const TaskHandle<> first = create_task(cancelled_before_it_waits(loop, pair.one.fd()));
  co_await sleep(0s);
  CHECK(first.cancelled());
  pair.other.send("x");
  co_await until_readable(pair.one.fd(), Witness(tally));
}

TEST_CASE("readable: a task that is to be cancelled does not take the place at all") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    any.run(wait_after_cancelled(any.loop(), tally));
    check_all_gone(tally);
  });
}

Task<> own_sockets(std::unique_ptr<SocketPair> pair) {
  (void)pair;  // closed with the frame
  co_await sleep(24h);
}

TEST_CASE("readable: a frame destroyed while it waits is not told of the close after it") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    auto pair = std::make_unique<SocketPair>(any.loop());
    (void)create_task(any.loop(), until_readable(pair->one.fd(), Witness(tally)));
    (void)create_task(any.loop(), own_sockets(std::move(pair)));
    run_until_complete(any.loop(), test::passes(2));
    any.loop().close();  // first the reader goes, then the sockets
    check_all_gone(tally);
  });
}

TEST_CASE("readable: closing the loop frees the frame of who waits") {
  over_every_loop([](AnyLoop& any) {
    Tally tally;
    SocketPair pair(any.loop());
    (void)create_task(any.loop(), until_readable(pair.one.fd(), Witness(tally)));
    run_until_complete(any.loop(), test::passes(2));
    CHECK(tally.live() > 0);
    any.loop().close();
    check_all_gone(tally);
  });
}

}  // namespace
}  // namespace kit
