// AsyncChat and producers that do odd things while they are asked for more.
#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "loop/ancestors/async_chat.hpp"
#include "tests/support/chats.hpp"

namespace kit {
namespace {

using test::ChatBench;
using test::NotingChat;
using test::over_every_chat;
using test::Strings;

/// Does what the test wants, and gives `pieces` in turn.
class OddProducer final : public Producer {
 public:
  OddProducer(Strings pieces, std::function<void()> act)
      : pieces_(std::move(pieces)), act_(std::move(act)) {}
  std::string more() override {
    act_();
    return next_ < pieces_.size() ? pieces_[next_++] : "";
  }

 private:
  Strings pieces_;
  std::size_t next_ = 0;
  std::function<void()> act_;
};

std::unique_ptr<Producer> odd(Strings pieces, std::function<void()> act) {
  return std::make_unique<OddProducer>(std::move(pieces), std::move(act));
}

std::unique_ptr<Producer> simple(std::string data) {
  return std::make_unique<SimpleProducer>(std::move(data), 2);
}

/// What the peer gets when, behind "<", a producer of "p", "q" does `act` the first time it is
/// asked, and ">" was pushed after it.
std::string heard_around(ChatBench& bench, const std::function<void()>& act) {
  bench.block();
  bench.chat.push("<");
  bench.chat.push_with_producer(odd({"p", "q"}, [act, first = true]() mutable {
    if (std::exchange(first, false)) act();
  }));
  bench.chat.push(">");
  bench.unblock();
  bench.pass(10);
  return bench.hear();
}

}  // namespace

TEST_CASE("H09: a producer that pushes: that comes after what was pushed before") {
  over_every_chat([](ChatBench& bench) {
    CHECK(heard_around(bench, [&] { bench.chat.push("new"); }) == "<pq>new");
  });
}

TEST_CASE("H09: a producer that pushes although nothing waits behind it") {
  ChatBench bench;
  bench.chat.push_with_producer(odd({"p"}, [&, times = 0]() mutable {
    if (++times <= 2) bench.chat.push(std::to_string(times));
  }));
  bench.pass(10);
  CHECK(bench.hear() == "p12");
}

TEST_CASE("H09: a producer that pushes a producer") {
  ChatBench bench;
  CHECK(heard_around(bench, [&] { bench.chat.push_with_producer(simple("other")); }) ==
        "<pq>other");
}

TEST_CASE("H09: a producer that has nothing itself, but pushes") {
  ChatBench bench;
  bench.chat.push_with_producer(odd({}, [&] { bench.chat.push("instead"); }));
  CHECK(bench.hear() == "instead");
  bench.pass(3);
  CHECK(bench.hear().empty());
  CHECK(bench.chat.producer_fifo_size() == 0);
}

TEST_CASE("H09: a producer that runs the loop: nothing overtakes it") {
  over_every_chat(
      [](ChatBench& bench) { CHECK(heard_around(bench, [&] { bench.pass(3); }) == "<pq>"); });
}

TEST_CASE("H09: a producer that runs the loop while FIN comes still says what it has to say") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.push_with_producer(odd({"p", "q"}, [&, first = true]() mutable {
      if (!std::exchange(first, false)) return;
      bench.say_fin();
      bench.pass(2);
    }));
    CHECK(bench.hear_all() == "pq");
    CHECK_FALSE(bench.chat.is_open());
  });
}

TEST_CASE("H09: a producer that calls close_when_done still says what it has to say") {
  over_every_chat([](ChatBench& bench) {
    CHECK(heard_around(bench, [&] { bench.chat.close_when_done(); }) == "<pq>");
    CHECK(bench.heard_end());
  });
}

