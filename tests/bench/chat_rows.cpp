#include "tests/bench/chat_rows.hpp"

#include <cstdio>

#include "tests/bench/turns.hpp"

namespace kit::bench {

namespace {

constexpr std::size_t kit_place = 0;
constexpr std::size_t asyncio_place = 1;

constexpr std::size_t stuck_counts[] = {0, 1, 10};
constexpr int slow_turns = 4;
constexpr double slow_slice = 1.0;  // seconds: four of them are enough to fill an outbox

using Rounds = std::vector<std::vector<ChatSample>>;

double middle(const Rounds& rounds, std::size_t who, double ChatSample::*member) {
  return median(collect(rounds, [&](const auto& round) { return round[who].*member; }));
}

double middle_rate(const Rounds& rounds, std::size_t who) {
  return median(collect(rounds, [&](const auto& round) { return median(round[who].rates); }));
}

// The median of the turns' ratios, for each round.
std::vector<double> rate_ratios(const Rounds& rounds, std::size_t who) {
  return collect(rounds, [&](const std::vector<ChatSample>& round) {
    std::vector<double> turns;
    for (std::size_t turn = 0; turn < round[who].rates.size(); ++turn)
      turns.push_back(round[who].rates[turn] / round[asyncio_place].rates[turn]);
    return median(turns);
  });
}

// "3.91x  3.80-3.99", and for a target "3.0 pass".
void print_ratio(const std::vector<double>& ratios, double must, bool reached) {
  std::printf("%7.2fx %5.2f-%-6.2f", median(ratios), quantile(ratios, 0.25),
              quantile(ratios, 0.75));
  if (must > 0)
    std::printf("%5.1f %-6s", must, reached ? "pass" : "SHORT");
  else
    std::printf("%12s", "");
}

// The kit and asyncio, each with every number of clients that never read.
std::vector<ChatSubject> with_stuck_clients(const std::vector<ChatSubject>& servers) {
  std::vector<ChatSubject> subjects;
  for (std::size_t place = 0; place < servers.size() && place <= asyncio_place; ++place) {
    for (const std::size_t stuck : stuck_counts) {
      const ChatSubject& server = servers[place];
      subjects.push_back({server.name + ", " + std::to_string(stuck), server.command, stuck});
    }
  }
  return subjects;
}

}  // namespace

bool measure_talk(const TalkRow& row, const ChatBench& bench) {
  ChatSpec spec = bench.spec;
  spec.in_choruses = row.in_choruses;
  spec.depth = row.depth;
  const Rounds rounds = run_chat_rounds(bench.servers, spec, bench.settings);
  std::printf("%-34s %8s %12s %11s %17s %13s\n", row.title, "result", "quartiles", "must      ",
              "deliveries/CPU-s", "lines a read");
  bool good = true;
  for (std::size_t who = 0; who < bench.servers.size(); ++who) {
    std::printf("    %-30s", bench.servers[who].name.c_str());
    if (bench.servers.size() > asyncio_place) {
      const std::vector<double> ratios = rate_ratios(rounds, who);
      const bool reached = median(ratios) >= row.must;
      if (who == kit_place) good = reached;
      print_ratio(ratios, who == kit_place ? row.must : 0, reached);
    }
    std::printf("%17.0f %13.2f\n", middle_rate(rounds, who),
                middle(rounds, who, &ChatSample::joined));
  }
  std::printf("\n");
  std::fflush(stdout);
  return good;
}

bool measure_slow(const SlowRow& row, const ChatBench& bench) {
  constexpr std::size_t variants = std::size(stuck_counts);
  ChatSpec spec = bench.spec;
  spec.lines_per_second = row.lines_per_second;
  spec.line_size = row.line_size;
  ChatSettings settings = bench.settings;
  settings.turns = slow_turns;
  settings.slice = slow_slice;
  const std::vector<ChatSubject> subjects = with_stuck_clients(bench.servers);
  const Rounds rounds = run_chat_rounds(subjects, spec, settings);
  std::printf("%-34s %8s %12s %11s %9s %9s %9s\n", row.title, "result", "quartiles", "must      ",
              "p50 ms", "p99 ms", "cut off");
  bool good = true;
  for (std::size_t who = 0; who < subjects.size(); ++who) {
    const std::size_t alone = who - who % variants;
    const std::vector<double> ratios =
        collect(rounds, [&](const auto& round) { return round[who].p99_ms / round[alone].p99_ms; });
    const bool has_target = alone == kit_place && who != alone;
    const bool reached = median(ratios) <= row.must;
    if (has_target) good = good && reached;
    std::uint64_t cut_off = 0;
    for (const auto& round : rounds) cut_off += round[who].cut_off;
    std::printf("    %-30s", subjects[who].name.c_str());
    print_ratio(ratios, has_target ? row.must : 0, reached);
    std::printf("%9.2f %9.2f %9llu\n", middle(rounds, who, &ChatSample::p50_ms),
                middle(rounds, who, &ChatSample::p99_ms), static_cast<unsigned long long>(cut_off));
  }
  std::printf("\n");
  std::fflush(stdout);
  return good;
}

}  // namespace kit::bench
