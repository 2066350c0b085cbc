// Instance: all that one server of this protocol is, apart from its sockets: the keys, the
// parameters, the counters, and who is connected. One loop, one instance: nothing here is locked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "servers/resp/server/parameters.hpp"
#include "servers/resp/store/keyspace.hpp"

namespace kit::resp {

struct Client;
class Journal;

/// INFO stats; CONFIG RESETSTAT begins anew.
struct Statistics {
  std::uint64_t commands = 0;
  std::uint64_t connections = 0;
  std::uint64_t rejected_connections = 0;
  std::uint64_t keyspace_hits = 0;
  std::uint64_t keyspace_misses = 0;
  std::uint64_t evicted_keys = 0;
  std::uint64_t errors = 0;
  std::uint64_t input_bytes = 0;
  std::uint64_t output_bytes = 0;
};

/// Unix time in ms, of the system.
std::int64_t system_time_ms();

class Instance {
 public:
  explicit Instance(Parameters the_parameters = {},
                    std::function<std::int64_t()> wall_clock = system_time_ms)
      : parameters(std::move(the_parameters)), wall_clock_(std::move(wall_clock)) {
    update_time();
    started = keyspace.now();
  }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  Parameters parameters;
  Keyspace keyspace;
  Statistics statistics;
  std::map<std::uint64_t, Client*> clients;  // by id; each removes itself
  Journal* journal = nullptr;                // null: nothing outlives the process
  std::uint64_t next_client_id = 1;
  std::int64_t started = 0;  // Unix time in ms
  int port = 0;

  /// Before each batch of commands: what they see as now.
  void update_time();

 private:
  std::function<std::int64_t()> wall_clock_;
};

}  // namespace kit::resp
