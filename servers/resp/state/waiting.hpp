// Waiting: the clients whose commands wait for a key to have something in it, first come first
// served.
//
// A command that finds nothing says which keys it waits for (block(), in commands/blocking.hpp).
// When something happens to one of them, it is noted here as ready; and when the command that did
// it is over, those who wait for it are tried again, in the order of their coming.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "loop/os/clock.hpp"
#include "servers/resp/protocol/reply.hpp"
#include "servers/resp/state/key_name.hpp"
#include "servers/resp/store/kind.hpp"

namespace kit::resp {

struct Client;
struct Command;

/// Why a client need not wait any longer, although nothing has come.
enum class WaitEnd { timeout, error };

class Waiting {
  struct Queue {
    std::list<Client*> clients;
    bool ready = false;  // stands in ready_
  };
  using Queues = std::map<KeyName, Queue>;

 public:
  /// What a client waits for, and where it stands. Owned by the client.
  struct Entry {
    const Command* command = nullptr;
    std::vector<std::string> words;  // the command, to be tried again
    Kind kind = Kind::list;          // of the values that can help
    Duration timeout{};              // zero: for ever
    void (*timed_out)(ReplyWriter&) = nullptr;
    bool muted = false;  // CLIENT REPLY was off: no reply
    std::vector<std::pair<Queues::iterator, std::list<Client*>::iterator>> places;

    /// False when it only sleeps.
    bool for_key() const noexcept { return !places.empty(); }
  };

  Waiting() = default;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  /// Lines the client up for each key once. Throws std::bad_alloc; then it stands nowhere.
  void add(Client& client, Entry& entry, std::size_t database,
           std::span<const std::string_view> keys);
  /// It waits no longer.
  void remove(Entry& entry) noexcept;

  /// Of all keys together; a client counts once.
  std::size_t client_count() const noexcept { return clients_; }

  /// Nobody waits for a key.
  bool empty() const noexcept { return queues_.empty(); }

  /// There is something in a key that somebody may be waiting for.
  void note(std::size_t database, std::string_view key);
  /// Perhaps in every key of that database.
  void note_all(std::size_t database);

  bool has_ready() const noexcept { return !ready_.empty(); }
  /// A key that is ready, no longer noted as such. There must be one.
  KeyName take_ready();
  /// Those who wait for it now, the first first.
  std::vector<Client*> clients_for(const KeyName& name) const;

 private:
  void note_ready(const KeyName& name, Queue& queue);

  Queues queues_;
  std::list<KeyName> ready_;  // in the order in which they became it
  std::size_t clients_ = 0;
};

}  // namespace kit::resp
