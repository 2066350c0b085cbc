// event_priority: out-of-band data, one byte that overtakes the others (tcp(7): urgent data).
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "loop/os/net.hpp"
#include "loop/selectors/selector.hpp"
#include "tests/support/net_bench.hpp"
#include "tests/support/selector_bench.hpp"

using namespace kit;
using namespace std::chrono_literals;

namespace {

/// A TCP connection, and a selector that has nothing registered yet.
class UrgentBench {
 public:
  explicit UrgentBench(const std::string& name) : selector_(make_selector(name)) {}

  Selector& selector() { return *selector_; }
  int fd() const { return line_.server; }
  void send(std::string_view bytes) { REQUIRE(os_net().send(line_.client, bytes).is_ok()); }
  void close_client() { line_.close(line_.client); }
  void reset_client() { line_.reset(line_.client); }

  /// Sends it out of band, and waits until it is there.
  void send_urgent(char byte) {
    REQUIRE(::send(line_.client, &byte, 1, MSG_OOB) == 1);
    pollfd there{.fd = fd(), .events = POLLPRI, .revents = 0};
    while (::poll(&there, 1, -1) != 1) REQUIRE(errno == EINTR);
  }

  char recv_urgent() {
    std::byte byte{};
    const IoResult result = os_net().recv_urgent(fd(), byte);
    REQUIRE(result.is_ok());
    REQUIRE(result.bytes() == 1);
    return static_cast<char>(byte);
  }

  /// The ready bits of the server's end; 0 when it is not in the answer.
  Events ready(std::optional<Duration> timeout = Duration::zero()) {
    for (const SelectorKey& key : selector_->select(timeout))
      if (key.fd == fd()) return key.events;
    return 0;
  }

  /// `count` bytes of ordinary data, in as many parts as they come.
  std::string read(std::size_t count) {
    std::string text;
    while (text.size() < count) text += bench_.read(fd());
    return text;
  }

 private:
  test::NetBench bench_{false};
  test::Line line_{bench_};
  std::unique_ptr<Selector> selector_;
};

void over_urgent(const std::function<void(UrgentBench&)>& test) {
  for (const std::string& name : available_selectors()) {
    if (name == "kqueue") continue;  // only where it has EVFILT_EXCEPT
    CAPTURE(name);
    UrgentBench bench(name);
    test(bench);
  }
}

}  // namespace

