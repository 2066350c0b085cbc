// AsyncChat and callbacks that do odd things: nothing is delivered twice, nothing after the end,
// and nothing that a callback still looks at goes away under it.
#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "loop/ancestors/async_chat.hpp"
#include "tests/support/chats.hpp"
#include "tests/support/memory.hpp"

namespace kit {
namespace {

using test::ChatBench;
using test::NotingChat;
using test::over_every_chat;
using test::Strings;

const std::string end = NotingChat::end;

/// What a chat hears of three lines in one chunk and a fourth later, when `act(bench)` happens at
/// the first piece or, if `in_found`, at the first end.
template <class Act>
Strings heard_when(ChatBench& bench, bool in_found, Act act) {
  bench.chat.set_terminator("\n");
  const std::function<void()> once = [&bench, act, first = true]() mutable {
    if (std::exchange(first, false)) act(bench);
  };
  if (in_found)
    bench.chat.on_found = once;
  else
    bench.chat.on_data = [once](std::string_view) { once(); };
  bench.tell("one\ntwo\nthree\n");
  if (bench.chat.is_open()) bench.tell("four\n");
  return bench.chat.heard;
}

template <class Act>
void check_heard(Act act, const Strings& if_in_data, const Strings& if_in_found) {
  over_every_chat([&](ChatBench& bench) { CHECK(heard_when(bench, false, act) == if_in_data); });
  over_every_chat([&](ChatBench& bench) { CHECK(heard_when(bench, true, act) == if_in_found); });
}

const Strings everything{"one", end, "two", end, "three", end, "four", end};

}  // namespace

TEST_CASE("AsyncChat: close in a callback: not a word after that") {
  check_heard([](ChatBench& bench) { bench.chat.close(); }, {"one"}, {"one", end});
}

TEST_CASE("AsyncChat: close_when_done in a callback: not a word after that") {
  check_heard([](ChatBench& bench) { bench.chat.close_when_done(); }, {"one"}, {"one", end});
}

TEST_CASE("AsyncChat: close and close_when_done before the end of a counted message") {
  for (const bool gently : {false, true}) {
    ChatBench bench;
    bench.chat.set_terminator(3);
    bench.chat.on_data = [&](std::string_view) {
      gently ? bench.chat.close_when_done() : bench.chat.close();
    };
    bench.tell("one two");
    CHECK(bench.chat.heard == Strings{"one"});
  }
}

TEST_CASE("H12: discard_buffers in a callback: the chunk is gone, the next one is not") {
  check_heard([](ChatBench& bench) { bench.chat.discard_buffers(); }, {"one", end, "four", end},
              {"one", end, "four", end});
  ChatBench bench;
  heard_when(bench, false, [](ChatBench& it) { it.chat.discard_buffers(); });
  CHECK(bench.chat.messages == Strings{"", "four"});  // "one" had been collected
}

TEST_CASE("AsyncChat: push in a callback changes nothing about what is heard") {
  check_heard([](ChatBench& bench) { bench.chat.push("answer"); }, everything, everything);
}

TEST_CASE("AsyncChat: who throws loses his channel, and hears no more") {
  const auto fail = [](ChatBench&) { throw std::runtime_error("oh"); };
  check_heard(fail, {"one"}, {"one", end});
  ChatBench bench;
  heard_when(bench, true, fail);
  CHECK(bench.chat.errors == Strings{"oh"});
  CHECK_FALSE(bench.chat.is_open());
}

TEST_CASE("AsyncChat: who throws and lives on hears the rest once, with the next bytes") {
  const auto fail = [](ChatBench& bench) {
    bench.chat.survives_errors = true;
    throw std::runtime_error("oh");
  };
  // The end of "one" went down with its piece.
  check_heard(fail, {"one", "two", end, "three", end, "four", end}, everything);
}

TEST_CASE(
    "H01: who throws and lives on, until the peer says FIN: the rest in messages all the "
    "same") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.survives_errors = true;
    bench.chat.set_terminator("\r\n");
    bench.chat.on_found = [first = true]() mutable {
      if (std::exchange(first, false)) throw std::runtime_error("oh");
    };
    bench.tell("one\r\ntwo\r\nthree\r");
    bench.say_fin();
    bench.until([&] { return bench.map.empty(); });
    CHECK(bench.chat.heard == Strings{"one", end, "two", end, "three", "\r"});
  });
  ChatBench bench;  // the same, and what is left makes it close
  bench.chat.survives_errors = true;
  bench.chat.set_terminator("\n");
  bench.chat.on_data = [&](std::string_view data) {
    if (data == "one") throw std::runtime_error("oh");
    bench.chat.close();
  };
  bench.tell("one\ntwo\nthree\n");
  bench.say_fin();
  bench.pass(2);
  CHECK(bench.chat.heard == Strings{"one", "two"});
}

