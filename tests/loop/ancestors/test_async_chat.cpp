// AsyncChat: what comes in, cut into messages.
//
// Words: asynchat's ac_in_buffer_size and ac_out_buffer_size are in_buffer_size and
// out_buffer_size; None as a terminator is std::nullopt; a value error is std::invalid_argument;
// what is a type error there does not compile here (see the assertions in this file).
#include "loop/ancestors/async_chat.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/chats.hpp"

namespace kit {
namespace {

using test::ChatBench;
using test::NotingChat;
using test::over_every_chat;
using test::Strings;

const std::string end = NotingChat::end;

// H06, H08: the wrong type is the compiler's affair.
template <class T>
concept Pushable = requires(AsyncChat& chat, T value) {
  chat.push(value);
};
static_assert(Pushable<std::string> && Pushable<const char*> && Pushable<std::string_view>);
static_assert(!Pushable<int> && !Pushable<std::vector<int>> && !Pushable<std::nullopt_t>);
template <class T>
concept Terminator = requires(AsyncChat& chat, T value) {
  chat.set_terminator(value);
};
static_assert(Terminator<std::string> && Terminator<const char*> && Terminator<int>);
static_assert(Terminator<std::size_t> && Terminator<std::nullopt_t>);
static_assert(!Terminator<std::vector<int>>);
// '\n' would count as ten bytes.
static_assert(!Terminator<char>);

}  // namespace

TEST_CASE("H01: a text ends a message, and is not part of it") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    bench.tell("one\r\ntwo\r\nthr");
    CHECK(bench.chat.heard == Strings{"one", end, "two", end, "thr"});
    CHECK(bench.chat.messages == Strings{"one", "two"});
    CHECK(bench.chat.collected() == "thr");
    bench.tell("ee\r\n");
    CHECK(bench.chat.messages == Strings{"one", "two", "three"});
    CHECK(bench.chat.collected().empty());
  });
}

TEST_CASE("H01: an empty message is found, and nothing is collected for it") {
  ChatBench bench;
  bench.chat.set_terminator("\n");
  bench.tell("\n\na\n\n");
  CHECK(bench.chat.heard == Strings{end, end, "a", end, end});
  CHECK(bench.chat.messages == Strings{"", "", "a", ""});
}

TEST_CASE("H01: all bytes are alike: zeros and the high half too") {
  ChatBench bench;
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  const std::string terminator("\0\xff\0", 3);
  bench.chat.set_terminator(terminator);
  bench.tell(all + terminator + all + terminator);
  CHECK(bench.chat.messages == Strings{all, all});
}

TEST_CASE("H02: chunks of 1, 2 and 3 bytes, terminators of 1, 2 and 3 bytes: the same messages") {
  const Strings wanted{"hello world", "I'm not dead yet!"};
  for (const std::string terminator : {"\n", "\r\n", "qqq"}) {
    for (std::size_t size = 1; size <= 3; ++size) {
      over_every_chat([&](ChatBench& bench) {
        CAPTURE(terminator);
        CAPTURE(size);
        bench.chat.set_terminator(terminator);
        const std::string text = wanted[0] + terminator + wanted[1] + terminator;
        for (std::size_t i = 0; i < text.size(); i += size) bench.tell(text.substr(i, size));
        CHECK(bench.chat.messages == wanted);
        CHECK(bench.chat.collected().empty());
      });
    }
  }
}

TEST_CASE("H03: what may become a terminator is kept back, and no more than that") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    bench.tell("ab\r");
    CHECK(bench.chat.heard == Strings{"ab"});
    bench.tell("\n");
    CHECK(bench.chat.heard == Strings{"ab", end});

    bench.chat.heard.clear();
    bench.tell("x\ry");
    CHECK(bench.chat.heard == Strings{"x\ry"});
    bench.tell("\r");
    CHECK(bench.chat.heard == Strings{"x\ry"});
    bench.tell("z");  // it was no terminator after all
    CHECK(bench.chat.heard == Strings{"x\ry", "\rz"});

    bench.chat.heard.clear();
    bench.tell("\r\r");
    CHECK(bench.chat.heard == Strings{"\r"});
    bench.tell("\n");
    CHECK(bench.chat.heard == Strings{"\r", end});
  });
}

TEST_CASE("H03: terminators that overlap themselves") {
  ChatBench bench;
  bench.chat.set_terminator("aab");
  bench.tell("aaab");
  CHECK(bench.chat.heard == Strings{"a", end});
  bench.chat.heard.clear();
  for (const char* const letter : {"a", "a", "a", "b"}) bench.tell(letter);
  CHECK(bench.chat.heard == Strings{"a", end});
  bench.chat.heard.clear();
  bench.chat.set_terminator("abab");
  bench.tell("aba");
  bench.tell("cab");
  bench.tell("abab");  // leaves "ab": a terminator is not used twice
  CHECK(bench.chat.heard == Strings{"abac", end});
  bench.tell("ab");
  CHECK(bench.chat.heard == Strings{"abac", end, end});
}

TEST_CASE("H04: the beginning of a terminator at the end of a text") {
  CHECK(find_prefix_at_end("qwerty\r", "\r\n") == 1);
  CHECK(find_prefix_at_end("qwertydkjf", "\r\n") == 0);
  CHECK(find_prefix_at_end("abqq", "qqq") == 2);
  CHECK(find_prefix_at_end("aab", "abab") == 2);
  CHECK(find_prefix_at_end("aba", "abab") == 3);  // the longest, not "a"
  // Shorter than the needle, or empty.
  CHECK(find_prefix_at_end("q", "qqq") == 1);
  CHECK(find_prefix_at_end("x", "qqq") == 0);
  CHECK(find_prefix_at_end("", "qqq") == 0);
  CHECK(find_prefix_at_end("abc", "") == 0);
  CHECK(find_prefix_at_end("abc", "c") == 0);  // the whole needle is not looked for
  CHECK(find_prefix_at_end("qqq", "qqq") == 2);
}

