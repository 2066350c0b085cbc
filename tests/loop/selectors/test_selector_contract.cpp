// One contract for every selector of this system and for the simulated one.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/selector_bench.hpp"

using namespace kit;
using namespace std::chrono_literals;
using test::make_pair;
using test::over_every_selector;
using test::SelectorBench;

TEST_CASE("Q01: register returns the key, and get_key and get_map know it") {
  over_every_selector([](SelectorBench& bench) {
    Selector& selector = bench.selector();
    const SelectorKey key = selector.register_fd(bench.fd(), event_read, 77);
    CHECK(key.fd == bench.fd());
    CHECK(key.events == event_read);
    CHECK(key.data == 77);
    CHECK(selector.get_key(bench.fd()).data == 77);
    selector.register_fd(bench.peer(), event_write);
    const std::vector<SelectorKey> all = selector.get_map();
    REQUIRE(all.size() == 2);
    CHECK(all[0].fd < all[1].fd);
  });
}

TEST_CASE("Q01: bits that do not exist, none, and negative descriptors are refused") {
  over_every_selector([](SelectorBench& bench) {
    Selector& selector = bench.selector();
    CHECK_THROWS_AS(selector.register_fd(bench.fd(), 0), std::invalid_argument);
    CHECK_THROWS_AS(selector.register_fd(bench.fd(), 8), std::invalid_argument);
    CHECK_THROWS_AS(selector.register_fd(bench.fd(), event_read | 128), std::invalid_argument);
    CHECK_THROWS_AS(selector.register_fd(-1, event_read), std::invalid_argument);
    CHECK(selector.get_map().empty());
  });
}

TEST_CASE("Q01: a descriptor is registered once") {
  over_every_selector([](SelectorBench& bench) {
    Selector& selector = bench.selector();
    selector.register_fd(bench.fd(), event_read, 1);
    CHECK_THROWS_AS(selector.register_fd(bench.fd(), event_write, 2), std::out_of_range);
    CHECK(selector.get_key(bench.fd()).events == event_read);
    CHECK(selector.get_key(bench.fd()).data == 1);
  });
}

TEST_CASE("Q01: unregister returns what was, and the descriptor may come again") {
  over_every_selector([](SelectorBench& bench) {
    Selector& selector = bench.selector();
    selector.register_fd(bench.fd(), event_write, 5);
    CHECK(selector.unregister(bench.fd()).data == 5);
    CHECK(bench.ready() == 0);
    CHECK_THROWS_AS(selector.unregister(bench.fd()), std::out_of_range);
    CHECK_THROWS_AS(selector.get_key(bench.fd()), std::out_of_range);
    selector.register_fd(bench.fd(), event_write, 6);
    CHECK(bench.ready() == event_write);
  });
}

TEST_CASE("Q01: of several, the right one leaves") {
  over_every_selector([](SelectorBench& bench) {
    std::vector<std::array<int, 2>> pairs;
    for (std::uint32_t i = 0; i < 5; ++i) {
      pairs.push_back(make_pair(bench.net()));
      bench.selector().register_fd(pairs.back()[0], event_write, i);
    }
    for (const std::size_t gone : {1, 4, 0}) bench.selector().unregister(pairs[gone][0]);
    std::vector<std::uint32_t> ready;
    for (const SelectorKey& key : bench.selector().select(0s)) ready.push_back(key.data);
    std::sort(ready.begin(), ready.end());
    CHECK(ready == std::vector<std::uint32_t>{2, 3});
    for (const std::size_t left : {2, 3}) bench.selector().unregister(pairs[left][0]);
    for (const auto& pair : pairs) test::close_both(bench.net(), pair);
  });
}

