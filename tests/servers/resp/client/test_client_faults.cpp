// A client in worlds where calls fail, bytes come one by one, connections break, and the server is
// restarted now and then. What must hold: a reply is the right one, or there is none and that is
// said; messages come in order and once.
#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "loop/sim/profile.hpp"
#include "loop/sim/random.hpp"
#include "loop/tasks/sleep.hpp"
#include "tests/servers/resp/client/client_bench.hpp"

namespace kit::redis {
namespace {

using namespace std::chrono_literals;

/// What became of all commands.
struct Outcomes {
  int right = 0;
  int lost = 0;
  int not_sent = 0;
};

/// Echoes word after word; each is another.
Task<void> echo_words(RedisClient& client, int number, Outcomes& outcomes) {
  for (int i = 0; i < 40; ++i) {
    const std::string word = std::to_string(number) + "-" + std::to_string(i);
    bool not_sent = false;
    try {
      const Reply reply = co_await client.command("ECHO", word);
      REQUIRE(reply.text == word);
      ++outcomes.right;
    } catch (const ReplyLostError&) {
      ++outcomes.lost;
    } catch (const NotConnectedError&) {
      not_sent = true;
    }
    if (not_sent) ++outcomes.not_sent;
    if (not_sent) co_await client.connected();  // then it is sent, at that very moment
  }
}

Task<void> publish_numbers(FakeRedis& server) {
  for (int i = 0; i < 400; ++i) {
    server.publish("numbers", std::to_string(i));
    co_await sleep(50ms);
  }
}

/// The server is cut off, or is away for a while.
Task<void> make_trouble(FakeRedis& server, sim::Random random) {
  for (int i = 0; i < 4; ++i) {
    co_await sleep(random.between(Duration(10ms), Duration(3s)));
    if (random.chance(500)) {
      server.cut_connections();
      continue;
    }
    server.die();
    co_await sleep(random.between(Duration(1ms), Duration(2s)));
    server.come_back();
  }
}

Task<void> live_through(std::uint64_t seed, Outcomes& outcomes, int& messages) {
  FakeRedis server;
  RedisOptions options = options_to(server);
  options.backoff.seed = static_cast<std::uint32_t>(seed + 1);
  RedisClient client(options);
  client.start();
  std::optional<int> last;
  const MessageHandler handler = [&last, &messages](const Message& message) {
    const int number = std::stoi(message.payload);
    REQUIRE((!last || number > *last));
    last = number;
    ++messages;
  };
  co_await client.subscribe("numbers", handler);
  co_await client.connected();
  std::vector<TaskHandle<>> tasks;
  for (int i = 0; i < 8; ++i) tasks.push_back(create_task(echo_words(client, i, outcomes)));
  tasks.push_back(create_task(publish_numbers(server)));
  tasks.push_back(create_task(make_trouble(server, sim::Random(seed))));
  for (const TaskHandle<>& task : tasks) co_await task;
  const int before = outcomes.right;
  co_await echo_words(client, 99, outcomes);  // it is of use to the last
  CHECK(outcomes.right > before);
  co_await client.close();
  co_await server.shut();
  co_await sleep(5s);
}

TEST_CASE("redis client: in worlds full of faults no reply is another's, no message comes twice") {
  Outcomes outcomes;
  int messages = 0;
  for (const sim::Profile& kind : sim::all_profiles()) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      CAPTURE(kind.name);
      CAPTURE(seed);
      sim::Profile profile = kind;
      profile.descriptor_limit = sim::Profile().descriptor_limit;  // both ends are in this program
      sim::World world(seed, profile);
      world.run(live_through(seed, outcomes, messages));
    }
  }
  MESSAGE(outcomes.right, " right, ", outcomes.lost, " lost, ", outcomes.not_sent, " not sent, ",
          messages, " messages");
  CHECK(outcomes.right > 15'000);
  CHECK(outcomes.lost > 100);
  CHECK(outcomes.not_sent > 100);
  CHECK(messages > 10'000);
}

}  // namespace
}  // namespace kit::redis