TEST_CASE("H06: without a terminator everything is collected, and nothing found") {
  over_every_chat([](ChatBench& bench) {
    bench.tell("from the start\n");
    CHECK(bench.chat.heard == Strings{"from the start\n"});
    for (int way = 0; way < 3; ++way) {
      bench.chat.heard.clear();
      bench.chat.set_terminator("\n");
      if (way == 0) bench.chat.set_terminator(std::nullopt);
      if (way == 1) bench.chat.set_terminator(0);
      if (way == 2) bench.chat.set_terminator("");
      bench.tell("a\nb");
      bench.tell("\n");
      CHECK(bench.chat.heard == Strings{"a\nb", "\n"});
    }
    CHECK(bench.chat.messages.empty());
  });
}

TEST_CASE("H06: a negative count is refused, and what was set stays") {
  ChatBench bench;
  bench.chat.set_terminator("\n");
  CHECK_THROWS_AS(bench.chat.set_terminator(-1), std::invalid_argument);
  CHECK_THROWS_AS(bench.chat.set_terminator(std::numeric_limits<std::int64_t>::min()),
                  std::invalid_argument);
  CHECK_THROWS_WITH(bench.chat.set_terminator(-5), "a message of -5 bytes cannot be");
  bench.tell("a\n");
  CHECK(bench.chat.messages == Strings{"a"});
}

TEST_CASE("H06: a number ends one message, then everything is collected") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator(5);
    bench.tell("hello world");
    CHECK(bench.chat.heard == Strings{"hello", end, " world"});
    bench.chat.heard.clear();
    bench.chat.set_terminator(5);
    for (const char* const chunk : {"he", "ll", "ow", "orld"}) bench.tell(chunk);
    CHECK(bench.chat.heard == Strings{"he", "ll", "o", end, "w", "orld"});
  });
}

TEST_CASE("H06: a count that never comes together only collects") {
  ChatBench bench;
  bench.chat.set_terminator(std::numeric_limits<std::int64_t>::max());
  bench.tell("abc");
  bench.tell("def");
  CHECK(bench.chat.heard == Strings{"abc", "def"});
}

TEST_CASE("H03: a terminator longer than what one recv takes") {
  ChatBench bench;
  const std::string terminator = std::string(AsyncChat::in_buffer_size + 5000, 'a') + "b";
  bench.chat.set_terminator(terminator);
  const std::string text = "aaa" + terminator + "next";
  for (std::size_t i = 0; i < text.size(); i += 30'000) bench.tell(text.substr(i, 30'000));
  CHECK(bench.chat.messages == Strings{"aaa"});
  CHECK(bench.chat.collected() == "next");
}

TEST_CASE("H03: of 1 MB without its terminator the channel itself keeps almost nothing") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    const std::string chunk = std::string(9'999, 'x') + "\r";
    std::size_t said = 0;
    for (int i = 0; i < 105; ++i) {
      bench.tell(chunk);
      said += chunk.size();
      CHECK(bench.chat.collected().size() == said - 1);  // all, except the "\r"
    }
    bench.tell("\n");
    REQUIRE(bench.chat.messages.size() == 1);
    CHECK(bench.chat.messages[0].size() == said - 1);
  });
}

TEST_CASE("H01: one message longer than what one recv takes") {
  ChatBench bench;
  bench.chat.set_terminator("\n");
  const std::string longest(3 * AsyncChat::in_buffer_size, 'x');
  for (std::size_t i = 0; i < longest.size(); i += 50'000) bench.tell(longest.substr(i, 50'000));
  bench.tell("\n");
  CHECK(bench.chat.messages == Strings{longest});
}

TEST_CASE("H03: a terminator that is set in collect_incoming_data holds at once") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    bench.chat.on_data = [&, first = true](std::string_view) mutable {
      if (std::exchange(first, false)) bench.chat.set_terminator("\r");
    };
    bench.tell("one\r");  // "\r" was kept back for the old one, and is the new one
    CHECK(bench.chat.heard == Strings{"one", end});
  });
  ChatBench bench;
  bench.chat.set_terminator(10);
  bench.chat.on_data = [&, first = true](std::string_view) mutable {
    if (std::exchange(first, false)) bench.chat.set_terminator("|");
  };
  bench.tell("1234");  // six are missing, but nobody waits for them any more
  bench.tell("5|678");
  CHECK(bench.chat.heard == Strings{"1234", "5", end, "678"});
}

TEST_CASE("H03: a terminator that is set in the last piece of a message is for the next one") {
  ChatBench bench;
  bench.chat.set_terminator(3);
  bench.chat.on_data = [&](std::string_view data) {
    if (data == "abc") bench.chat.set_terminator(",");
    if (data == "de") bench.chat.set_terminator(2);
  };
  bench.tell("abcde,fgh");
  CHECK(bench.chat.heard == Strings{"abc", end, "de", end, "fg", end, "h"});
}

TEST_CASE("AsyncChat: a terminator that found_terminator changes all the time") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator(1);
    bench.chat.on_found = [&] {
      bench.chat.set_terminator(static_cast<int>(bench.chat.messages.size()) + 1);
    };
    bench.tell("122333444455555");
    CHECK(bench.chat.messages == Strings{"1", "22", "333", "4444", "55555"});
  });
}

}  // namespace kit
