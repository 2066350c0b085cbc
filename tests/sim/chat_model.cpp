#include "tests/sim/chat_model.hpp"

#include <algorithm>
#include <optional>

#include "loop/sim/failure.hpp"
#include "servers/chat/chat.hpp"
#include "servers/chat/text.hpp"
#include "servers/common/serve.hpp"

namespace kit::sim {
namespace {

/// "Alice" of "*** Alice joined the chat ***".
std::optional<std::string> between(std::string_view line, std::string_view before,
                                   std::string_view after) {
  if (line.size() < before.size() + after.size()) return std::nullopt;
  if (!line.starts_with(before) || !line.ends_with(after)) return std::nullopt;
  return std::string(line.substr(before.size(), line.size() - before.size() - after.size()));
}

std::optional<std::string> who_joined(std::string_view line) {
  return between(line, "*** ", " joined the chat ***");
}
std::optional<std::string> who_left(std::string_view line) {
  return between(line, "*** ", " left the chat ***");
}
bool is_renaming(std::string_view line) {
  return line.starts_with("*** ") && line.ends_with(" ***") && line.find(" is now ") != line.npos;
}

/// To this guest alone: answers, and the words at the end.
bool is_personal(std::string_view line) {
  if (line.starts_with("Error: ") || line.starts_with("Online: ")) return true;
  if (line.starts_with("/") || line == "All else is said to everybody.") return true;  // the help
  const std::string whole = std::string(line) + "\r\n";
  return whole == timeout_farewell || whole == shutdown_text || whole == busy_text;
}

}  // namespace

std::string ChatModel::next_token(std::size_t guest) {
  return "m" + std::to_string(guest) + "." + std::to_string(++said_[guest]);
}

std::vector<std::string> ChatModel::lines(std::string_view heard, std::string& rest) {
  std::vector<std::string> all;
  for (;;) {
    while (heard.starts_with(chat_prompt)) heard.remove_prefix(chat_prompt.size());
    const std::size_t end = heard.find("\r\n");
    if (end == heard.npos) break;
    all.emplace_back(heard.substr(0, end));
    heard.remove_prefix(end + 2);
  }
  rest = heard;
  return all;
}

/// The message with the token with which `text` begins.
const ChatMessage* ChatModel::find(std::string_view text) const {
  const auto found = messages_.find(std::string(text.substr(0, text.find(' '))));
  return found == messages_.end() || found->second.text != text ? nullptr : &found->second;
}

bool ChatModel::heard_message(const std::vector<std::string>& lines, const ChatMessage& message) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.ends_with(": " + message.text); });
}

bool ChatModel::is_public(const std::string& line) const {
  if (who_joined(line) || who_left(line) || is_renaming(line)) return true;
  return !is_personal(line) && line.find(" (to you): ") == line.npos;
}

std::string ChatModel::fault_of_line(std::size_t guest, const std::string& line) const {
  if (!is_text(line)) return "not fit for a terminal";
  if (is_personal(line)) return {};
  for (const auto& name : {who_joined(line), who_left(line)})
    if (name) return is_name(*name) ? "" : "nobody is called so";
  if (is_renaming(line)) return {};  // the order of events shows whether it is right
  const std::size_t colon = line.find(": ");
  if (colon == line.npos) return "nobody caused this";
  std::string speaker = line.substr(0, colon);
  constexpr std::string_view mark = " (to you)";
  const bool whispered = speaker.ends_with(mark);
  if (whispered) speaker.resize(speaker.size() - mark.size());
  const ChatMessage* const message = find(std::string_view(line).substr(colon + 2));
  if (message == nullptr || message->whispered != whispered) return "nobody said this";
  const auto owner = names_.find(speaker);
  if (owner == names_.end() || owner->second != message->speaker) return "somebody else said this";
  if (whispered && !message->audience.contains(guest)) return "whispered to somebody else";
  return {};
}

std::string ChatModel::fault(std::size_t guest, const std::vector<std::string>& lines) const {
  std::set<std::string> seen;
  for (const std::string& line : lines) {
    const std::string wrong = fault_of_line(guest, line);
    if (!wrong.empty()) return wrong + ": " + quoted(line);
    if (!is_personal(line) && !seen.insert(line).second) return "twice: " + quoted(line);
    const std::optional<std::string> joined = who_joined(line);
    if (joined && seen.contains("*** " + *joined + " left the chat ***"))
      return "after having left: " + quoted(line);
  }
  return {};
}

std::string order_fault(const std::vector<std::string>& one,
                        const std::vector<std::string>& other) {
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < one.size(); ++i) places.emplace(one[i], i);
  std::size_t last = 0;
  for (const std::string& line : other) {
    const auto found = places.find(line);
    if (found == places.end()) continue;
    if (found->second < last) return "heard in another order: " + quoted(line);
    last = found->second;
  }
  return {};
}

}  // namespace kit::sim
