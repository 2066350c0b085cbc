// Watchers without a loop: events made by hand, so that each case is exactly the one it names.
#include <doctest/doctest.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/sim/selector.hpp"
#include "loop/watchers.hpp"
#include "tests/support/pairs.hpp"

using namespace kit;
using test::make_pair;
using test::make_pair_at;

namespace {

/// Counts what happens to it.
class Probe final : public Handle {
 public:
  void run() override { ++runs; }
  void discard() noexcept override { ++discards; }
  int runs = 0;
  int discards = 0;
};

struct Bare {
  sim::VirtualClock clock;
  sim::Network network;
  sim::SimSelector selector{clock, network, [] { return std::string(); }};
  Watchers watchers{selector};
  HandleList queue;
  void collect(const std::vector<SelectorKey>& events) { watchers.collect(events, queue, 1); }
};

}  // namespace

TEST_CASE("Watchers: an event queues whoever waits for that direction, once") {
  Bare bare;
  const int fd = make_pair(bare.network)[0];
  Probe reader;
  Probe writer;
  bare.watchers.watch(fd, Direction::read, reader);
  bare.watchers.watch(fd, Direction::write, writer);
  bare.collect({{fd, event_read, 0}});
  CHECK(bare.queue.pop_front() == &reader);
  CHECK(bare.queue.empty());
  bare.collect({{fd, event_read | event_write, 0}});
  CHECK(bare.queue.pop_front() == &writer);
  CHECK(bare.queue.empty());
}

TEST_CASE("Watchers: the reader is queued before the writer") {
  Bare bare;
  const int fd = make_pair(bare.network)[0];
  Probe reader;
  Probe writer;
  bare.watchers.watch(fd, Direction::write, writer);
  bare.watchers.watch(fd, Direction::read, reader);
  bare.collect({{fd, event_read | event_write, 0}});
  CHECK(bare.queue.pop_front() == &reader);
  CHECK(bare.queue.pop_front() == &writer);
}

TEST_CASE("Watchers: two who wait for the same is an error, and the first is undisturbed") {
  Bare bare;
  const int fd = make_pair(bare.network)[0];
  Probe first;
  Probe second;
  bare.watchers.watch(fd, Direction::read, first);
  CHECK_THROWS_AS(bare.watchers.watch(fd, Direction::read, second), std::runtime_error);
  bare.watchers.unwatch(fd, Direction::read, second);  // does not wait, so nothing happens
  bare.collect({{fd, event_read, 0}});
  CHECK(bare.queue.pop_front() == &first);
  CHECK(bare.queue.empty());
}

TEST_CASE("Watchers: who stopped waiting is not queued, and is not told") {
  Bare bare;
  const int fd = make_pair(bare.network)[0];
  Probe probe;
  bare.watchers.watch(fd, Direction::read, probe);
  bare.watchers.unwatch(fd, Direction::read, probe);
  bare.collect({{fd, event_read, 0}});
  CHECK(bare.queue.empty());
  CHECK(probe.discards == 0);
}

TEST_CASE("Watchers: an event that finds nobody disarms its bit, and the last one the descriptor") {
  Bare bare;
  const int fd = make_pair(bare.network)[0];
  Probe reader;
  Probe writer;
  bare.watchers.watch(fd, Direction::read, reader);
  bare.watchers.watch(fd, Direction::write, writer);
  CHECK(bare.selector.get_key(fd).events == (event_read | event_write));
  bare.collect({{fd, event_read, 0}});
  CHECK(bare.selector.get_key(fd).events == (event_read | event_write));
  bare.collect({{fd, event_read, 0}});
  CHECK(bare.selector.get_key(fd).events == event_write);
  bare.collect({{fd, event_write, 0}});
  bare.collect({{fd, event_write, 0}});
  CHECK(bare.selector.get_map().empty());
}

TEST_CASE("Y09: forget() tells both who wait, starts a new generation, and unregisters") {
  Bare bare;
  const int fd = make_pair(bare.network)[0];
  Probe reader;
  Probe writer;
  bare.watchers.watch(fd, Direction::read, reader);
  bare.watchers.watch(fd, Direction::write, writer);
  const std::uint32_t before = bare.watchers.generation(fd);
  bare.watchers.forget(fd);
  CHECK(reader.discards == 1);
  CHECK(writer.discards == 1);
  CHECK(bare.watchers.generation(fd) == before + 1);
  CHECK(bare.selector.get_map().empty());
  bare.watchers.forget(fd);
  CHECK(reader.discards == 1);
}

TEST_CASE("Y09: late news of a file that was forgotten is dropped") {
  Bare bare;
  const std::array<int, 2> pair = make_pair(bare.network);
  Probe old_one;
  Probe new_one;
  bare.watchers.watch(pair[0], Direction::read, old_one);
  const std::uint32_t old_generation = bare.watchers.generation(pair[0]);
  bare.watchers.forget(pair[0]);
  bare.network.close(pair[0]);
  const int fd = make_pair_at(bare.network, pair[0])[0];
  bare.watchers.watch(fd, Direction::read, new_one);

  bare.collect({{fd, event_read | event_write, old_generation}});
  CHECK(bare.queue.empty());
  CHECK(bare.selector.get_key(fd).events == event_read);  // nor does it disarm the new file

  bare.collect({{fd, event_read, bare.watchers.generation(fd)}});
  CHECK(bare.queue.pop_front() == &new_one);
}

TEST_CASE("Watchers: drop() tells the one who waits there, and not the other") {
  Bare bare;
  const int fd = make_pair(bare.network)[0];
  Probe reader;
  Probe writer;
  bare.watchers.watch(fd, Direction::read, reader);
  bare.watchers.watch(fd, Direction::write, writer);
  bare.watchers.drop(fd, Direction::read);
  CHECK(reader.discards == 1);
  CHECK(writer.discards == 0);
  bare.collect({{fd, event_read | event_write, 0}});
  CHECK(bare.queue.pop_front() == &writer);
  CHECK(bare.queue.empty());
}

TEST_CASE("Watchers: descriptors that were never watched may be asked about and forgotten") {
  Bare bare;
  const Probe probe;
  for (const int fd : {-1, 0, 5000}) {
    CAPTURE(fd);
    CHECK(bare.watchers.generation(fd) == 0);
    bare.watchers.forget(fd);
    bare.watchers.drop(fd, Direction::read);
    bare.watchers.unwatch(fd, Direction::write, probe);
  }
  Probe another;
  CHECK_THROWS_AS(bare.watchers.watch(-1, Direction::read, another), std::invalid_argument);
}

TEST_CASE("Watchers: a descriptor that the system refuses is an error, and nothing is left of it") {
  Bare bare;
  const std::array<int, 2> pair = make_pair(bare.network);
  Probe reader;
  Probe writer;
  CHECK_THROWS_AS(bare.watchers.watch(999, Direction::read, reader), OSError);
  bare.watchers.forget(999);
  CHECK(reader.discards == 0);

  // Closed without forget(), which is a mistake, but not one to die of.
  bare.watchers.watch(pair[0], Direction::read, reader);
  bare.network.close(pair[0]);
  CHECK_THROWS_AS(bare.watchers.watch(pair[0], Direction::write, writer), OSError);
  bare.watchers.forget(pair[0]);
  CHECK(reader.discards == 1);
  CHECK(writer.discards == 0);
}
