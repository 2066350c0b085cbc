// How long a RESP server's loop is away while its keyspace grows to its full size, while it is
// flushed, or while one command is about a million elements: the longest time that one connection
// waits for PING while another gives the orders.
//
// One client does both, without ever sleeping, so that nothing it does waits for something else it
// does. A fresh server each time; the result is the median of the rounds' longest times.
#include <utility>

#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/resp_collections.hpp"
#include "tests/bench/resp_feeder.hpp"
#include "tests/bench/resp_order.hpp"
#include "tests/bench/resp_pinger.hpp"
#include "tests/bench/resp_requests.hpp"
#include "tests/bench/resp_supplies.hpp"
#include "tests/bench/turns.hpp"

namespace kit::bench {

namespace {

// Few, because a PING waits behind those that were read before it: so many take some 0.2 ms.
constexpr uint64_t feeding_depth = 256;
// No further round begins after so long: where others want the cores, each takes a minute.
constexpr uint64_t budget_ns = 60'000'000'000;
// PING goes on so long after the last order: what a server puts off for later counts, too.
constexpr uint64_t afterwards_ns = 300'000'000;

struct Stall {
  double away_ms = 0;
  double wall_ms = 0;
};

void ping_for(Pinger& pinger, uint64_t duration_ns) {
  const uint64_t end = now_ns() + duration_ns;
  while (now_ns() < end) pinger.step();
}

void grow(uint16_t port, const LoadSpec& spec, Pinger& pinger) {
  Feeder feeder(port, supply_of(spec), feeding_depth);
  while (!feeder.done()) {
    feeder.step();
    pinger.step();
  }
}

void obey(uint16_t port, const Errand& errand, Pinger& pinger) {
  Order order(port, errand);
  while (!order.done()) pinger.step();
}

Errand plain(std::string_view command, std::string reply) {
  Errand errand;
  errand.each = std::move(reply);
  append_request(errand.request, {command});
  return errand;
}

// The one command of the scenario: its words about the whole collection.
Errand errand_of(const LoadSpec& spec) {
  const CollectionWords& words = *about_collection(spec.words);
  const std::string value(spec.message_size, 'x');
  Errand errand;
  append_collection_request(errand.request, words, 0, 0, value);
  if (is_removal(words)) {
    errand.each = collection_reply(words, value);
  } else {
    errand.head = '*' + std::to_string(spec.keys) + "\r\n";
    errand.each = element_reply(words.collection, value);
    errand.count = spec.keys;
  }
  return errand;
}

void give_orders(uint16_t port, const Scenario& scenario, Pinger& pinger) {
  if (scenario.kind == Kind::growing) return grow(port, scenario.load, pinger);
  obey(port,
       scenario.kind == Kind::flushing ? plain("FLUSHALL", "+OK\r\n") : errand_of(scenario.load),
       pinger);
}

// A server that forgets keys would have an easy time.
size_t keys_left(const Scenario& scenario) {
  if (scenario.kind == Kind::growing) return scenario.load.keys;
  if (scenario.kind == Kind::flushing) return 0;
  return is_removal(*about_collection(scenario.load.words)) ? 0 : 1;
}

Stall stall_once(const Subject& subject, const Scenario& scenario, const Settings& settings) {
  const Server server(subject.command, settings.server_core, settings.folder);
  if (scenario.kind != Kind::growing) fill(server.port(), supply_of(scenario.load));
  Pinger pinger(server.port(), server.pid());
  give_orders(server.port(), scenario, pinger);
  ping_for(pinger, afterwards_ns);
  obey(server.port(), plain("DBSIZE", ":" + std::to_string(keys_left(scenario)) + "\r\n"), pinger);
  constexpr double ms = 1e-6;
  return {static_cast<double>(pinger.worst_away()) * ms,
          static_cast<double>(pinger.worst_wall()) * ms};
}

// The stalls of one server as a line of the table.
Line line_of(const std::string& name, const std::vector<Stall>& stalls) {
  const auto away = collect(stalls, [](const Stall& stall) { return stall.away_ms; });
  Line line;
  line.name = name;
  line.value = median(away);
  line.low = quantile(away, 0.25);
  line.high = quantile(away, 0.75);
  line.rounds = away.size();
  line.worst_ms = quantile(collect(stalls, [](const Stall& stall) { return stall.wall_ms; }), 1);
  return line;
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
  for (size_t who = 0; who < subjects.size(); ++who)
    result.lines.push_back(line_of(subjects[who].name, stalls[who]));
  if (is_beside(scenario.kind)) relate_to_yardstick(result);
  return result;
}

}  // namespace kit::bench
