// Lesson 6: messages out of a stream, and answers into it.
#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "lessons/support/story.hpp"
#include "loop/ancestors/async_chat.hpp"
#include "tests/support/chats.hpp"
#include "tests/support/pattern.hpp"

namespace kit {
namespace {

// A ChatBench is a simulated network with one chat in it, and its peer in the hands of the test.
// The chat notes in `heard` each piece that it collects, and `end` for each found_terminator.
using test::ChatBench;
using test::NotingChat;
using test::Strings;

const std::string end = NotingChat::end;

/// The peer sends it, and the chat hears it: one read.
void tell(ChatBench& bench, std::string_view text, const std::string& what) {
  step(what);
  bench.tell(text);
}

// ---- 6.1 ----------------------------------------------------------------------------------------

TEST_CASE("6.1: the end of a text may be the beginning of the terminator") {
  step("the terminator is a carriage return and a line feed");
  CHECK(find_prefix_at_end("qwerty\r", "\r\n") == 1);
  CHECK(find_prefix_at_end("qwerty", "\r\n") == 0);
  CHECK(find_prefix_at_end("qwer\rty", "\r\n") == 0);
  step("the terminator is --end--");
  CHECK(find_prefix_at_end("ab--", "--end--") == 2);
}

TEST_CASE("6.1: the longest one counts, and never the whole terminator") {
  step("a terminator that has its own beginning in it again: abab");
  CHECK(find_prefix_at_end("aba", "abab") == 3);
  CHECK(find_prefix_at_end("aab", "abab") == 2);
  step("a text that has the whole terminator at its end");
  CHECK(find_prefix_at_end("qqq", "qqq") == 2);
  CHECK(find_prefix_at_end("abc", "c") == 0);
  step("a text that is shorter than the terminator, or empty");
  CHECK(find_prefix_at_end("q", "qqq") == 1);
  CHECK(find_prefix_at_end("x", "qqq") == 0);
  CHECK(find_prefix_at_end("", "qqq") == 0);
}

// ---- 6.2 ----------------------------------------------------------------------------------------

TEST_CASE("6.2: two messages and a half in one read") {
  ChatBench bench;
  bench.chat.set_terminator("\r\n");
  tell(bench, "one\r\ntwo\r\nthr", "one read brings two messages and a half");
  CHECK(bench.chat.heard == Strings{"one", end, "two", end, "thr"});
  tell(bench, "ee\r\n", "the next one brings the other half");
  CHECK(bench.chat.messages == Strings{"one", "two", "three"});
}

TEST_CASE("6.2: an empty message is a message, and nothing is collected for it") {
  ChatBench bench;
  bench.chat.set_terminator("\n");
  tell(bench, "\n\na\n", "two empty lines and one with a letter");
  CHECK(bench.chat.heard == Strings{end, end, "a", end});
}

TEST_CASE("6.2: a terminator that comes in two reads is found") {
  ChatBench bench;
  bench.chat.set_terminator("\r\n");
  tell(bench, "ab\r", "ab and half a terminator");
  CHECK(bench.chat.heard == Strings{"ab"});
  tell(bench, "\n", "the other half");
  CHECK(bench.chat.heard == Strings{"ab", end});
}

TEST_CASE("6.2: wherever the network cuts, the messages are the same") {
  const std::string text = "hello\r\n\r\nI'm not \r dead yet!\r\n";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    step("the network cuts into pieces of " + std::to_string(size));
    CAPTURE(size);
    ChatBench bench;
    bench.chat.set_terminator("\r\n");
    for (std::size_t i = 0; i < text.size(); i += size) bench.tell(text.substr(i, size));
    CHECK(bench.chat.messages == Strings{"hello", "", "I'm not \r dead yet!"});
  }
}

TEST_CASE("6.2: a callback that throws does not hear the same bytes again") {
  ChatBench bench;
  bench.chat.set_terminator("\n");
  bench.chat.survives_errors = true;
  bench.chat.on_data = [](std::string_view data) {
    if (data == "bad") throw std::runtime_error("I do not like this");
  };
  tell(bench, "bad\n", "a message comes, and collect_incoming_data throws");
  tell(bench, "good\n", "the next message");
  CHECK(bench.chat.heard == Strings{"bad", "good", end});
}

TEST_CASE("6.2: who closes while collecting is not told that the message is complete") {
  ChatBench bench;
  bench.chat.set_terminator("\n");
  bench.chat.on_data = [&](std::string_view) { bench.chat.close(); };
  tell(bench, "too long\nmore\n", "two messages; collect_incoming_data closes the channel");
  CHECK(bench.chat.heard == Strings{"too long"});
}

// ---- 6.3 ----------------------------------------------------------------------------------------

TEST_CASE("6.3: so many bytes are a message; after it everything is collected") {
  ChatBench bench;
  bench.chat.set_terminator(5);
  tell(bench, "hello world", "a message of five bytes, and six more");
  CHECK(bench.chat.heard == Strings{"hello", end, " world"});
}

TEST_CASE("6.3: so many bytes, in pieces") {
  ChatBench bench;
  bench.chat.set_terminator(5);
  for (const char* const piece : {"he", "ll", "ow"})
    tell(bench, piece, std::string("two bytes come: ") + piece);
  CHECK(bench.chat.heard == Strings{"he", "ll", "o", end, "w"});
}

TEST_CASE("6.3: a conversation: a line says how long the body is, then a line again") {
  ChatBench bench;
  bench.chat.set_terminator("\n");
  bool in_body = false;
  bench.chat.on_found = [&] {
    in_body = !in_body;
    if (in_body)
      bench.chat.set_terminator(std::stoi(bench.chat.messages.back()));
    else
      bench.chat.set_terminator("\n");
  };
  tell(bench, "3\na\nb5\nhello2\nok", "three bodies with their lengths, in one read");
  CHECK(bench.chat.messages == Strings{"3", "a\nb", "5", "hello", "2", "ok"});
}

// ---- 6.4 and 6.5 --------------------------------------------------------------------------------

/// The system takes at most so many bytes of each send.
void take_at_most(ChatBench& bench, std::size_t size) {
  bench.net.on_send = [&bench, size](int fd, std::string_view bytes) {
    return bench.net.below().send(fd, bytes.substr(0, size));
  };
}

TEST_CASE("6.4: a long text waits in pieces of 65536 bytes") {
  needs("6.5");
  ChatBench bench;
  const std::string text = test::pattern(200'000);
  step("the system takes nothing; the chat pushes 200,000 bytes");
  bench.block();
  bench.chat.push(text);
  CHECK(bench.chat.producer_fifo_size() == 4);
  step("the system takes all; the peer reads");
  bench.unblock();
  bench.chat.close_when_done();
  expect_bytes(bench.hear_all(), text, "what the peer got");
}

TEST_CASE("6.4: many small answers are one piece, and leave with one call") {
  needs("6.5");
  ChatBench bench;
  step("the system takes nothing; the chat pushes three answers");
  bench.block();
  for (const char* const answer : {"one, ", "two, ", "three"}) bench.chat.push(answer);
  CHECK(bench.chat.producer_fifo_size() == 1);
  step("the system takes all");
  bench.unblock();
  bench.net.sends = 0;
  bench.pass(3);
  CHECK(bench.net.sends == 1);
  expect_bytes(bench.hear(), "one, two, three", "what the peer got");
}

TEST_CASE("6.4: what is pushed after a producer comes after all that it makes") {
  needs("6.5");
  ChatBench bench;
  step("the chat pushes a text, a producer of six bytes by two, and a text");
  bench.block();
  bench.chat.push("first, ");
  bench.chat.push_with_producer(std::make_unique<SimpleProducer>("second", 2));
  bench.chat.push(", third");
  step("the system takes all");
  bench.unblock();
  bench.chat.close_when_done();
  expect_bytes(bench.hear_all(), "first, second, third", "what the peer got");
}

TEST_CASE("6.5: a short write goes on where it stopped") {
  ChatBench bench;
  step("the system takes three bytes at a time; the chat pushes eleven");
  take_at_most(bench, 3);
  bench.chat.push("hello world");
  CHECK(bench.hear() == "hel");
  step("passes, until all is gone");
  bench.pass(5);
  expect_bytes(bench.hear(), "lo world", "what the peer got after that");
  CHECK(bench.chat.producer_fifo_size() == 0);
}

TEST_CASE("6.5: the connection is lost while a piece is sent") {
  ChatBench bench;
  step("the chat pushes, and the system says EPIPE");
  bench.chat.on_close = [&] { bench.chat.discard_buffers(); };
  bench.net.on_send = [](int, std::string_view) { return IoResult::failed(EPIPE); };
  bench.chat.push("to nobody");
  CHECK_FALSE(bench.chat.is_open());
  CHECK(bench.chat.producer_fifo_size() == 0);
}

}  // namespace
}  // namespace kit
