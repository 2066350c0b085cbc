// Messages that nobody else sends, and the check of what comes back. Bytes in, verdicts out: no
// socket here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kit::poke {

/// The messages of one client: lines that differ from each other and from everybody else's.
struct Series {
  std::string run;  // differs from those who poke the same server at the same time
  int client = 0;
  std::size_t size = 0;  // of a message in bytes, with its line feed; more if its numbers need it

  /// The message with this number, without its line feed.
  std::string text(std::uint64_t number) const;
  /// What all messages of this client begin with.
  std::string head() const;
};

enum class Verdict {
  right,    // the reply to the oldest message without one
  remark,   // no reply, where that is no fault: a greeting or a farewell
  wrong,    // no reply to anything; counts for the oldest message without one
  doubled,  // the reply to a message that had one; does not count
  lost,     // the reply to a later message: those before it go without
};

/// Of one connection. How the server decorates its replies ("Echo: ", CR LF) is learnt from the
/// first one; each later reply must look the same.
class Replies {
 public:
  explicit Replies(Series series) : series_(std::move(series)) {}

  /// The next message, with its line feed.
  std::string next_message();
  std::uint64_t sent() const noexcept { return sent_; }
  /// Replies that came, or that are given up.
  std::uint64_t settled() const noexcept { return settled_; }

  /// A line from the server, with its line feed; without one, the connection ended in its middle.
  Verdict take(std::string_view line);
  /// How many went without a reply, after `lost`.
  std::uint64_t missing() const noexcept { return missing_; }

 private:
  bool learn(std::string_view line);
  bool is_reply_to(std::uint64_t number, std::string_view line) const;
  Verdict out_of_order(std::string_view line);

  Series series_;
  std::uint64_t sent_ = 0;
  std::uint64_t settled_ = 0;
  std::uint64_t missing_ = 0;
  bool began_ = false;      // something came
  bool in_pieces_ = false;  // "GOT:" stands before each piece, wherever the server cut
  bool learnt_ = false;
  std::string before_;  // the decoration
  std::string after_;
};

}  // namespace kit::poke
