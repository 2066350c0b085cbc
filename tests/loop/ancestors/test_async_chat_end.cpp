// AsyncChat at the end of its line: FIN, a lost connection, and errors.
#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "loop/ancestors/async_chat.hpp"
#include "tests/support/chats.hpp"

namespace kit {
namespace {

using test::ChatBench;
using test::ChatMapBench;
using test::NotingChat;
using test::over_every_chat;
using test::Strings;

const std::string end = NotingChat::end;

void fail_recv(ChatBench& bench, int error) {
  bench.net.on_recv = [error](int, std::span<std::byte>) { return IoResult::failed(error); };
}

void fail_send(ChatBench& bench, int error) {
  bench.net.on_send = [error](int, std::string_view) { return IoResult::failed(error); };
}

}  // namespace

TEST_CASE("H03: what was kept back comes out at the end: it was no terminator") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    bench.tell("ab\r");
    CHECK(bench.chat.heard == Strings{"ab"});
    bench.say_fin();
    bench.pass();
    CHECK(bench.chat.heard == Strings{"ab", "\r"});
    CHECK(bench.chat.collected() == "ab\r");
    CHECK_FALSE(bench.chat.is_open());
    CHECK(bench.map.empty());
  });
}

TEST_CASE("H03: nothing comes out at the end when nothing was kept back, or nobody wants it") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    bench.tell("ab\r\n");
    bench.say_fin();
    bench.pass();
    CHECK(bench.chat.heard == Strings{"ab", end});
    CHECK_FALSE(bench.chat.is_open());
  });
  ChatBench bench;
  bench.chat.set_terminator("\r\n");
  bench.tell("ab\r");
  bench.chat.close_when_done();  // drops what comes in
  bench.say_fin();
  bench.pass(2);
  CHECK(bench.chat.heard == Strings{"ab"});
  CHECK_FALSE(bench.chat.is_open());
}

TEST_CASE("H03: what was kept back is lost with the channel that is closed, or loses its peer") {
  ChatBench closed;
  closed.chat.set_terminator("\r\n");
  closed.tell("ab\r");
  closed.chat.close();
  closed.chat.handle_close();
  ChatBench lost;
  lost.chat.set_terminator("\r\n");
  lost.tell("ab\r");
  fail_recv(lost, ECONNRESET);
  lost.say("c");
  lost.pass();
  for (const ChatBench* bench : {&closed, &lost}) {
    CHECK(bench->chat.heard == Strings{"ab"});
    CHECK_FALSE(bench->chat.is_open());
  }
}

TEST_CASE("H03: who throws at the very last piece hears it once, and is closed") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\r\n");
    bench.tell("ab\r");
    bench.chat.on_data = [](std::string_view) { throw std::runtime_error("oh"); };
    bench.say_fin();
    bench.pass(3);
    CHECK(bench.chat.heard == Strings{"ab", "\r"});
    CHECK(bench.chat.errors == Strings{"oh"});
    CHECK_FALSE(bench.chat.is_open());
  });
}

TEST_CASE("AsyncChat: at the peer's FIN what waits is sent before the channel closes") {
  over_every_chat([](ChatBench& bench) {
    bench.block();
    bench.chat.push("a long ");
    bench.chat.push_with_producer(std::make_unique<SimpleProducer>("answer", 1));
    bench.say_fin();
    bench.pass(5);
    CHECK(bench.chat.is_open());
    bench.chat.push("too late");
    bench.unblock();
    CHECK(bench.hear_all() == "a long answer");
    CHECK_FALSE(bench.chat.is_open());  // both have said FIN: nothing to wait for
  });
}

TEST_CASE("AsyncChat: the answer to the last piece before FIN is sent too") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\n");
    bench.chat.on_data = [&](std::string_view data) { bench.chat.push(data); };
    bench.block();
    bench.say("no line feed");
    bench.say_fin();
    bench.pass(3);
    bench.unblock();
    CHECK(bench.hear_all() == "no line feed");
  });
}

TEST_CASE("AsyncChat: a lost connection closes at once, whatever waits") {
  for (const int error : {ECONNRESET, EPIPE, ENOTCONN, ECONNABORTED}) {
    CAPTURE(error);
    over_every_chat([&](ChatBench& bench) {
      bench.block();
      bench.chat.push("never sent");
      fail_recv(bench, error);
      bench.say("a");
      bench.pass();
      CHECK_FALSE(bench.chat.is_open());
      CHECK(bench.chat.errors.empty());
    });
    over_every_chat([&](ChatBench& bench) {
      bench.block();
      bench.chat.push("never sent");
      fail_send(bench, error);
      bench.pass();
      CHECK_FALSE(bench.chat.is_open());
      CHECK(bench.chat.errors.empty());
    });
  }
}

TEST_CASE("AsyncChat: a push that finds the connection lost closes, in a callback too") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\n");
    bench.chat.on_data = [&](std::string_view) { bench.chat.push("answer"); };
    fail_send(bench, EPIPE);
    bench.tell("one\ntwo\n");
    CHECK(bench.chat.heard == Strings{"one"});
    CHECK_FALSE(bench.chat.is_open());
  });
}

