// client-output-buffer-limit: who does not read what is published is cut off, and nobody else.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/servers/resp/server/publishing.hpp"
#include "tests/support/capture.hpp"

namespace kit::resp {
namespace {

TEST_CASE("push: who lets more than the hard limit wait is cut off, and nobody else") {
  PublishingHouse house;
  house.instance.parameters.output_limits.pubsub = {1'000'000, 0, 0};
  const kit::test::CaptureLog log;
  sim::Client& slow = house.subscriber("slow");
  sim::Client& reader = house.subscriber("reader");
  sim::Client& publisher = house.client("publisher");
  house.world.settle();
  slow.stop_reading();
  const std::string text(10'000, 'm');
  std::size_t most = 0;
  for (int i = 0; i < 200; ++i) {
    publisher.send(publish(text));
    reader.expect(message(text));
    most = std::max(most, house.instance.client_bytes);
  }
  house.world.advance(1s);
  CHECK(log.count("does not read its replies") == 1);
  CHECK(house.instance.clients.size() == 2);
  CHECK(most < 1'100'000);
  CHECK(publisher.unexpected().starts_with(":2\r\n"));
  CHECK(publisher.unexpected().ends_with(":1\r\n"));
  house.shut();
}

TEST_CASE("push: one batch of messages cannot fill the memory before anything is written") {
  PublishingHouse house;
  house.instance.parameters.output_limits.pubsub = {1'000'000, 0, 0};
  const kit::test::CaptureLog log;
  sim::Client& slow = house.subscriber("slow");
  sim::Client& publisher = house.client("publisher");
  house.world.settle();
  slow.stop_reading();
  publisher.send(publish(std::string(3'000'000, 'm')) + publish("b"));
  house.world.advance(1s);
  CHECK(log.count("does not read its replies") == 1);
  CHECK(house.instance.clients.size() == 1);
  house.shut();
}

TEST_CASE("push: above the soft limit for too long, also when nothing more is published") {
  PublishingHouse house;
  house.instance.parameters.output_limits.pubsub = {0, 100'000, 10};
  const kit::test::CaptureLog log;
  sim::Client& slow = house.subscriber("slow");
  sim::Client& late = house.subscriber("late");
  sim::Client& publisher = house.client("publisher");
  house.world.settle();
  slow.stop_reading();
  late.stop_reading();
  publisher.send(publish(std::string(1'000'000, 'm'))).expect(":2\r\n");
  house.world.advance(5s);
  late.read_on();
  house.world.advance(5s);
  CHECK(house.instance.clients.size() == 3);
  house.world.advance(3s);
  CHECK(house.instance.clients.size() == 2);
  CHECK(log.count("does not read its replies") == 1);
  // Its time begins anew.
  late.expect(message(std::string(1'000'000, 'm'))).stop_reading();
  publisher.send(publish(std::string(1'000'000, 'm'))).expect(":1\r\n");
  house.world.advance(9s);
  CHECK(house.instance.clients.size() == 2);
  house.world.advance(4s);
  CHECK(house.instance.clients.size() == 1);
  house.shut();
}

TEST_CASE("push: what has left since somebody last looked does not count") {
  PublishingHouse house;
  house.instance.parameters.output_limits.pubsub = {1'000'000, 0, 0};
  sim::Client& client = house.subscriber("client");
  sim::Client& publisher = house.client("publisher");
  house.world.settle();
  const std::string text(900'000, 'm');
  for (int i = 0; i < 5; ++i) {
    client.stop_reading();
    publisher.send(publish(text)).expect(":1\r\n");
    client.read_on().expect(message(text));
  }
  house.shut();
}

TEST_CASE("push: normal clients have a limit of their own") {
  PublishingHouse house;
  house.instance.parameters.output_limits.pubsub = {1'000, 0, 0};
  sim::Client& client = house.client("client");
  house.world.settle();
  client.stop_reading();
  client.send("*2\r\n" + bulk("ECHO") + bulk(std::string(500'000, 'x')));
  house.world.advance(1s);
  client.read_on().expect(bulk(std::string(500'000, 'x')));
  house.shut();
}

}  // namespace
}  // namespace kit::resp
