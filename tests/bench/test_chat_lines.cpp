// The chat benchmark's ear: what arrives whole and in turn is counted, and nothing else passes.
#include "tests/bench/chat_lines.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace kit::bench {
namespace {

constexpr std::size_t line_size = 40;

/// Talkers who have said so many lines, and one who hears it.
struct Hall {
  explicit Hall(std::size_t count) {
    for (std::size_t talker = 0; talker < 3; ++talker) {
      talks.emplace_back(talker, line_size);
      std::string said(talks.back().say(count));
      for (std::size_t at = 0; at < said.size(); at = said.find('\n', at) + 1)
        heard.push_back("T" + std::to_string(talker) + ": " +
                        said.substr(at, said.find('\n', at) - at) + "\r\n");
    }
  }
  void hears(std::string_view bytes) {
    ear.take(
        bytes, talks, [this](std::size_t talker) { ++lines[talker]; },
        [this](std::string_view notice) { notices += notice; });
  }

  std::vector<Talk> talks;
  std::vector<std::string> heard;  // all lines of T0, then all of T1, ...
  Ear ear;
  std::size_t lines[3] = {};
  std::string notices;
};

const std::string prompt(chat_prompt_text);

TEST_CASE("bench: lines have their size, and are numbered") {
  Hall hall(2);
  for (const std::string& line : hall.heard) CHECK(line.size() == line_size);
  CHECK(hall.heard[0].starts_with("T0: 00000001 "));
  CHECK(hall.heard[5].starts_with("T2: 00000002 "));
  CHECK(hall.talks[2].number() == 2);
}

TEST_CASE("bench: what is said is heard, wherever the reads end") {
  const std::string notice = "*** L5 joined the chat ***\r\n";
  for (std::size_t cut = 0; cut < 200; ++cut) {
    Hall hall(2);
    const std::string all =
        prompt + notice + hall.heard[0] + hall.heard[4] + notice + hall.heard[2] + hall.heard[1];
    if (cut > all.size()) break;
    hall.hears(all.substr(0, cut));
    hall.hears(all.substr(cut));
    CHECK(hall.lines[0] == 2);
    CHECK(hall.notices == notice + notice);
  }
}

TEST_CASE("bench: byte by byte") {
  Hall hall(1);
  CHECK_FALSE(hall.ear.prompted());
  const std::string all = prompt + hall.heard[0] + hall.heard[1] + hall.heard[2];
  for (const char byte : all) hall.hears({&byte, 1});
  CHECK(hall.ear.prompted());
  CHECK(hall.ear.is_between_lines());
  for (const std::size_t lines : hall.lines) CHECK(lines == 1);
}

TEST_CASE("bench: half a line is not yet a line") {
  Hall hall(1);
  hall.hears(prompt + hall.heard[0].substr(0, line_size - 1));
  CHECK(hall.lines[0] == 0);
  CHECK_FALSE(hall.ear.is_between_lines());
}

TEST_CASE("bench: a line that is lost, doubled, torn, swapped or made up is noticed") {
  const auto refused = [](const std::string& bytes) {
    Hall hall(3);
    CHECK_THROWS_AS(hall.hears(bytes), std::runtime_error);
  };
  Hall hall(4);
  std::vector<std::string>& heard = hall.heard;
  refused(prompt + heard[1]);                                            // the first is lost
  refused(prompt + heard[0] + heard[2]);                                 // one in between
  refused(prompt + heard[0] + heard[0]);                                 // doubled
  refused(prompt + heard[0] + heard[2] + heard[1]);                      // swapped
  refused(prompt + heard[0] + heard[1] + heard[2] + heard[3]);           // not said yet
  refused(prompt + heard[0].substr(0, 20) + heard[1]);                   // torn
  refused(prompt + "x" + heard[0]);                                      // from nowhere
  refused(prompt + "T9" + heard[0].substr(2));                           // nobody's
  refused(prompt + "T1" + heard[0].substr(2, line_size - 5) + "?\r\n");  // changed
  refused("Enter a name:    " + heard[0]);                               // no prompt
  refused(heard[0]);                                                     // none at all
}

}  // namespace
}  // namespace kit::bench
