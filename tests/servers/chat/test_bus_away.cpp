// A bus that dies, hangs, is slow, refuses, and comes back. Nobody is cut off, and people are told.
#include <doctest/doctest.h>

#include <string>

#include "tests/servers/chat/bus_street.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Guest;
using test::House;
using test::joined;
using test::on_a_street;
using test::Street;

const std::string away(bus_away);
const std::string back(bus_back);
const std::string slow(bus_slow);

TEST_CASE("bus away: all are told once, hear each other in the house, and are told of its return") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    Guest carol;
    co_await carol.enters(street.houses[0], "Carol");
    co_await alice.hears(joined("Carol"));
    co_await bob.hears(joined("Carol@kitchen"));
    co_await street.lose_bus();
    co_await both_hear(alice, carol, away);
    co_await bob.hears(away);
    co_await sleep(10min);  // hundreds of attempts
    alice.says("anybody?\n");
    co_await carol.hears("Alice: anybody?\r\n");
    co_await alice.hears("");
    co_await bob.hears("");
    co_await street.get_bus_back();
    co_await both_hear(alice, carol, back);
    co_await bob.hears(back);  // and nothing of what was said meanwhile
    alice.says("hello again\n");
    co_await carol.hears("Alice: hello again\r\n");
    co_await bob.hears("Alice@kitchen: hello again\r\n");
  };
  on_a_street(evening);
}

TEST_CASE("bus away: again and again") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    for (int i = 0; i < 20; ++i) {
      co_await street.lose_bus();
      co_await street.get_bus_back();
      co_await both_hear(alice, bob, away + back);
      bob.says("still here\n");
      co_await alice.hears("Bob@attic: still here\r\n");
    }
  };
  on_a_street(evening);
}

TEST_CASE("bus away: who comes meanwhile is told, and nobody elsewhere hears of it") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    co_await street.lose_bus();
    co_await both_hear(alice, bob, away);
    Guest carol;
    co_await carol.knocks(street.houses[0]);
    carol.says("Carol\n");
    co_await carol.hears(test::prompt + joined("Carol") + away);
    co_await alice.hears(joined("Carol"));
    co_await street.get_bus_back();
    co_await both_hear(alice, bob, back);
  };
  on_a_street(evening);
}

TEST_CASE("bus away: from the beginning; the chat begins all the same") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    Street street({});
    street.redis.die();
    House& kitchen = street.add("kitchen");
    {
      Guest alice;
      co_await alice.knocks(kitchen);
      co_await sleep(1s);
      alice.says("Alice\n");
      co_await alice.hears(test::prompt + joined("Alice") + away);
      Guest bob;
      co_await bob.knocks(kitchen);
      bob.says("Bob\n");
      co_await bob.hears(test::prompt + joined("Bob") + away);
      co_await alice.hears(joined("Bob"));
      co_await street.get_bus_back();
      co_await both_hear(alice, bob, back);
    }
    co_await street.shut();
  };
  world.run(main());
}

TEST_CASE("bus away: from the beginning to the end") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    Street street({});
    street.redis.die();
    street.add("kitchen");
    co_await sleep(1min);
    co_await street.shut();
  };
  world.run(main());
}

TEST_CASE("bus away: one that hangs is noticed, and nobody waits for it meanwhile") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    street.redis.fall_silent();
    Guest carol;
    co_await carol.enters(street.houses[0], "Carol");
    co_await alice.hears(joined("Carol"));
    for (int i = 0; i < 100; ++i) {
      alice.says("one more\n");
      co_await carol.hears("Alice: one more\r\n");
    }
    co_await sleep(16s);
    co_await both_hear(alice, carol, away);
    co_await bob.hears(away);
    street.redis.fall_silent(false);
    co_await sleep(16s);
    co_await both_hear(alice, carol, back);
  };
  on_a_street(evening);
}

