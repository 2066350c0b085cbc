// Chats on a bus, in a simulated world: what is heard elsewhere, and what is not.
#include "servers/chat/bus.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/servers/chat/bus_street.hpp"

namespace kit {
namespace {

using namespace std::chrono_literals;
using test::Guest;
using test::House;
using test::joined;
using test::left;
using test::on_a_street;
using test::Street;

TEST_CASE("bus: what is said in one house is heard in the other, by nobody twice") {
  static constexpr auto evening = [](Street&, Guest& alice, Guest& bob) -> Task<void> {
    alice.says("hi all\n");
    co_await bob.hears("Alice@kitchen: hi all\r\n");
    co_await alice.hears("");
    bob.says("  two  words \n\n");
    co_await alice.hears("Bob@attic: two  words\r\nBob@attic: \r\n");
    co_await bob.hears("");
  };
  SUBCASE("RESP3") { on_a_street(evening); }
  SUBCASE("RESP2") { on_a_street(evening, true); }
}

TEST_CASE("bus: who comes, goes, and changes name is announced in all houses") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    Guest carol;
    co_await carol.enters(street.houses[0], "Carol");
    co_await alice.hears(joined("Carol"));
    co_await bob.hears(joined("Carol@kitchen"));
    carol.says("/nick Eve\n");
    co_await alice.hears("*** Carol is now Eve ***\r\n");
    co_await bob.hears("*** Carol@kitchen is now Eve@kitchen ***\r\n");
    carol.says("/quit\n");
    co_await alice.hears(left("Eve"));
    co_await bob.hears(left("Eve@kitchen"));
  };
  on_a_street(evening);
}

TEST_CASE("bus: one name in two houses is two people") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    Guest other;
    co_await other.enters(street.houses[1], "Alice");
    co_await bob.hears(joined("Alice"));
    co_await alice.hears(joined("Alice@attic"));
    other.says("me, too\n");
    co_await alice.hears("Alice@attic: me, too\r\n");
    co_await bob.hears("Alice: me, too\r\n");
  };
  on_a_street(evening);
}

TEST_CASE("bus: private matters stay in the house") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    const std::size_t before = street.redis.asked.size();
    co_await alice.asks("/users\n", "Online: Alice\r\n");
    co_await alice.asks("/msg Bob psst\n", "Error: nobody here is called Bob\r\n");
    co_await alice.asks("/msg Alice note\n", "Alice (to you): note\r\n");
    alice.says("/help\n");
    const std::string help = co_await alice.all_heard();
    CHECK(help.starts_with("/users"));
    co_await bob.hears("");
    CHECK(street.redis.asked.size() == before);
  };
  on_a_street(evening);
}

TEST_CASE("bus: no name has an @, which is for those who are elsewhere") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    const std::string fault =
        "Error: a name has no @, which stands before the name of another room";
    co_await alice.asks("/nick Bob@attic\n", fault + ": /nick NAME\r\n");
    Guest carol;
    co_await carol.knocks(street.houses[0]);
    co_await carol.hears(test::prompt);
    co_await carol.asks("Bob@attic\n", fault + "\r\n" + test::prompt);
    co_await bob.hears("");
  };
  on_a_street(evening);
}

TEST_CASE("bus: without one, a name may have an @, as always") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    alice.says("/nick a@b\n");
    co_await bob.hears("*** Alice is now a@b ***\r\n");
  };
  test::in_a_house(evening);
}

TEST_CASE("bus: three houses; one that closes says so, and not who leaves it") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    House& cellar = street.add("cellar");
    co_await test::passes(20);
    Guest carol;
    co_await carol.enters(cellar, "Carol");
    co_await both_hear(alice, bob, joined("Carol@cellar"));
    carol.says("dark here\n");
    co_await both_hear(alice, bob, "Carol@cellar: dark here\r\n");
    cellar.stop();
    co_await street.buses[2].finish();
    co_await both_hear(alice, bob, "*** The room cellar has closed ***\r\n");
    alice.says("oh\n");
    co_await carol.hears(test::shutting_down + "<end>");
    co_await bob.hears("Alice@kitchen: oh\r\n");
  };
  on_a_street(evening);
}

TEST_CASE("bus: what strangers publish is not shown") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    street.redis.publish("chat", "hello");
    street.redis.publish("chat", "chat/1 ff.0 1 said kitchen Eve \x1b[2Jboo");
    street.redis.publish("chat", "chat/2 ff.0 1 said kitchen Eve hi");
    street.redis.publish("chat", std::string(100'000, 'x'));
    co_await both_hear(alice, bob, "");
    street.redis.publish("chat", "chat/1 ff.0 1 said street Eve hi");
    co_await both_hear(alice, bob, "Eve@street: hi\r\n");
  };
  on_a_street(evening);
}

TEST_CASE("bus: a line that comes twice is heard once, and of lost ones their number") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    const std::string line = " said street Eve hi";
    for (const char number : std::string("7768"))
      street.redis.publish("chat", std::string("chat/1 ff.0 ") + number + line);
    co_await both_hear(alice, bob, "Eve@street: hi\r\nEve@street: hi\r\n");
    street.redis.publish("chat", "chat/1 ff.0 12" + line);
    co_await both_hear(alice, bob,
                       "*** 3 lines of the room street did not come through ***\r\n"
                       "Eve@street: hi\r\n");
    street.redis.publish("chat", "chat/1 fe.0 1" + line);
    co_await both_hear(alice, bob, "Eve@street: hi\r\n");
  };
  on_a_street(evening);
}

TEST_CASE("bus: the books of thousands of origins are bounded") {
  static constexpr auto evening = [](Street& street, Guest& alice, Guest& bob) -> Task<void> {
    for (int i = 0; i < 3000; ++i) {
      street.redis.publish("chat", "chat/1 ff." + std::to_string(i) + " 1 joined street Eve");
      if (i % 50 != 49) continue;
      (void)co_await alice.all_heard();
      (void)co_await bob.all_heard();
    }
    street.redis.publish("chat", "chat/1 ff.2999 1 joined street Eve");
    co_await both_hear(alice, bob, "");
  };
  on_a_street(evening);
}

}  // namespace
}  // namespace kit
