#include "loop/ancestors/async_chat.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace kit {
namespace {

/// Up for the time of a call.
class Raised {
 public:
  explicit Raised(bool& flag) noexcept : flag_(flag) { flag_ = true; }
  ~Raised() { flag_ = false; }
  Raised(const Raised&) = delete;
  Raised& operator=(const Raised&) = delete;

 private:
  bool& flag_;
};

}  // namespace

// ---- Helpers ------------------------------------------------------------------------------------

SimpleProducer::SimpleProducer(std::string data, std::size_t buffer_size)
    : data_(std::move(data)), buffer_size_(buffer_size) {
  if (buffer_size == 0) throw std::invalid_argument("a producer's pieces need at least one byte");
}

std::string SimpleProducer::more() {
  std::string piece = data_.substr(given_, buffer_size_);
  given_ += piece.size();
  return piece;
}

std::size_t find_prefix_at_end(std::string_view haystack, std::string_view needle) {
  if (needle.empty()) return 0;
  // lesson 6.1: The longest beginning of `needle`, but not all of it, with which `haystack` ends.
  std::size_t length = std::min(needle.size() - 1, haystack.size());
  while (length > 0 && !haystack.ends_with(needle.substr(0, length))) --length;
  return length;
  // end lesson 6.1
}

// ---- Coming in ----------------------------------------------------------------------------------

void AsyncChat::set_terminator(std::string_view text) {
  if (text.empty())
    terminator_ = std::monostate();
  else
    terminator_ = std::string(text);
}

void AsyncChat::set_terminator(std::int64_t count) {
  if (count < 0)
    throw std::invalid_argument("a message of " + std::to_string(count) + " bytes cannot be");
  if (count == 0)
    terminator_ = std::monostate();
  else
    terminator_ = static_cast<std::size_t>(count);
}

void AsyncChat::set_terminator(std::nullopt_t) { terminator_ = std::monostate(); }

void AsyncChat::handle_read() {
  input_.erase(0, std::exchange(begin_, 0));
  input_.append(recv(in_buffer_size));
  interpret();
}

/// A callback may set another terminator, push, discard the buffers, or close.
void AsyncChat::interpret() {
  const Raised now(interpreting_);
  while (begin_ < input_.size() && is_open() && !closing_) {
    if (!interpret_some()) break;
  }
  if (closing_) begin_ = input_.size();
}

/// False when more bytes must come first. Bytes count as interpreted before they are handed over:
/// if the callback throws, they do not come again.
bool AsyncChat::interpret_some() {
  if (const auto* const text = std::get_if<std::string>(&terminator_))
    return interpret_until(std::string(*text));  // a copy: the callback may replace it
  if (const auto* const count = std::get_if<std::size_t>(&terminator_)) {
    interpret_count(*count);
    return true;
  }
  const std::string_view all = input();
  begin_ = input_.size();
  collect_incoming_data(all);
  return true;
}

bool AsyncChat::interpret_until(std::string_view text) {
  const std::string_view all = input();
  // lesson 6.2: Found: what is before it, and found_terminator(). Else hand over what is sure.
  const std::size_t found = all.find(text);
  if (found != all.npos) {
    begin_ += found + text.size();
    if (found > 0) collect_incoming_data(all.substr(0, found));
    if (is_open() && !closing_) found_terminator();
    return true;
  }
  // The end of what is here may be the beginning of the terminator: those bytes have to wait.
  const std::string_view sure = all.substr(0, all.size() - find_prefix_at_end(all, text));
  if (sure.empty()) return false;
  begin_ += sure.size();
  collect_incoming_data(sure);
  return true;  // once more: the terminator may be another one now
  // end lesson 6.2
}