TEST_CASE("AsyncChat: a last word in handle_close: at FIN it is said; without a peer it is not") {
  const auto last_word = [](ChatBench& bench, int& closes) {
    bench.chat.on_close = [&] {
      REQUIRE(++closes < 10);  // not once more for every word that cannot be said
      bench.chat.push("bye");
      bench.chat.push_with_producer(std::make_unique<SimpleProducer>("!"));
    };
  };
  over_every_chat([&](ChatBench& bench) {
    int closes = 0;
    last_word(bench, closes);
    bench.say_fin();
    CHECK(bench.hear_all() == "bye!");
    CHECK_FALSE(bench.chat.is_open());
  });
  over_every_chat([&](ChatBench& bench) {
    int closes = 0;
    last_word(bench, closes);
    fail_send(bench, EPIPE);
    fail_recv(bench, ECONNRESET);
    bench.say("a");
    bench.pass(2);
    CHECK(closes == 1);
    CHECK_FALSE(bench.chat.is_open());
  });
}

TEST_CASE("AsyncChat: an error closes the channel, which says first what waits") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.on_data = [](std::string_view) { throw std::runtime_error("oh"); };
    bench.block();
    bench.chat.push("the answer to what came before");
    bench.tell("bad");
    CHECK(bench.chat.errors == Strings{"oh"});
    bench.tell("more");
    CHECK(bench.chat.heard == Strings{"bad"});
    bench.say_fin();  // is no reason to give up
    bench.pass(3);
    bench.unblock();
    CHECK(bench.hear_all() == "the answer to what came before");
    CHECK_FALSE(bench.chat.is_open());
  });
}

TEST_CASE("AsyncChat: a channel that can send nothing for good is closed, and not asked for ever") {
  over_every_chat([](ChatBench& bench) {
    bench.block();
    bench.chat.push("never sent");
    fail_send(bench, EIO);
    bench.pass(2);
    CHECK_FALSE(bench.chat.is_open());
    CHECK(bench.chat.errors.size() == 2);
  });
  over_every_chat([](ChatBench& bench) {
    bench.block();
    bench.chat.push("never sent");
    bench.say_fin();
    bench.pass();
    fail_send(bench, EIO);
    bench.pass(5);
    CHECK_FALSE(bench.chat.is_open());
  });
}

TEST_CASE("AsyncChat: a handle_close that only discards what it cannot send") {
  struct Stubborn final : NotingChat {
    using NotingChat::NotingChat;
    void handle_close() override { discard_buffers(); }
  };
  ChatBench bench;
  const std::array<int, 2> pair = test::make_pair(bench.net.below());
  Stubborn chat(Socket(bench.net, pair[0]), bench.map);
  fail_send(bench, EPIPE);
  chat.push("never sent");
  CHECK(chat.producer_fifo_size() == 0);
  CHECK(chat.is_open());
  bench.net.below().close(pair[1]);
}

TEST_CASE("AsyncChat: a callback that receives by itself, and comes to FIN") {
  over_every_chat([](ChatBench& bench) {
    bench.chat.set_terminator("\n");
    bench.chat.on_data = [&](std::string_view) { CHECK(bench.chat.recv(10).empty()); };
    bench.say("one\ntwo\n");
    bench.say_fin();
    bench.pass(2);
    CHECK(bench.chat.heard == Strings{"one"});  // that was its close
    CHECK_FALSE(bench.chat.is_open());
  });
}

TEST_CASE("H11: EAGAIN from recv is nothing: no error, no data, no end") {
  for (const int error : {EAGAIN, EWOULDBLOCK}) {
    over_every_chat([&](ChatBench& bench) {
      bench.chat.set_terminator("\n");
      fail_recv(bench, error);
      bench.say("line\n");
      bench.pass(5);
      CHECK(bench.net.recvs == 5);
      CHECK(bench.chat.heard.empty());
      CHECK(bench.chat.errors.empty());
      CHECK(bench.chat.is_open());
      bench.net.on_recv = nullptr;
      bench.pass();
      CHECK(bench.chat.messages == Strings{"line"});
    });
  }
}

TEST_CASE("H11: another error of recv goes to handle_error, and closes") {
  over_every_chat([](ChatBench& bench) {
    fail_recv(bench, EIO);
    bench.say("a");
    bench.pass(3);
    REQUIRE(bench.chat.errors.size() == 1);
    CHECK(bench.chat.errors[0].find("recv on descriptor") != std::string::npos);
    CHECK_FALSE(bench.chat.is_open());
  });
  ChatBench bench;
  bench.chat.survives_errors = true;
  fail_recv(bench, EIO);
  bench.say("a");
  bench.pass();
  bench.net.on_recv = nullptr;
  bench.pass();
  CHECK(bench.chat.heard == Strings{"a"});
}

}  // namespace kit
