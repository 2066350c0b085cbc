// ChannelMap: channels that the map owns, and when it frees them.
#include <doctest/doctest.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "loop/ancestors/channel_map.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using test::Collector;
using test::MapBench;
using test::over_every_map;
using test::Probe;
using test::Tally;
using test::Wire;
using test::Witness;

/// Tells when it is freed.
class Watched : public Probe<> {
 public:
  Watched(Tally& tally, Socket socket, ChannelMap& map)
      : Probe<>(std::move(socket), map), witness_(tally) {}

 private:
  Witness witness_;
};

TEST_CASE("adopt: a channel is freed when it has closed, and not under a call that is running") {
  over_every_map([](MapBench& bench) {
    Tally tally;
    Wire wire(bench);
    auto channel = std::make_unique<Watched>(tally, std::move(wire.end), bench.map);
    channel->on["handle_read"] = [&tally, it = channel.get()] {
      it->close();
      CHECK(tally.live() == 1);
      it->received = "still alive";
    };
    bench.map.adopt(std::move(channel));
    bench.passes(2);
    CHECK(tally.live() == 1);
    wire.peer.send("x");
    bench.until_empty();
    check_all_gone(tally);
  });
}

TEST_CASE("adopt: the map frees what is open when it goes, and what closed outside of a pass") {
  Tally tally;
  for (const bool close_first : {false, true}) {
    CAPTURE(close_first);
    MapBench bench("sim");
    Wire wire(bench);
    auto channel = std::make_unique<Watched>(tally, std::move(wire.end), bench.map);
    Watched& it = *channel;
    bench.map.adopt(std::move(channel));
    if (close_first) it.close();
    CHECK(tally.live() == 1);
  }
  check_all_gone(tally);
}

TEST_CASE("adopt: close_all frees at once, unless a handler is running") {
  MapBench bench("sim");
  Tally tally;
  Wire one(bench);
  bench.map.adopt(std::make_unique<Watched>(tally, std::move(one.end), bench.map));
  close_all(bench.map);
  CHECK(tally.live() == 0);

  Wire two(bench);
  auto channel = std::make_unique<Watched>(tally, std::move(two.end), bench.map);
  channel->on["handle_read"] = [&] {
    close_all(bench.map);
    CHECK(tally.live() == 1);
  };
  bench.map.adopt(std::move(channel));
  two.peer.send("x");
  bench.until_empty();
  check_all_gone(tally);
}

TEST_CASE("adopt: one that is closed already is freed at once, and none is fine") {
  MapBench bench("sim");
  Tally tally;
  auto channel = std::make_unique<Watched>(tally, Socket(), bench.map);
  bench.map.adopt(std::move(channel));
  check_all_gone(tally);
  bench.map.adopt(std::unique_ptr<Dispatcher>());
}

TEST_CASE("adopt: a channel of another map is refused") {
  MapBench bench("sim");
  MapBench elsewhere("sim");
  Wire wire(elsewhere);
  auto channel = std::make_unique<Probe<>>(std::move(wire.end), elsewhere.map);
  CHECK_THROWS_WITH_AS(bench.map.adopt(std::move(channel)), doctest::Contains("another map"),
                       std::invalid_argument);
  CHECK(elsewhere.map.empty());
}

TEST_CASE("adopt: closed in a loop that its own handler runs, a channel lives until the end") {
  over_every_map([](MapBench& bench) {
    Tally tally;
    Wire one(bench);
    Wire two(bench);
    auto channel = std::make_unique<Watched>(tally, std::move(one.end), bench.map);
    Watched& outer = *channel;
    bench.map.adopt(std::move(channel));
    Probe<> inner(std::move(two.end), bench.map);
    inner.on["handle_read"] = [&] { outer.close(); };
    outer.on["handle_read"] = [&] {
      outer.wants_to_read = false;
      two.peer.send("2");
      bench.until([&] { return !outer.is_open(); });  // several passes, all within this call
      bench.passes(2);
      CHECK(tally.live() == 1);
    };
    one.peer.send("1");
    bench.until([&] { return tally.live() == 0; });
    check_all_gone(tally);
  });
}

TEST_CASE("adopt: a channel that reconnects in handle_close stays adopted") {
  over_every_map([](MapBench& bench) {
    Tally tally;
    Collector listener(bench.map);
    std::vector<Socket>& accepted = listener.sockets;
    auto channel = std::make_unique<Watched>(tally, Socket(), bench.map);
    Watched& client = *channel;
    client.on["handle_close"] = [&] {
      client.close();
      client.create_socket();
      client.connect(listener.address());
    };
    client.create_socket();
    client.connect(listener.address());
    bench.map.adopt(std::move(channel));
    for (const std::size_t round : {1u, 2u, 3u}) {
      CAPTURE(round);
      bench.until([&] { return accepted.size() == round && client.connected(); });
      CHECK(tally.live() == 1);
      CHECK_FALSE(client.eof());
      REQUIRE(bench.net.send(accepted.back().get(), "hello").is_ok());
      bench.until([&] { return client.received == "hello"; });
      client.received.clear();
      if (round == 2)
        bench.net.reset(accepted.back().release());
      else
        accepted.back().close();
    }
    bench.until([&] { return accepted.size() == 4; });
    client.on.erase("handle_close");
    accepted.back().close();
    bench.until([&] { return tally.live() == 0; });
    check_all_gone(tally);
  });
}

TEST_CASE("adopt: to destroy one channel may close another") {
  MapBench bench("sim");
  Tally tally;
  Wire one(bench);
  Wire other(bench);
  struct Chained : Watched {
    using Watched::Watched;
    ~Chained() override {
      if (next != nullptr) next->close();
    }
    Watched* next = nullptr;
  };
  auto first = std::make_unique<Chained>(tally, std::move(one.end), bench.map);
  auto second = std::make_unique<Watched>(tally, std::move(other.end), bench.map);
  first->next = second.get();
  bench.map.adopt(std::move(first));
  bench.map.adopt(std::move(second));
  one.peer.half_close();
  bench.until_empty();
  check_all_gone(tally);
}

}  // namespace
}  // namespace kit
