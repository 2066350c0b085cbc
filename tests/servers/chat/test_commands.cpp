// Commands and names. Who hears what, and who does not, is asked after every line.
#include "servers/chat/commands.hpp"

#include <doctest/doctest.h>

#include <string>

#include "servers/chat/text.hpp"
#include "tests/servers/chat/house.hpp"

namespace kit {
namespace {

using test::Guest;
using test::House;
using test::in_a_house;
using test::joined;
using test::left;
using test::prompt;

TEST_CASE("commands: /help names every command") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    co_await alice.enters(house, "Alice");
    alice.says("/help\n");
    const std::string help = co_await alice.all_heard();
    for (const std::string command : {"/users", "/nick NAME", "/msg NAME TEXT", "/quit", "/help"})
      CHECK(help.find(command) != help.npos);
    CHECK(help.ends_with("\r\n"));
    co_await alice.asks("/HELP  \r\n", help);
  };
  in_a_house(evening);
}

TEST_CASE("commands: with words behind them, or before, they are what somebody says") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    for (const std::string line : {"/quit now", "/users x", "/help me", "say /quit", "//quit",
                                   "/quitter", "quit", "/", "/msgs Bob hi", "/nickname"}) {
      alice.says(line + "\n");
      co_await bob.hears("Alice: " + line + "\r\n");
      co_await alice.hears("");
    }
  };
  in_a_house(evening);
}

TEST_CASE("commands: /nick is heard by all, and from then on the new name counts") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    co_await alice.asks("/NICK \t Carol \r\n", "*** Alice is now Carol ***\r\n");
    co_await bob.hears("*** Alice is now Carol ***\r\n");
    co_await alice.asks("hi\n/users\n", "Online: Carol, Bob\r\n");
    co_await bob.hears("Carol: hi\r\n");
    bob.says("/msg alice psst\n/msg carol psst\n");
    co_await bob.hears("Error: nobody here is called alice\r\n");
    co_await alice.hears("Bob (to you): psst\r\n");
    // The old name is free again.
    co_await bob.asks("/nick alice\n", "*** Bob is now alice ***\r\n");
    co_await alice.hears("*** Bob is now alice ***\r\n");
    alice.says("/quit\n");
    co_await bob.hears(left("Carol"));
  };
  in_a_house(evening);
}

TEST_CASE("commands: /nick to one's own name in other letters") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    Guest bob;
    co_await alice.enters(house, "Alice");
    co_await alice.asks("/nick ALICE\n", "*** Alice is now ALICE ***\r\n");
    co_await bob.knocks(house);
    bob.says("alice\nBob\n");
    co_await bob.hears(prompt + "Error: the name alice is taken\r\n" + prompt + joined("Bob"));
    co_await bob.asks("/users\n/msg alice hi\n", "Online: ALICE, Bob\r\n");
    co_await alice.hears(joined("Bob") + "Bob (to you): hi\r\n");
    alice.says("/quit\n");
    co_await bob.hears(left("ALICE"));
    co_await bob.asks("/nick alice\n", "*** Bob is now alice ***\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("commands: /nick refuses what is no name, and what somebody else is called") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    co_await alice.asks("/nick bOB\n", "Error: the name bOB is taken\r\n");
    for (const std::string name : {"", "a b", "/x", "*x"}) {
      alice.says("/nick " + name + "\n");
      co_await alice.hears("Error: " + fault_of_name(name) + ": /nick NAME\r\n");
    }
    alice.says("/nick " + std::string(33, 'x') + "\n");
    co_await alice.hears("Error: a name has at most 32 bytes: /nick NAME\r\n");
    alice.says("/nick " + std::string(32, 'x') + "\n");
    co_await bob.hears("*** Alice is now " + std::string(32, 'x') + " ***\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("commands: /msg is heard by one alone, in any letters, also by oneself") {
  static constexpr auto evening = [](House& house, Guest& alice, Guest& bob) -> Task<void> {
    Guest carol;
    co_await comes_too(house, carol, "Carol", alice, bob);
    alice.says("/msg BOB  one  two \r\n");
    co_await bob.hears("Alice (to you): one  two\r\n");
    alice.says("/Msg\tbob\tthree\n");
    co_await bob.hears("Alice (to you): three\r\n");
    co_await alice.asks("/msg alice note\n", "Alice (to you): note\r\n");
    co_await alice.asks("/msg Dave hi\n", "Error: nobody here is called Dave\r\n");
    for (const std::string line : {"/msg", "/msg Bob", "/msg  Bob  "})
      co_await alice.asks(line + "\n", "Error: to whom, and what? /msg NAME TEXT\r\n");
    bob.says("/quit\n");
    co_await alice.hears(left("Bob"));
    co_await alice.asks("/msg Bob gone?\n", "Error: nobody here is called Bob\r\n");
    co_await carol.hears(left("Bob"));
  };
  in_a_house(evening);
}

TEST_CASE("commands: nobody gets what a terminal would obey, or what is no UTF-8") {
  static constexpr auto evening = [](House&, Guest& alice, Guest& bob) -> Task<void> {
    const std::string bad[] = {"a\x1b[2Jb",
                               std::string("a\0b", 3),
                               "a\rb",
                               "a\x7f",
                               "\xc2\x9b"
                               "2J",
                               "\xff",
                               "a\xc3",
                               "\xed\xa0\x80",
                               "\xc0\xaf",
                               "/msg Alice \x07!",
                               "/nick a\x08",
                               "/\x01users"};
    for (const std::string& line : bad) {
      CAPTURE(line);
      bob.says(line + "\n");
      co_await bob.hears("Error: text in UTF-8, without control characters, can be said here\r\n");
      co_await alice.hears("");
    }
    bob.says("fine \xe2\x82\xac\n");
    co_await alice.hears("Bob: fine \xe2\x82\xac\r\n");
  };
  in_a_house(evening);
}

TEST_CASE("quirk 17: a name is unique in any letters, limited, and fit to be shown") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest alice;
    co_await alice.enters(house, "Alice");
    Guest bob;
    co_await bob.knocks(house);
    co_await bob.hears(prompt);
    const std::string bad[] = {"Alice",     "ALICE",    "aLiCe",        std::string(33, 'b'),
                               "b\x1b[31m", "b\xff",    "b b",          "/b",
                               "*b",        "\xc2\x85", "b\xed\xa0\x80"};
    for (const std::string& name : bad) {
      CAPTURE(name);
      bob.says(name + "\n");
      const bool taken = folded(name) == "alice";
      const std::string fault = taken ? "the name " + name + " is taken" : fault_of_name(name);
      co_await bob.hears("Error: " + fault + "\r\n" + prompt);
    }
    co_await alice.hears("");
    co_await bob.asks(" " + std::string(32, 'b') + "\r\n", joined(std::string(32, 'b')));
  };
  in_a_house(evening);
}

TEST_CASE("names: of two who give the same name in one moment, one gets it") {
  static constexpr auto evening = [](House& house) -> Task<void> {
    Guest one;
    Guest other;
    co_await one.knocks(house);
    co_await other.knocks(house);
    co_await both_hear(one, other, prompt);
    one.says("Sam\n");
    other.says("SAM\n");
    co_await one.hears(joined("Sam"));
    co_await other.hears("Error: the name SAM is taken\r\n" + prompt);
    CHECK(house.room.names() == "Sam");
    // When the first one leaves, the name is free.
    one.says("/quit\n");
    co_await test::passes(10);
    co_await other.asks("SAM\n", joined("SAM"));
  };
  in_a_house(evening);
}

}  // namespace
}  // namespace kit
