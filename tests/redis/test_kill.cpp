// kill -9 at random moments: whatever was acknowledged under `always` is there after the next
// start, and no command was done by half.
#include <doctest/doctest.h>
#include <signal.h>

#include <deque>
#include <random>
#include <string>
#include <vector>

#include "loop/errors.hpp"
#include "loop/os/clock.hpp"
#include "tests/redis/servers.hpp"
#include "tests/support/folder.hpp"

namespace kit::test {
namespace {

constexpr int writers = 4;
constexpr long most_outstanding = 3;

/// What the server said of one writer's keys: a pair and a counter.
struct Kept {
  long first = 0;
  long second = 0;
  long counter = 0;
};

/// Sends step after step: a pair that is set together, and a counter.
class StepWriter {
 public:
  StepWriter(const RespServer& server, int number, const Kept& kept)
      : client_(server.connect()), number_(std::to_string(number)), sent_(kept.first) {
    acknowledged_ = sent_;
  }

  long sent() const { return sent_; }
  long acknowledged() const { return acknowledged_; }
  bool may_send() const { return sent_ - acknowledged_ < most_outstanding; }

  void send() {
    const std::string step = std::to_string(++sent_);
    client_.send(encoded({"MSET", "a" + number_, step, "b" + number_, step}) +
                 encoded({"INCR", "n" + number_}));
  }
  /// The replies to one step. False if they do not come.
  bool receive() {
    const std::string set = client_.reply();
    const std::string counted = client_.reply();
    const bool whole =
        set == "+OK\r\n" && counted == ":" + std::to_string(acknowledged_ + 1) + "\r\n";
    if (whole) ++acknowledged_;
    return whole;
  }
  /// The server is dead: what it had still said before.
  void receive_rest() {
    try {
      while (sent_ > acknowledged_ && receive()) continue;
    } catch (const OSError&) {  // a reset: the rest is lost
    }
  }

 private:
  RespClient client_;
  std::string number_;
  long sent_;
  long acknowledged_;
};

class Rounds {
 public:
  explicit Rounds(unsigned seed) : random_(seed) {}

  /// Starts the server, looks at what it has kept, writes, and kills it.
  void play(bool rewrite) {
    RespServer server(Make::ours, {"--appendonly", folder_ / "aof", "--appendfsync", "always",
                                   "--log-level", "warning"});
    RespClient reader = server.connect();
    if (rewrite) prepare_rewrite(reader);
    std::deque<StepWriter> all;
    for (int i = 0; i < writers; ++i) all.emplace_back(server, i, look_at(reader, i));
    if (rewrite) CHECK(reader.command("BGREWRITEAOF").starts_with("+Background"));
    write_for_a_while(all, rewrite ? 150 : 60);
    server.process().signal(SIGKILL);
    server.process().wait();
    for (int i = 0; i < writers; ++i) remember(all[static_cast<std::size_t>(i)], i);
  }
  long steps() const { return acknowledged_[0] + acknowledged_[1]; }

 private:
  /// Enough keys for a rewrite to last.
  void prepare_rewrite(RespClient& client) {
    if (client.command("EXISTS filler0") != ":0\r\n") return;
    for (int i = 0; i < 200; ++i) {
      Arguments command = {"MSET"};
      for (int k = 0; k < 200; ++k) {
        command.push_back("filler" + std::to_string(200 * i + k));
        command.push_back("some value that takes its time");
      }
      CHECK(client.command(command) == "+OK\r\n");
    }
  }

  Kept look_at(RespClient& client, int i) {
    const auto at = static_cast<std::size_t>(i);
    Kept kept{number(client, "a", i), number(client, "b", i), number(client, "n", i)};
    CHECK(kept.first == kept.second);
    CHECK(kept.first >= acknowledged_[at]);
    CHECK(kept.first <= sent_[at]);
    // The counter may lack the last step: it is a command of its own.
    CHECK(kept.counter >= acknowledged_[at]);
    CHECK(kept.counter <= kept.first);
    if (kept.counter < kept.first)
      CHECK(client.command("INCR n" + std::to_string(i)) ==
            ":" + std::to_string(kept.first) + "\r\n");
    return kept;
  }

  static long number(RespClient& client, const std::string& name, int i) {
    const std::string reply = client.command("GET " + name + std::to_string(i));
    if (reply == "$-1\r\n") return 0;
    return std::stol(reply.substr(reply.find('\n') + 1));
  }

  /// Until so many steps at most are acknowledged, and then for a random part of the next.
  void write_for_a_while(std::deque<StepWriter>& all, unsigned most) {
    for (unsigned left = random_() % most; left > 0; --left) {
      StepWriter& writer = all[random_() % all.size()];
      if (writer.may_send())
        writer.send();
      else
        REQUIRE(writer.receive());
    }
    for (StepWriter& writer : all)
      if (writer.may_send()) writer.send();
    const TimePoint end = monotonic_clock().now() + std::chrono::microseconds(random_() % 1500);
    while (monotonic_clock().now() < end) continue;
  }

  void remember(StepWriter& writer, int i) {
    writer.receive_rest();
    sent_[static_cast<std::size_t>(i)] = writer.sent();
    acknowledged_[static_cast<std::size_t>(i)] = writer.acknowledged();
  }

  Folder folder_;
  std::mt19937 random_;
  std::vector<long> sent_ = std::vector<long>(writers);
  std::vector<long> acknowledged_ = std::vector<long>(writers);
};

TEST_CASE("kill -9 at 200 random moments: no acknowledged write is missing, none half applied") {
  Rounds rounds(1);
  for (int i = 0; i < 200; ++i) {
    CAPTURE(i);
    rounds.play(false);
  }
  CHECK(rounds.steps() > 1000);
}

TEST_CASE("kill -9 at 100 random moments of a rewrite: the same") {
  Rounds rounds(2);
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    rounds.play(true);
  }
  CHECK(rounds.steps() > 1000);
}

}  // namespace
}  // namespace kit::test
