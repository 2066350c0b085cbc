// What peers do to a connection: resets, half closes, and descriptors that change hands.

#include <doctest/doctest.h>
#include <signal.h>

#include <string>
#include <vector>

#include "streams/server.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/loops.hpp"

namespace kit {
namespace {

using test::AnyLoop;
using test::close_both;
using test::connected_pair;
using test::failure_of;
using test::is;
using test::over_every_loop;
using test::Pair;
using test::passes;

constexpr std::size_t plenty = 32u << 20;  // more than the system's buffers hold

/// Counts SIGPIPE, which would end the program if nobody did.
class CountSigpipe {
 public:
  CountSigpipe() {
    count = 0;
    struct sigaction action = {};
    action.sa_handler = [](int) { count = count + 1; };
    ::sigaction(SIGPIPE, &action, &before_);
  }
  CountSigpipe(const CountSigpipe&) = delete;
  CountSigpipe& operator=(const CountSigpipe&) = delete;
  ~CountSigpipe() { ::sigaction(SIGPIPE, &before_, nullptr); }

  static inline volatile sig_atomic_t count = 0;

 private:
  struct sigaction before_ = {};
};

TEST_CASE("P04: a reset while this side reads: the read throws, wait_closed throws") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    TaskHandle<std::exception_ptr> reading = create_task(failure_of(pair.server.reader.readline()));
    co_await passes(2);
    pair.client.writer.abort();
    const std::exception_ptr read = co_await reading;
    CHECK(is<ConnectionResetError>(read));
    CHECK(pair.server.writer.is_closing());
    const std::exception_ptr again = co_await failure_of(pair.server.reader.read());
    CHECK(is<ConnectionResetError>(again));
    const std::exception_ptr end = co_await failure_of(test::closed(pair.server.writer));
    CHECK(is<ConnectionResetError>(end));
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P09: a reset while this side drains: drain throws, what is unsent is dropped") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.server.writer;
    writer.write(std::string(plenty, 'x'));
    TaskHandle<std::exception_ptr> one = create_task(failure_of(test::drained(writer)));
    TaskHandle<std::exception_ptr> two = create_task(failure_of(test::drained(writer)));
    co_await passes(2);
    pair.client.writer.abort();
    const std::exception_ptr first = co_await one;
    CHECK(is<ConnectionError>(first));
    const std::exception_ptr second = co_await two;
    CHECK(is<ConnectionError>(second));
    CHECK(writer.write_buffer_size() == 0);
    CHECK(writer.fd() == -1);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P09: a reset that the writer runs into is no end of file for the reader") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    StreamWriter& writer = pair.server.writer;
    TaskHandle<std::exception_ptr> reading = create_task(failure_of(pair.server.reader.read()));
    co_await passes(2);
    pair.client.writer.abort();
    while (!writer.is_closing()) writer.write("into the void");
    // A clean end here would pass half a message off as a whole one.
    const std::exception_ptr read = co_await reading;
    CHECK(is<ConnectionError>(read));
    const std::exception_ptr later = co_await failure_of(pair.server.reader.read());
    CHECK(is<ConnectionError>(later));
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("P09: writing to a peer that is gone raises no SIGPIPE") {
  static constexpr auto main = []() -> Task<void> {
    for (const bool resets : {true, false}) {
      CAPTURE(resets);
      Pair pair = co_await connected_pair();
      if (resets)
        pair.client.writer.abort();
      else
        pair.client.writer.transport().set_linger(Duration::zero());
      pair.client.writer.close();
      const std::exception_ptr ignored = co_await failure_of(test::closed(pair.client.writer));
      // The first answer to what is sent now is a reset; what is sent after that is EPIPE.
      while (!pair.server.writer.is_closing()) {
        pair.server.writer.write("is anybody there?");
        co_await sleep(Duration::zero());
      }
      const std::exception_ptr lost = co_await failure_of(test::drained(pair.server.writer));
      CHECK(is<ConnectionError>(lost));
    }
  };
  const CountSigpipe signals;
  over_every_loop([](AnyLoop& any) { any.run(main()); });
  CHECK(signals.count == 0);
}

TEST_CASE("P03: a peer that closes its half still gets the whole answer") {
  static constexpr auto answer = [](StreamReader reader, StreamWriter writer) -> Task<void> {
    const std::string question = co_await reader.read();
    writer.write(question + test::pattern(plenty));
    co_await writer.drain();
    writer.write("the end");
    writer.close();
  };
  static constexpr auto main = []() -> Task<void> {
    Server server = start_server(answer, test::any_port());
    Connection client = co_await open_connection(server.addresses().front());
    client.writer.write("question ");
    client.writer.write_eof();
    const std::string all = co_await client.reader.read();
    CHECK((all == "question " + test::pattern(plenty) + "the end"));
    client.writer.close();
    server.close();
    co_await server.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

/// Both ends of a local pair, and the pair that takes over its descriptor numbers.
struct Heirs {
  explicit Heirs(Connection one, Connection two) : near(std::move(one)), far(std::move(two)) {}
  Connection near;
  Connection far;
};

Heirs local_pair(EventLoop& loop) {
  std::array<int, 2> ends{};
  REQUIRE(loop.net().socketpair(ends).is_ok());
  return Heirs(wrap_socket(loop, ends[0], Address()), wrap_socket(loop, ends[1], Address()));
}

TEST_CASE("Y09: a number that comes back at once belongs to the new connection alone") {
  static constexpr auto main = []() -> Task<void> {
    EventLoop& loop = EventLoop::current();
    Heirs old = local_pair(loop);
    const int near = old.near.writer.fd();
    // Two events for the old number in one batch: it is readable, and there is room to write.
    old.near.writer.write(std::string(plenty, 'o'));
    TaskHandle<std::string> reading = create_task(old.near.reader.read(100));
    const TaskHandle<std::exception_ptr> draining =
        create_task(failure_of(test::drained(old.near.writer)));
    co_await passes(2);
    std::vector<Heirs> young;
    loop.call_soon([&] {
      // Runs in the pass that has both events queued already, before either.
      old.near.writer.abort();
      old.far.writer.abort();
      young.push_back(local_pair(loop));
      young.front().far.writer.write("for the young");
    });
    old.far.writer.write("for the old");
    std::array<std::byte, 65536> room;
    while (loop.net().recv(old.far.writer.fd(), room).is_ok()) {
    }
    co_await passes(2);
    CHECK(young.front().near.writer.fd() == near);
    const std::string rest = co_await reading;
    CHECK(rest.empty());  // the old one has ended, and has taken nothing of the young one's
    CHECK(draining.done());
    const std::string text = co_await young.front().near.reader.read(100);
    CHECK(text == "for the young");
    young.front().near.writer.write("alive");
    const std::string answer = co_await young.front().far.reader.read(100);
    CHECK(answer == "alive");
    young.front().near.writer.close();
    young.front().far.writer.close();
    co_await young.front().near.writer.wait_closed();
    co_await young.front().far.writer.wait_closed();
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

TEST_CASE("R06: a line of 70,000 bytes is an error, and the connection lives") {
  static constexpr auto main = []() -> Task<void> {
    Pair pair = co_await connected_pair();
    pair.client.writer.write(std::string(70'000, 'x'));
    const std::exception_ptr failure = co_await failure_of(pair.server.reader.readline());
    CHECK(is<LineTooLongError>(failure));
    CHECK_FALSE(pair.server.writer.is_closing());
    pair.client.writer.write("\nhi\n");
    // What had not come yet when the rest was dropped is a line of its own.
    const std::string rest = co_await pair.server.reader.readline();
    CHECK(rest.size() <= 70'000 - 65'536 + 1);
    const std::string next = co_await pair.server.reader.readline();
    CHECK(next == "hi\n");
    pair.server.writer.write("still here\n");
    const std::string answer = co_await pair.client.reader.readline();
    CHECK(answer == "still here\n");
    co_await close_both(pair);
  };
  over_every_loop([](AnyLoop& any) { any.run(main()); });
}

}  // namespace
}  // namespace kit
