// The rows of `bench chat`, with their targets: measured, and printed at once.
#pragma once

#include <vector>

#include "tests/bench/chat_rounds.hpp"

namespace kit::bench {

struct ChatBench {
  ChatSettings settings;
  ChatSpec spec;                     // what all rows have in common
  std::vector<ChatSubject> servers;  // the kit, then asyncio if it is here, then others
};

// Deliveries for each second of the server's CPU time, as a ratio to asyncio's.
struct TalkRow {
  const char* name;  // for --only
  const char* title;
  bool in_choruses;
  std::size_t depth;
  double must;  // at least so many times asyncio's; 0: shown, without a target
};

inline constexpr TalkRow talk_rows[] = {
    {"talk", "10 talkers, each on its own", false, 1, 3},
    {"joined5", "in choruses: 5 lines to a write", true, 1, 0},
    {"joined80", "in choruses: 80 lines to a write", true, 16, 0},
};

// How late lines are when clients do not read, beside how late they are when all do.
struct SlowRow {
  const char* name = "slow";
  const char* title = "clients that never read";
  // A fifth of what the kit could do, two fifths of asyncio's: there is time for each line before
  // the next, so nothing is late but for a reason.
  double lines_per_second = 40;
  std::size_t line_size = 4096;  // bytes: an outbox of 256 KiB is full after two seconds
  double must = 2;               // times the p99 without such clients, at most
};

inline constexpr SlowRow slow_row{};

// Both return whether the kit reached its target, and throw as run_chat_rounds() does.
bool measure_talk(const TalkRow& row, const ChatBench& bench);
bool measure_slow(const SlowRow& row, const ChatBench& bench);

}  // namespace kit::bench
