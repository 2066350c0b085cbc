#include "tests/sim/echo_model.hpp"

#include <algorithm>

#include "loop/sim/failure.hpp"
#include "servers/echo/protocol.hpp"

namespace kit::sim {
namespace {

std::string answer_to(EchoStyle style, std::string_view line, std::size_t limit) {
  if (line.size() > limit) return too_long_answer(limit);
  if (style == EchoStyle::line) return echo_of(line);
  const std::string answer = protocol_answer(line);
  constexpr std::string_view time = "Server time: ";
  if (!answer.starts_with(time)) return answer;
  return std::string(time) + std::string(answer.size() - time.size() - 2, '\0') + "\r\n";
}

/// How many bytes of `heard` are as they are owed.
std::size_t as_owed(std::string_view heard, std::string_view owed) {
  std::size_t i = 0;
  while (i < heard.size() && i < owed.size() && (heard[i] == owed[i] || owed[i] == '\0')) ++i;
  return i;
}

}  // namespace

EchoReplies echo_replies(EchoStyle style, std::string_view sent, EchoInput input,
                         std::size_t limit) {
  EchoReplies replies;
  if (style == EchoStyle::raw) {
    replies.text = sent;
    return replies;
  }
  if (style == EchoStyle::protocol) replies.text = echo_welcome;
  while (!sent.empty()) {
    replies.ends.push_back(replies.text.size());
    const std::size_t end = sent.find('\n');
    const bool too_long = sent.size() > limit;
    const bool counts = input == EchoInput::finished || (input == EchoInput::stopped && too_long);
    if (end == sent.npos && !counts) break;
    const std::string answer = answer_to(style, sent.substr(0, end), limit);
    replies.text += answer;
    if (style == EchoStyle::protocol && answer == echo_goodbye) break;
    sent.remove_prefix(end == sent.npos ? sent.size() : end + 1);
  }
  replies.ends.push_back(replies.text.size());
  return replies;
}

std::string echo_fault(std::string_view heard, const EchoReplies& owed, bool ended,
                       const std::vector<std::string_view>& last_words) {
  const std::size_t good = as_owed(heard, owed.text);
  const auto may_end = [&](std::size_t at) {
    return owed.ends.empty() ||
           std::find(owed.ends.begin(), owed.ends.end(), at) != owed.ends.end();
  };
  if (good == heard.size() && (!ended || may_end(good))) return {};
  for (const std::string_view word : last_words) {
    for (std::size_t at = good + 1; at-- > 0;) {
      if (good - at > word.size()) break;
      if (!may_end(at)) continue;
      const std::string_view rest = heard.substr(at);
      if (ended ? rest == word : word.starts_with(rest)) return {};
    }
  }
  return "after " + std::to_string(good) + " good bytes of " + std::to_string(heard.size()) +
         " came " + quoted(heard.substr(good)) + (ended ? " and the end" : "") +
         " where this was due: " + quoted(std::string_view(owed.text).substr(good));
}

bool echo_is_complete(std::string_view heard, const EchoReplies& owed) {
  return heard.size() == owed.text.size() && as_owed(heard, owed.text) == heard.size();
}

}  // namespace kit::sim
