// Two houses on a bus, in worlds where calls fail, bytes come one by one, and the bus is cut, slow
// and restarted at any moment. What must hold: in the house everybody hears everything; elsewhere
// nothing comes twice or in another order; who loses the bus and gets it back is told in turn; and
// in the end it works.
#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <vector>

#include "loop/sim/profile.hpp"
#include "loop/sim/random.hpp"
#include "loop/sim/world.hpp"
#include "loop/tasks/sleep.hpp"
#include "servers/chat/bus.hpp"
#include "servers/chat/chat.hpp"
#include "streams/connect.hpp"
#include "streams/server.hpp"
#include "tests/support/connections.hpp"
#include "tests/support/fake_redis.hpp"

namespace kit::test {
namespace {

using namespace std::chrono_literals;

constexpr int words = 60;

struct OnBus {
  OnBus(const FakeRedis& redis, std::string name, std::uint64_t seed)
      : server(start_server(ConnectionHandler([this](StreamReader reader, StreamWriter writer) {
                              return chat(room, options, std::move(reader), std::move(writer));
                            }),
                            any_port())),
        bus(room, bus_options(redis, std::move(name), seed), 0) {
    bus.start();
  }

  static BusOptions bus_options(const FakeRedis& redis, std::string name, std::uint64_t seed) {
    BusOptions options;
    options.redis.url.host = "127.0.0.1";
    options.redis.url.port = redis.port();
    options.redis.backoff.seed = static_cast<std::uint32_t>(seed * 10 + name.size());
    options.program = name == "kitchen" ? "aa" : "bb";
    options.room = std::move(name);
    return options;
  }

  Room room;
  ChatOptions options;
  Server server;
  Bus bus;
};

/// What somebody hears, line by line, until the end.
Task<void> hear_all(StreamReader& reader, std::vector<std::string>& lines) {
  for (;;) {
    const std::string line = co_await reader.readline();
    if (line.empty()) co_return;
    lines.push_back(line.substr(0, line.size() - 2));
  }
}

Task<void> talk(StreamWriter& writer, sim::Random random) {
  for (int i = 0; i < words; ++i) {
    writer.write("word " + std::to_string(i) + "\n");
    co_await sleep(random.between(Duration(0), Duration(300ms)));
  }
}

Task<void> trouble_bus(FakeRedis& redis, sim::Random random) {
  for (int i = 0; i < 4; ++i) {
    co_await sleep(random.between(Duration(10ms), Duration(3s)));
    if (random.chance(300)) {
      redis.cut_connections();
    } else if (random.chance(300)) {
      redis.stop_reading();
      co_await sleep(random.between(Duration(1ms), Duration(20s)));
      redis.read_on();
    } else {
      redis.die();
      co_await sleep(random.between(Duration(1ms), Duration(2s)));
      redis.come_back();
    }
  }
}

/// Away and back come in turn; who speaks is heard in order, and nothing twice. Returns how many
/// lines begin with `speaker`.
int check_story(const std::vector<std::string>& lines, const std::string& speaker) {
  bool away = false;
  int last = -1;
  int heard = 0;
  for (const std::string& line : lines) {
    if (line + "\r\n" == bus_away || line + "\r\n" == bus_back) {
      REQUIRE(away == (line + "\r\n" == bus_back));
      away = !away;
    }
    if (!line.starts_with(speaker + ": word ")) continue;
    const int number = std::stoi(line.substr(speaker.size() + 7));
    REQUIRE(number > last);
    last = number;
    ++heard;
  }
  REQUIRE(!away);
  return heard;
}

struct Guest {
  explicit Guest(Connection made) : connection(std::move(made)) {}
  Connection connection;
  std::vector<std::string> lines;
};

Task<void> come_in(const OnBus& where, std::string name, std::deque<Guest>& guests) {
  Connection connection = co_await open_connection(where.server.addresses().front());
  guests.emplace_back(std::move(connection));
  guests.back().connection.writer.write(name + "\n");
}

Task<void> spend_evening(std::uint64_t seed, int& elsewhere) {
  FakeRedis redis;
  OnBus kitchen(redis, "kitchen", seed);
  OnBus attic(redis, "attic", seed);
  std::deque<Guest> guests;
  co_await come_in(kitchen, "Alice", guests);
  co_await come_in(kitchen, "Carol", guests);
  co_await come_in(attic, "Bob", guests);
  co_await sleep(5s);
  std::vector<TaskHandle<>> ears;
  for (Guest& each : guests)
    ears.push_back(create_task(hear_all(each.connection.reader, each.lines)));
  std::vector<TaskHandle<>> tasks;
  tasks.push_back(create_task(talk(guests[0].connection.writer, sim::Random(seed))));
  tasks.push_back(create_task(trouble_bus(redis, sim::Random(seed * 7))));
  for (const TaskHandle<>& task : tasks) co_await task;
  co_await sleep(1min);
  guests[0].connection.writer.write("word 1000\n");
  co_await sleep(1min);
  REQUIRE(check_story(guests[1].lines, "Alice") == words + 1);
  elsewhere += check_story(guests[2].lines, "Alice@kitchen");
  CHECK(guests[2].lines.back() == "Alice@kitchen: word 1000");
  for (Guest& each : guests) each.connection.writer.close();
  for (const TaskHandle<>& ear : ears) co_await ear;
  kitchen.server.close();
  attic.server.close();
  co_await kitchen.server.wait_closed();
  co_await attic.server.wait_closed();
  co_await kitchen.bus.finish();
  co_await attic.bus.finish();
  co_await redis.shut();
  co_await sleep(5s);
}

TEST_CASE("bus: in worlds full of faults nobody hears anything twice, and in the end it works") {
  int elsewhere = 0;
  int evenings = 0;
  for (const sim::Profile& kind : sim::all_profiles()) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      CAPTURE(kind.name);
      CAPTURE(seed);
      sim::Profile profile = kind;
      profile.descriptor_limit = sim::Profile().descriptor_limit;  // both ends are in this program
      profile.reset = 0;    // the guests stay, to the last word
      profile.aborted = 0;  // and come in
      sim::World world(seed, profile);
      world.run(spend_evening(seed, elsewhere));
      ++evenings;
    }
  }
  MESSAGE(elsewhere, " of ", evenings * (words + 1), " words were heard elsewhere");
  CHECK(elsewhere > evenings * words / 3);
  CHECK(elsewhere < evenings * words);
}

}  // namespace
}  // namespace kit::test
