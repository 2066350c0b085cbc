// notify-keyspace-events: what its letters mean, and how it is written.
#include "servers/resp/state/event_selection.hpp"

#include <doctest/doctest.h>

#include <string>

namespace kit::resp {
namespace {

std::string written(std::string_view text) {
  const auto selection = EventSelection::parse(text);
  return selection ? selection->str() : "refused";
}

TEST_CASE("notify-keyspace-events: it is written in one way, as Redis writes it") {
  // What Redis 7.0.15 answered.
  CHECK(written("") == "");
  CHECK(written("KEA") == "AKE");
  CHECK(written("KEAmn") == "AKEm");  // without the n that it obeys
  CHECK(written("KEg$lshzxetdnm") == "AKEm");
  CHECK(written("Kg$lshzxetd") == "AK");
  CHECK(written("EK$ngm") == "g$nKEm");
  CHECK(written("Ktd") == "tdK");
  CHECK(written("KExx") == "xKE");
  CHECK(written("g$lshzxet") == "g$lshzxet");
  CHECK(written(std::string_view("K\0q", 3)) == "K");
}

TEST_CASE("notify-keyspace-events: every other letter is refused") {
  const std::string known = "KEAg$lshzxetdnm";
  for (int byte = 1; byte < 256; ++byte) {
    const char letter = static_cast<char>(byte);
    CAPTURE(byte);
    CHECK((written(std::string("K") + letter) == "refused") ==
          (known.find(letter) == std::string::npos));
  }
}

TEST_CASE("notify-keyspace-events: a topic counts when there is a place to publish it") {
  constexpr Topic topics[] = {Topic::generic,    Topic::string,  Topic::list,    Topic::set,
                              Topic::hash,       Topic::expired, Topic::evicted, Topic::new_key,
                              Topic::sorted_set, Topic::key_miss};
  for (const Topic topic : topics) {
    const std::string letter(1, static_cast<char>(topic));
    CAPTURE(letter);
    CHECK_FALSE(EventSelection::parse(letter)->has(topic));
    CHECK(EventSelection::parse(letter + "K")->has(topic));
    CHECK(EventSelection::parse(letter + "E")->has(topic));
    const bool in_all = topic != Topic::new_key && topic != Topic::key_miss;
    CHECK(EventSelection::parse("AK")->has(topic) == in_all);
    for (const Topic other : topics)
      CHECK(EventSelection::parse(letter + "K")->has(other) == (topic == other));
  }
  CHECK_FALSE(EventSelection::parse("KEd")->has(Topic::string));
  CHECK_FALSE(EventSelection().has(Topic::string));
}

}  // namespace
}  // namespace kit::resp
