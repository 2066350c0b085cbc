// The check of replies, without a socket.
#include "tools/poke/replies.hpp"

#include <doctest/doctest.h>

#include <string>

namespace kit::poke {
namespace {

const Series series{"abcdef", 7, 40};

std::string text(std::uint64_t number) { return series.text(number); }

/// As if so many messages had been sent.
Replies after_sending(int count) {
  Replies replies(series);
  for (int i = 0; i < count; ++i) (void)replies.next_message();
  return replies;
}

TEST_CASE("replies: messages have the size that was asked for, and all differ") {
  Replies replies(series);
  const std::string first = replies.next_message();
  const std::string second = replies.next_message();
  CHECK(first.size() == 40);
  CHECK(first.ends_with("\n"));
  CHECK(first.starts_with("poke abcdef 7 0."));
  CHECK(second.size() == 40);
  CHECK(first != second);
  CHECK(replies.sent() == 2);
  const Series other{"abcdef", 8, 40};
  CHECK(other.text(0) != text(0));
  const Series tight{"abcdef", 1234567, 10};
  CHECK(tight.text(89) == "poke abcdef 1234567 89.");
}

TEST_CASE("replies: every decoration of the kit's servers") {
  for (const std::string before : {"", "Echo: ", "GOT:", "> "})
    for (const std::string after : {"\n", "\r\n", " !\n"}) {
      Replies replies = after_sending(3);
      CHECK(replies.take("Welcome!\r\n") == Verdict::remark);
      CHECK(replies.take("GOT: nothing yet\n") == Verdict::remark);
      for (std::uint64_t i = 0; i < 3; ++i)
        CHECK(replies.take(before + text(i) + after) == Verdict::right);
      CHECK(replies.settled() == 3);
      CHECK(replies.take("Goodbye!\r\n") == Verdict::remark);
    }
}

TEST_CASE("replies: GOT: wherever the server cut, when the first bytes say so") {
  Replies replies = after_sending(2);
  std::string cut = "GOT:";
  for (const char letter : text(0) + "\n") cut += std::string(1, letter) + "GOT:";
  cut.resize(cut.size() - 4);
  CHECK(replies.take(cut) == Verdict::right);
  CHECK(replies.take(text(1) + "\n") == Verdict::right);
  Replies others = after_sending(2);
  CHECK(others.take(text(0) + "\n") == Verdict::right);
  CHECK(others.take("GOT:" + text(1) + "\n") == Verdict::wrong);
}

TEST_CASE("replies: one wrong byte, anywhere, is found") {
  const std::string good = "Echo: " + text(1) + "\r\n";
  for (std::size_t at = 0; at + 1 < good.size(); ++at) {
    Replies replies = after_sending(3);
    REQUIRE(replies.take("Echo: " + text(0) + "\r\n") == Verdict::right);
    std::string bad = good;
    bad[at] = '~';
    CAPTURE(bad);
    CHECK(replies.take(bad) == Verdict::wrong);
    CHECK(replies.settled() == 2);
    CHECK(replies.take("Echo: " + text(2) + "\r\n") == Verdict::right);
  }
}

TEST_CASE("replies: a decoration that changes is wrong") {
  Replies replies = after_sending(3);
  REQUIRE(replies.take("Echo: " + text(0) + "\r\n") == Verdict::right);
  CHECK(replies.take(text(1) + "\r\n") == Verdict::wrong);
  CHECK(replies.take("Echo: " + text(2) + "\n") == Verdict::wrong);
}

TEST_CASE("replies: doubled, lost, from another client, not asked for") {
  Replies replies = after_sending(6);
  REQUIRE(replies.take(text(0) + "\n") == Verdict::right);
  CHECK(replies.take(text(0) + "\n") == Verdict::doubled);
  CHECK(replies.settled() == 1);
  CHECK(replies.take(text(3) + "\n") == Verdict::lost);
  CHECK(replies.missing() == 2);
  CHECK(replies.settled() == 4);
  const Series other{"abcdef", 8, 40};
  CHECK(replies.take(other.text(4) + "\n") == Verdict::wrong);
  CHECK(replies.take(text(99) + "\n") == Verdict::wrong);
  CHECK(replies.settled() == 6);
  CHECK(replies.take(text(5) + "\n") == Verdict::doubled);
}

TEST_CASE("replies: the first one lost, or doubled before it is learnt") {
  Replies replies = after_sending(3);
  CHECK(replies.take("Echo: " + text(2) + "\n") == Verdict::lost);
  CHECK(replies.missing() == 2);
  Replies twice = after_sending(2);
  CHECK(twice.take(text(0) + "\n") == Verdict::right);
  CHECK(twice.take(text(1) + text(1) + "\n") == Verdict::wrong);
}

TEST_CASE("replies: half a line at the end is wrong when a reply was due") {
  Replies replies = after_sending(1);
  CHECK(replies.take(text(0)) == Verdict::wrong);
  Replies done = after_sending(1);
  REQUIRE(done.take(text(0) + "\n") == Verdict::right);
  CHECK(done.take("bye") == Verdict::remark);
}

}  // namespace
}  // namespace kit::poke
