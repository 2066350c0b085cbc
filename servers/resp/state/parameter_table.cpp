// Every parameter of Redis 7.0 with its default there, as CONFIG GET * gives them. Those that this
// server obeys name the member of Parameters instead.
#include <limits>

#include "servers/resp/state/parameter.hpp"

namespace kit::resp {
namespace {

using Kind = Parameter::Kind;
using Access = Parameter::Access;
using Place = Parameter::Place;
using Name = std::string_view;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
/// Each takes memory also when it is empty, and is looked at whenever all are.
constexpr std::int64_t most_databases = 10'000;
constexpr std::int64_t most_int = std::numeric_limits<int>::max();

constexpr Parameter yes_no(Name name, Place place) { return {name, Kind::yes_no, place}; }
constexpr Parameter number(Name name, Place place, std::int64_t lowest, std::int64_t highest) {
  return {name, Kind::number, place, lowest, highest};
}
constexpr Parameter memory(Name name, Place place, std::int64_t lowest = 0) {
  return {name, Kind::memory, place, lowest, most};
}
constexpr Parameter choice(Name name, Place place, std::string_view choices) {
  return {name, Kind::choice, place, 0, 0, choices};
}
constexpr Parameter text(Name name, Place place) { return {name, Kind::text, place}; }
constexpr Parameter output_limits(Name name, Place place) {
  return {name, Kind::output_limits, place};
}
constexpr Parameter events(Name name, Place place) { return {name, Kind::events, place}; }
constexpr Parameter fixed(Name name, Place place) {
  return {name, Kind::text, place, 0, 0, {}, Access::fixed};
}
constexpr Parameter fixed_number(Name name, Place place, std::int64_t lowest,
                                 std::int64_t highest) {
  return {name, Kind::number, place, lowest, highest, {}, Access::fixed};
}
constexpr Parameter guarded(Name name, Place place) {
  return {name, Kind::text, place, 0, 0, {}, Access::guarded};
}

constexpr std::string_view policies =
    "volatile-lru, volatile-lfu, volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu, "
    "allkeys-random, noeviction";

// clang-format off
constexpr Parameter table[] = {
    choice("acl-pubsub-default", "resetchannels", "allchannels, resetchannels"),
    fixed("aclfile", ""),
    number("acllog-max-len", "128", 0, most),
    number("active-defrag-cycle-max", "25", 1, 99),
    number("active-defrag-cycle-min", "1", 1, 99),
    memory("active-defrag-ignore-bytes", "104857600", 1),
    number("active-defrag-max-scan-fields", "1000", 1, most),
    number("active-defrag-threshold-lower", "10", 0, 1000),
    number("active-defrag-threshold-upper", "100", 0, 1000),
    number("active-expire-effort", "1", 1, 10),
    yes_no("activedefrag", "no"),
    yes_no("activerehashing", "yes"),
    fixed("always-show-logo", "no"),
    yes_no("aof-disable-auto-gc", "no"),
    yes_no("aof-load-truncated", "yes"),
    yes_no("aof-rewrite-incremental-fsync", "yes"),
    yes_no("aof-timestamp-enabled", "no"),
    yes_no("aof-use-rdb-preamble", "yes"),
    fixed("aof_rewrite_cpulist", ""),
    fixed("appenddirname", "appendonlydir"),
    fixed("appendfilename", "appendonly.aof"),
    choice("appendfsync", &Parameters::appendfsync, "everysec, always, no"),
    fixed("appendonly", "no"),
    memory("auto-aof-rewrite-min-size", &Parameters::aof_rewrite_min_size),
    number("auto-aof-rewrite-percentage", &Parameters::aof_rewrite_percentage, 0, most_int),
    fixed("bgsave_cpulist", ""),
    fixed("bind", "127.0.0.1"),
    text("bind-source-addr", ""),
    fixed("bio_cpulist", ""),
    number("busy-reply-threshold", "5000", 0, most),
    output_limits("client-output-buffer-limit", &Parameters::output_limits),
    memory("client-query-buffer-limit", &Parameters::input_limit, 1 << 20),
    yes_no("cluster-allow-pubsubshard-when-down", "yes"),
    yes_no("cluster-allow-reads-when-down", "no"),
    yes_no("cluster-allow-replica-migration", "yes"),
    number("cluster-announce-bus-port", "0", 0, 65535),
    text("cluster-announce-hostname", ""),
    text("cluster-announce-ip", ""),
    number("cluster-announce-port", "0", 0, 65535),
    number("cluster-announce-tls-port", "0", 0, 65535),
    fixed("cluster-config-file", "nodes.conf"),
    fixed("cluster-enabled", "no"),
    memory("cluster-link-sendbuf-limit", "0"),
    number("cluster-migration-barrier", "1", 0, most_int),
    number("cluster-node-timeout", "15000", 0, most),
    fixed("cluster-port", "0"),
    choice("cluster-preferred-endpoint-type", "ip", "ip, hostname, unknown-endpoint"),
    yes_no("cluster-replica-no-failover", "no"),
    number("cluster-replica-validity-factor", "10", 0, most_int),
    yes_no("cluster-require-full-coverage", "yes"),
    yes_no("crash-log-enabled", "yes"),
    yes_no("crash-memcheck-enabled", "yes"),
    fixed("daemonize", "no"),
    fixed_number("databases", &Parameters::databases, 1, most_databases),
    guarded("dbfilename", "dump.rdb"),
    guarded("dir", ""),
    fixed("disable-thp", "yes"),
    yes_no("dynamic-hz", "yes"),
    fixed("enable-debug-command", "no"),
    fixed("enable-module-command", "no"),
    fixed("enable-protected-configs", "no"),
    number("hash-max-listpack-entries", &Parameters::hash_max_listpack_entries, 0, most),
    memory("hash-max-listpack-value", &Parameters::hash_max_listpack_value),
    memory("hll-sparse-max-bytes", "3000"),
    number("hz", &Parameters::hz, 0, most_int),
    text("ignore-warnings", ""),
    fixed("io-threads", "1"),
    fixed("io-threads-do-reads", "no"),
    yes_no("jemalloc-bg-thread", "yes"),
    number("latency-monitor-threshold", "0", 0, most),
    yes_no("latency-tracking", "yes"),
    text("latency-tracking-info-percentiles", "50 99 99.9"),
    yes_no("lazyfree-lazy-eviction", "no"),
    yes_no("lazyfree-lazy-expire", "no"),
    yes_no("lazyfree-lazy-server-del", "no"),
    yes_no("lazyfree-lazy-user-del", "no"),
    yes_no("lazyfree-lazy-user-flush", "no"),
    number("lfu-decay-time", &Parameters::lfu_decay_time, 0, most_int),
    number("lfu-log-factor", &Parameters::lfu_log_factor, 0, most_int),
    number("list-compress-depth", "0", 0, most_int),
    number("list-max-listpack-size", &Parameters::list_max_listpack_size, -most_int - 1, most_int),
    fixed("logfile", ""),
    choice("loglevel", "notice", "debug, verbose, notice, warning"),
    text("masterauth", ""),
    text("masteruser", ""),
    number("maxclients", &Parameters::maxclients, 1, 4294967295),
    memory("maxmemory", &Parameters::maxmemory),
    memory("maxmemory-clients", "0"),
    number("maxmemory-eviction-tenacity", "10", 0, 100),
    choice("maxmemory-policy", &Parameters::maxmemory_policy, policies),
    number("maxmemory-samples", &Parameters::maxmemory_samples, 1, most_int),
    number("min-replicas-max-lag", "10", 0, most_int),
    number("min-replicas-to-write", "0", 0, most_int),
    yes_no("no-appendfsync-on-rewrite", "no"),
    events("notify-keyspace-events", &Parameters::notified_events),
    choice("oom-score-adj", "no", "no, yes, relative, absolute"),
    text("oom-score-adj-values", "0 200 800"),
    fixed("pidfile", ""),
    fixed("port", "6379"),
    text("proc-title-template", "{title} {listen-addr} {server-mode}"),
    choice("propagation-error-behavior", "ignore", "ignore, panic, panic-on-replicas"),
    yes_no("protected-mode", &Parameters::protected_mode),
    memory("proto-max-bulk-len", &Parameters::proto_max_bulk_len, 1 << 20),
    yes_no("rdb-del-sync-files", "no"),
    yes_no("rdb-save-incremental-fsync", "yes"),
    fixed("rdbchecksum", "yes"),
    yes_no("rdbcompression", "yes"),
    memory("repl-backlog-size", "1048576", 1),
    number("repl-backlog-ttl", "3600", 0, most),
    yes_no("repl-disable-tcp-nodelay", "no"),
    choice("repl-diskless-load", "disabled", "disabled, on-empty-db, swapdb"),
    yes_no("repl-diskless-sync", "yes"),
    number("repl-diskless-sync-delay", "5", 0, most_int),
    number("repl-diskless-sync-max-replicas", "0", 0, most_int),
    number("repl-ping-replica-period", "10", 1, most_int),
    number("repl-timeout", "60", 1, most_int),
    text("replica-announce-ip", ""),
    number("replica-announce-port", "0", 0, 65535),
    yes_no("replica-announced", "yes"),
    yes_no("replica-ignore-disk-write-errors", "no"),
    yes_no("replica-ignore-maxmemory", "yes"),
    yes_no("replica-lazy-flush", "no"),
    number("replica-priority", "100", 0, most_int),
    yes_no("replica-read-only", "yes"),
    yes_no("replica-serve-stale-data", "yes"),
    fixed("replicaof", ""),
    text("requirepass", &Parameters::requirepass),
    choice("sanitize-dump-payload", "no", "no, yes, clients"),
    text("save", ""),
    fixed("server_cpulist", ""),
    number("set-max-intset-entries", &Parameters::set_max_intset_entries, 0, most),
    fixed("set-proc-title", "yes"),
    choice("shutdown-on-sigint", "default", "default, save, nosave, now, force"),
    choice("shutdown-on-sigterm", "default", "default, save, nosave, now, force"),
    number("shutdown-timeout", "10", 0, most_int),
    number("slowlog-log-slower-than", "10000", -1, most),
    number("slowlog-max-len", "128", 0, most),
    fixed("socket-mark-id", "0"),
    yes_no("stop-writes-on-bgsave-error", "yes"),
    memory("stream-node-max-bytes", "4096"),
    number("stream-node-max-entries", "100", 0, most),
    fixed("supervised", "no"),
    fixed("syslog-enabled", "no"),
    fixed("syslog-facility", "local0"),
    fixed("syslog-ident", "redis"),
    fixed("tcp-backlog", "511"),
    number("tcp-keepalive", "300", 0, most_int),
    number("timeout", &Parameters::timeout, 0, most_int),
    choice("tls-auth-clients", "yes", "no, yes, optional"),
    text("tls-ca-cert-dir", ""),
    text("tls-ca-cert-file", ""),
    text("tls-cert-file", ""),
    text("tls-ciphers", ""),
    text("tls-ciphersuites", ""),
    text("tls-client-cert-file", ""),
    text("tls-client-key-file", ""),
    text("tls-client-key-file-pass", ""),
    yes_no("tls-cluster", "no"),
    text("tls-dh-params-file", ""),
    text("tls-key-file", ""),
    text("tls-key-file-pass", ""),
    fixed("tls-port", "0"),
    yes_no("tls-prefer-server-ciphers", "no"),
    text("tls-protocols", ""),
    yes_no("tls-replication", "no"),
    number("tls-session-cache-size", "20480", 0, most_int),
    number("tls-session-cache-timeout", "300", 0, most_int),
    yes_no("tls-session-caching", "yes"),
    number("tracking-table-max-keys", "1000000", 0, most),
    fixed("unixsocket", ""),
    fixed("unixsocketperm", "0"),
    number("zset-max-listpack-entries", &Parameters::zset_max_listpack_entries, 0, most),
    memory("zset-max-listpack-value", &Parameters::zset_max_listpack_value),
};
// clang-format on

constexpr Alias aliases[] = {
    {"cluster-slave-no-failover", "cluster-replica-no-failover"},
    {"cluster-slave-validity-factor", "cluster-replica-validity-factor"},
    {"hash-max-ziplist-entries", "hash-max-listpack-entries"},
    {"hash-max-ziplist-value", "hash-max-listpack-value"},
    {"list-max-ziplist-size", "list-max-listpack-size"},
    {"lua-time-limit", "busy-reply-threshold"},
    {"min-slaves-max-lag", "min-replicas-max-lag"},
    {"min-slaves-to-write", "min-replicas-to-write"},
    {"repl-ping-slave-period", "repl-ping-replica-period"},
    {"slave-announce-ip", "replica-announce-ip"},
    {"slave-announce-port", "replica-announce-port"},
    {"slave-ignore-maxmemory", "replica-ignore-maxmemory"},
    {"slave-lazy-flush", "replica-lazy-flush"},
    {"slave-priority", "replica-priority"},
    {"slave-read-only", "replica-read-only"},
    {"slave-serve-stale-data", "replica-serve-stale-data"},
    {"slaveof", "replicaof"},
    {"zset-max-ziplist-entries", "zset-max-listpack-entries"},
    {"zset-max-ziplist-value", "zset-max-listpack-value"},
};

}  // namespace

std::span<const Parameter> all_parameters() { return table; }

std::span<const Alias> parameter_aliases() { return aliases; }

}  // namespace kit::resp
