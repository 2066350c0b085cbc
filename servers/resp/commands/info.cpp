// INFO: what the server is and does. Its fields have Redis's names, since programs read them; what
// this server does not know is left out.
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/call_counts.hpp"
#include "servers/resp/commands/client_name.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/info_text.hpp"
#include "servers/resp/state/parameter.hpp"

namespace kit::resp::commands {
namespace {

std::uint64_t resident_bytes() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;  // the second number
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string system_name() {
  utsname name{};
  ::uname(&name);
  return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

void add_server(Instance& instance, InfoText& out) {
  const std::int64_t now = instance.keyspace.now();
  const auto seconds =
      static_cast<std::uint64_t>(std::max<std::int64_t>(now - instance.started, 0)) / 1000;
  out.field("redis_version", redis_version);
  out.field("redis_mode", "standalone");
  out.field("server_name", "kit resp");  // whose commands are those of that Redis
  out.field("os", system_name());
  out.field("arch_bits", sizeof(void*) * 8);
  out.field("process_id", static_cast<std::uint64_t>(::getpid()));
  out.field("run_id", instance.run_id);
  out.field("tcp_port", static_cast<std::uint64_t>(instance.port));
  out.field("server_time_usec", static_cast<std::uint64_t>(now) * 1000);
  out.field("uptime_in_seconds", seconds);
  out.field("uptime_in_days", seconds / (24 * 60 * 60));
  out.field("hz", static_cast<std::uint64_t>(instance.parameters.hz));
  out.field("configured_hz", static_cast<std::uint64_t>(instance.parameters.hz));
  out.field("lru_clock", static_cast<std::uint64_t>(now / 1000) & 0xffffff);
  out.field("config_file", "");
  out.field("io_threads_active", std::uint64_t{0});
}

void add_clients(Instance& instance, InfoText& out) {
  std::size_t input = 0;
  std::size_t output = 0;
  for (const auto& [id, client] : instance.clients) {
    input = std::max(input, client->input_size);
    output = std::max(output, client->output_size);
  }
  out.field("connected_clients", instance.clients.size());
  out.field("cluster_connections", std::uint64_t{0});
  out.field("maxclients", instance.parameters.maxclients);
  out.field("client_recent_max_input_buffer", input);
  out.field("client_recent_max_output_buffer", output);
  out.field("blocked_clients", instance.waiting.client_count());
  out.field("tracking_clients", std::uint64_t{0});
}

/// Used memory is what is compared with maxmemory: keys, and what waits for clients.
void add_memory(Instance& instance, InfoText& out) {
  const std::uint64_t keys = instance.keyspace.memory_bytes();
  const std::uint64_t used = keys + instance.client_bytes;
  const std::uint64_t resident = resident_bytes();
  const auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
  out.bytes("used_memory", used);
  out.bytes("used_memory_rss", resident);
  out.field("used_memory_dataset", keys);
  out.bytes("total_system_memory", pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
  out.bytes("maxmemory", instance.parameters.maxmemory);
  out.field("maxmemory_policy", to_string(instance.parameters.maxmemory_policy));
  if (used > 0)
    out.field("mem_fragmentation_ratio", static_cast<double>(resident) / static_cast<double>(used),
              2);
  out.field("mem_clients_normal", instance.client_bytes);
  out.field("mem_allocator", "libc");
}

void add_persistence(Instance& instance, InfoText& out) {
  out.field("loading", std::uint64_t{0});
  out.field("async_loading", std::uint64_t{0});
  out.field("rdb_bgsave_in_progress", std::uint64_t{0});
  out.field("aof_enabled", std::uint64_t{instance.journal != nullptr});
}

void add_stats(Instance& instance, InfoText& out) {
  const Statistics& statistics = instance.statistics;
  const Rates::Counters rates = instance.rates_per_second();
  out.field("total_connections_received", statistics.connections);
  out.field("total_commands_processed", statistics.commands);
  out.field("instantaneous_ops_per_sec", rates.commands);
  out.field("total_net_input_bytes", statistics.input_bytes);
  out.field("total_net_output_bytes", statistics.output_bytes);
  out.field("instantaneous_input_kbps", static_cast<double>(rates.input_bytes) / 1024, 2);
  out.field("instantaneous_output_kbps", static_cast<double>(rates.output_bytes) / 1024, 2);
  out.field("rejected_connections", statistics.rejected_connections);
  out.field("sync_full", std::uint64_t{0});
  out.field("sync_partial_ok", std::uint64_t{0});
  out.field("sync_partial_err", std::uint64_t{0});
  out.field("expired_keys", statistics.expired_keys);
  out.field("evicted_keys", statistics.evicted_keys);
  out.field("keyspace_hits", statistics.keyspace_hits);
  out.field("keyspace_misses", statistics.keyspace_misses);
  out.field("pubsub_channels", instance.subscriptions.count(Realm::channel));
  out.field("pubsub_patterns", instance.subscriptions.count(Realm::pattern));
  out.field("pubsubshard_channels", instance.subscriptions.count(Realm::shard_channel));
  out.field("latest_fork_usec", std::uint64_t{0});
  out.field("total_forks", std::uint64_t{0});
  out.field("total_error_replies", statistics.errors);
}

void add_replication(Instance&, InfoText& out) {
  out.field("role", "master");
  out.field("connected_slaves", std::uint64_t{0});
  out.field("master_failover_state", "no-failover");
  out.field("master_repl_offset", std::uint64_t{0});
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

void add_usage(InfoText& out, int who, const std::string& suffix) {
  rusage usage{};
  ::getrusage(who, &usage);
  out.field("used_cpu_sys" + suffix, seconds(usage.ru_stime), 6);
  out.field("used_cpu_user" + suffix, seconds(usage.ru_utime), 6);
}

void add_cpu(Instance&, InfoText& out) {
  add_usage(out, RUSAGE_SELF, "");
  add_usage(out, RUSAGE_CHILDREN, "_children");
#ifdef RUSAGE_THREAD
  add_usage(out, RUSAGE_THREAD, "_main_thread");
#endif
}

/// Time is not measured: looking at the clock twice would be a tenth of what a command takes.
void add_commandstats(Instance& instance, InfoText& out) {
  for_each_command([&](const Command& command) {
    const CallCount& count = call_count(instance.statistics, command);
    if (count.calls == 0 && count.rejected == 0) return;
    out.field("cmdstat_" + std::string(command.name),
              "calls=" + std::to_string(count.calls) + ",rejected_calls=" +
                  std::to_string(count.rejected) + ",failed_calls=" + std::to_string(count.failed));
  });
}

void add_errorstats(Instance& instance, InfoText& out) {
  for (const auto& [word, count] : instance.statistics.error_kinds)
    out.field("errorstat_" + word, "count=" + std::to_string(count));
}

void add_cluster(Instance&, InfoText& out) { out.field("cluster_enabled", std::uint64_t{0}); }

void add_nothing(Instance&, InfoText&) {}

void add_keyspace(Instance& instance, InfoText& out) {
  for (std::size_t i = 0; i < instance.keyspace.size(); ++i) {
    const Database& database = instance.keyspace[i];
    if (database.size() == 0) continue;
    out.field("db" + std::to_string(i), "keys=" + std::to_string(database.size()) +
                                            ",expires=" + std::to_string(database.with_deadline()) +
                                            ",avg_ttl=0");
  }
}

struct Section {
  std::string_view word;
  std::string_view title;
  void (*add)(Instance&, InfoText&);
  bool by_default = true;
};

constexpr Section sections[] = {
    {"server", "Server", add_server},
    {"clients", "Clients", add_clients},
    {"memory", "Memory", add_memory},
    {"persistence", "Persistence", add_persistence},
    {"stats", "Stats", add_stats},
    {"replication", "Replication", add_replication},
    {"cpu", "CPU", add_cpu},
    {"modules", "Modules", add_nothing},
    {"commandstats", "Commandstats", add_commandstats, false},
    {"errorstats", "Errorstats", add_errorstats},
    {"latencystats", "Latencystats", add_nothing, false},
    {"cluster", "Cluster", add_cluster},
    {"keyspace", "Keyspace", add_keyspace},
};

bool is_wanted(const Call& call, const Section& section) {
  if (call.size() == 1) return section.by_default;
  for (std::size_t i = 1; i < call.size(); ++i) {
    if (is_word(call[i], "all") || is_word(call[i], "everything")) return true;
    if (is_word(call[i], "default") && section.by_default) return true;
    if (is_word(call[i], section.word)) return true;
  }
  return false;
}

}  // namespace

void info(Call& call) {
  InfoText out;
  for (const Section& section : sections) {
    if (!is_wanted(call, section)) continue;
    out.section(section.title);
    section.add(call.instance, out);
  }
  call.reply.verbatim(out.str());
}

}  // namespace kit::resp::commands