TEST_CASE("event_priority: reported when asked for, again and again until it is taken") {
  over_urgent([](UrgentBench& bench) {
    bench.selector().register_fd(bench.fd(), event_priority, 0xfedc'ba98);
    CHECK(bench.ready() == 0);
    bench.send_urgent('!');
    CHECK(bench.ready() == event_priority);
    CHECK(bench.ready() == event_priority);
    REQUIRE(bench.selector().select(0s).size() == 1);
    CHECK(bench.selector().select(0s)[0].data == 0xfedc'ba98);
    CHECK(bench.recv_urgent() == '!');
    CHECK(bench.ready() == 0);
  });
}

TEST_CASE("event_priority: not reported to who does not ask for it") {
  over_urgent([](UrgentBench& bench) {
    bench.send_urgent('!');
    bench.selector().register_fd(bench.fd(), event_read);
    CHECK(bench.ready() == 0);  // the byte is not part of the ordinary data, either
    bench.selector().modify(bench.fd(), event_write);
    CHECK(bench.ready() == event_write);
    bench.selector().modify(bench.fd(), event_read | event_write);
    CHECK(bench.ready() == event_write);
  });
}

TEST_CASE("event_priority: modify adds it, and takes it away again") {
  over_urgent([](UrgentBench& bench) {
    bench.send_urgent('!');
    bench.selector().register_fd(bench.fd(), event_write);
    CHECK(bench.ready() == event_write);
    bench.selector().modify(bench.fd(), event_write | event_priority);
    CHECK(bench.ready() == (event_write | event_priority));
    bench.selector().modify(bench.fd(), event_priority);
    CHECK(bench.ready() == event_priority);
    bench.selector().modify(bench.fd(), event_read | event_priority);
    CHECK(bench.ready() == event_priority);
    bench.selector().modify(bench.fd(), event_read);
    CHECK(bench.ready() == 0);
    // Nor does it cut a wait short: a loop would spin.
    const TimePoint start = monotonic_clock().now();
    CHECK(bench.ready(2ms) == 0);
    CHECK(monotonic_clock().now() - start >= 2ms);
    bench.selector().modify(bench.fd(), event_priority);
    CHECK(bench.selector().get_key(bench.fd()).events == event_priority);
    CHECK(bench.selector().unregister(bench.fd()).events == event_priority);
    CHECK(bench.ready() == 0);
    CHECK(bench.selector().get_map().empty());
  });
}

TEST_CASE("event_priority: all three come in one key") {
  over_urgent([](UrgentBench& bench) {
    constexpr Events all = event_read | event_write | event_priority;
    bench.selector().register_fd(bench.fd(), all);
    CHECK(bench.ready() == event_write);
    bench.send("ordinary");
    bench.send_urgent('!');
    CHECK(bench.selector().select(0s).size() == 1);
    CHECK(bench.ready() == all);
    CHECK(bench.recv_urgent() == '!');
    CHECK(bench.ready() == (event_read | event_write));
  });
}

TEST_CASE("event_priority: ordinary data does not pass for urgent") {
  over_urgent([](UrgentBench& bench) {
    bench.send("ordinary");
    bench.selector().register_fd(bench.fd(), event_read | event_priority);
    CHECK(bench.ready(std::nullopt) == event_read);
    bench.selector().modify(bench.fd(), event_priority);
    CHECK(bench.ready() == 0);
  });
}

TEST_CASE(
    "event_priority: the descriptor with the highest number may be the one that asks for it") {
  // select() is told how far to look: the urgent ones count.
  over_urgent([](UrgentBench& bench) {
    UrgentBench higher("poll");
    REQUIRE(higher.fd() > bench.fd());
    bench.selector().register_fd(bench.fd(), event_read);
    bench.selector().register_fd(higher.fd(), event_priority);
    higher.send_urgent('!');
    auto ready = bench.selector().select(0s);
    REQUIRE(ready.size() == 1);
    CHECK(ready[0].fd == higher.fd());
    // And when it leaves, the one below it.
    bench.selector().modify(bench.fd(), event_priority);
    bench.selector().unregister(higher.fd());
    bench.send_urgent('?');
    CHECK(bench.ready() == event_priority);
  });
}

TEST_CASE("event_priority: a connection that broke still wakes the reader beside it") {
  over_urgent([](UrgentBench& bench) {
    bench.selector().register_fd(bench.fd(), event_read | event_priority);
    bench.close_client();
    CHECK((bench.ready(std::nullopt) & event_read) != 0);
  });
}

TEST_CASE(
    "Q07: who waits for urgent data alone is told of a reset, too, where the system says so") {
  for (const std::string& name : available_selectors()) {
    if (name != "epoll" && name != "poll") continue;  // select(2) tells readers and writers only
    CAPTURE(name);
    UrgentBench bench(name);
    bench.selector().register_fd(bench.fd(), event_priority);
    bench.reset_client();
    CHECK(bench.ready(std::nullopt) == event_priority);
  }
}

TEST_CASE(
    "Net: recv_urgent takes the urgent byte out of the stream, and leaves the rest in order") {
  over_urgent([](UrgentBench& bench) {
    bench.send("ab");
    bench.send_urgent('!');
    bench.send("cd");
    CHECK(bench.recv_urgent() == '!');
    CHECK(bench.read(4) == "abcd");
    // It is there once.
    std::byte byte{};
    CHECK(os_net().recv_urgent(bench.fd(), byte).error() == EINVAL);
  });
}

TEST_CASE("Net: recv_urgent without urgent data is an error, and so is a closed descriptor") {
  test::over_both_nets([](test::NetBench& bench) {
    test::Line line(bench);
    std::byte byte{};
    CHECK(bench.net().recv_urgent(line.server, byte).error() == EINVAL);
    REQUIRE(bench.net().send(line.client, "ordinary").is_ok());
    bench.wait(line.server, event_read);
    CHECK(bench.net().recv_urgent(line.server, byte).error() == EINVAL);
    const int closed = line.server;
    line.close(line.server);
    CHECK(bench.net().recv_urgent(closed, byte).error() == EBADF);
  });
}

TEST_CASE("event_priority: every selector takes it, and a simulated socket never has any") {
  test::over_every_selector([](test::SelectorBench& bench) {
    REQUIRE(bench.net().send(bench.peer(), "x").is_ok());
    bench.selector().register_fd(bench.fd(), event_priority);
    CHECK(bench.ready() == 0);
    CHECK(bench.selector().get_key(bench.fd()).events == event_priority);
    bench.selector().modify(bench.fd(), event_read | event_priority);
    CHECK(bench.ready() == event_read);
  });
}
