// The end: of the server, and of a connection that does not take its last words. Virtual time.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/servers/chat/house.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Guest;
using test::House;
using test::in_a_house;
using test::joined;
using test::left;
using test::prompt;
using test::shutting_down;

TimePoint now() { return EventLoop::current().time(); }

TEST_CASE("stop: everybody hears of it, then the end; nobody hears who else left") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    std::vector<Guest> guests(50);
    for (std::size_t i = 0; i < guests.size(); ++i)
      co_await guests[i].enters(house, "G" + std::to_string(i));
    Guest at_the_door;
    co_await at_the_door.knocks(house);
    Guest half;
    co_await half.knocks(house);
    half.says("Hal");
    for (Guest& each : guests) (void)co_await each.all_heard();
    guests[7].says("half a li");
    co_await test::passes(5);
    const TimePoint start = now();
    house.stop();
    co_await both_hear(at_the_door, half, prompt + shutting_down + "<end>");
    for (Guest& each : guests) co_await each.hears(shutting_down + "<end>");
    CHECK(house.room.size() == 0);
    co_await house.server.wait_closed();
    CHECK(now() - start <= 200ms);
  };
  in_a_house(evening);
}

TEST_CASE("stop: what was said before is heard, and the name that was given counts") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest bob;
    co_await alice.enters(house, "Alice");
    co_await bob.knocks(house);
    bob.says("Bob\nhi\n");
    co_await test::passes(10);
    house.stop();
    co_await alice.hears(joined("Bob") + "Bob: hi\r\n" + shutting_down + "<end>");
    co_await bob.hears(prompt + joined("Bob") + shutting_down + "<end>");
  };
  in_a_house(evening);
}

TEST_CASE("stop: who comes in the last moment hears of it, too") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    for (int count = 0; count < 6; ++count) {
      Guest late;
      co_await late.knocks(house);
      co_await test::passes(count);
      house.server.end_input();
      const std::string heard = co_await late.all_heard();
      if (heard == prompt) continue;  // before it was accepted: it is a guest like any other
      CHECK(heard == prompt + shutting_down + "<end>");
    }
  };
  in_a_house(evening);
}

TEST_CASE("stop: a member who is leaving anyhow gets the end, and nothing more") {
  static constexpr auto evening = [](House& house, Guest& alice, Guest& bob) -> Task<void> {
    Guest carol;
    co_await comes_too(house, carol, "Carol", alice, bob);
    bob.leaves();
    co_await bob.hears("<end>");
    carol.vanishes();
    co_await alice.hears(left("Bob") + left("Carol"));
    house.stop();
    co_await alice.hears(shutting_down + "<end>");
  };
  in_a_house(evening);
}

TEST_CASE("stop: who does not read holds it up until the deadline, and no longer") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest slow;
    co_await slow.enters(house, "Slow");
    co_await alice.enters(house, "Alice");
    alice.talks(20);
    co_await alice.hears("");
    const TimePoint start = now();
    house.stop(3s);
    co_await alice.hears(shutting_down + "<end>");
    co_await house.server.wait_closed();
    CHECK(now() - start == 3s);
    const std::string heard = co_await slow.all_heard();
    CHECK(heard.starts_with(joined("Alice") + "Alice: xxx"));
    CHECK(heard.ends_with("<reset>"));
  };
  in_a_house(evening);
}

TEST_CASE("quirk 18: the prompt waits so long, and one byte now and then does not help") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    co_await alice.enters(house, "Alice");
    const TimePoint start = now();
    Guest silent;
    Guest drip;
    Guest wrong;
    co_await silent.knocks(house);
    co_await drip.knocks(house);
    co_await wrong.knocks(house);
    for (int i = 0; i < 59; ++i) {
      co_await sleep(1s);
      drip.says("x");
      wrong.says("\x07\n");
    }
    CHECK(house.server.connection_count() == 4);
    co_await sleep(1s);
    co_await both_hear(silent, drip, prompt + "Connection timeout. Goodbye!\r\n<end>");
    const std::string heard = co_await wrong.all_heard();
    CHECK(heard.ends_with(prompt + "Connection timeout. Goodbye!\r\n<end>"));
    CHECK(now() - start == 60s);
    co_await alice.hears("");
    CHECK(house.room.names() == "Alice");
  };
  in_a_house(evening);
}

TEST_CASE("quirk 18: a name in the last moment is in time, and then there is all the time") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest late;
    co_await late.knocks(house);
    co_await sleep(60s - 1ns);
    co_await late.asks("Late\n", prompt + joined("Late"));
    co_await sleep(24h);
    co_await late.asks("/users\n", "Online: Late\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("stop: silence for too long ends with a farewell, and the others hear who left") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    const TimePoint start = now();
    for (int i = 0; i < 4; ++i) {
      co_await sleep(7s);
      alice.says("tick\n");  // that one hears much is no sign of life
      co_await test::passes(5);
    }
    co_await bob.hears("Alice: tick\r\nConnection timeout. Goodbye!\r\n<end>");
    co_await alice.hears(left("Bob"));
    CHECK(now() - start == 28s);
    co_await sleep(10s);
    co_await alice.hears("Connection timeout. Goodbye!\r\n<end>");
  };
  in_a_house(evening, {.idle_timeout = 10s});
}

TEST_CASE("quirk 19: last words that are not taken are given up after five seconds") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest slow;
    co_await slow.enters(house, "Slow");
    co_await alice.enters(house, "Alice");
    // More than the network holds, less than the transport: nobody waits in drain().
    alice.talks(10);
    co_await alice.hears("");
    slow.says("/quit\n");
    co_await alice.hears(left("Slow"));  // at once
    CHECK(house.server.connection_count() == 2);
    co_await sleep(4999ms);
    CHECK(house.server.connection_count() == 2);
    co_await sleep(1ms);
    co_await test::passes(3);
    CHECK(house.server.connection_count() == 1);
    const std::string heard = co_await slow.all_heard();
    CHECK(heard.ends_with("<reset>"));
  };
  in_a_house(evening);
}

TEST_CASE("quirk 19: much is unsent, and taken in time: all of it, and then the end") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    for (const int count : {10, 20, 35}) {
      CAPTURE(count);
      Guest alice;
      Guest slow;
      co_await slow.enters(house, "Slow");
      co_await alice.enters(house, "Alice");
      std::string expected = joined("Alice");
      for (int i = 0; i < count; ++i) {
        alice.says(std::string(9000, 'x') + "\n");
        expected += "Alice: " + std::string(9000, 'x') + "\r\n";
      }
      co_await alice.hears("");
      slow.says("/quit\n");
      co_await test::passes(10);
      alice.says("too late\n");
      co_await sleep(4s);
      const std::string heard = co_await slow.all_heard();
      CHECK((heard == expected + "<end>"));
      co_await alice.hears(left("Slow"));
      co_await alice.asks("/quit\n", "<end>");
    }
  };
  in_a_house(evening);
}

}  // namespace
}  // namespace kit
