#include "tools/poke/replies.hpp"

#include <charconv>
#include <optional>

namespace kit::poke {
namespace {

constexpr std::string_view piece_mark = "GOT:";

std::string without_marks(std::string_view line) {
  std::string text(line);
  for (std::size_t at = text.find(piece_mark); at != text.npos; at = text.find(piece_mark, at))
    text.erase(at, piece_mark.size());
  return text;
}

/// The number of the message of this client that stands in `line`, if one does.
std::optional<std::uint64_t> number_in(std::string_view line, const std::string& head) {
  const std::size_t at = line.find(head);
  if (at == line.npos) return std::nullopt;
  std::uint64_t number = 0;
  const auto result =
      std::from_chars(line.data() + at + head.size(), line.data() + line.size(), number);
  if (result.ec != std::errc()) return std::nullopt;
  return number;
}

}  // namespace

std::string Series::head() const { return "poke " + run + " " + std::to_string(client) + " "; }

std::string Series::text(std::uint64_t number) const {
  std::string text = head() + std::to_string(number) + ".";
  constexpr std::uint64_t letters = 26;
  text.reserve(size);
  // Another beginning each time, so that the bytes of one are not taken for those of another.
  for (std::uint64_t next = number; text.size() + 1 < size; ++next)
    text += static_cast<char>('a' + next % letters);
  return text;
}

std::string Replies::next_message() { return series_.text(sent_++) + "\n"; }

bool Replies::learn(std::string_view line) {
  const std::string text = series_.text(settled_);
  const std::size_t at = line.find(text);
  if (at == line.npos) return false;
  before_ = line.substr(0, at);
  after_ = line.substr(at + text.size());
  return learnt_ = true;
}

bool Replies::is_reply_to(std::uint64_t number, std::string_view line) const {
  return line == before_ + series_.text(number) + after_;
}

Verdict Replies::out_of_order(std::string_view line) {
  const std::optional<std::uint64_t> number = number_in(line, series_.head());
  if (!number || *number >= sent_) return Verdict::wrong;
  if (learnt_ && !is_reply_to(*number, line)) return Verdict::wrong;
  if (*number < settled_) return Verdict::doubled;
  if (*number == settled_) return Verdict::wrong;
  missing_ = *number - settled_;
  settled_ = *number + 1;
  return Verdict::lost;
}

Verdict Replies::take(std::string_view line) {
  if (!began_) in_pieces_ = line.starts_with(piece_mark);
  began_ = true;
  std::string unmarked;
  if (in_pieces_) line = unmarked = without_marks(line);
  const bool whole = line.ends_with('\n');
  const bool awaited = settled_ < sent_;
  if (whole && awaited && (learnt_ ? is_reply_to(settled_, line) : learn(line))) {
    ++settled_;
    return Verdict::right;
  }
  const bool remark = line.find(series_.head()) == line.npos;
  if (remark && (!awaited || (whole && !learnt_))) return Verdict::remark;
  const Verdict verdict = whole ? out_of_order(line) : Verdict::wrong;
  if (verdict == Verdict::wrong && awaited) ++settled_;
  return verdict;
}

}  // namespace kit::poke