void AsyncChat::interpret_count(std::size_t count) {
  const std::string_view some = input().substr(0, count);
  begin_ += some.size();
  // lesson 6.3: Note what is missing now; hand over `some`; found_terminator() if it was all.
  const bool complete = some.size() == count;
  if (complete)
    terminator_ = std::monostate();
  else
    terminator_ = count - some.size();
  collect_incoming_data(some);
  if (complete && is_open() && !closing_) found_terminator();
  // end lesson 6.3
}

std::string AsyncChat::get_data() { return std::exchange(incoming_, {}); }

// ---- Going out ----------------------------------------------------------------------------------

void AsyncChat::push(std::string_view text) {
  if (closing_ || !is_open()) return;
  // lesson 6.4: Fill up the last piece, if it is a text; put the rest into fifo_ in new pieces.
  if (!fifo_.empty() && !fifo_.back().producer) {
    // Many small answers are one piece: memory for their bytes, and one call for all.
    std::string& last = fifo_.back().text;
    const std::size_t fits = std::min(text.size(), out_buffer_size - last.size());
    last.append(text.substr(0, fits));
    text.remove_prefix(fits);
  }
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), out_buffer_size)))
    fifo_.push_back(Item{std::string(text.substr(0, out_buffer_size)), 0, nullptr});
  // end lesson 6.4
  initiate_send();
}

void AsyncChat::push_with_producer(std::unique_ptr<Producer> producer) {
  if (closing_ || !is_open() || !producer) return;
  fifo_.push_back(Item{{}, 0, std::move(producer)});
  initiate_send();
}

/// At most one piece: who pushes a lot must not keep the others waiting.
void AsyncChat::initiate_send() {
  if (refilling_) return;  // nothing may overtake the piece that is being made
  while (connected() && !fifo_.empty() && fifo_.front().producer) {
    if (refill()) break;
  }
  if (!connected()) return;
  if (!fifo_.empty()) send_piece();
  if (fifo_.empty() && closing_) close_gently();
}

/// Puts the next piece of the first producer before it. False if it has no more: it is gone then.
bool AsyncChat::refill() {
  // Out of the queue, so that more() may do with the queue what it likes.
  Item item = std::move(fifo_.front());
  fifo_.pop_front();
  const Raised now(refilling_);
  std::string piece = item.producer->more();
  if (piece.empty() || !refilling_) return false;
  fifo_.push_front(std::move(item));
  fifo_.push_front(Item{std::move(piece), 0, nullptr});
  return true;
}

void AsyncChat::send_piece() {
  // lesson 6.5: Send what is left of the first piece; note how much went; drop it when all is gone.
  const std::string_view rest = std::string_view(fifo_.front().text).substr(fifo_.front().sent);
  const std::string_view piece = rest.substr(0, out_buffer_size);
  const std::size_t sent = send(piece);
  if (!is_open() || fifo_.empty()) return;
  fifo_.front().sent += sent;
  if (fifo_.front().sent == fifo_.front().text.size()) fifo_.pop_front();
  // end lesson 6.5
}

// ---- The end ------------------------------------------------------------------------------------

void AsyncChat::close_when_done() { closing_ = true; }

void AsyncChat::discard_buffers() {
  begin_ = input_.size();  // not cleared: a callback may be reading it
  incoming_.clear();
  fifo_.clear();
  refilling_ = false;  // the producer that is being asked is forgotten too
}

void AsyncChat::handle_close() {
  const bool fin = eof() && !std::exchange(heard_fin_, true);
  if (fin) interpret_rest();
  const bool has_output = !fifo_.empty() || refilling_;
  if (lost() || !connected() || !has_output) return close();
  // FIN does not keep us from sending the rest. A second error means that this went wrong.
  if (!fin && std::exchange(told_to_close_, true)) return close();
  closing_ = true;
}

/// What a callback that threw left behind, and what could have become a terminator.
void AsyncChat::interpret_rest() {
  if (interpreting_) return;
  interpret();
  if (!is_open() || input().empty()) return;
  const std::string rest(input());
  begin_ = input_.size();
  collect_incoming_data(rest);
}

}  // namespace kit
