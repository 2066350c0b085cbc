// Speed, measured so that the machine's mood cancels out.
//
// A shared machine runs a quarter slower from one second to the next, while two servers differ by a
// few percent. So the servers of a round live side by side and take turns every few hundredths of a
// second. Each turn gives one ratio between neighbours in time; the round's ratio is the median of
// those, and the result the median of the rounds.

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "tests/bench/child.hpp"
#include "tests/bench/client.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/socket.hpp"
#include "tests/bench/turns.hpp"

namespace kit::bench {

namespace {

// Where the subjects of a round stand; the others follow.
constexpr size_t raw_first = 0;
constexpr size_t kit_place = 1;
constexpr size_t raw_second = 2;

// One server in one round.
struct Sample {
  double ratio = 0;           // to the yardstick
  double per_cpu_second = 0;  // requests
  double per_second = 0;      // requests
  double p50_us = 0;
  double p99_us = 0;
};

struct Round {
  std::vector<Sample> samples;  // by subject
  double raw_again = 1;
};

// A server that takes part in a round, its client, and what has been measured so far.
// A fresh process in each round: where its memory happens to lie changes the speed by a percent or
// two, and the median over many processes is not caught by one unlucky layout.
struct Runner {
  Runner(const Subject& subject, const Scenario& scenario, const Settings& settings)
      : server(subject.command, settings.server_core, settings.folder),
        client(start_client(scenario.load, server.port())) {
    client->prepare();
    client->run(to_ns(settings.warm_up));
  }

  void take_turn(double slice) {
    client->prepare();
    uint64_t before = settled_cpu_ns(server.pid());
    Window window = client->run(to_ns(slice));
    uint64_t used = settled_cpu_ns(server.pid()) - before;
    if (used == 0) fail("used no CPU time that the kernel could count");
    const auto requests = static_cast<double>(window.requests);
    cpu_rates.push_back(requests / (static_cast<double>(used) * 1e-9));
    wall_rates.push_back(requests / window.seconds);
    seconds += window.seconds;
    latency.add(window.latency);
  }

  Server server;
  std::unique_ptr<Load>
      client;  // after the server, so that it goes first and the server sees its clients leave
  std::vector<double> cpu_rates;   // requests per CPU-second, by turn
  std::vector<double> wall_rates;  // requests per second, by turn
  double seconds = 0;
  Histogram latency;
};

using Runners = std::vector<std::unique_ptr<Runner>>;
using Rates = std::vector<double> Runner::*;  // which of the two a scenario compares

Rates compared(const Scenario& scenario) {
  return scenario.kind == Kind::per_wall ? &Runner::wall_rates : &Runner::cpu_rates;
}

Sample sample_of(const Runner& runner, const Runners& all, Rates rates) {
  std::vector<double> ratios;
  for (size_t turn = 0; turn < (runner.*rates).size(); ++turn) {
    // Both measurements of the yardstick together: their mean is steadier than either.
    double yardstick = (((*all[raw_first]).*rates)[turn] + ((*all[raw_second]).*rates)[turn]) / 2;
    ratios.push_back((runner.*rates)[turn] / yardstick);
  }
  return Sample{
      .ratio = median(ratios),
      .per_cpu_second = median(runner.cpu_rates),
      .per_second = static_cast<double>(runner.latency.total()) / runner.seconds,
      .p50_us = static_cast<double>(runner.latency.quantile(0.50)) / 1000,
      .p99_us = static_cast<double>(runner.latency.quantile(0.99)) / 1000,
  };
}

Round run_round(const std::vector<Subject>& subjects, const Scenario& scenario,
                const Settings& settings) {
  Runners runners;
  for (const Subject& subject : subjects) {
    runners.push_back(blaming(
        subject, scenario, [&] { return std::make_unique<Runner>(subject, scenario, settings); }));
  }
  auto turns = static_cast<size_t>(std::max(1.0, settings.seconds / settings.slice));
  for (size_t turn = 0; turn < turns; ++turn) {
    for (size_t step = 0; step < subjects.size(); ++step) {
      size_t who = whose_turn(turn, step, subjects.size());
      blaming(subjects[who], scenario, [&] { runners[who]->take_turn(settings.slice); });
    }
  }
  Round round;
  std::vector<double> again;
  const Rates rates = compared(scenario);
  for (const auto& runner : runners) round.samples.push_back(sample_of(*runner, runners, rates));
  for (size_t turn = 0; turn < turns; ++turn) {
    again.push_back(((*runners[raw_second]).*rates)[turn] / ((*runners[raw_first]).*rates)[turn]);
  }
  round.raw_again = median(again);
  return round;
}

Line summarize(const std::string& name, size_t who, const std::vector<Round>& rounds) {
  auto median_of = [&](double Sample::*member) {
    return median(collect(rounds, [&](const Round& round) { return round.samples[who].*member; }));
  };
  auto ratios = collect(rounds, [who](const Round& round) { return round.samples[who].ratio; });
  Line line;
  line.name = name;
  line.value = quantile(ratios, 0.50);
  line.low = quantile(ratios, 0.25);
  line.high = quantile(ratios, 0.75);
  line.per_cpu_second = median_of(&Sample::per_cpu_second);
  line.per_second = median_of(&Sample::per_second);
  line.p50_us = median_of(&Sample::p50_us);
  line.p99_us = median_of(&Sample::p99_us);
  return line;
}

}  // namespace

Result measure_ratio(const Scenario& scenario, const Settings& settings) {
  const Subject& raw = settings.yardstick;
  std::vector<Subject> subjects{raw, settings.kit, raw};
  subjects.insert(subjects.end(), settings.others.begin(), settings.others.end());
  std::vector<Round> rounds;
  for (int i = 0; i < settings.rounds; ++i) {
    rounds.push_back(run_round(subjects, scenario, settings));
  }
  Result result;
  result.scenario = &scenario;
  result.lines.push_back(summarize(settings.kit.name, kit_place, rounds));
  for (size_t who = 0; who < subjects.size(); ++who) {
    if (who != kit_place && who != raw_second)
      result.lines.push_back(summarize(subjects[who].name, who, rounds));
  }
  result.raw_again = median(collect(rounds, [](const Round& round) { return round.raw_again; }));
  result.counts = std::abs(result.raw_again - 1) <= unsteadiness_limit(scenario.kind);
  return result;
}

}  // namespace kit::bench
