// AsyncChat: what many small pushes cost, what a closed channel does with them, and which
// terminators do not compile.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "loop/ancestors/async_chat.hpp"
#include "tests/support/chats.hpp"
#include "tests/support/pattern.hpp"

namespace kit {
namespace {

using test::ChatBench;
using test::over_every_chat;
using test::pattern;

constexpr std::size_t whole = AsyncChat::out_buffer_size;

TEST_CASE("H08: small pushes join into one piece, as long as it has room") {
  ChatBench bench;
  bench.block();
  for (std::size_t i = 0; i < whole; ++i) bench.chat.push("x");
  CHECK(bench.chat.producer_fifo_size() == 1);
  bench.chat.push("x");
  CHECK(bench.chat.producer_fifo_size() == 2);
}

TEST_CASE("H08: a push that does not fit fills the last piece first; nothing is lost between") {
  for (const std::size_t size : {whole / 2, whole / 2 + 1, whole, 2 * whole + 1}) {
    CAPTURE(size);
    ChatBench bench("sim", 5'000);
    const std::string text = pattern(whole / 2 + size);
    bench.block();
    bench.chat.push(std::string_view(text).substr(0, whole / 2));
    bench.chat.push(std::string_view(text).substr(whole / 2));
    CHECK(bench.chat.producer_fifo_size() == (text.size() + whole - 1) / whole);
    bench.unblock();
    bench.chat.close_when_done();
    CHECK((bench.hear_all() == text));
  }
}

TEST_CASE("H08: a piece that is on its way takes more, and no byte goes out twice") {
  over_every_chat([](ChatBench& bench) {
    bool take = true;
    bench.net.on_send = [&](int fd, std::string_view bytes) {
      // One byte at a time, and every second time none.
      take = !take;
      return take ? IoResult::failed(EAGAIN) : bench.net.below().send(fd, bytes.substr(0, 1));
    };
    for (const char* const word : {"one ", "two ", "three ", "four"}) {
      bench.chat.push(word);
      bench.pass();
    }
    CHECK(bench.chat.producer_fifo_size() == 1);
    bench.chat.close_when_done();
    CHECK(bench.hear_all() == "one two three four");
  });
}

TEST_CASE("H08: nothing joins a piece that stands before a producer") {
  ChatBench bench;
  bench.block();
  bench.chat.push("before ");
  bench.chat.push_with_producer(std::make_unique<SimpleProducer>("made "));
  bench.chat.push("after ");
  bench.chat.push("that");
  CHECK(bench.chat.producer_fifo_size() == 3);
  bench.unblock();
  bench.chat.close_when_done();
  CHECK(bench.hear_all() == "before made after that");
}

TEST_CASE("H08: 64 KiB of empty lines, answered and not read: the answers are few pieces") {
  over_every_chat([](ChatBench& bench) {
    const std::string answer = "Echo: \r\n";
    constexpr std::size_t lines = 30'000;  // what a small socket buffer takes at once
    bench.chat.set_terminator("\n");
    bench.chat.on_found = [&] { bench.chat.push(answer); };
    bench.block();
    bench.say(std::string(lines, '\n'));
    bench.until([&] { return bench.chat.messages.size() == lines; });
    CHECK(bench.chat.producer_fifo_size() == (lines * answer.size() + whole - 1) / whole);
  });
}

TEST_CASE("AsyncChat: what is pushed to a closed channel is dropped") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.close();
    bench.chat.push("to nobody");
    bench.chat.push_with_producer(std::make_unique<SimpleProducer>("to nobody"));
    CHECK(bench.chat.producer_fifo_size() == 0);
    CHECK(bench.net.sends == 0);
    CHECK(bench.chat.errors.empty());
  });
}

template <class Terminator>
concept IsTerminator = requires(AsyncChat& chat, Terminator value) {
  chat.set_terminator(value);
};

// A mistake is heard of at once, and not as a message that never ends.
static_assert(IsTerminator<const char*>);
static_assert(IsTerminator<std::string>);
static_assert(IsTerminator<int>);
static_assert(IsTerminator<std::int64_t>);
static_assert(IsTerminator<std::nullopt_t>);
static_assert(!IsTerminator<char>);            // as a number it would be ten bytes
static_assert(!IsTerminator<std::nullptr_t>);  // as a text it would be read

}  // namespace
}  // namespace kit
