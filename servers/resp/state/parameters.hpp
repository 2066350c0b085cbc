// Parameters: what CONFIG SET changes and the command line sets first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "servers/resp/state/event_selection.hpp"
#include "servers/resp/state/output_limits.hpp"
#include "servers/resp/store/eviction.hpp"

namespace kit::resp {

struct Parameters {
  std::string requirepass;  // empty: everybody may do everything
  bool protected_mode = true;
  std::size_t maxmemory = 0;  // bytes; 0: no limit
  EvictionPolicy maxmemory_policy = EvictionPolicy::noeviction;
  int maxmemory_samples = 5;
  int lfu_log_factor = 10;  // the higher, the more uses until the counter says "much"
  int lfu_decay_time = 1;   // minutes until the counter says one less; 0: never
  std::size_t proto_max_bulk_len = 512 * 1024 * 1024;  // the longest argument or value, in bytes
  /// The most that may stand in memory of what one client has sent, in bytes: of a command that has
  /// not come to its end yet (client-query-buffer-limit).
  std::size_t input_limit = 1024 * 1024 * 1024;
  OutputLimits output_limits;  // client-output-buffer-limit
  // How big a hash may be that stands in one piece of memory: fields, and bytes of the longest.
  std::size_t hash_max_listpack_entries = 512;
  std::size_t hash_max_listpack_value = 64;
  std::size_t maxclients = 10000;            // further ones are turned away
  std::size_t set_max_intset_entries = 512;  // more integers are kept as texts
  // The same of a sorted set: members, and bytes of the longest.
  std::size_t zset_max_listpack_entries = 128;
  std::size_t zset_max_listpack_value = 64;
  int timeout = 0;                       // seconds of silence until a client is cut off; 0: never
  int hz = 10;                           // how often in a second dead keys are looked for
  std::string appendfsync = "everysec";  // one of Redis's words; see SyncPolicy
  /// The append-only file is rewritten when it has grown by so many percent (0: never) and is at
  /// least so long, in bytes.
  int aof_rewrite_percentage = 100;
  std::size_t aof_rewrite_min_size = 64 * 1024 * 1024;
  /// How much a node of a list holds: so many elements; -1 to -5: 4, 8, 16, 32, 64 KiB.
  int list_max_listpack_size = -2;
  int databases = 16;  // as many as SELECT may choose from; from the start to the end

  EventSelection notified_events;  // notify-keyspace-events

  /// Values of parameters that Redis has and this server has no use for, by name, where they are
  /// not Redis's defaults.
  std::map<std::string_view, std::string> remembered;
};

}  // namespace kit::resp
