// AsyncChat: a callback, or a producer, that runs the loop itself. Until it returns, its own
// channel has to wait, and must not be reported as ready again and again meanwhile.
#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "loop/ancestors/async_chat.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/chats.hpp"
#include "tests/support/pairs.hpp"

namespace kit {
namespace {

using test::MapBench;
using test::NotingChat;
using test::over_every_map;
using test::Strings;

/// Gives "piece", once, after `act`.
class ActingProducer final : public Producer {
 public:
  explicit ActingProducer(std::function<void()> act) : act_(std::move(act)) {}
  std::string more() override {
    if (std::exchange(asked_, true)) return "";
    act_();
    return "piece";
  }

 private:
  std::function<void()> act_;
  bool asked_ = false;
};

/// A chat and the descriptor at its other end.
struct Line {
  explicit Line(MapBench& on)
      : bench(on), fds(test::make_pair(bench.sockets.net())), chat(bench.own(fds[0]), bench.map) {
    chat.set_terminator("\n");
  }
  ~Line() { hang_up(); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void say(std::string_view text) {
    REQUIRE(bench.sockets.net().send(fds[1], text).bytes() == text.size());
  }
  void hang_up() {
    if (fds[1] >= 0) bench.sockets.net().close(std::exchange(fds[1], -1));
  }

  MapBench& bench;
  std::array<int, 2> fds;
  NotingChat chat;
};

/// A pass that finds nothing to do.
void check_idle(MapBench& bench) {
  const int waits = bench.selector->waits;
  poll_loop(bench.map, std::chrono::milliseconds(1), false, 3);
  CHECK(bench.selector->waits == waits + 3);
  CHECK(bench.selector->events == 0);
}

TEST_CASE("AsyncChat: a callback that runs the loop does not make it spin over its own input") {
  over_every_map([](MapBench& bench) {
    Line line(bench);
    line.chat.on_found = [&] {
      if (line.chat.messages.back() != "one") return;
      line.say("three\n");
      check_idle(bench);
      CHECK(line.chat.messages == Strings{"one"});
    };
    line.say("one\ntwo\n");
    bench.until([&] { return line.chat.messages.size() == 3; });
    CHECK(line.chat.messages == Strings{"one", "two", "three"});
  });
}

TEST_CASE("AsyncChat: nor over a peer that hangs up meanwhile") {
  over_every_map([](MapBench& bench) {
    Line line(bench);
    line.chat.on_found = [&] {
      if (line.chat.messages.back() != "one") return;
      line.hang_up();
      check_idle(bench);
      CHECK(line.chat.is_open());
    };
    line.say("one\ntwo\n");
    bench.until_empty();
    CHECK(line.chat.messages == Strings{"one", "two"});
    CHECK(line.chat.errors.empty());
  });
}

TEST_CASE("AsyncChat: a producer that runs the loop does not make it spin over the room to write") {
  over_every_map([](MapBench& bench) {
    Line line(bench);
    int asked = 0;
    line.chat.push_with_producer(std::make_unique<ActingProducer>([&] {
      ++asked;
      line.chat.push(" and more");  // waits, and there is room for it
      check_idle(bench);
    }));
    bench.until([&] { return line.chat.producer_fifo_size() == 0; });
    CHECK(asked == 1);
    CHECK(test::receive(bench.sockets.net(), line.fds[1]) == "piece and more");
  });
}

TEST_CASE("AsyncChat: while it runs the loop, a callback may wait for others, who are served") {
  over_every_map([](MapBench& bench) {
    Line line(bench);
    Line other(bench);
    line.chat.on_found = [&] {
      other.say("hello\n");
      bench.until([&] { return !other.chat.messages.empty(); });
    };
    line.say("one\n");
    bench.until([&] { return !line.chat.messages.empty(); });
    CHECK(other.chat.messages == Strings{"hello"});
  });
}

}  // namespace
}  // namespace kit
