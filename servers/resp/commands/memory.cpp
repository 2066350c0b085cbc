// Commands for those who look inside, and the one that ends the server.
#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>

#include "servers/resp/commands/blocking.hpp"
#include "servers/resp/commands/call.hpp"
#include "servers/resp/commands/families.hpp"
#include "servers/resp/commands/help.hpp"

namespace kit::resp::commands {
namespace {

constexpr std::string_view debug_not_allowed =
    "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you "
    "can "
    "run it from a local connection, otherwise you need to set this option in the configuration "
    "file, and then restart the server.";

/// Seconds with a fraction; 0 for what is no number, as in Redis, and at most a year.
Duration parse_seconds(std::string_view text) {
  constexpr double most = 366.0 * 24 * 60 * 60;
  double seconds = std::strtod(std::string(text).c_str(), nullptr);
  if (!(seconds > 0)) seconds = 0;
  if (seconds > most) seconds = most;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

/// False after an error. A string has no parts of which some could be looked at: what SAMPLES says
/// is checked only.
bool take_samples(Call& call) {
  for (std::size_t i = 3; i < call.size(); i += 2) {
    if (!is_word(call[i], "samples") || i + 1 == call.size())
      return call.reply.error(syntax_error), false;
    const auto samples = call.integer(i + 1);
    if (!samples) return false;
    if (*samples < 0) return call.reply.error(syntax_error), false;
  }
  return true;
}

}  // namespace

/// The real bytes of the entry: key, value and what malloc adds. Redis's are others.
void memory_usage(Call& call) {
  if (!take_samples(call)) return;
  const Entry* const entry = call.inspect(call[2]);
  if (entry == nullptr) return call.reply.null();
  call.reply.integer(static_cast<std::int64_t>(entry->memory()));
}

void memory_help(Call& call) {
  reply_help(call, "MEMORY",
             {"USAGE <key> [SAMPLES <count>]",
              "    Return memory in bytes used by <key> and its value. Nested values are",
              "    sampled up to <count> times (default: 5, 0 means sample all)."});
}

/// DEBUG SLEEP seconds keeps this client waiting, and nobody else: in Redis the whole server
/// sleeps. The rest of DEBUG is not allowed, which is Redis's default.
void debug(Call& call) {
  if (call.size() != 3 || !is_word(call[1], "sleep")) return call.reply.error(debug_not_allowed);
  sleep_for(call, parse_seconds(call[2]), [](ReplyWriter& reply) { reply.ok(); });
}

/// Graceful: others get the replies to what they have sent. With whatever may be saved or not,
/// since what is written down is on disk at the end anyway. No reply: the connection ends.
void shutdown(Call& call) {
  bool save = false;
  bool no_save = false;
  bool abort = false;
  for (std::size_t i = 1; i < call.size(); ++i) {
    const std::string_view word = call[i];
    if (is_word(word, "save"))
      save = true;
    else if (is_word(word, "nosave"))
      no_save = true;
    else if (is_word(word, "abort"))
      abort = true;
    else if (!is_word(word, "now") && !is_word(word, "force"))
      return call.reply.error(syntax_error);
  }
  if ((save && no_save) || (abort && call.size() > 2)) return call.reply.error(syntax_error);
  if (abort) return call.reply.error("ERR No shutdown in progress.");
  if (!call.instance.stop) return call.reply.error("ERR Errors trying to SHUTDOWN. Check logs.");
  call.client.closing = true;
  // Once: a second signal would end the program in the middle of it.
  std::exchange(call.instance.stop, nullptr)();
}

}  // namespace kit::resp::commands
