// Client: what the server remembers of one connection from command to command.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "servers/resp/protocol/reply.hpp"
#include "servers/resp/state/outbox.hpp"
#include "servers/resp/state/output_limits.hpp"
#include "servers/resp/state/subscriptions.hpp"
#include "servers/resp/state/transaction.hpp"
#include "servers/resp/state/waiting.hpp"
#include "servers/resp/state/watches.hpp"

namespace kit::resp {

struct Command;

/// CLIENT REPLY. Skip: this command's reply alone.
enum class ReplyMode { on, off, skip };

struct Client {
  std::uint64_t id = 0;
  std::size_t database = 0;
  Version version = Version::resp2;
  bool authenticated = true;
  ReplyMode reply_mode = ReplyMode::on;
  bool skip_next = false;  // CLIENT REPLY SKIP has run: so also the next command's reply
  bool no_evict = false;
  bool closing = false;  // the next replies are the last

  std::string name;  // CLIENT SETNAME; empty: none
  std::string library_name;
  std::string library_version;
  std::string peer;   // "127.0.0.1:50000"
  std::string local;  // where it connected to
  int fd = -1;
  std::int64_t since = 0;        // Unix time in ms
  std::int64_t last_active = 0;  // the same, of its last command, or sign of life
  const Command* last_command = nullptr;
  std::unique_ptr<Subscriber> subscriber;  // null: it is subscribed to nothing

  // What stands in its buffers, in bytes; during a batch of commands with the batch, and of the
  // replies what had not left when somebody last looked.
  std::size_t input_size = 0;
  std::size_t output_size = 0;

  std::unique_ptr<Transaction> transaction;  // from MULTI to EXEC; null: none
  Watches::List watched;
  /// What is to be sent next. What it has been sent and did not take is not in it.
  std::string out;
  /// Set while a command of it waits for a key, or sleeps: its reply comes later, and the next
  /// command after it.
  std::optional<Waiting::Entry> waiting;
  Outbox::Place in_outbox{*this};
  Outbox::Place among_slow{*this};
  SlowReader slowness;
  bool is_served = false;  // what it waited for is in `out`, and leaves when its connection goes on
  bool is_syncing = false;  // its replies wait until the append-only file is on the disk

  // What its connection does for it; empty for one without.

  /// Bytes of replies that have not left by now.
  std::function<std::size_t()> unsent;
  /// Ends the connection, from another client's command.
  std::function<void()> disconnect;
  /// Sends `out` if nothing is in the way.
  std::function<void()> send;
  /// Goes on after `waiting`, which is over.
  std::function<void()> wake;

  /// EXEC runs its commands.
  bool in_exec() const noexcept { return transaction != nullptr && transaction->running; }
  /// The server itself keeps it waiting.
  bool is_kept_waiting() const noexcept { return waiting.has_value() || is_syncing; }
};

}  // namespace kit::resp
