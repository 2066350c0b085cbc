// Who does not read is shown out, and the others notice nothing.
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

/// A small outbox, so that a test need not say much. The network holds 64 KiB besides, and the
/// transport as much again.
const ChatOptions small{.outbox_limit = 10'000};

/// "3: xxx...\n", of 1000 bytes.
std::string message(int number) {
  std::string text = std::to_string(number) + ": ";
  return text + std::string(999 - text.size(), 'x') + "\n";
}
std::string heard(const std::string& name, const std::string& line) {
  return name + ": " + line.substr(0, line.size() - 1) + "\r\n";
}

/// Without the news of who left.
std::string messages_in(std::string text) {
  for (std::size_t at = text.find("*** "); at != text.npos; at = text.find("*** ", at))
    text.erase(at, text.find('\n', at) + 1 - at);
  return text;
}

/// Alice talks, one line after the other, until the house knows only `members`. Bob must hear all
/// of it. Returns what was said.
Task<std::string> talk_until(House& house, std::size_t members, Guest& alice, Guest& bob) {
  std::string all;
  std::string got;
  for (int i = 0; i < 400 && house.room.size() > members; ++i) {
    alice.says(message(i));
    all += heard("Alice", message(i));
    co_await test::passes(6);
    got += bob.take();
    CHECK(got.size() >= all.size());  // at once, and not when the slow one has been dealt with
  }
  got += co_await bob.all_heard();
  CHECK((messages_in(got) == all));
  co_return got;
}

TEST_CASE("quirk 14: who stops reading is cut off when its outbox is full; all others hear all") {
  static constexpr auto evening = [](House& house, Guest& alice, Guest& bob) -> Task<void> {
    Guest slow;
    co_await comes_too(house, slow, "Slow", alice, bob);
    const std::string told = co_await talk_until(house, 2, alice, bob);
    CHECK(house.room.names() == "Alice, Bob");
    CHECK(house.log.count("cut ") == 1);
    // Everybody learns that it has gone, once.
    CHECK((told.find(left("Slow")) != told.npos));
    co_await alice.hears(left("Slow"));
    // It has heard a part, from the beginning, each line once; and then the line was cut.
    const std::string part = co_await slow.all_heard();
    CHECK(part.ends_with("<reset>"));
    CHECK(part.size() > 60'000);
    CHECK((told.starts_with(part.substr(0, part.size() - 7))));
    // The room goes on as before, and its news, too.
    Guest carol;
    co_await carol.enters(house, "Carol");
    carol.says("hi\n/quit\n");
    co_await both_hear(alice, bob, joined("Carol") + "Carol: hi\r\n" + left("Carol"));
  };
  in_a_house(evening, small);
}

TEST_CASE("quirk 14: a slow one that reads again in time misses nothing, and hears nothing twice") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest slow;
    co_await slow.enters(house, "Slow");
    co_await alice.enters(house, "Alice");
    std::string all = joined("Alice");
    for (int i = 0; i < 130; ++i) {
      alice.says(message(i));
      all += heard("Alice", message(i));
      co_await test::passes(6);
    }
    CHECK(house.room.size() == 2);
    const std::string got = co_await slow.all_heard();
    CHECK((got == all));
    co_await slow.asks("/quit\n", "<end>");
    co_await alice.hears(left("Slow"));
  };
  in_a_house(evening, small);
}

TEST_CASE("quirk 14: somebody who is not listened to answers commands of others meanwhile") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest slow;
    co_await slow.enters(house, "Slow");
    co_await alice.enters(house, "Alice");
    for (int i = 0; i < 135; ++i) alice.says(message(i));
    co_await alice.hears("");
    co_await alice.asks("/users\n", "Online: Slow, Alice\r\n");
    // And its own lines are heard, although it does not read.
    slow.says("I talk, and do not listen\n");
    co_await alice.hears("Slow: I talk, and do not listen\r\n");
  };
  in_a_house(evening, {.outbox_limit = 100'000});
}

TEST_CASE("quirk 14: who asks and asks, and does not read the answers, is cut off as well") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest slow;
    co_await alice.enters(house, "Alice");
    co_await slow.enters(house, "Slow");
    for (int i = 0; i < 2000; ++i) {
      slow.says("/help\n");
      co_await test::passes(3);
    }
    co_await alice.hears(joined("Slow") + left("Slow"));
    CHECK(house.log.count("cut ") == 1);
    Guest carol;
    co_await carol.enters(house, "Carol");
    carol.says("/quit\n");
    co_await alice.hears(joined("Carol") + left("Carol"));
  };
  in_a_house(evening, small);
}

