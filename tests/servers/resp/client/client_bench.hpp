// A client and a server to try it on, in a simulated world.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "loop/sim/world.hpp"
#include "servers/resp/client/redis_client.hpp"
#include "tests/support/capture.hpp"
#include "tests/support/failures.hpp"
#include "tests/support/fake_redis.hpp"
#include "tests/support/loops.hpp"

namespace kit::redis {

using test::FakeRedis;

/// To that server, with a seed, so that a test is the same each time.
inline RedisOptions options_to(const FakeRedis& server) {
  RedisOptions options;
  options.url.host = "127.0.0.1";
  options.url.port = server.port();
  options.backoff.seed = 1;
  return options;
}

/// What a test is about: it gets a server, and a client of it that has not begun.
using Play = Task<void> (*)(FakeRedis&, RedisClient&);

inline Task<void> play_with(Play play, std::string password, bool old) {
  const test::CaptureLog log;
  const test::CaptureReports reports(EventLoop::current());
  FakeRedis server;
  if (old) server.know_no_resp3();
  RedisOptions options = options_to(server);
  options.url.password = password;
  if (!password.empty()) server.want_password(password);
  {
    RedisClient client(options);
    co_await play(server, client);
    co_await client.close();
  }
  co_await server.shut();
  co_await test::passes(3);
  for (const Ref<TaskBase>& task : all_tasks(EventLoop::current()))
    CHECK(task.get() == TaskBase::current());
  for (const ExceptionContext& report : reports.contexts) CHECK(report.message == "");
  CHECK(log.count("warning: ") == 0);
}

/// Runs it in a world of its own, and checks that nothing is left.
inline void in_a_world(Play play, std::string password = {}, bool old = false) {
  sim::World world;
  world.run(play_with(play, std::move(password), old));
  CHECK(world.loop().timer_count() == 0);
  CHECK(world.network().open_descriptors() == 0);
}

/// What came, in the order in which it came: "channel: payload".
class Heard {
 public:
  MessageHandler handler() {
    return [this](const Message& message) {
      const std::string by = message.pattern.empty() ? "" : message.pattern + " ";
      lines.push_back(by + message.channel + ": " + message.payload);
    };
  }
  std::vector<std::string> lines;
};

}  // namespace kit::redis
