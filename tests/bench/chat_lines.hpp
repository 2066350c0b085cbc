// What talkers say and what listeners must hear.
//
// All lines of talkers have one size and carry a number. What may come next is then known without
// storing what was said: a line lost, doubled, torn or swapped shows at once, and the check is a
// comparison of bytes.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kit::bench {

inline constexpr std::size_t most_talkers = 10;  // their names are T0 to T9
inline constexpr std::string_view chat_prompt_text = "Enter your name: ";

// The lines of one talker, one after the other.
class Talk {
 public:
  // `line_size` in bytes as others hear it: "T3: 00000017 ....\r\n". At least 16.
  Talk(std::size_t talker, std::size_t line_size)
      : head_("T" + std::to_string(talker) + ": "), line_size_(line_size) {
    tail_ = " ";
    while (head_.size() + digits + tail_.size() + 2 < line_size)
      tail_ += static_cast<char>('a' + tail_.size() % 26);
    tail_ += "\r\n";
  }

  // The next `count` lines, as the talker writes them. Valid until the next call.
  std::string_view say(std::size_t count) {
    said_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      char number[digits + 1];
      std::snprintf(number, sizeof number, "%08u", static_cast<unsigned>(++number_ % 100'000'000));
      said_ += number;
      said_.append(tail_, 0, tail_.size() - 2);
      said_ += '\n';
    }
    return said_;
  }

  // Of the line said last; 0 when nothing was said yet.
  std::uint64_t number() const { return number_; }
  std::size_t line_size() const { return line_size_; }
  bool is_from_here(std::string_view line) const {
    return line.starts_with(head_) && line.ends_with(tail_);
  }
  static std::uint64_t number_in(std::string_view line) {
    std::uint64_t number = 0;
    for (const char digit : line.substr(head_size, digits))
      number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    return number;
  }

 private:
  static constexpr std::size_t head_size = 4;  // "T3: "
  static constexpr std::size_t digits = 8;

  std::uint64_t number_ = 0;
  std::string head_;
  std::string tail_;
  std::string said_;
  std::size_t line_size_;
};

// What one client hears, checked.
class Ear {
 public:
  // Takes what was read. Calls `on_line(talker)` for each line that a talker said, and
  // `on_notice(text)` for each line that the server says to all ("*** T0 joined the chat ***").
  // Throws std::runtime_error when anything else arrives, or a line out of its turn.
  template <class OnLine, class OnNotice>
  void take(std::string_view bytes, const std::vector<Talk>& talks, OnLine on_line,
            OnNotice on_notice) {
    std::string joined;
    if (!rest_.empty()) {
      joined.swap(rest_);
      joined += bytes;
      bytes = joined;
    }
    if (!prompted_ && !take_prompt(bytes)) return rest_.assign(bytes), void();
    while (!bytes.empty()) {
      const bool notice = bytes.front() == '*';
      const std::size_t size = notice ? bytes.find('\n') + 1 : talks.front().line_size();
      if (size == 0 || bytes.size() < size) break;
      const std::string_view line = bytes.substr(0, size);
      if (notice)
        on_notice(line);
      else
        on_line(talker_of(line, talks));
      bytes.remove_prefix(size);
    }
    rest_.assign(bytes);
  }

  bool prompted() const { return prompted_; }
  // All that arrived were whole lines.
  bool is_between_lines() const { return rest_.empty(); }

 private:
  bool take_prompt(std::string_view& bytes) {
    if (bytes.size() < chat_prompt_text.size()) return false;
    if (!bytes.starts_with(chat_prompt_text)) refuse(bytes, "where the prompt should be");
    bytes.remove_prefix(chat_prompt_text.size());
    return prompted_ = true;
  }

  std::size_t talker_of(std::string_view line, const std::vector<Talk>& talks) {
    const auto talker = static_cast<std::size_t>(static_cast<unsigned char>(line[1]) - '0');
    if (line[0] != 'T' || talker >= talks.size()) refuse(line, "which nobody said");
    if (!talks[talker].is_from_here(line)) refuse(line, "which is not what was said");
    const std::uint64_t number = Talk::number_in(line);
    if (number != ++heard_[talker] || number > talks[talker].number())
      refuse(line, "where line " + std::to_string(heard_[talker]) + " should be");
    return talker;
  }

  [[noreturn]] static void refuse(std::string_view bytes, const std::string& why) {
    throw std::runtime_error("a client heard '" + std::string(bytes.substr(0, 60)) + "', " + why);
  }

  bool prompted_ = false;
  std::string rest_;                                 // the beginning of a line
  std::array<std::uint64_t, most_talkers> heard_{};  // the number of each talker's last line
};

}  // namespace kit::bench
