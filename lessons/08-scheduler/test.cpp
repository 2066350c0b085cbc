// Lesson 8: whose turn is it? The sockets are simulated: where the system would wait for ever, the
// simulated selector says that nobody can go on.
#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>

#include "lessons/08-scheduler/people.hpp"
#include "lessons/support/story.hpp"
#include "loop/errors.hpp"

namespace kit {
namespace {

TEST_CASE("8.1: who came first has the first turn") {
  Bench bench;
  step("Alice, Bob and Carol are added, and each of them is through after one turn");
  for (const char* name : {"Alice", "Bob", "Carol"}) bench.add(says(bench, name));
  CHECK(bench.log == "");
  bench.run();
  CHECK(bench.log == "Alice. Bob. Carol. All have ended. ");
}

TEST_CASE("8.1: who is added by a routine stands behind those that are there already") {
  Bench bench;
  step("Alice adds a child while Bob stands in the queue");
  bench.add(adds(bench, "Alice"));
  bench.add(adds(bench, "Bob"));
  bench.run();
  CHECK(bench.log == "Alice. Bob. Alice's child. Bob's child. All have ended. ");
}

TEST_CASE("8.1: the selector is not asked while somebody is ready, nor when nobody is left") {
  Bench bench;
  step("run() without anybody");
  bench.run();
  step("run() with one who never waits, and neither does its child");
  bench.add(adds(bench, "Alice"));
  bench.run();
  CHECK(bench.log == "All have ended. Alice. Alice's child. All have ended. ");
}

TEST_CASE("8.1: an interrupt leaves run() in the middle, and the next run() goes on behind it") {
  Bench bench;
  step("the first of two routines throws Interrupted, which ends run()");
  bench.add(throws_at_once(std::make_exception_ptr(Interrupted())));
  bench.add(says(bench, "Alice"));
  CHECK_THROWS_AS(bench.run(), Interrupted);
  CHECK(bench.log == "");
  step("run() once more: Alice is in the queue, and nobody else");
  bench.run();
  CHECK(bench.log == "Alice. All have ended. ");
  CHECK(bench.ended() == "well. ");
}

TEST_CASE("8.2: who waits is watched for, and has no turn") {
  Bench bench;
  const auto [near, far] = bench.pair();
  step("Alice waits to receive, and Bob has a turn");
  bench.add(waits(bench, recv(near), "Alice"));
  bench.add(says(bench, "Bob"));
  step("then the scheduler is stopped, which sends everybody home who waits to receive");
  bench.add(stops(bench));
  bench.run();
  CHECK(bench.log == "Alice waits. Bob. Stop. Alice is sent home. All have ended. ");
  CHECK(bench.watched(near) == "read");
}

TEST_CASE("8.2: run does not end while somebody waits") {
  Bench bench;
  const auto [near, far] = bench.pair();
  step("Alice waits for bytes that nobody sends; the simulated selector knows that");
  bench.add(waits(bench, recv(near), "Alice"));
  bench.run();
  CHECK(bench.log == "Alice waits. Nobody can go on. ");
}

TEST_CASE("8.2: one may receive and one may send, at the same time") {
  Bench bench;
  const auto [near, far] = bench.pair();
  test::fill(bench.net(), near);
  step("the socket is full and nothing has come; Alice waits to receive, Bob to send");
  bench.add(waits(bench, recv(near), "Alice"));
  bench.add(waits(bench, send(near), "Bob"));
  bench.run();
  CHECK(bench.log == "Alice waits. Bob waits. Nobody can go on. ");
  CHECK(bench.watched(near) == "read and write");
}

TEST_CASE("8.2: a second one who waits for the same is refused, and does not push the first out") {
  needs("8.4");
  Bench bench;
  const auto [near, far] = bench.pair();
  step("Alice waits to receive, then Bob from the same socket; nothing ever comes");
  bench.add(waits(bench, recv(near), "Alice"));
  bench.add(waits(bench, recv(near), "Bob"));
  bench.run();
  CHECK(bench.log == "Alice waits. Bob waits. Bob is refused. Nobody can go on. ");
}

TEST_CASE("8.2: who waits for what cannot be watched is told, and is not in the table") {
  needs("8.4");
  Bench bench;
  step("Alice waits for descriptor 99, which nobody has opened: arm() gives an error");
  bench.add(waits(bench, recv(99), "Alice"));
  bench.run();
  CHECK(bench.log == "Alice waits. Alice is refused. All have ended. ");
  CHECK(bench.ended() == "well. ");
}

TEST_CASE("8.3: who waits goes on when something comes") {
  Bench bench;
  const auto [near, far] = bench.pair();
  step("Alice waits to receive, and something comes");
  bench.add(waits(bench, recv(near), "Alice"));
  test::send_now(bench.net(), far, "x");
  bench.run();
  CHECK(bench.log == "Alice waits. Alice goes on. All have ended. ");
}

TEST_CASE("8.3: each conversation in its own time, and the loop ends with the last one") {
  Bench bench;
  const auto [alice, to_alice] = bench.pair();
  const auto [bob, to_bob] = bench.pair();
  step("Alice and Bob read, each from a socket of their own");
  bench.add(reads(bench, alice, "Alice"));
  bench.add(reads(bench, bob, "Bob"));
  step("three letters come for Bob and one for Alice; then there will be no more");
  for (const char* text : {"one", "two", "three"}) test::send_now(bench.net(), to_bob, text);
  test::send_now(bench.net(), to_alice, "hello");
  (void)bench.net().shutdown_write(to_bob);
  (void)bench.net().shutdown_write(to_alice);
  bench.run();
  CHECK(bench.log ==
        "Alice got hello. Bob got onetwothree. Alice ends. Bob ends. All have ended. ");
}

TEST_CASE("8.3: what is ready and nobody waits for is not watched any more") {
  Bench bench;
  const auto [near, far] = bench.pair();
  const auto [other, to_other] = bench.pair();
  step("bytes come for Alice; she is woken, leaves them there, and ends");
  test::send_now(bench.net(), far, "unread");
  bench.add(waits(bench, recv(near), "Alice"));
  step("the selector is asked a few times more, for Bob");
  bench.add(reads(bench, other, "Bob"));
  bench.add(sends(bench, to_other, "abc"));
  bench.run();
  CHECK(bench.watched(near) == "nothing");
}

TEST_CASE("8.3: who waits for the same again costs no call to the selector") {
  Bench bench;
  const auto [near, far] = bench.pair();
  step("Alice sends letters to Bob, and both wait before each of them");
  bench.add(reads(bench, near, "Bob"));
  bench.add(sends(bench, far, "abc"));
  bench.run();
  CHECK(bench.log == "Bob got a. Bob got b. Bob got c. Bob ends. All have ended. ");
  step("the calls to the selector are counted: one to arm for each of the two, one to disarm");
  CHECK(bench.selector().changes == 3);
}

TEST_CASE("8.3: who waits in the other direction is still watched for") {
  Bench bench;
  const auto [near, far] = bench.pair();
  step("Alice waits to receive. Bob waits to send, at the same socket; he may, and is gone");
  bench.add(waits(bench, recv(near), "Alice"));
  bench.add(waits(bench, send(near), "Bob"));
  step("the socket has room, and nobody waits for that any more; later, a letter comes for Alice");
  bench.add(idles_and_sends(bench, far, 3));
  bench.run();
  CHECK(bench.log ==
        "Alice waits. Bob waits. Bob goes on. A letter. Alice goes on. All have ended. ");
  CHECK(bench.watched(near) == "read");
}

TEST_CASE("8.4: who throws ends alone, and it is reported") {
  Bench bench;
  step("the first of three routines throws");
  bench.add(throws_at_once(std::make_exception_ptr(std::range_error("broken"))));
  bench.add(says(bench, "Alice"));
  bench.add(says(bench, "Bob"));
  bench.run();
  CHECK(bench.log == "Alice. Bob. All have ended. ");
  CHECK(bench.ended() == "broken. well. well. ");
}

TEST_CASE("8.4: who is refused is told at its co_yield, and the others go on") {
  Bench bench;
  step("Alice waits for descriptor -1, which park() refuses; Bob stands behind her");
  bench.add(waits(bench, recv(-1), "Alice"));
  bench.add(says(bench, "Bob"));
  bench.run();
  CHECK(bench.log == "Alice waits. Bob. Alice is refused. All have ended. ");
  CHECK(bench.ended() == "well. well. ");
}

TEST_CASE("8.5: who waits for a socket that is closed is sent home, in both directions") {
  Bench bench;
  const auto [near, far] = bench.pair();
  test::fill(bench.net(), near);
  step("Alice waits to receive, Bob to send; then somebody closes their socket");
  bench.add(waits(bench, recv(near), "Alice"));
  bench.add(waits(bench, send(near), "Bob"));
  bench.add(closes(bench, near));
  bench.run();
  CHECK(bench.log ==
        "Alice waits. Bob waits. Closed. Alice is sent home. Bob is sent home. All have ended. ");
}

TEST_CASE("8.5: closed between waking and turn: the number may be somebody else's by then") {
  Bench bench;
  const auto [first, to_first] = bench.pair();
  const auto [second, to_second] = bench.pair();
  step("something comes for both; both are woken, and the first one closes the second one's");
  test::send_now(bench.net(), to_first, "x");
  test::send_now(bench.net(), to_second, "x");
  bench.add(closes_when_woken(bench, first, second));
  bench.add(waits(bench, recv(second), "Alice"));
  bench.run();
  CHECK(bench.log == "Alice waits. Closed. Alice is sent home. All have ended. ");
}

TEST_CASE("8.5: the next socket of that number starts afresh") {
  Bench bench;
  const auto [near, far] = bench.pair();
  step("Alice waits, and her socket is closed");
  bench.add(waits(bench, recv(near), "Alice"));
  bench.add(closes(bench, near));
  bench.run();
  CHECK(bench.watched(near) == "nothing");
  step("a new socket gets the number; something comes for Bob, who waits for it");
  const auto fresh = test::make_pair_at(bench.net(), near);
  test::send_now(bench.net(), fresh[1], "x");
  bench.add(waits(bench, recv(near), "Bob"));
  bench.run();
  CHECK(bench.log ==
        "Alice waits. Closed. Alice is sent home. All have ended. "
        "Bob waits. Bob goes on. All have ended. ");
}

TEST_CASE("8.5: a socket that nobody waits for is closed without a word") {
  Bench bench;
  const auto [near, far] = bench.pair();
  const auto [higher, to_higher] = bench.pair();
  step("Alice waits, at another socket; one that was never watched is closed");
  bench.add(waits(bench, recv(higher), "Alice"));
  bench.add(closes(bench, near));
  test::send_now(bench.net(), to_higher, "x");
  bench.run();
  CHECK(bench.log == "Alice waits. Closed. Alice goes on. All have ended. ");
  CHECK(bench.ended() == "well. well. ");
}

}  // namespace
}  // namespace kit
