#include "loop/ancestors/async_chat.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace kit {

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
  std::size_t length = std::min(needle.size() - 1, haystack.size());
  while (length > 0 && !haystack.ends_with(needle.substr(0, length))) --length;
  return length;
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
  if (interpreting_) return;  // a callback runs the loop: later
  input_.append(recv(in_buffer_size));
  interpret();
}

/// A callback may set another terminator, push, discard the buffers, or close.
void AsyncChat::interpret() {
  struct Interpreting {
    explicit Interpreting(bool& flag) : flag_(flag) { flag_ = true; }
    ~Interpreting() { flag_ = false; }
    bool& flag_;
  };
  const Interpreting now(interpreting_);
  while (begin_ < input_.size() && is_open() && !closing_) {
    if (!interpret_some()) break;
  }
  if (closing_) begin_ = input_.size();
  input_.erase(0, std::exchange(begin_, 0));
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
  const std::size_t found = all.find(text);
  if (found != all.npos) {
    begin_ += found + text.size();
    if (found > 0) collect_incoming_data(all.substr(0, found));
    if (is_open()) found_terminator();
    return true;
  }
  // The end of what is here may be the beginning of the terminator: those bytes have to wait.
  const std::size_t kept = find_prefix_at_end(all, text);
  begin_ = input_.size() - kept;
  if (kept < all.size()) collect_incoming_data(all.substr(0, all.size() - kept));
  return false;
}

void AsyncChat::interpret_count(std::size_t count) {
  const std::string_view some = input().substr(0, count);
  begin_ += some.size();
  const bool complete = some.size() == count;
  if (complete)
    terminator_ = std::monostate();
  else
    terminator_ = count - some.size();
  collect_incoming_data(some);
  if (complete && is_open()) found_terminator();
}

std::string AsyncChat::get_data() { return std::exchange(incoming_, {}); }

// ---- Going out ----------------------------------------------------------------------------------

void AsyncChat::push(std::string_view text) {
  if (closing_) return;
  for (; !text.empty(); text.remove_prefix(std::min(text.size(), out_buffer_size)))
    fifo_.push_back(Item{std::string(text.substr(0, out_buffer_size)), 0, nullptr});
  initiate_send();
}

void AsyncChat::push_with_producer(std::unique_ptr<Producer> producer) {
  if (closing_ || !producer) return;
  fifo_.push_back(Item{{}, 0, std::move(producer)});
  initiate_send();
}

/// At most one piece: who pushes a lot must not keep the others waiting.
void AsyncChat::initiate_send() {
  if (!connected()) return;
  while (!fifo_.empty() && fifo_.front().producer) {
    if (!refill()) continue;
    break;
  }
  if (!fifo_.empty()) send_piece();
  if (fifo_.empty() && closing_) close_gently();
}

/// Puts the next piece of the first producer before it. False if it has no more: it is gone then.
bool AsyncChat::refill() {
  // Out of the queue, so that more() may do with the queue what it likes.
  Item item = std::move(fifo_.front());
  fifo_.pop_front();
  std::string piece = item.producer->more();
  if (piece.empty()) return false;
  fifo_.push_front(std::move(item));
  fifo_.push_front(Item{std::move(piece), 0, nullptr});
  return true;
}

void AsyncChat::send_piece() {
  const Item& first = fifo_.front();
  const std::string_view piece = std::string_view(first.text).substr(first.sent, out_buffer_size);
  const std::size_t sent = send(piece);
  if (!is_open() || fifo_.empty()) return;
  fifo_.front().sent += sent;
  if (fifo_.front().sent == fifo_.front().text.size()) fifo_.pop_front();
}

// ---- The end ------------------------------------------------------------------------------------

void AsyncChat::close_when_done() { closing_ = true; }

void AsyncChat::discard_buffers() {
  begin_ = input_.size();  // not cleared: a callback may be reading it
  incoming_.clear();
  fifo_.clear();
}

void AsyncChat::handle_close() {
  if (eof() && !input().empty()) {
    const std::string rest(input());
    begin_ = input_.size();
    collect_incoming_data(rest);
  }
  // A second time means that the first attempt to send the rest went wrong.
  if (lost() || fifo_.empty() || std::exchange(told_to_close_, true)) return close();
  closing_ = true;
}

}  // namespace kit