TEST_CASE("AsyncChat: a piece of which its reader says that it was too much does not come again") {
  for (int kind = 0; kind < 3; ++kind) {
    CAPTURE(kind);
    ChatBench bench;
    bench.chat.survives_errors = true;
    if (kind == 1) bench.chat.set_terminator(10);
    if (kind == 2) bench.chat.set_terminator("\r\n");
    bench.chat.on_data = [](std::string_view) { throw std::runtime_error("too much"); };
    bench.tell("abc");
    bench.tell("def");
    CHECK(bench.chat.heard == Strings{"abc", "def"});
    CHECK(bench.chat.errors.size() == 2);
  }
}

TEST_CASE("AsyncChat: who throws every time and lives on does not fill the memory") {
  ChatBench bench;
  bench.chat.survives_errors = true;
  bench.chat.on_data = [&](std::string_view) {
    bench.chat.heard.clear();
    bench.chat.discard_buffers();
    throw std::runtime_error("oh");
  };
  const std::string chunk(50'000, 'x');
  const std::optional<std::size_t> before = test::resident_bytes();
  for (int i = 0; i < 1'000; ++i) bench.tell(chunk);
  CHECK(bench.chat.errors.size() == 1'000);
  if (before) CHECK(*test::resident_bytes() < *before + (8u << 20));
}

TEST_CASE("AsyncChat: ExitNow leaves the loop; the channel lives and goes on where it was") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\n");
    bench.chat.on_found = [&] {
      if (bench.chat.messages.back() == "exit") throw ExitNow();
    };
    bench.say("one\nexit\ntwo\n");
    CHECK_THROWS_AS(bench.pass(), ExitNow);
    CHECK(bench.chat.is_open());
    CHECK(bench.chat.errors.empty());
    CHECK(bench.chat.messages == Strings{"one", "exit"});
    bench.tell("three\n");
    CHECK(bench.chat.messages == Strings{"one", "exit", "two", "three"});
  });
}

TEST_CASE("AsyncChat: a callback that runs the loop: the next bytes wait for it to return") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\n");
    bench.chat.on_found = [&] {
      if (bench.chat.messages.back() != "one") return;
      bench.block();
      bench.chat.push("answer");
      bench.unblock();
      bench.say("three\n");
      bench.pass(3);
      CHECK(bench.chat.messages == Strings{"one"});
      CHECK(bench.hear() == "answer");  // others, and what goes out, are served
    };
    bench.tell("one\ntwo\n");
    CHECK(bench.chat.messages == Strings{"one", "two"});
    bench.pass();
    CHECK(bench.chat.messages == Strings{"one", "two", "three"});
  });
}

namespace {

/// Gives itself up when a line comes, and then looks at what it has.
class Suicidal final : public AsyncChat {
 public:
  Suicidal(Socket socket, ChannelMap& map, std::string& last)
      : AsyncChat(std::move(socket), map), last_(last) {
    set_terminator("\n");
  }
  void collect_incoming_data(std::string_view data) override {
    close();
    poll_loop(map(), Duration::zero(), false, 1);  // does not free it: somebody is in here
    last_ = data;
  }
  void found_terminator() override { last_ = "never"; }

 private:
  std::string& last_;
};

}  // namespace

TEST_CASE("AsyncChat: an adopted channel that closes in a callback is freed after it") {
  over_every_chat([](ChatBench& bench) {
    const std::array<int, 2> pair = test::make_pair(bench.net.below());
    std::string last;
    bench.map.adopt(std::make_unique<Suicidal>(Socket(bench.net, pair[0]), bench.map, last));
    REQUIRE(bench.net.below().send(pair[1], "hello\nmore\n").is_ok());
    bench.pass();
    CHECK(last == "hello");
    CHECK(bench.map.size() == 1);  // the bench's own
    bench.net.below().close(pair[1]);
  });
}

TEST_CASE("AsyncChat: one channel closes another that has input waiting") {
  over_every_chat([](ChatBench& bench) {
    const std::array<int, 2> pair = test::make_pair(bench.net.below());
    NotingChat other(Socket(bench.net, pair[0]), bench.map);
    bench.chat.on_data = [&](std::string_view) { other.close(); };
    other.on_data = [&](std::string_view) { bench.chat.close(); };
    bench.say("a");
    REQUIRE(bench.net.below().send(pair[1], "a").is_ok());
    bench.pass(3);
    CHECK(bench.chat.heard.size() + other.heard.size() == 1);  // who was first has survived
    CHECK(bench.chat.is_open() != other.is_open());
    bench.net.below().close(pair[1]);
  });
}

TEST_CASE("AsyncChat: a piece may be pushed as it is, and its view stays good meanwhile") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\n");
    bench.chat.on_data = [&](std::string_view data) {
      const std::string copy(data);
      bench.chat.discard_buffers();
      bench.chat.push(data);
      bench.pass();
      CHECK(data == copy);
    };
    bench.tell("echo\n");
    CHECK(bench.hear() == "echo");
  });
}

}  // namespace kit