TEST_CASE("Q03: modify changes what is watched, and the data") {
  over_every_selector([](SelectorBench& bench) {
    Selector& selector = bench.selector();
    REQUIRE(bench.net().send(bench.peer(), "x").is_ok());
    selector.register_fd(bench.fd(), event_read, 1);
    CHECK(bench.ready() == event_read);
    selector.modify(bench.fd(), event_write, 1);
    CHECK(bench.ready() == event_write);
    selector.modify(bench.fd(), event_read | event_write, 2);
    CHECK(bench.ready() == (event_read | event_write));
    selector.modify(bench.fd(), event_read | event_write, 3);
    REQUIRE(selector.select(0s).size() == 1);
    CHECK(selector.select(0s)[0].data == 3);
    CHECK_THROWS_AS(selector.modify(bench.fd(), 8, 3), std::invalid_argument);
    CHECK_THROWS_AS(selector.modify(bench.peer(), event_read), std::out_of_range);
  });
}

TEST_CASE("Q03: a modify that the system refuses leaves the descriptor unregistered") {
  // Only a selector that keeps its list in the kernel is told so early.
  for (const std::string name : {"epoll", "sim"}) {
    const std::vector<std::string> here = available_selectors();
    if (name != "sim" && std::find(here.begin(), here.end(), name) == here.end()) continue;
    CAPTURE(name);
    SelectorBench bench(name);
    const std::array<int, 2> pair = make_pair(bench.net());
    bench.selector().register_fd(pair[0], event_read);
    test::close_both(bench.net(), pair);
    CHECK_THROWS_AS(bench.selector().modify(pair[0], event_write), OSError);
    CHECK_THROWS_AS(bench.selector().get_key(pair[0]), std::out_of_range);
    CHECK_THROWS_AS(bench.selector().register_fd(pair[0], event_read), OSError);
    CHECK_THROWS_AS(bench.selector().get_key(pair[0]), std::out_of_range);
  }
}

TEST_CASE("Q04: only registered bits are reported, and both come in one key") {
  over_every_selector([](SelectorBench& bench) {
    Selector& selector = bench.selector();
    REQUIRE(bench.net().send(bench.peer(), "x").is_ok());
    selector.register_fd(bench.fd(), event_write);
    CHECK(bench.ready() == event_write);
    selector.modify(bench.fd(), event_read | event_write);
    CHECK(selector.select(0s).size() == 1);
    CHECK(bench.ready() == (event_read | event_write));
  });
}

TEST_CASE("Q04: a full buffer is not writable, an empty one not readable") {
  over_every_selector([](SelectorBench& bench) {
    bench.selector().register_fd(bench.fd(), event_read | event_write);
    bench.fill();
    CHECK(bench.ready() == 0);
    std::string taken;
    do {
      taken = test::receive(bench.net(), bench.peer());
    } while (!taken.empty());
    CHECK(bench.ready() == event_write);
  });
}

TEST_CASE("Q05: a timeout of zero or less does not wait") {
  over_every_selector([](SelectorBench& bench) {
    CHECK(bench.selector().select(0s).empty());
    CHECK(bench.selector().select(-5s).empty());
    CHECK(bench.selector().select(Duration::min()).empty());
  });
}

TEST_CASE("Q05: a timeout is never cut short") {
  over_every_selector([](SelectorBench& bench) {
    bench.selector().register_fd(bench.fd(), event_read);
    const TimePoint start = bench.clock().now();
    CHECK(bench.selector().select(1500us).empty());
    CHECK(bench.clock().now() - start >= 1500us);
  });
}

TEST_CASE("Q05: what is ready ends the wait, be it limited or not") {
  over_every_selector([](SelectorBench& bench) {
    bench.selector().register_fd(bench.fd(), event_read);
    REQUIRE(bench.net().send(bench.peer(), "x").is_ok());
    CHECK(bench.ready(std::nullopt) == event_read);
    CHECK(bench.ready(Duration::max()) == event_read);
  });
}