TEST_CASE("H09: a producer that closes the channel: nothing more goes out, and nobody is asked") {
  over_every_chat([](ChatBench& bench) {
    CHECK(heard_around(bench, [&] { bench.chat.close(); }) == "<");
    CHECK(bench.heard_end());
    CHECK_FALSE(bench.chat.is_open());
  });
  ChatBench bench;
  bool asked = false;
  bench.block();
  bench.chat.push("<");
  bench.chat.push_with_producer(odd({}, [&] { bench.chat.close(); }));
  bench.chat.push_with_producer(odd({}, [&] { asked = true; }));
  bench.unblock();
  bench.pass(5);
  CHECK_FALSE(asked);
}

TEST_CASE("H12: a producer that discards the buffers is forgotten itself") {
  over_every_chat([](ChatBench& bench) {
    CHECK(heard_around(bench, [&] { bench.chat.discard_buffers(); }) == "<");
    CHECK(bench.chat.producer_fifo_size() == 0);
    CHECK(heard_around(bench, [&] {
            bench.chat.discard_buffers();
            bench.chat.push("new");
            bench.chat.push_with_producer(simple("est"));
          }) == "<newest");
  });
}

TEST_CASE("H09: a producer that throws while it is pushed: the caller hears of it, nobody else") {
  ChatBench bench;
  const auto fail = [] { throw std::runtime_error("out of ideas"); };
  CHECK_THROWS_WITH(bench.chat.push_with_producer(odd({"p"}, fail)), "out of ideas");
  CHECK(bench.chat.producer_fifo_size() == 0);  // it is not asked again
  CHECK(bench.chat.is_open());
  bench.chat.push("goes on");
  CHECK(bench.hear() == "goes on");
  CHECK(bench.chat.errors.empty());
}

TEST_CASE(
    "H09: a producer that throws later ends its channel, which says what it has, and no "
    "other") {
  over_every_chat([](ChatBench& bench) {
    const std::array<int, 2> pair = test::make_pair(bench.net.below());
    NotingChat other(Socket(bench.net, pair[0]), bench.map);
    CHECK(heard_around(bench, [] { throw std::runtime_error("out of ideas"); }) == "<>");
    CHECK(bench.chat.errors == Strings{"out of ideas"});
    CHECK(bench.heard_end());
    other.push("here I am");
    CHECK(test::receive(bench.net.below(), pair[1]) == "here I am");
    bench.net.below().close(pair[1]);
  });
}

TEST_CASE("H09: a producer without end: one piece for each event, and the others are served") {
  over_every_chat([](ChatBench& bench) {
    const std::array<int, 2> pair = test::make_pair(bench.net.below());
    NotingChat other(Socket(bench.net, pair[0]), bench.map);
    other.set_terminator("\n");
    struct Endless final : Producer {
      explicit Endless(int& count) : asked(count) {}
      std::string more() override { return std::to_string(++asked) + ","; }
      int& asked;
    };
    int asked = 0;
    bench.chat.push_with_producer(std::make_unique<Endless>(asked));
    CHECK(asked == 1);
    for (int round = 2; round <= 5; ++round) {
      REQUIRE(bench.net.below().send(pair[1], "line\n").is_ok());
      bench.pass();
      CHECK(asked == round);
      CHECK(other.messages.size() == static_cast<std::size_t>(round - 1));
    }
    CHECK(bench.hear() == "1,2,3,4,5,");
    // Nobody can wait for its end: it takes discard_buffers or close.
    bench.chat.discard_buffers();
    bench.pass(3);
    CHECK(asked == 5);
    bench.net.below().close(pair[1]);
  });
}

TEST_CASE("H09: a piece larger than one send goes out in several") {
  ChatBench bench("sim", 1 << 20);
  const std::string large(150'000, 'x');
  bench.chat.push_with_producer(odd({large, "end"}, [] {}));
  CHECK(bench.hear().size() == AsyncChat::out_buffer_size);
  bench.pass();
  CHECK(bench.hear().size() == AsyncChat::out_buffer_size);
  bench.pass(2);
  CHECK(bench.hear() == std::string(150'000 - 2 * AsyncChat::out_buffer_size, 'x') + "end");
}

}  // namespace kit