TEST_CASE("quirk 14: who is cut off at the prompt was never announced") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest slow;
    co_await alice.enters(house, "Alice");
    co_await slow.knocks(house);
    std::string names;
    for (int i = 0; i < 500; ++i) names += "a b\n";
    for (int i = 0; i < 20; ++i) {
      slow.says(names);
      co_await test::passes(3);
    }
    co_await alice.hears("");
    CHECK(house.log.count("cut ") == 1);
    CHECK(house.server.connection_count() == 1);
    Guest carol;
    co_await carol.enters(house, "Carol");
    carol.vanishes();
    co_await alice.hears(joined("Carol") + left("Carol"));
  };
  in_a_house(evening, small);
}

TEST_CASE("quirk 15: many are cut off by one message, while it is being told") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest bob;
    std::vector<Guest> slow(10);
    co_await alice.enters(house, "Alice");
    for (std::size_t i = 0; i < 5; ++i) co_await slow[i].enters(house, "Early" + std::to_string(i));
    co_await bob.enters(house, "Bob");
    for (std::size_t i = 5; i < 10; ++i) co_await slow[i].enters(house, "Late" + std::to_string(i));
    (void)co_await bob.all_heard();
    (void)co_await alice.all_heard();
    const std::string told = co_await talk_until(house, 2, alice, bob);
    CHECK(house.room.names() == "Alice, Bob");
    CHECK(house.log.count("cut ") == 10);
    for (int i = 0; i < 10; ++i) {
      const std::string name = (i < 5 ? "Early" : "Late") + std::to_string(i);
      const std::size_t place = told.find(left(name));
      CHECK((place != told.npos));
      CHECK((told.find(left(name), place + 1) == told.npos));
    }
  };
  in_a_house(evening, small);
}

TEST_CASE("quirk 16: who was cut off is gone from every list, and the name is free") {
  static constexpr auto evening = [](House& house, Guest& alice, Guest& bob) -> Task<void> {
    Guest slow;
    co_await comes_too(house, slow, "Slow", alice, bob);
    (void)co_await talk_until(house, 2, alice, bob);
    (void)co_await alice.all_heard();
    alice.says("/users\n/msg Slow hi\n");
    co_await alice.hears("Online: Alice, Bob\r\nError: nobody here is called Slow\r\n");
    CHECK(house.server.connection_count() == 2);
    Guest again;
    co_await again.enters(house, "slow");
  };
  in_a_house(evening, small);
}

TEST_CASE("quirk 14: a flood of tiny lines cuts nobody off who reads") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest flood;
    Guest bob;
    co_await bob.enters(house, "Bob");
    const std::string name(32, 'f');
    co_await flood.enters(house, name);
    (void)co_await bob.all_heard();
    // 32 bytes of name and 4 more for each byte that comes in.
    const int count = 60'000;
    flood.says(std::string(count, '\n'));
    std::string all;
    for (int i = 0; i < count; ++i) all += name + ": \r\n";
    const std::string got = co_await bob.all_heard();
    CHECK(got.size() == all.size());
    CHECK((got == all));
    CHECK(house.log.count("cut ") == 0);
    CHECK(house.room.size() == 2);
  };
  in_a_house(evening);
}

TEST_CASE("quirk 14: six long lines in one moment cut nobody off who reads") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest bob;
    co_await bob.enters(house, "Bob");
    std::vector<Guest> talkers(6);
    for (std::size_t i = 0; i < talkers.size(); ++i)
      co_await talkers[i].enters(house, "T" + std::to_string(i));
    for (Guest& each : talkers) (void)co_await each.all_heard();
    (void)co_await bob.all_heard();
    for (Guest& each : talkers) each.says(std::string(60'000, 'x') + "\n");
    const std::string got = co_await bob.all_heard();
    CHECK(got.size() == 6 * (60'000 + 6));
    CHECK(house.room.size() == 7);
    CHECK(house.log.count("cut ") == 0);
  };
  in_a_house(evening);
}

}  // namespace
}  // namespace kit
