// Commands that keep their client waiting: until a key has something in it, or the time is over.
//
//   if (take_from(call)) return;                            it was there, and is the reply
//   block(call, call.arguments.subspan(1, n), {.kind = Kind::list, .timeout = *timeout, ...});
//
// When something happens to one of the keys, the command runs once more, with Call::only_key set:
// it looks at that key alone, and waits on in the place that it has if it finds nothing again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "loop/os/clock.hpp"
#include "servers/resp/commands/call.hpp"

namespace kit::resp {

struct BlockOptions {
  Kind kind = Kind::list;  // of the values that can help
  Duration timeout{};      // zero: for ever
  /// The reply when the time is over.
  void (*timed_out)(ReplyWriter&) = [](ReplyWriter& reply) { reply.null_array(); };
  /// The reply where nobody may wait; null: the same.
  void (*not_allowed)(ReplyWriter&) = nullptr;
};

/// Keeps the client waiting for one of the keys. In a transaction, or while the append-only file is
/// read, nobody may wait: the time is over at once.
void block(Call& call, std::span<const std::string_view> keys, const BlockOptions& options);

/// Keeps it waiting for the end of the time, and for nothing else.
void sleep_for(Call& call, Duration duration, void (*reply)(ReplyWriter&));

/// The argument as a number of seconds. None after replying what is wrong with it.
std::optional<Duration> parse_timeout(Call& call, std::size_t i);

/// Tries again those who wait for keys to which something has happened. To be called when a command
/// is over.
void serve_waiting(Instance& instance);

/// The client need not wait any longer: it gets its reply, and goes on.
void end_wait(Instance& instance, Client& client, WaitEnd why);

}  // namespace kit::resp
