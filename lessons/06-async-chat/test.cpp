// Lesson 6: messages out of a stream, and answers into it.
#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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
  step("the terminator is <end>");
  CHECK(find_prefix_at_end("ab<en", "<end>") == 3);
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
  CHECK(bench.chat.messages == Strings{"one", "two"});
  CHECK(bench.chat.collected() == "thr");
  tell(bench, "ee\r\n", "the next one brings the other half");
  CHECK(bench.chat.messages == Strings{"one", "two", "three"});
}

TEST_CASE("6.2: what cannot be the terminator's beginning is handed over at once") {
  ChatBench bench;
  bench.chat.set_terminator("\r\n");
  tell(bench, "hello", "a message begins");
  CHECK(bench.chat.collected().size() == 5);
  tell(bench, " world\r", "it goes on, and half a terminator");
  CHECK(bench.chat.heard == Strings{"hello", " world"});
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

TEST_CASE("6.3: what a callback that throws has heard counts") {
  ChatBench bench;
  bench.chat.set_terminator(5);
  bench.chat.survives_errors = true;
  bench.chat.on_data = [](std::string_view data) {
    if (data == "he") throw std::runtime_error("I do not like this");
  };
  tell(bench, "he", "two bytes of five come, and collect_incoming_data throws");
  tell(bench, "llo w", "the other three, and two more");
  CHECK(bench.chat.heard == Strings{"he", "llo", end, " w"});
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

// ---- 6.4 ----------------------------------------------------------------------------------------

/// A chat that is connecting: it queues, and sends nothing yet.
struct Connecting : ChatBench {
  Connecting() {
    queue.create_socket();
    queue.connect(Address::ip("127.0.0.1", 1));
  }
  NotingChat queue{map};
};

TEST_CASE_FIXTURE(Connecting, "6.4: a long text waits in pieces of 65,536 bytes") {
  step("the chat pushes 200,000 bytes");
  queue.push(test::pattern(200'000));
  CHECK(queue.producer_fifo_size() == 4);
}

TEST_CASE_FIXTURE(Connecting, "6.4: many small answers are one piece, and the piece is filled up") {
  step("the chat pushes three small answers");
  for (const char* const answer : {"one, ", "two, ", "three"}) queue.push(answer);
  CHECK(queue.producer_fifo_size() == 1);
  step("and 65,536 bytes: they fill it up, and 15 of them begin a second piece");
  queue.push(test::pattern(65'536));
  CHECK(queue.producer_fifo_size() == 2);
  step("and 65,521 bytes: the second piece is full");
  queue.push(test::pattern(65'521));
  CHECK(queue.producer_fifo_size() == 2);
}

TEST_CASE_FIXTURE(Connecting, "6.4: a text does not join a producer") {
  step("the chat pushes a text, a producer, and a text");
  queue.push("first");
  queue.push_with_producer(std::make_unique<SimpleProducer>("second"));
  queue.push("third");
  CHECK(queue.producer_fifo_size() == 3);
}

TEST_CASE("6.4: all that was pushed goes out, in order") {
  needs("6.5");
  ChatBench bench;
  const std::string text = test::pattern(200'000);
  step("the system takes nothing; the chat pushes a word, 200,000 bytes, a producer, a word");
  bench.block();
  bench.chat.push("begin");
  bench.chat.push(text);
  bench.chat.push_with_producer(std::make_unique<SimpleProducer>("second", 2));
  bench.chat.push("end");
  step("the system takes all; the peer reads");
  bench.unblock();
  bench.chat.close_when_done();
  expect_bytes(bench.hear_all(), "begin" + text + "secondend", "what the peer got");
}

// ---- 6.5 ----------------------------------------------------------------------------------------

TEST_CASE("6.5: one piece goes out for each event, though the system would take more") {
  ChatBench bench("sim", 1'000'000);
  const std::string text = test::pattern(200'000);
  step("the chat pushes 200,000 bytes, four pieces");
  bench.chat.push(text);
  CHECK(bench.net.sends == 1);
  CHECK(bench.chat.producer_fifo_size() == 3);
  step("two passes");
  bench.pass(2);
  CHECK(bench.net.sends == 3);
  CHECK(bench.chat.producer_fifo_size() == 1);
}

/// The system takes at most so many bytes of each send.
void take_at_most(ChatBench& bench, std::size_t size) {
  bench.net.on_send = [&bench, size](int fd, std::string_view bytes) {
    return bench.net.below().send(fd, bytes.substr(0, size));
  };
}

TEST_CASE("6.5: a short write goes on where it stopped") {
  ChatBench bench;
  step("the system takes three bytes at a time; the chat pushes eleven");
  take_at_most(bench, 3);
  bench.chat.push("hello world");
  REQUIRE(bench.hear() == "hel");
  step("passes, until all is gone");
  bench.pass(5);
  expect_bytes(bench.hear(), "lo world", "what the peer got after that");
  CHECK(bench.chat.producer_fifo_size() == 0);
}

/// Its handle_close empties the queue, has a last word if there is one, and does not close.
struct Stubborn : NotingChat {
  Stubborn(ChatBench& bench, int fd) : NotingChat(Socket(bench.net, fd), bench.map) {}
  std::unique_ptr<Producer> last_word;
  void handle_close() override {
    discard_buffers();
    push_with_producer(std::move(last_word));
  }
};

TEST_CASE("6.5: the connection is lost while a piece is sent") {
  ChatBench bench;
  step("the chat pushes, and the system says EPIPE: handle_close empties the queue and closes");
  bench.chat.on_close = [&] { bench.chat.discard_buffers(); };
  bench.net.on_send = [](int, std::string_view) { return IoResult::failed(EPIPE); };
  bench.chat.push("to nobody");
  CHECK(bench.chat.producer_fifo_size() == 0);
  step("another one, whose handle_close empties the queue and does not close");
  const auto pair = test::make_pair(bench.net);
  Stubborn other(bench, pair[0]);
  other.push("to nobody");
  CHECK(other.producer_fifo_size() == 0);
  step("a third one, whose handle_close also pushes: a producer and its first piece wait");
  Stubborn third(bench, pair[1]);
  third.last_word = std::make_unique<SimpleProducer>("sorry");
  third.push("to nobody");
  CHECK(third.producer_fifo_size() == 2);
}

}  // namespace
}  // namespace kit
