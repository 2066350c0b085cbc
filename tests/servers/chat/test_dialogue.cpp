// The dialogue of the original, line by line where it is sound; what the original got wrong is
// named by its number in the list of its quirks.
#include <doctest/doctest.h>

#include <string>

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

TEST_CASE("dialogue: the prompt has no line end; who joins is announced to all, itself included") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    co_await alice.knocks(house);
    co_await alice.hears("Enter your name: ");
    co_await alice.asks("Alice\n", "*** Alice joined the chat ***\r\n");
    Guest bob;
    co_await bob.knocks(house);
    co_await bob.hears("Enter your name: ");
    co_await alice.hears("");
    co_await bob.asks("Bob\n", "*** Bob joined the chat ***\r\n");
    co_await alice.hears("*** Bob joined the chat ***\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: what one says, all the others hear, without white space around it") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    alice.says("hi all\n");
    co_await bob.hears("Alice: hi all\r\n");
    co_await alice.hears("");
    bob.says("  hello  \r\n");
    co_await alice.hears("Bob: hello\r\n");
    bob.says("a  b\tc\n");
    co_await alice.hears("Bob: a  b\tc\r\n");
    bob.says("\n");
    co_await alice.hears("Bob: \r\n");
    bob.says("/who\n");
    co_await alice.hears("Bob: /who\r\n");
    co_await bob.hears("");
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: lines come in any pieces") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest bob;
    Guest alice;
    co_await bob.enters(house, "Bob");
    co_await alice.knocks(house);
    for (const char letter : std::string("Alice\nhi \xc3\xa4ll\r\n/users\n")) {
      alice.says(std::string(1, letter));
      co_await test::passes(5);
    }
    co_await alice.hears(prompt + joined("Alice") + "Online: Bob, Alice\r\n");
    co_await bob.hears(joined("Alice") + "Alice: hi \xc3\xa4ll\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: /users in any case, in the order of joining, and nobody else hears of it") {
  static constexpr auto evening = [](House& house, Guest& alice, Guest& bob) -> Task<void> {
    Guest anon;
    co_await anon.enters_nameless(house);
    co_await both_hear(alice, bob, joined(anon.number()));
    co_await bob.asks("/users\n", "Online: Alice, Bob, " + anon.number() + "\r\n");
    co_await bob.asks("/USERS\r\n", "Online: Alice, Bob, " + anon.number() + "\r\n");
    co_await alice.hears("");
    alice.vanishes();
    co_await bob.hears(left("Alice"));
    co_await bob.asks("/users\n", "Online: Bob, " + anon.number() + "\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: /quit in any case ends it; the others hear who left, the leaver does not") {
  static constexpr auto evening = [](House& house, Guest& alice, Guest& bob) -> Task<void> {
    co_await bob.asks("/QUIT\n", "<end>");
    co_await alice.hears(left("Bob"));
    co_await alice.asks("/quit \r\n", "<end>");
    CHECK(house.room.size() == 0);
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: what comes after /quit is not said, however much, and nobody is reset") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    std::string lines = "last words\n/quit\n";
    for (int i = 0; i < 1000; ++i) lines += "one more\n";
    co_await bob.asks(lines, "<end>");
    co_await alice.hears("Bob: last words\r\n" + left("Bob"));
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: 1000 lines and then /quit: each is heard, once and in order") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    std::string lines;
    std::string heard;
    for (int i = 0; i < 1000; ++i) {
      lines += std::to_string(i) + "\n";
      heard += "Bob: " + std::to_string(i) + "\r\n";
    }
    bob.says(lines + "/quit\n");
    co_await alice.hears(heard + left("Bob"));
    co_await bob.hears("<end>");
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: a last line and the end; also when the line has no end") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    co_await alice.enters(house, "Alice");
    for (const std::string last : {"x\n", "x"}) {
      Guest bob;
      co_await bob.enters(house, "Bob");
      bob.says(last);
      bob.leaves();
      co_await bob.hears("<end>");
      co_await alice.hears(joined("Bob") + "Bob: x\r\n" + left("Bob"));
    }
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: name, message and command in one packet") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest w;
    co_await w.enters(house, "W");
    Guest k;
    co_await k.knocks(house);
    co_await k.asks("K\nfirst\n/users\n", prompt + joined("K") + "Online: W, K\r\n");
    co_await w.hears(joined("K") + "K: first\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("dialogue: a member who resets is announced, and nothing is reported") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest anon;
    co_await alice.enters(house, "Alice");
    co_await anon.enters_nameless(house);
    anon.vanishes();
    co_await alice.hears(joined(anon.number()) + left(anon.number()));
    co_await alice.asks("anybody?\n/users\n", "Online: Alice\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("quirk 13: an over-long line is answered, and the session goes on") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    const std::string longest(65536, 'x');
    bob.says(longest + "\n" + longest + "y\nstill here\n" + std::string(1'000'000, 'z') + "\n!\n");
    const std::string answer = co_await bob.all_heard();
    CHECK(answer.starts_with("Error: "));
    CHECK(answer.ends_with("\r\n"));
    CHECK(answer.find("65536") != answer.npos);
    CHECK(answer.substr(0, answer.size() / 2) == answer.substr(answer.size() / 2));  // one each
    co_await alice.hears("Bob: " + longest + "\r\nBob: still here\r\nBob: !\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("quirk 13: an over-long name is answered, too, and asked for again") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    co_await alice.knocks(house);
    alice.says(std::string(70'000, 'x') + "\nAlice\n");
    co_await alice.hears(prompt + "Error: that line is too long\r\n" + prompt + joined("Alice"));
  };
  in_a_house(evening);
}

TEST_CASE("quirk 17: who gives no name is not announced: end of file, half a name, a reset") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    co_await alice.enters(house, "Alice");
    Guest ghost;
    co_await ghost.knocks(house);
    ghost.leaves();
    co_await ghost.hears(prompt + "<end>");
    Guest half;
    co_await half.knocks(house);
    half.says("Half");
    half.leaves();
    co_await half.hears(prompt + "<end>");
    Guest rude;
    co_await rude.knocks(house);
    co_await rude.hears(prompt);
    rude.vanishes();
    Guest quick;
    co_await quick.knocks(house);
    quick.vanishes();  // before it was accepted
    Guest bad;
    co_await bad.knocks(house);
    bad.says("a b\n");
    co_await test::passes(10);
    bad.vanishes();
    co_await alice.hears("");
    CHECK(house.room.names() == "Alice");
    CHECK(house.server.connection_count() == 1);
  };
  in_a_house(evening);
}

TEST_CASE("quirk 17: an empty line is a name that the server chooses") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest anon;
    co_await anon.knocks(house);
    co_await anon.asks("   \r\n", prompt + joined(anon.number()));
  };
  in_a_house(evening);
}

TEST_CASE("quirk 14: a name that the server chooses is nobody else's") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest nameless;
    Guest thief;
    co_await nameless.knocks(house);
    co_await thief.enters(house, nameless.number());
    nameless.says("\n");
    const std::string next = "User_" + std::to_string(std::stoi(nameless.number().substr(5)) + 1);
    co_await nameless.hears(prompt + joined(next));
    co_await thief.hears(joined(next));
  };
  in_a_house(evening);
}

}  // namespace
}  // namespace kit
