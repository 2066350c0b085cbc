// Lesson 8: whose turn is it? The sockets are simulated: where the system would wait for ever, the
// simulated selector throws Deadlock.
#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

#include "lessons/support/story.hpp"
#include "loop/ancestors/yield_scheduler.hpp"
#include "loop/errors.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/yield_bench.hpp"

namespace kit {
namespace {

/// What happened, in order.
using Log = std::string;

/// A scheduler, and pairs of connected sockets: what is sent into one comes out of the other.
class Bench : public test::YieldBench {
 public:
  Bench() : YieldBench("sim") {}

  std::array<int, 2> pair() { return test::make_pair(net()); }
  void send_to(int far, std::string_view text) { test::send_now(net(), far, text); }
  void run() { scheduler().run(); }
  void add(Routine routine) { scheduler().add(std::move(routine)); }
};

Routine says(std::string text, Log& log) {
  log += text + ". ";
  co_return;
}

Routine adds(Bench& bench, std::string text, Log& log) {
  bench.add(says(text + "'s child", log));
  log += text + ". ";
  co_return;
}

/// Waits once. Notes that it goes on, or what was thrown.
Routine waits(YieldWait wait, std::string name, Log& log) {
  log += name + " waits. ";
  try {
    co_yield wait;
    log += name + " goes on. ";
  } catch (const ConnectionAbortedError&) {
    log += name + " is sent home. ";
  } catch (const std::runtime_error&) {
    log += name + " is refused. ";
  }
}

Routine stops(Bench& bench, Log& log) {
  log += "Stop. ";
  bench.scheduler().stop();
  co_return;
}

Routine sends(Bench& bench, int fd, std::string text) {
  bench.send_to(fd, text);
  co_return;
}

/// Waits for something to come, notes it, and does so again until the end.
Routine reads(Bench& bench, int fd, std::string name, Log& log) {
  for (std::string text = "x"; !text.empty();) {
    co_yield recv(fd);
    text = test::receive(bench.net(), fd);
    log += name + (text.empty() ? " ends. " : " got " + text + ". ");
  }
}

Routine throws_at_once() {
  throw std::range_error("broken");
  co_return;
}

TEST_CASE("8.1: who came first has the first turn") {
  Bench bench;
  Log log;
  step("Alice, Bob and Carol are added, and each of them is through after one turn");
  for (const char* name : {"Alice", "Bob", "Carol"}) bench.add(says(name, log));
  CHECK(log == "");
  bench.run();
  CHECK(log == "Alice. Bob. Carol. ");
}

TEST_CASE("8.1: who is added by a routine stands behind those that are there already") {
  Bench bench;
  Log log;
  step("Alice adds a child while Bob stands in the queue");
  bench.add(adds(bench, "Alice", log));
  bench.add(adds(bench, "Bob", log));
  bench.run();
  CHECK(log == "Alice. Bob. Alice's child. Bob's child. ");
}

TEST_CASE("8.1: the selector is not asked while somebody is ready, nor when nobody is left") {
  Bench bench;
  Log log;
  step("run() without anybody");
  bench.run();
  step("run() with two who never wait");
  bench.add(adds(bench, "Alice", log));
  bench.run();
  CHECK(bench.selector().waits == 0);
}

TEST_CASE("8.2: who waits is watched for, and has no turn") {
  Bench bench;
  Log log;
  const auto [near, far] = bench.pair();
  step("Alice waits to receive, and Bob has a turn");
  bench.add(waits(recv(near), "Alice", log));
  bench.add(says("Bob", log));
  step("then the scheduler is stopped, which sends everybody home who waits to receive");
  bench.add(stops(bench, log));
  bench.run();
  CHECK(log == "Alice waits. Bob. Stop. Alice is sent home. ");
  CHECK(bench.armed(near) == event_read);
}

TEST_CASE("8.2: run does not end while somebody waits") {
  Bench bench;
  Log log;
  const auto [near, far] = bench.pair();
  step("Alice waits for bytes that nobody sends");
  bench.add(waits(recv(near), "Alice", log));
  step("the simulated selector knows that nothing will ever come, and says so");
  CHECK_THROWS_AS(bench.run(), sim::Deadlock);
  CHECK(log == "Alice waits. ");
}

TEST_CASE("8.2: one may receive and one may send, at the same time") {
  Bench bench;
  Log log;
  const auto [near, far] = bench.pair();
  test::fill(bench.net(), near);
  step("the socket is full and nothing has come; Alice waits to receive, Bob to send");
  bench.add(waits(recv(near), "Alice", log));
  bench.add(waits(send(near), "Bob", log));
  CHECK_THROWS_AS(bench.run(), sim::Deadlock);
  CHECK(log == "Alice waits. Bob waits. ");
  CHECK(bench.armed(near) == (event_read | event_write));
}

TEST_CASE("8.3: who waits goes on when something comes") {
  Bench bench;
  Log log;
  const auto [near, far] = bench.pair();
  step("Alice waits to receive");
  bench.add(waits(recv(near), "Alice", log));
  step("Bob sends her something");
  bench.add(sends(bench, far, "x"));
  bench.run();
  CHECK(log == "Alice waits. Alice goes on. ");
  CHECK(bench.selector().waits == 1);
}

TEST_CASE("8.3: each conversation in its own time, and the loop ends with the last one") {
  Bench bench;
  Log log;
  const auto [alice, to_alice] = bench.pair();
  const auto [bob, to_bob] = bench.pair();
  step("Alice and Bob read, each from a socket of their own");
  bench.add(reads(bench, alice, "Alice", log));
  bench.add(reads(bench, bob, "Bob", log));
  step("three letters come for Bob and one for Alice; then there will be no more");
  for (const char* text : {"one", "two", "three"}) bench.send_to(to_bob, text);
  bench.send_to(to_alice, "hello");
  (void)bench.net().shutdown_write(to_bob);
  (void)bench.net().shutdown_write(to_alice);
  bench.run();
  CHECK(log == "Alice got hello. Bob got onetwothree. Alice ends. Bob ends. ");
}

/// Waits for one thing, does not read what came, and waits for another.
Routine leaves_it_unread(YieldWait one, YieldWait other, Log& log) {
  co_yield one;
  log += "woken, reads nothing. ";
  co_yield other;
  log += "goes on. ";
}

/// Has so many turns, between which the selector is asked. Then sends.
Routine sends_later(Bench& bench, int fd, int turns, Log& log) {
  for (; turns > 0; --turns) co_yield send(fd);
  log += "a letter. ";
  bench.send_to(fd, "x");
}

TEST_CASE("8.3: what is ready and nobody waits for is not watched any more") {
  Bench bench;
  Log log;
  const auto [near, far] = bench.pair();
  const auto [other, to_other] = bench.pair();
  step("bytes come for Alice; she is woken, leaves them there, and waits for something else");
  bench.send_to(far, "unread");
  bench.add(leaves_it_unread(recv(near), recv(other), log));
  step("the selector is asked a few times, then the other thing comes");
  bench.add(sends_later(bench, to_other, 4, log));
  bench.run();
  CHECK(log == "woken, reads nothing. a letter. goes on. ");
  CHECK(bench.armed(near) == 0);
}

TEST_CASE("8.4: who throws ends alone, and it is reported") {
  Bench bench;
  Log log;
  step("the first of three routines throws");
  bench.add(throws_at_once());
  bench.add(says("Alice", log));
  bench.add(says("Bob", log));
  bench.run();
  CHECK(log == "Alice. Bob. ");
  REQUIRE(bench.ends.size() == 3);
  CHECK(test::is<std::range_error>(bench.ends[0]));
  CHECK(bench.failures() == 1);
}

TEST_CASE("8.4: a second one who waits for the same is refused, and the first one waits on") {
  Bench bench;
  Log log;
  const auto [near, far] = bench.pair();
  step("Alice waits to receive, and Bob from the same socket");
  bench.add(waits(recv(near), "Alice", log));
  bench.add(waits(recv(near), "Bob", log));
  step("something comes");
  bench.add(sends(bench, far, "x"));
  bench.run();
  CHECK(log == "Alice waits. Bob waits. Bob is refused. Alice goes on. ");
  CHECK(bench.failures() == 0);
}

/// Does what RoutineSocket does when it closes.
Routine closes(Bench& bench, int fd, Log& log) {
  log += "closed. ";
  bench.scheduler().forget(fd);
  bench.net().close(fd);
  co_return;
}

TEST_CASE("8.5: who waits for a socket that is closed is sent home, in both directions") {
  Bench bench;
  Log log;
  const auto [near, far] = bench.pair();
  test::fill(bench.net(), near);
  step("Alice waits to receive, Bob to send; then somebody closes their socket");
  bench.add(waits(recv(near), "Alice", log));
  bench.add(waits(send(near), "Bob", log));
  bench.add(closes(bench, near, log));
  bench.run();
  CHECK(log == "Alice waits. Bob waits. closed. Alice is sent home. Bob is sent home. ");
}

/// Woken, it closes the socket that another one waits for.
Routine closes_when_woken(Bench& bench, int fd, int victim, Log& log) {
  co_yield recv(fd);
  closes(bench, victim, log).next();
}

TEST_CASE("8.5: closed between waking and turn: the number may be somebody else's by then") {
  Bench bench;
  Log log;
  const auto [first, to_first] = bench.pair();
  const auto [second, to_second] = bench.pair();
  step("something comes for both; both are woken, and the first one closes the second one's");
  bench.send_to(to_first, "x");
  bench.send_to(to_second, "x");
  bench.add(closes_when_woken(bench, first, second, log));
  bench.add(waits(recv(second), "Alice", log));
  bench.run();
  CHECK(log == "Alice waits. closed. Alice is sent home. ");
}

TEST_CASE("8.5: the next socket of that number starts afresh") {
  Bench bench;
  Log log;
  const auto [near, far] = bench.pair();
  step("Alice waits, and her socket is closed");
  bench.add(waits(recv(near), "Alice", log));
  bench.add(closes(bench, near, log));
  bench.run();
  CHECK(bench.armed(near) == 0);
  step("a new socket gets the number; something comes for Bob, who waits for it");
  const auto fresh = test::make_pair_at(bench.net(), near);
  bench.send_to(fresh[1], "x");
  bench.add(waits(recv(near), "Bob", log));
  bench.run();
  CHECK(log == "Alice waits. closed. Alice is sent home. Bob waits. Bob goes on. ");
}

}  // namespace
}  // namespace kit
