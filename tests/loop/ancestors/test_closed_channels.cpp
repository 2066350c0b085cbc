// Channels that close where nobody expects it: in the middle of closing all, by their own hands
// before an error is handled, outside of a pass.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/dispatcher_with_send.hpp"
#include "tests/support/channels.hpp"
#include "tests/support/witness.hpp"

namespace kit {
namespace {

using test::MapBench;
using test::over_every_map;
using test::Peer;
using test::Probe;
using test::Tally;
using test::Wire;
using test::Witness;
using Calls = std::vector<std::string>;

/// Does what the test wants when it shall close.
class Closing : public Probe<> {
 public:
  using Probe<>::Probe;
  void close_when_done() override {
    if (act) act();
    Probe<>::close_when_done();
  }
  std::function<void()> act;
};

TEST_CASE("D18: close_all_when_done: one that closes may destroy others, before it and behind it") {
  over_every_map([](MapBench& bench) {
    std::vector<Peer> peers;
    std::vector<std::unique_ptr<Closing>> channels;
    for (int i = 0; i < 5; ++i) {
      Wire wire(bench);
      channels.push_back(std::make_unique<Closing>(std::move(wire.end), bench.map));
      peers.push_back(std::move(wire.peer));
    }
    const auto by_number = [](const auto& one, const auto& other) {
      return one->fileno() < other->fileno();
    };
    std::sort(channels.begin(), channels.end(), by_number);
    channels[2]->act = [&] {
      channels[0].reset();
      channels[3].reset();
    };
    close_all_when_done(bench.map);
    CHECK(bench.map.size() == 3);  // they wait for the peers' FIN
    peers.clear();
    bench.until_empty();
  });
}

TEST_CASE("D18: close_all_when_done: one that throws does not keep the others open") {
  over_every_map([](MapBench& bench) {
    Wire one(bench);
    Wire two(bench);
    Closing first(std::move(one.end), bench.map);
    Closing second(std::move(two.end), bench.map);
    for (Closing* const each : {&first, &second})
      each->act = [] { throw std::runtime_error("I will not go"); };
    close_all_when_done(bench.map);
    for (const Closing* const each : {&first, &second}) {
      CHECK(each->calls == Calls{"handle_error", "handle_close"});
      CHECK(each->error == "I will not go");
      CHECK_FALSE(each->is_open());
    }
    CHECK(bench.map.empty());
  });
}

TEST_CASE("D18: close_all_when_done: an adopted one that is destroyed is not touched again") {
  MapBench bench("sim");
  Tally tally;
  struct Watched : Closing {
    Watched(Tally& books, Socket socket, ChannelMap& map)
        : Closing(std::move(socket), map), witness(books) {}
    Witness witness;
  };
  std::vector<Peer> peers;
  for (int i = 0; i < 3; ++i) {
    Wire wire(bench);
    auto channel = std::make_unique<Watched>(tally, std::move(wire.end), bench.map);
    channel->act = [&bench] { close_all(bench.map); };
    bench.map.adopt(std::move(channel));
    peers.push_back(std::move(wire.peer));
  }
  close_all_when_done(bench.map);
  CHECK(bench.map.empty());
  check_all_gone(tally);
}

TEST_CASE("D12: who closes itself and then throws is not told to close again") {
  over_every_map([](MapBench& bench) {
    Wire wire(bench);
    Probe<> channel(std::move(wire.end), bench.map);
    channel.on["handle_read"] = [&] {
      channel.close();
      throw std::runtime_error("after the end");
    };
    wire.peer.send("x");
    bench.until_empty();
    CHECK(channel.calls == Calls{"handle_read", "handle_error"});
    CHECK(channel.error == "after the end");
    CHECK(channel.says("after the end"));
  });
}

TEST_CASE("D09: recv and send in handle_close, at FIN and after a reset, do not call it again") {
  over_every_map([](MapBench& bench) {
    for (const bool reset : {false, true}) {
      CAPTURE(reset);
      Wire wire(bench);
      Probe<> channel(std::move(wire.end), bench.map);
      channel.on["handle_close"] = [&] {
        REQUIRE(channel.count("handle_close") == 1);
        CHECK(channel.recv(10).empty());
        channel.send("last word");
        if (channel.is_open()) channel.close();
      };
      if (reset)
        wire.peer.reset();
      else
        wire.peer.half_close();
      bench.until_empty();
      CHECK(channel.count("handle_close") == 1);
      CHECK(channel.count("handle_error") == 0);
    }
  });
}

/// Tells when it is freed.
class Adopted : public Probe<> {
 public:
  Adopted(Tally& tally, Socket socket, ChannelMap& map)
      : Probe<>(std::move(socket), map), witness_(tally) {}

 private:
  Witness witness_;
};

/// Gives it to the map and keeps a hand on it.
Adopted& adopt(MapBench& bench, Tally& tally, Wire& wire) {
  auto channel = std::make_unique<Adopted>(tally, std::move(wire.end), bench.map);
  Adopted& it = *channel;
  bench.map.adopt(std::move(channel));
  return it;
}

TEST_CASE("adopt: what closed outside of a pass is freed by the next poll_loop, of an empty map") {
  over_every_map([](MapBench& bench) {
    Tally tally;
    Wire wire(bench);
    adopt(bench, tally, wire).close();
    CHECK(bench.map.empty());
    CHECK(tally.live() == 1);  // whoever closed it may still be in its member function
    poll_loop(bench.map, Duration::zero(), false, 1);
    CHECK(bench.selector->waits == 0);
    check_all_gone(tally);
  });
}

TEST_CASE("adopt: what closed outside of a pass is freed when the next one is adopted") {
  over_every_map([](MapBench& bench) {
    Tally tally;
    Wire one(bench);
    Wire two(bench);
    adopt(bench, tally, one).close();
    adopt(bench, tally, two);
    CHECK(tally.live() == 1);
    CHECK(bench.map.size() == 1);
    close_all(bench.map);
    check_all_gone(tally);
  });
}

TEST_CASE("adopt: but not when that happens in a handler of the one that closed") {
  over_every_map([](MapBench& bench) {
    Tally tally;
    Wire one(bench);
    Wire two(bench);
    Adopted& first = adopt(bench, tally, one);
    bool called = false;
    first.on["handle_read"] = [&] {
      called = true;
      first.close();
      adopt(bench, tally, two);
      CHECK(tally.live() == 2);
      poll_loop(bench.map, Duration::zero(), false, 1);
      CHECK(tally.live() == 2);
    };
    one.peer.send("x");
    bench.until([&] { return called; });
    CHECK(tally.live() == 1);
    close_all(bench.map);
    check_all_gone(tally);
  });
}

}  // namespace
}  // namespace kit
