// AsyncChat: how a channel ends that has said all, and discard_buffers.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "loop/ancestors/async_chat.hpp"
#include "tests/support/chats.hpp"

namespace kit {
namespace {

using test::ChatBench;
using test::over_every_chat;
using test::Strings;

}  // namespace

TEST_CASE("AsyncChat: close_when_done with output: all of it, then FIN; later pushes are dropped") {
  over_every_chat([](ChatBench& bench) {
    bench.block();
    bench.chat.push("last ");
    bench.chat.push_with_producer(std::make_unique<SimpleProducer>("words", 2));
    bench.chat.close_when_done();
    bench.chat.push("too late");
    bench.chat.push_with_producer(std::make_unique<SimpleProducer>("too late"));
    bench.pass(3);
    CHECK(bench.chat.is_open());
    bench.unblock();
    CHECK(bench.hear_all() == "last words");
    bench.hang_up();
    bench.until([&] { return bench.map.empty(); });
  });
}

TEST_CASE("AsyncChat: close_when_done without output: FIN on the next pass") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.close_when_done();
    CHECK(bench.hear().empty());
    CHECK_FALSE(bench.heard_end());
    bench.pass();
    bench.hear();
    CHECK(bench.heard_end());
    bench.chat.push("too late");  // and not an error after FIN
    CHECK(bench.chat.is_open());
    bench.hang_up();
    bench.until([&] { return bench.map.empty(); });
  });
}

TEST_CASE("AsyncChat: after close_when_done what comes in is read and dropped") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    bench.tell("kept back\r");
    bench.block();
    bench.chat.push("answer");
    bench.chat.close_when_done();
    bench.tell("\nmore\r\n");
    bench.tell("and more\r\n");
    CHECK(bench.chat.heard == Strings{"kept back"});
    bench.unblock();
    CHECK(bench.hear_all() == "answer");  // FIN, no RST: nothing was left unread
    bench.tell("still talking\r\n");
    bench.hang_up();
    bench.until([&] { return bench.map.empty(); });
    CHECK(bench.chat.heard == Strings{"kept back"});
  });
}

TEST_CASE("AsyncChat: who never closes his end holds a channel that is done for two seconds") {
  ChatBench bench;
  bench.chat.close_when_done();
  bench.pass();
  const TimePoint said_goodbye = bench.clock.now();
  poll_loop(bench.map, std::chrono::seconds(30));
  CHECK_FALSE(bench.chat.is_open());
  CHECK(bench.clock.now() - said_goodbye == std::chrono::seconds(2));
}

TEST_CASE("H12: discard_buffers empties what came in, what was collected and what was to go out") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    bench.tell("collected\r");
    bench.block();
    bench.chat.push("to go out");
    const auto alive = std::make_shared<int>();
    struct Holder final : Producer {
      explicit Holder(std::shared_ptr<int> what) : held(std::move(what)) {}
      std::string more() override { return ""; }
      std::shared_ptr<int> held;
    };
    bench.chat.push_with_producer(std::make_unique<Holder>(alive));
    CHECK(alive.use_count() == 2);
    bench.chat.discard_buffers();
    CHECK(alive.use_count() == 1);
    CHECK(bench.chat.producer_fifo_size() == 0);
    CHECK(bench.chat.collected().empty());
    bench.unblock();
    bench.tell("\nnext\r\n");  // the "\r" before it is forgotten too
    CHECK(bench.chat.messages == Strings{"\nnext"});
    CHECK(bench.hear().empty());
    bench.chat.push("and on");
    CHECK(bench.hear() == "and on");
  });
}

}  // namespace kit
