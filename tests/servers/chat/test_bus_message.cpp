#include "servers/chat/bus_message.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

namespace kit {
namespace {

BusMessage message(BusEvent event, std::string name, std::string text) {
  BusMessage result;
  result.origin = "4f1d0c8e9a7b2c33.0";
  result.sequence = 17;
  result.event = event;
  result.room = "kitchen";
  result.name = std::move(name);
  result.text = std::move(text);
  return result;
}

std::vector<BusMessage> one_of_each() {
  return {message(BusEvent::said, "Bob", "hello  all "), message(BusEvent::said, "Bob", ""),
          message(BusEvent::joined, "Bob", ""),          message(BusEvent::left, "Bob", ""),
          message(BusEvent::renamed, "Bob", "Eve"),      message(BusEvent::closed, "", "")};
}

TEST_CASE("bus message: on the wire it is one line") {
  const std::vector<std::string> lines = {"said kitchen Bob hello  all ", "said kitchen Bob ",
                                          "joined kitchen Bob",           "left kitchen Bob",
                                          "renamed kitchen Bob Eve",      "closed kitchen"};
  for (std::size_t i = 0; i < lines.size(); ++i)
    CHECK(encode(one_of_each()[i]) == "chat/1 4f1d0c8e9a7b2c33.0 17 " + lines[i]);
}

TEST_CASE("bus message: what was written is read") {
  for (const BusMessage& each : one_of_each()) {
    const std::string line = encode(each);
    CAPTURE(line);
    REQUIRE(parse_bus_message(line));
    CHECK(*parse_bus_message(line) == each);
  }
}

TEST_CASE("bus message: what people read of it") {
  CHECK(shown(message(BusEvent::said, "Bob", "hi  you")) == "Bob@kitchen: hi  you\r\n");
  CHECK(shown(message(BusEvent::joined, "Bob", "")) == "*** Bob@kitchen joined the chat ***\r\n");
  CHECK(shown(message(BusEvent::left, "Bob", "")) == "*** Bob@kitchen left the chat ***\r\n");
  CHECK(shown(message(BusEvent::renamed, "Bob", "Eve")) ==
        "*** Bob@kitchen is now Eve@kitchen ***\r\n");
  CHECK(shown(message(BusEvent::closed, "", "")) == "*** The room kitchen has closed ***\r\n");
}

TEST_CASE("bus message: what is no such line is none") {
  const std::string good = "chat/1 ab.0 1 ";
  const std::string word(33, 'x');
  const std::vector<std::string> none = {
      "",
      " ",
      "hello",
      "chat/2 ab.0 1 said kitchen Bob hi",
      "Chat/1 ab.0 1 said kitchen Bob hi",
      "chat/1",
      "chat/1 ab.0",
      "chat/1 ab.0 1",
      good,
      good + "said",
      good + "said kitchen",
      good + "sang kitchen Bob la",
      good + "SAID kitchen Bob hi",
      "chat/1  1 said kitchen Bob hi",
      "chat/1 xyz 1 said kitchen Bob hi",
      "chat/1 " + std::string(41, 'a') + " 1 said kitchen Bob hi",
      "chat/1 ab.0 -1 said kitchen Bob hi",
      "chat/1 ab.0 x said kitchen Bob hi",
      "chat/1 ab.0  said kitchen Bob hi",
      "chat/1 ab.0 18446744073709551616 said kitchen Bob hi",
      good + "said  Bob hi",
      good + "said kit@chen Bob hi",
      good + "said " + word + " Bob hi",
      good + "said *kitchen Bob hi",
      good + "said kitchen  hi",
      good + "said kitchen /Bob hi",
      good + "said kitchen ***Bob hi",
      good + "said kitchen Bob@attic hi",
      good + "said kitchen " + word + " hi",
      good + "joined kitchen Bob again",
      good + "left kitchen Bob again",
      good + "renamed kitchen Bob",
      good + "renamed kitchen Bob a b",
      good + "renamed kitchen Bob a@b",
      good + "closed kitchen Bob",
      good + "closed"};
  for (const std::string& line : none) {
    CAPTURE(line);
    CHECK(!parse_bus_message(line));
  }
}

TEST_CASE("bus message: nobody's terminal obeys what a stranger publishes") {
  const std::string good = "chat/1 ab.0 1 said kitchen Bob ";
  CHECK(parse_bus_message(good + "\xc3\xa4\t!"));
  for (const char* const text : {"\x1b[2J", "two\r\nlines", "\xff", "\xe2\x80\xae", "\x7f"}) {
    CHECK(!parse_bus_message(good + text));
    CHECK(!parse_bus_message("chat/1 ab.0 1 joined kitchen Bob" + std::string(text)));
    CHECK(!parse_bus_message("chat/1 ab.0 1 joined kit" + std::string(text) + " Bob"));
  }
  CHECK(!parse_bus_message(good + std::string("a\0b", 3)));
}

TEST_CASE("bus message: no line is longer than a client's") {
  const std::string good = "chat/1 ab.0 1 said kitchen Bob ";
  CHECK(parse_bus_message(good + std::string(longest_said, 'x')));
  CHECK(!parse_bus_message(good + std::string(longest_said + 1, 'x')));
}

TEST_CASE("bus message: whatever comes, what is taken is what it would be written as") {
  std::mt19937 random(1);
  int taken = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string line = encode(one_of_each()[random() % 6]);
    for (unsigned changes = random() % 3; changes > 0; --changes) {
      const std::size_t place = random() % line.size();
      if (random() % 2 == 0)
        line[place] = static_cast<char>(random() % 128);
      else
        line.erase(place, 1);
    }
    const std::optional<BusMessage> parsed = parse_bus_message(line);
    if (!parsed) continue;
    ++taken;
    // Zeros before a number are the one thing that is written in one way only.
    REQUIRE(*parse_bus_message(encode(*parsed)) == *parsed);
    REQUIRE(shown(*parsed).find('\n') == shown(*parsed).size() - 1);
  }
  CHECK(taken > 10'000);
}

TEST_CASE("bus message: the name of a room is as that of a person, and says so") {
  CHECK(fault_of_room("kitchen") == "");
  CHECK(fault_of_room("") == "a room has a name");
  CHECK(fault_of_room("a@b") == "the name of a room has no @");
  CHECK(fault_of_room("two words") == "for a room as for a person: a name is one word");
}

}  // namespace
}  // namespace kit