TEST_CASE("bus away: a slow one; what finds the outbox full is dropped, and all are told") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    Guest carol;
    co_await carol.enters(street.houses[0], "Carol");
    co_await alice.hears(joined("Carol"));
    co_await bob.hears(joined("Carol@kitchen"));
    street.redis.stop_reading();
    const std::string much(10'000, 'x');
    std::string heard;
    for (int i = 0; i < 200; ++i) {
      alice.says(much + "\n");
      heard += co_await carol.all_heard();
    }
    // Nobody here has missed a word, and all have been told once.
    CHECK(heard.size() == 200 * (much.size() + 9) + slow.size());
    CHECK(heard.find(slow) != heard.npos);
    co_await alice.hears(slow);
    street.redis.read_on();
    const std::string elsewhere = co_await bob.all_heard();
    const std::size_t lines = elsewhere.size() / (much.size() + 17);
    CHECK(lines > 60);
    CHECK(lines < 110);  // 64 were under way, and 256 KiB waited
    alice.says("better now?\n");
    co_await bob.hears("*** " + std::to_string(200 - lines) +
                       " lines of the room kitchen did not come through ***\r\n"
                       "Alice@kitchen: better now?\r\n");
  };
  on_a_street(evening);
}

TEST_CASE("bus away: what still waited when it went is not said when it is back") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    street.redis.stop_reading();
    for (int i = 0; i < 100; ++i) alice.says("old\n");  // 64 are under way, the others wait
    co_await alice.hears("");
    co_await street.lose_bus();
    street.redis.read_on();
    co_await street.get_bus_back();
    co_await both_hear(alice, bob, away + back);
    alice.says("new\n");
    co_await bob.hears(
        "*** 100 lines of the room kitchen did not come through ***\r\n"
        "Alice@kitchen: new\r\n");
  };
  on_a_street(evening);
}

TEST_CASE("bus away: a server that refuses the channel is as good as none, until it does not") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    Street street({});
    street.redis.set_script([](const test::FakeRedis::Words& words) -> std::optional<std::string> {
      if (words.front() != "SUBSCRIBE") return std::nullopt;
      return "-NOPERM this user has no permissions\r\n";
    });
    House& kitchen = street.add("kitchen");
    co_await test::passes(20);
    {
      Guest alice;
      co_await alice.knocks(kitchen);
      alice.says("Alice\n");
      co_await alice.hears(test::prompt + joined("Alice") + away);
      CHECK(kitchen.log.records.back().ends_with("away: NOPERM this user has no permissions"));
      street.redis.set_script({});
      co_await sleep(11s);
      co_await alice.hears(back);
    }
    co_await street.shut();
  };
  world.run(main());
}

TEST_CASE("bus away: a server that refuses to publish is complained about once") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    Street street({"kitchen"});
    co_await test::passes(20);
    street.redis.set_script([](const test::FakeRedis::Words& words) -> std::optional<std::string> {
      if (words.front() != "PUBLISH") return std::nullopt;
      return "-NOPERM no\r\n";
    });
    {
      Guest alice;
      co_await alice.enters(street.houses[0], "Alice");
      alice.says("a\nb\nc\n");
      co_await alice.hears("");
    }
    CHECK(street.houses[0].log.count("error: the bus does not take what is said here") == 1);
    street.houses[0].log.records.clear();
    co_await street.shut();
  };
  world.run(main());
}

TEST_CASE("bus away: a stop does not wait for one that hangs longer than a second") {
  sim::World world;
  static constexpr auto main = []() -> Task<void> {
    Street street({"kitchen"});
    co_await test::passes(20);
    street.redis.fall_silent();
    const TimePoint before = EventLoop::current().time();
    co_await street.buses[0].finish();
    CHECK(EventLoop::current().time() - before == 1s);
    street.redis.cut_connections();
    co_await street.shut();
  };
  world.run(main());
}

}  // namespace
}  // namespace kit
