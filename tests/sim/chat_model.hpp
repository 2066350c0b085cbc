// What people in a chat may hear, and must.
//
// Every line that is said bears a token that no other line has, and nobody takes a name that
// somebody had before. So each line that anybody hears tells where it comes from.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kit::sim {

/// Something that was said, or whispered.
struct ChatMessage {
  std::size_t speaker;
  std::string text;                // as the speaker typed it
  bool whispered;                  // then `audience` is who hears it, and nobody else may
  std::set<std::size_t> audience;  // guests who must hear it, if nothing happens to them
};

class ChatModel {
 public:
  /// Guest number `guest` may call itself so.
  void add_name(std::size_t guest, const std::string& name) { names_[name] = guest; }
  /// "m3.7": the token of what guest 3 says next.
  std::string next_token(std::size_t guest);
  void add_message(const std::string& token, ChatMessage message) {
    messages_.emplace(token, std::move(message));
  }
  const std::map<std::string, ChatMessage>& messages() const noexcept { return messages_; }

  /// The lines in what a guest heard, without prompts. What comes after the last line feed is in
  /// `rest`, empty for a prompt.
  static std::vector<std::string> lines(std::string_view heard, std::string& rest);
  static bool heard_message(const std::vector<std::string>& lines, const ChatMessage& message);

  /// What is wrong with these lines, heard by `guest`; empty: nothing. That is: a line that nobody
  /// caused, somebody else's whisper, a line twice, somebody who joins or leaves twice, or leaves
  /// without having joined after `guest` did.
  std::string fault(std::size_t guest, const std::vector<std::string>& lines) const;

  /// True for what everybody in the room hears: talk, and who comes, goes and is renamed.
  bool is_public(const std::string& line) const;

 private:
  std::string fault_of_line(std::size_t guest, const std::string& line) const;
  bool is_name(std::string_view name) const { return names_.contains(std::string(name)); }
  const ChatMessage* find(std::string_view text) const;

  std::map<std::string, std::size_t> names_;
  std::map<std::string, ChatMessage> messages_;  // by token
  std::map<std::size_t, int> said_;              // by guest: how many tokens
};

/// What two guests both heard, they heard in the same order. Empty, or what is wrong.
std::string order_fault(const std::vector<std::string>& one, const std::vector<std::string>& other);

}  // namespace kit::sim
