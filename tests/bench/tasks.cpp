// What the runtime itself costs, without any socket: timers, tasks, cancelling. CPU time of this
// process, the median of some rounds; lower is better.
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <string>
#include <vector>

#include "loop/event_loop.hpp"
#include "loop/tasks/run.hpp"
#include "loop/tasks/sleep.hpp"
#include "loop/tasks/spawn.hpp"

namespace kit::bench {
namespace {

using namespace std::chrono_literals;

constexpr int many = 100'000;

/// In seconds.
double cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Row {
  const char* name;
  const char* unit;
  double must;
  std::vector<double> measured;
};

class Nothing final : public Handle {
 public:
  void run() override {}
};

/// Of one timer among many pending ones. It is the earliest of all: the longest way through the
/// heap.
double add_and_cancel_timer(EventLoop& loop) {
  constexpr int times = 500'000;
  Nothing nothing;
  const TimePoint base = loop.time() + 1h;
  std::deque<Timer> timers;
  for (int i = 0; i < many; ++i)
    loop.schedule_at(base + std::chrono::microseconds(i * 7919LL % many),
                     timers.emplace_back(nothing));
  Timer timer(nothing);
  const double before = cpu_time();
  for (int i = 0; i < times; ++i) {
    loop.schedule_at(base - 1s - std::chrono::microseconds(i), timer);
    loop.unschedule(timer);
  }
  const double seconds = cpu_time() - before;
  for (Timer& each : timers) loop.unschedule(each);
  return seconds / times * 1e9;
}

Task<> empty() { co_return; }

Task<double> create_and_finish() {
  constexpr int passes = 500;
  constexpr int tasks = 1'000;
  const double before = cpu_time();
  for (int pass = 0; pass < passes; ++pass) {
    for (int i = 0; i < tasks; ++i) create_task(empty());
    co_await sleep(0s);
  }
  co_return (cpu_time() - before) / (passes * tasks) * 1e9;
}

Task<> wait_long() { co_await sleep(1h); }

Task<double> cancel_all() {
  std::vector<TaskHandle<>> handles;
  handles.reserve(many);
  for (int i = 0; i < many; ++i) handles.push_back(create_task(wait_long()));
  co_await sleep(0s);
  const double before = cpu_time();
  for (const TaskHandle<>& handle : handles) handle.cancel();
  while (!handles.back().done()) co_await sleep(0s);
  co_return (cpu_time() - before) * 1e3;
}

Task<> measure(std::vector<Row>& rows, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    rows[0].measured.push_back(add_and_cancel_timer(EventLoop::current()));
    const double created = co_await create_and_finish();
    rows[1].measured.push_back(created);
    const double cancelled = co_await cancel_all();
    rows[2].measured.push_back(cancelled);
  }
}

/// True when every target is reached.
bool report(std::vector<Row>& rows) {
  bool reached = true;
  std::printf("%-52s %10s %10s %10s\n", "", "measured", "must", "");
  for (Row& row : rows) {
    std::sort(row.measured.begin(), row.measured.end());
    const double median = row.measured[row.measured.size() / 2];
    const bool good = median < row.must;
    reached = reached && good;
    std::printf("%-52s %7.1f %s %7.0f %s %s\n", row.name, median, row.unit, row.must, row.unit,
                good ? "pass" : "MISSED");
  }
  return reached;
}

}  // namespace
}  // namespace kit::bench

int main(int argc, char** argv) {
  using kit::bench::Row;
  CLI::App app("what timers, tasks and cancelling cost");
  int rounds = 5;
  bool strict = false;
  app.add_option("--rounds", rounds, "the median of so many counts")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_flag("--strict", strict, "exit with status 1 when a target is missed");
  CLI11_PARSE(app, argc, argv);
  std::vector<Row> rows{
      {"add and cancel a timer among 100,000 pending ones", "ns", 150, {}},
      {"create a task that does nothing, until it is done", "ns", 250, {}},
      {"cancel 100,000 sleeping tasks, until all are done", "ms", 100, {}},
  };
  kit::run(kit::bench::measure(rows, rounds));
  return kit::bench::report(rows) || !strict ? 0 : 1;
}
