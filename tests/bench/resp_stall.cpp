// How long a RESP server's loop is away while its keyspace grows to its full size, and while it is
// flushed: the longest time that one connection waits for PING while another gives the orders.
//
// One client does both, without ever sleeping, so that nothing it does waits for something else it
// does. A fresh server each time; the result is the median of the rounds' longest times.
#include <sys/socket.h>

#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/resp_feeder.hpp"
#include "tests/bench/resp_pinger.hpp"
#include "tests/bench/resp_requests.hpp"
#include "tests/bench/turns.hpp"

namespace kit::bench {

namespace {

// Few, because a PING waits behind those that were read before it: so many take some 0.2 ms.
constexpr uint64_t feeding_depth = 256;
// No further round begins after so long: where others want the cores, each takes a minute.
constexpr uint64_t budget_ns = 60'000'000'000;
// PING goes on so long after the last order: what a server puts off for later counts, too.
constexpr uint64_t afterwards_ns = 300'000'000;
constexpr uint64_t order_patience_ns = 30'000'000'000;

struct Stall {
  double away_ms = 0;
  double wall_ms = 0;
};

// A command on a connection of its own, and its one reply.
class Order {
 public:
  Order(uint16_t port, std::string_view command, std::string reply)
      : fd_(connect_to(port, Path::trusted)), check_(std::move(reply)), since_(now_ns()) {
    std::string request;
    append_request(request, {command});
    if (send(fd_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0)
      fail_with_errno("send an order to the server");
  }

  bool done() {
    char bytes[64];
    const ssize_t count = recv(fd_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (count == 0) fail("the server closed the connection that gives the orders");
    if (count < 0) {
      if (now_ns() - since_ > order_patience_ns) fail("no reply to an order for 30 s");
      return false;
    }
    return check_.take({bytes, static_cast<size_t>(count)}, state_) == 1;
  }

 private:
  Fd fd_;
  ReplyCheck check_;
  uint64_t since_;
  size_t state_ = 0;
};

void ping_for(Pinger& pinger, uint64_t duration_ns) {
  const uint64_t end = now_ns() + duration_ns;
  while (now_ns() < end) pinger.step();
}

void grow(uint16_t port, const LoadSpec& spec, Pinger& pinger) {
  Feeder feeder(port, spec.keys, first_value(spec), feeding_depth);
  while (!feeder.done()) {
    feeder.step();
    pinger.step();
  }
}

void obey(uint16_t port, std::string_view command, const std::string& reply, Pinger& pinger) {
  Order order(port, command, reply);
  while (!order.done()) pinger.step();
}

Stall stall_once(const Subject& subject, const Scenario& scenario, const Settings& settings) {
  const Server server(subject.command, settings.server_core, settings.folder);
  const LoadSpec& spec = scenario.load;
  const bool flushing = scenario.kind == Kind::flushing;
  if (flushing) fill(server.port(), spec.keys, first_value(spec));
  Pinger pinger(server.port(), server.pid());
  if (flushing)
    obey(server.port(), "FLUSHALL", "+OK\r\n", pinger);
  else
    grow(server.port(), spec, pinger);
  ping_for(pinger, afterwards_ns);
  // A server that forgets keys would have an easy time.
  const std::string left = std::to_string(flushing ? 0 : spec.keys);
  obey(server.port(), "DBSIZE", ":" + left + "\r\n", pinger);
  constexpr double ms = 1e-6;
  return {static_cast<double>(pinger.worst_away()) * ms,
          static_cast<double>(pinger.worst_wall()) * ms};
}

}  // namespace

Result measure_stall(const Scenario& scenario, const Settings& settings) {
  std::vector<Subject> subjects{settings.kit, settings.yardstick};
  subjects.insert(subjects.end(), settings.others.begin(), settings.others.end());
  std::vector<std::vector<Stall>> stalls(subjects.size());  // by subject, then by round
  const uint64_t end = now_ns() + budget_ns;
  for (int round = 0; round < settings.rounds && (round == 0 || now_ns() < end); ++round) {
    for (size_t who = 0; who < subjects.size(); ++who) {
      stalls[who].push_back(blaming(subjects[who], scenario,
                                    [&] { return stall_once(subjects[who], scenario, settings); }));
    }
  }
  Result result;
  result.scenario = &scenario;
  for (size_t who = 0; who < subjects.size(); ++who) {
    const auto away = collect(stalls[who], [](const Stall& stall) { return stall.away_ms; });
    Line line;
    line.name = subjects[who].name;
    line.value = median(away);
    line.low = quantile(away, 0.25);
    line.high = quantile(away, 0.75);
    line.rounds = away.size();
    line.worst_ms =
        quantile(collect(stalls[who], [](const Stall& stall) { return stall.wall_ms; }), 1);
    result.lines.push_back(line);
  }
  return result;
}

}  // namespace kit::bench