TEST_CASE("Q05: milliseconds are rounded up") {
  CHECK(to_milliseconds(std::nullopt) == -1);
  CHECK(to_milliseconds(-1ns) == 0);
  CHECK(to_milliseconds(0ns) == 0);
  CHECK(to_milliseconds(1ns) == 1);
  CHECK(to_milliseconds(1ms) == 1);
  CHECK(to_milliseconds(1ms + 1ns) == 2);
  CHECK(to_milliseconds(24h) == 86'400'000);
  CHECK(to_milliseconds(Duration::max()) == 2'147'483'647);
}

TEST_CASE("Q07: a hang-up wakes the reader, and the writer, whichever is registered") {
  over_every_selector([](SelectorBench& bench) {
    bench.selector().register_fd(bench.fd(), event_read);
    bench.fill();  // so that the writer is not ready for another reason
    CHECK(bench.ready() == 0);
    bench.close_peer();  // with unread bytes: an error, too
    CHECK(bench.ready() == event_read);
    bench.selector().modify(bench.fd(), event_write);
    CHECK(bench.ready() == event_write);
    bench.selector().modify(bench.fd(), event_read | event_write);
    CHECK(bench.ready() == (event_read | event_write));
  });
}

TEST_CASE("Q07: the end of the peer's output is readable") {
  over_every_selector([](SelectorBench& bench) {
    bench.selector().register_fd(bench.fd(), event_read);
    REQUIRE(bench.net().shutdown_write(bench.peer()).is_ok());
    CHECK(bench.ready() == event_read);
  });
}

TEST_CASE("Q07: a refused connect wakes the writer") {
  over_every_selector([](SelectorBench& bench) {
    Net& net = bench.net();
    const int listener = net.socket(AF_INET).fd();
    REQUIRE(net.bind(listener, Address::ip("127.0.0.1", 0)).is_ok());
    const Address nobody = net.sockname(listener);  // bound, so nobody else gets the port
    const int fd = net.socket(AF_INET).fd();
    const IoResult result = net.connect(fd, nobody);
    if (result.would_block()) {
      bench.selector().register_fd(fd, event_write);
      const auto ready = bench.selector().select(std::nullopt);
      REQUIRE(ready.size() == 1);
      CHECK(ready[0].events == event_write);
      bench.selector().unregister(fd);
      CHECK(net.socket_error(fd) == ECONNREFUSED);
    } else {
      CHECK(result.error() == ECONNREFUSED);
    }
    net.close(fd);
    net.close(listener);
  });
}

TEST_CASE("Q09: closing twice is fine; a closed selector refuses everything") {
  over_every_selector([](SelectorBench& bench) {
    Selector& selector = bench.selector();
    selector.register_fd(bench.fd(), event_read);
    selector.close();
    selector.close();
    CHECK_THROWS_AS(selector.get_key(bench.fd()), std::runtime_error);
    CHECK_THROWS_AS(selector.register_fd(bench.fd(), event_read), std::runtime_error);
    CHECK_THROWS_AS(selector.modify(bench.fd(), event_write), std::runtime_error);
    CHECK_THROWS_AS(selector.unregister(bench.fd()), std::runtime_error);
    CHECK_THROWS_AS(selector.select(0s), std::runtime_error);
    CHECK(selector.get_map().empty());
  });
}

TEST_CASE("Q10: level-triggered: unread bytes make it ready again and again") {
  over_every_selector([](SelectorBench& bench) {
    bench.selector().register_fd(bench.fd(), event_read);
    REQUIRE(bench.net().send(bench.peer(), "xy").is_ok());
    CHECK(bench.ready() == event_read);
    CHECK(bench.ready() == event_read);
    std::array<std::byte, 1> one{};
    REQUIRE(bench.net().recv(bench.fd(), one).bytes() == 1);
    CHECK(bench.ready() == event_read);
    REQUIRE(bench.net().recv(bench.fd(), one).bytes() == 1);
    CHECK(bench.ready() == 0);
  });
}
