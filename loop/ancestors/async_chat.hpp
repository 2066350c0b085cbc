// AsyncChat: messages out of a stream, by callbacks. After Python's asynchat.
//
// You say how a message ends (set_terminator: a text, or a number of bytes), and get its bytes in
// pieces (collect_incoming_data), then the news that it is complete (found_terminator). Between the
// two calls it is your class that remembers where in the conversation it stands: that is what
// "state machine" means, and what a coroutine does for you.
//
// Promises: pieces and messages are the same however the network cut the bytes; what was pushed
// leaves in order, piece by piece, before the channel closes; nothing of the input is lost at the
// end. Does not belong here: a limit for a message. Count in collect_incoming_data.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "loop/ancestors/dispatcher.hpp"

namespace kit {

/// Makes output when there is room for it, instead of all at once.
class Producer {
 public:
  virtual ~Producer() = default;
  /// The next piece; empty when there is no more.
  virtual std::string more() = 0;
};

/// A text in pieces of `buffer_size` bytes.
class SimpleProducer final : public Producer {
 public:
  explicit SimpleProducer(std::string data, std::size_t buffer_size = 512);
  std::string more() override;

 private:
  std::string data_;
  std::size_t given_ = 0;
  std::size_t buffer_size_;
};

/// How many bytes at the end of `haystack` may be the beginning of `needle`: 1 for "qwerty\r" and
/// "\r\n". The whole needle is not looked for.
std::size_t find_prefix_at_end(std::string_view haystack, std::string_view needle);

/// Serves one connection in its life: to connect again, make a new one.
class AsyncChat : public Dispatcher {
 public:
  /// Bytes for one recv, and for one send.
  static constexpr std::size_t in_buffer_size = 65536;
  static constexpr std::size_t out_buffer_size = 65536;

  using Dispatcher::Dispatcher;

  /// How a message ends: with this text, which nobody gets to see; after so many bytes, once; or
  /// never ("", 0, nullopt), so that everything is collected. Throws std::invalid_argument for a
  /// negative number. Takes effect at once, also for what is here already.
  void set_terminator(std::string_view text);
  void set_terminator(std::int64_t count);
  void set_terminator(std::nullopt_t);
  /// One character is a text: '\n' as a number would be ten bytes.
  template <std::same_as<char> Char>
  void set_terminator(Char) = delete;
  template <std::same_as<std::nullptr_t> Null>
  void set_terminator(Null) = delete;  // Python's None is std::nullopt

  // What you write.

  /// Some bytes of a message. They are yours until you return.
  virtual void collect_incoming_data(std::string_view data) = 0;
  virtual void found_terminator() = 0;

  // What you call.

  /// Queues text, in pieces of out_buffer_size, and sends what the system takes of the first. Each
  /// time there is room again, one more piece goes out.
  void push(std::string_view text);
  void push_with_producer(std::unique_ptr<Producer> producer);
  /// Closes when all that was pushed has been sent. What is pushed later is dropped, and so is what
  /// comes in.
  void close_when_done() override;
  /// Forgets what came in, what was collected, and what was to be sent.
  void discard_buffers();

  /// Pieces and producers that wait to be sent. What is pushed joins the last piece if it fits.
  std::size_t producer_fifo_size() const noexcept { return fifo_.size(); }

  bool writable() override { return !fifo_.empty() || !connected() || closing_; }
  void handle_read() override;
  void handle_write() override { initiate_send(); }
  /// Gives you the last bytes that could have become a terminator, sends what is left if there is
  /// anybody to send it to, then closes.
  void handle_close() override;

 protected:
  /// For a collect_incoming_data that only collects.
  void collect(std::string_view data) { incoming_.append(data); }
  const std::string& incoming() const noexcept { return incoming_; }
  /// While a callback runs, its input and output wait: it may itself run the loop.
  Events busy() const override {
    return static_cast<Events>((interpreting_ ? event_read | event_priority : 0) |
                               (refilling_ ? event_write : 0));
  }
  /// What was collected, which is then forgotten.
  std::string get_data();

 private:
  /// A text to send, from `sent` on; or a producer of such.
  struct Item {
    std::string text;
    std::size_t sent = 0;
    std::unique_ptr<Producer> producer;
  };

  void interpret();
  bool interpret_some();
  bool interpret_until(std::string_view text);
  void interpret_count(std::size_t count);
  void interpret_rest();
  std::string_view input() const noexcept { return std::string_view(input_).substr(begin_); }
  void initiate_send();
  bool refill();
  void send_piece();

  std::string input_;          // came in
  std::size_t begin_ = 0;      // of input_: was interpreted before
  bool interpreting_ = false;  // a callback is under way
  std::variant<std::monostate, std::string, std::size_t> terminator_;
  std::string incoming_;  // see collect()
  std::deque<Item> fifo_;
  bool refilling_ = false;  // a producer makes the piece that goes out next
  bool closing_ = false;    // once everything is sent
  bool heard_fin_ = false;
  bool told_to_close_ = false;  // by an error
};

}  // namespace kit
