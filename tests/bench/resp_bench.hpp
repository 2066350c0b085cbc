// `bench resp`: the kit's RESP server beside redis-server.
#pragma once

#include <string>

#include "tests/bench/command_line.hpp"

namespace kit::bench {

struct RespBench {
  CommandLine line;
  std::string redis;  // path of redis-server; empty: the one in PATH
  bool quick = false;
};

// `bench` lives as long as `app`.
void declare_resp(CLI::App& app, RespBench& bench);

// Returns the exit status. Throws CLI::ParseError when the options make no sense, and
// std::runtime_error when there is no redis-server, or when a measurement goes wrong.
int run_resp(const CLI::App& app, RespBench& bench);

}  // namespace kit::bench
