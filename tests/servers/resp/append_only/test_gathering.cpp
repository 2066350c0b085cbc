// Under `always`: which commands become one group, and who goes on when it is on the disk.
#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/sim/clock.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"
#include "servers/resp/append_only/append_only.hpp"
#include "tests/servers/resp/append_only/files.hpp"

namespace kit::resp::test {
namespace {

using namespace std::chrono_literals;

int count(std::string_view text, std::string_view part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

/// As contents(), but at the speed of read(2): the file has megabytes of zeros at its end.
std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::string bytes(static_cast<std::size_t>(file.tellg()), '\0');
  file.seekg(0).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

/// A server whose loop has a clock that stands still.
struct Server {
  Folder folder;
  LogLines log;
  Bench bench;
  sim::VirtualClock clock;
  const std::string path = folder / "aof";
  AppendOnly append_only{bench.instance, {.path = path, .sync = SyncPolicy::always}};

  template <class Serve, class... Rest>
  void run(Serve serve, Rest... rest) {
    EventLoop loop(make_selector(), clock);
    kit::run(loop, append_only.work_beside(serve(*this, std::move(rest)...)));
  }
  /// But for the first, which is empty and says that groups follow.
  int groups() const { return count(bytes_of(path), "#GROUP:") - 1; }
};

Task<void> write_in_each_pass(Server& server, Duration step) {
  for (int i = 0; i < 10; ++i) {
    server.bench.run("INCR a");
    server.clock.advance(step);
    co_await sleep(Duration::zero());
  }
  co_await server.append_only.wait();
}

TEST_CASE("append-only: under always, a group grows until nobody has anything left to say") {
  Server server;
  server.run(write_in_each_pass, Duration::zero());
  CHECK(server.groups() == 1);
}

TEST_CASE("append-only: under always, a group grows for half a millisecond at most") {
  Server server;
  server.run(write_in_each_pass, Duration(125us));
  CHECK(server.groups() >= 2);
}

/// What a client does, `passes` later than others: it writes, and goes on when that is in the file.
Task<void> write_and_wait(Server& server, std::string key, int passes) {
  for (int i = 0; i < passes; ++i) {
    server.clock.advance(200us);  // so that nobody gathers until all are here
    co_await sleep(Duration::zero());
  }
  for (int i = 1; i <= 5; ++i) {
    server.bench.run("INCR " + key);
    CHECK(server.append_only.must_wait());
    co_await server.append_only.wait();
    CHECK(count(bytes_of(server.path), key) == i);
  }
}

Task<void> write_together(Server& server, int lag) {
  std::vector<TaskHandle<void>> clients;
  for (int i = 0; i < 8; ++i)
    clients.push_back(create_task(write_and_wait(server, "key" + std::to_string(i), i * lag)));
  for (const TaskHandle<void>& client : clients) co_await client;
}

TEST_CASE("append-only: under always, who waits for one group goes on together") {
  Server server;
  server.run(write_together, 0);
  CHECK(server.groups() == 5);
}

TEST_CASE("append-only: under always, who waits goes on with its own group, not with another's") {
  Server server;
  server.run(write_together, 3);
  CHECK(server.groups() >= 5);
}

/// As keys do that die of old age.
Task<void> write_without_waiting(Server& server) {
  for (int i = 0; i < 20; ++i) {
    server.bench.run("INCR a");
    for (int pass = 0; pass < 4; ++pass) {
      server.clock.advance(200us);
      co_await sleep(Duration::zero());
    }
  }
  // The loop has other things to do all the time, so that only progress can bring the rest.
  while (server.append_only.status().buffer_size > 0) {
    server.clock.advance(200us);
    co_await sleep(Duration::zero());
  }
  CHECK(count(bytes_of(server.path), "INCR") == 20);
}

TEST_CASE("append-only: under always, what nobody waits for gets to the disk, too") {
  Server server;
  server.run(write_without_waiting);
}

Task<void> cancel_one_of_two(Server& server) {
  const TaskHandle<void> first = create_task(write_and_wait(server, "first", 0));
  const TaskHandle<void> second = create_task(write_and_wait(server, "second", 0));
  while (!server.append_only.must_wait()) co_await sleep(Duration::zero());
  first.cancel();
  co_await second;
  CHECK(first.cancelled());
}

TEST_CASE("append-only: a client that is cut off while it waits leaves the others waiting") {
  Server server;
  server.run(cancel_one_of_two);
}

}  // namespace
}  // namespace kit::resp::test
