// Instance: all that one server of this protocol is, apart from its sockets: the keys, the
// parameters, the counters, and who is connected. One loop, one instance: nothing here is locked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/tasks/sync/event.hpp"
#include "servers/resp/state/outbox.hpp"
#include "servers/resp/state/own_pushes.hpp"
#include "servers/resp/state/parameters.hpp"
#include "servers/resp/state/rates.hpp"
#include "servers/resp/state/subscriptions.hpp"
#include "servers/resp/state/topic.hpp"
#include "servers/resp/state/waiting.hpp"
#include "servers/resp/state/watches.hpp"
#include "servers/resp/store/keyspace.hpp"

namespace kit::resp {

struct Client;
class Journal;

/// Of one command.
struct CallCount {
  std::uint64_t calls = 0;
  std::uint64_t rejected = 0;  // before they ran: too few arguments, no password, no memory
  std::uint64_t failed = 0;    // ran, and replied with an error
};

/// INFO stats; CONFIG RESETSTAT begins anew.
struct Statistics {
  std::uint64_t commands = 0;
  std::uint64_t connections = 0;
  std::uint64_t rejected_connections = 0;
  std::uint64_t keyspace_hits = 0;
  std::uint64_t keyspace_misses = 0;
  std::uint64_t expired_keys = 0;
  std::uint64_t evicted_keys = 0;
  std::uint64_t errors = 0;
  std::uint64_t input_bytes = 0;
  std::uint64_t output_bytes = 0;
  std::vector<CallCount> calls;                      // see call_count()
  std::map<std::string, std::uint64_t> error_kinds;  // by the first word of the reply
};

/// Unix time in ms, of the system.
std::int64_t system_time_ms();

/// What is to be sent to clients that may be gone by then.
using PushedBytes = std::shared_ptr<const std::string>;
struct Push {
  std::uint64_t client;  // its id
  PushedBytes bytes;
};
using Pushes = std::vector<Push>;

class Instance {
 public:
  explicit Instance(Parameters the_parameters = {},
                    std::function<std::int64_t()> wall_clock = system_time_ms)
      : parameters(std::move(the_parameters)),
        keyspace(static_cast<std::size_t>(parameters.databases)),
        wall_clock_(std::move(wall_clock)) {
    keyspace.state().on_expired = [this](std::size_t database, std::string_view key) {
      note_expired(database, key);
    };
    keyspace.state().on_new = [this](std::size_t database, std::string_view key) {
      event(Topic::new_key, "new", database, key);
    };
    update_time();
    started = keyspace.now();
    run_id = draw_run_id();
  }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  Parameters parameters;
  Keyspace keyspace;
  Statistics statistics;
  Eviction eviction{keyspace, [this] { return draw(); }};
  std::map<std::uint64_t, Client*> clients;  // by id; each removes itself
  Watches watches;                           // which keys they watch
  Waiting waiting;                           // those of them whose commands wait for a key
  Subscriptions subscriptions;               // which channels they hear; each leaves itself
  Outbox outbox{*this};
  Journal* journal = nullptr;    // null: nothing outlives the process
  Event has_chores;              // wakes look_after()
  std::size_t client_bytes = 0;  // what stands in the buffers of all clients
  std::uint64_t next_client_id = 1;
  std::string run_id;            // 40 hexadecimal digits, by lot: which run of the server this is
  std::int64_t started = 0;      // Unix time in ms
  OwnPushes* running = nullptr;  // of the client whose command runs
  std::function<void()> stop;    // begins a graceful stop; empty: nobody can
  int port = 0;

  /// Before each batch of commands: what they see as now.
  void update_time();

  /// The store knows of parameters what follows from them here. In effect with the next
  /// update_time(), or at once.
  void follow_parameters() noexcept;

  /// `buffer` is one of a client's sizes, which changes to `bytes`.
  void set_buffered(std::size_t& buffer, std::size_t bytes) noexcept {
    client_bytes += bytes - buffer;
    buffer = bytes;
  }

  /// Something has happened to a key: those who watch it, or have subscribed to what happens to it,
  /// hear of it. `name` is the word of Redis, as "lpush".
  void event(Topic topic, std::string_view name, std::size_t database, std::string_view key) {
    if (topic != Topic::key_miss) watches.touch(database, key);
    // The two below come while a database changes, and something else follows the second.
    const bool may_be_looked_at = topic != Topic::expired && topic != Topic::new_key;
    if (!waiting.empty() && may_be_looked_at) tell_waiting(database, key);
    if (parameters.notified_events.has(topic) && !subscriptions.empty())
      publish_event(name, database, key);
  }

  /// Bytes for a client that did not ask for them: to be sent after the append-only file has what
  /// the commands that are running have changed. Those for the client whose own command is running
  /// stand before that command's reply. A client that lets too much wait is disconnected; nobody is
  /// gone when this returns. Throws std::bad_alloc.
  void push(Client& client, const PushedBytes& bytes);
  /// Those that may not leave before the file has been written: the caller waits for that.
  Pushes take_pushes() noexcept { return std::exchange(pushes_, {}); }
  /// Each client gets its own in one write, together with what else waits for it, and what comes
  /// until then; see Outbox.
  void send_pushes(const Pushes& pushes);

  /// Two databases change places: for those who watch their keys or wait for them, too.
  void swap(std::size_t first, std::size_t second);
  /// Empties a database, or all. It takes no time: look_after() gives the memory back.
  void flush(std::size_t database);
  void flush_all();

  /// How many commands and bytes a second there were lately.
  Rates::Counters rates_per_second() const noexcept {
    return rates_.per_second(keyspace.now(), counters());
  }

  /// 64 random bits that nobody outside can guess; the same in each run after set_hash_key().
  std::uint64_t draw() noexcept;

 private:
  Rates::Counters counters() const noexcept {
    return {statistics.commands, statistics.input_bytes, statistics.output_bytes};
  }
  static std::string draw_run_id();
  void tell_waiting(std::size_t database, std::string_view key);
  void deliver(Client& client, const std::string& bytes);
  void publish_event(std::string_view name, std::size_t database, std::string_view key) noexcept;
  void note_expired(std::size_t database, std::string_view key);

  Pushes pushes_;
  Rates rates_;
  std::uint64_t draws_ = 0;
  std::function<std::int64_t()> wall_clock_;
};

}  // namespace kit::resp
