// What needs no rounds: system calls for each request, and memory for each idle connection or key.

#include <memory>

#include "tests/bench/child.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/resp_supplies.hpp"

namespace kit::bench {

namespace {

Line count_calls(const Subject& subject, const Scenario& scenario, const Settings& settings) {
  Server server(subject.command, settings.server_core);
  std::unique_ptr<Load> load = make_load(scenario.load, server.port());
  load->run(to_ns(settings.warm_up));
  Line line;
  line.name = subject.name;
  line.calls = count_syscalls(server.pid(),
                              [&] { line.requests = load->run(to_ns(settings.seconds)).requests; });
  if (line.requests > 0)
    line.value = static_cast<double>(line.calls.total) / static_cast<double>(line.requests);
  return line;
}

Line weigh(const Subject& subject, const Scenario& scenario, const Settings& settings) {
  Server server(subject.command, settings.server_core, settings.folder);
  // One request first: what the server allocates once is not the price of a connection or a key.
  LoadSpec first;
  first.words = scenario.load.words == Words::echo ? Words::echo : Words::ping;
  make_load(first, server.port());
  settled_cpu_ns(server.pid());
  uint64_t before = resident_bytes(server.pid());
  std::unique_ptr<Load> load;
  if (scenario.kind == Kind::weight)
    fill(server.port(), supply_of(scenario.load));
  else
    load = make_load(scenario.load, server.port());
  settled_cpu_ns(server.pid());
  uint64_t after = resident_bytes(server.pid());
  Line line;
  line.name = subject.name;
  line.value = (static_cast<double>(after) - static_cast<double>(before)) /
               static_cast<double>(scenario.load.idle + scenario.load.keys);
  return line;
}

}  // namespace

Result measure_once(const Scenario& scenario, const Settings& settings) {
  Result result;
  result.scenario = &scenario;
  std::vector<Subject> subjects{settings.kit, settings.yardstick};
  subjects.insert(subjects.end(), settings.others.begin(), settings.others.end());
  for (const Subject& subject : subjects) {
    result.lines.push_back(blaming(subject, scenario, [&] {
      return scenario.kind == Kind::syscalls ? count_calls(subject, scenario, settings)
                                             : weigh(subject, scenario, settings);
    }));
  }
  if (is_beside(scenario.kind)) relate_to_yardstick(result);
  if (scenario.kind == Kind::syscalls) result.counts = result.lines[0].calls.available;
  return result;
}

}  // namespace kit::bench
