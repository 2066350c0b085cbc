// What clients are sent that they did not ask for, in a simulated world: in what order it leaves,
// and that nobody misses anything.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "loop/observe/trace.hpp"
#include "tests/servers/resp/server/publishing.hpp"

namespace kit::resp {
namespace {

std::ptrdiff_t sends(const Trace& trace) {
  const std::vector<TraceRecord> all = trace.records();
  return std::count_if(all.begin(), all.end(),
                       [](const TraceRecord& record) { return record.kind == TraceKind::send; });
}

TEST_CASE("push: what is published in one batch reaches each subscriber in one write") {
  PublishingHouse house;
  sim::Client& first = house.subscriber("first");
  sim::Client& second = house.subscriber("second");
  sim::Client& publisher = house.client("publisher");
  house.world.settle();
  Trace trace;
  house.world.loop().set_trace(&trace);
  publisher.send(publish("a") + publish("b") + publish("c")).expect(":2\r\n:2\r\n:2\r\n");
  for (sim::Client* const each : {&first, &second})
    each->expect(message("a") + message("b") + message("c"));
  house.world.loop().set_trace(nullptr);
  CHECK(sends(trace) == 3);
  house.shut();
}

TEST_CASE("push: a message for many is written in slices, between which others are served") {
  PublishingHouse house;
  constexpr int many = 300;
  std::vector<sim::Client*> all;
  for (int i = 0; i < many; ++i) all.push_back(&house.subscriber("s" + std::to_string(i)));
  sim::Client& publisher = house.client("publisher");
  house.world.settle();
  Trace trace;
  house.world.loop().set_trace(&trace);
  publisher.send(publish("a")).expect(":300\r\n");
  for (sim::Client* const each : all) each->expect(message("a"));
  house.world.loop().set_trace(nullptr);
  CHECK(sends(trace) == many + 1);
  std::map<std::uint32_t, int> by_pass;
  for (const TraceRecord& record : trace.records())
    if (record.kind == TraceKind::send) ++by_pass[record.pass];
  for (const auto& [pass, count] : by_pass) CHECK(count <= 64 + 1);
  house.shut();
}

TEST_CASE("push: it stands between the replies of its client, in the order of what happened") {
  PublishingHouse house;
  sim::Client& client = house.client("client");
  sim::Client& publisher = house.client("publisher");
  client.send("HELLO 3\r\nSUBSCRIBE x\r\nGET a\r\n");
  house.world.settle();
  CHECK(client.unexpected().ends_with(":1\r\n_\r\n"));
  publisher.send(publish("one")).expect(":1\r\n");
  client.send("ECHO e\r\nPUBLISH x two\r\n");
  house.world.settle();
  const std::string push = ">3\r\n" + bulk("message") + bulk("x");
  CHECK(client.unexpected().ends_with(push + bulk("one") + bulk("e") + push + bulk("two") +
                                      ":1\r\n"));
  house.shut();
}

TEST_CASE("push: what was published before the end still leaves") {
  PublishingHouse house;
  sim::Client& client = house.subscriber("client");
  sim::Client& publisher = house.client("publisher");
  house.world.settle();
  client.finish();
  publisher.send(publish("last"));
  house.world.settle();
  CHECK((client.unexpected() == message("last") || client.unexpected().empty()));
  CHECK(publisher.unexpected() == (client.unexpected().empty() ? ":0\r\n" : ":1\r\n"));
  house.shut();
}

TEST_CASE("push: who has vanished is no subscriber, and the others hear everything") {
  PublishingHouse house;
  sim::Client& gone = house.subscriber("gone");
  sim::Client& stays = house.subscriber("stays");
  sim::Client& publisher = house.client("publisher");
  publisher.send(publish("a")).expect(":2\r\n");
  gone.vanish();
  publisher.send(publish("b"));
  stays.expect(message("a") + message("b"));
  house.world.advance(1s);
  publisher.send(publish("c"));
  stays.expect(message("c"));
  CHECK(publisher.unexpected().ends_with(":1\r\n"));
  CHECK(house.instance.clients.size() == 2);
  house.shut();
}

TEST_CASE("timeout: a subscriber may be silent for ever") {
  PublishingHouse house;
  house.instance.parameters.timeout = 10;
  sim::Client& client = house.subscriber("client");
  house.world.advance(100s);
  client.send("PING\r\n").expect("*2\r\n" + bulk("pong") + bulk(""));
  client.send("UNSUBSCRIBE x\r\n").expect("*3\r\n" + bulk("unsubscribe") + bulk("x") + ":0\r\n");
  client.expect_end();
  house.shut();
}

/// The numbers of the messages in what a subscriber has heard: each one more than the one before.
bool is_without_gap(std::string_view heard) {
  int expected = -1;
  for (std::size_t at = heard.find("$1\r\nx\r\n$"); at != heard.npos;
       at = heard.find("$1\r\nx\r\n$", at + 1)) {
    const std::size_t begin = heard.find("\r\n", at + 8) + 2;
    const std::size_t end = heard.find("\r\n", begin);
    if (begin < 2 || end == heard.npos) return true;  // it has not come to its end yet
    const int number = std::stoi(std::string(heard.substr(begin, end - begin)));
    if (expected >= 0 && number != expected) return false;
    expected = number + 1;
  }
  return true;
}

TEST_CASE("push: whatever the network does, whoever hears hears all, and in order") {
  sim::Profile flaky = sim::flaky;  // but for what ends in a complaint of the listener
  flaky.aborted = flaky.no_descriptor = 0;
  for (const sim::Profile& profile : {sim::bytewise, sim::slow_peer, flaky}) {
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
      CAPTURE(profile.name);
      CAPTURE(seed);
      PublishingHouse house(profile, seed);
      std::vector<sim::Client*> all;
      for (int i = 0; i < 6; ++i) {
        all.push_back(&house.client("s" + std::to_string(i)));
        all.back()->send("SUBSCRIBE x\r\n");
      }
      sim::Client& publisher = house.client("publisher");
      house.world.advance(2s);  // who subscribes late hears less
      for (int i = 0; i < 40; ++i) {
        publisher.send(publish(std::to_string(i)));
        house.world.advance(3ms);
        if (i == 20) all[0]->vanish();
        if (i == 30) all[1]->send("UNSUBSCRIBE\r\n");
      }
      house.world.advance(20s);
      for (sim::Client* const each : all) {
        CHECK(is_without_gap(each->heard()));
        const bool whole = !each->was_reset() && !each->was_refused() && !each->has_vanished();
        if (whole && each != all[1] && !publisher.was_reset())
          CHECK(each->heard().find(bulk("39")) != std::string_view::npos);
      }
      house.shut();
    }
  }
}

}  // namespace
}  // namespace kit::resp
