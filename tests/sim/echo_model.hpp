// What the echo server owes a client, in each of its styles.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kit::sim {

enum class EchoStyle { raw, line, protocol };

/// The replies to all that a client sent.
struct EchoReplies {
  std::string text;               // a zero byte stands for any: the time of day
  std::vector<std::size_t> ends;  // in `text`: where a reply ends; empty: anywhere (raw)
};

enum class EchoInput { open, stopped, finished };

/// `finished`: the client has sent FIN, so what is left of a line counts as one. `stopped`: the
/// server reads no more, and half a line is none; but one that is too long already may be answered.
EchoReplies echo_replies(EchoStyle style, std::string_view sent, EchoInput input,
                         std::size_t limit);

/// What is wrong with `heard`, from a server that may say one of `last_words` after any reply and
/// then no more; empty: nothing. `ended`: the server has sent FIN, so no reply may be cut in half.
std::string echo_fault(std::string_view heard, const EchoReplies& owed, bool ended,
                       const std::vector<std::string_view>& last_words);

/// All of it, and nothing else.
bool echo_is_complete(std::string_view heard, const EchoReplies& owed);

}  // namespace kit::sim
