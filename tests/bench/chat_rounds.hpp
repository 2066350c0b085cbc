// Several chat servers side by side, in rounds, as in rounds.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/chat_room.hpp"

namespace kit::bench {

struct ChatSubject {
  std::string name;
  std::string command;  // prints `listening on HOST:PORT` first
  std::size_t stuck = 0;
};

struct ChatSettings {
  int rounds = 5;
  int turns = 5;       // of each server in each round
  double slice = 0.2;  // seconds until it is the next server's turn
  int server_core = 0;
};

// One server in one round.
struct ChatSample {
  std::vector<double> rates;  // deliveries for each second of the server's CPU time, by turn
  double joined = 0;          // lines that came with one read of a client
  double p50_ms = 0;
  double p99_ms = 0;
  std::uint64_t cut_off = 0;
};

// By round, then by subject. Throws what a load throws, with the server's name put in front, and
// when a stuck client was not cut off in a round.
std::vector<std::vector<ChatSample>> run_chat_rounds(const std::vector<ChatSubject>& subjects,
                                                     const ChatSpec& spec,
                                                     const ChatSettings& settings);

}  // namespace kit::bench
