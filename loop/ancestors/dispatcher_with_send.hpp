// DispatcherWithSend: a dispatcher that remembers what the system did not take at once.
//
// Promises: what was given to send() leaves in order and before the channel closes, also when the
// peer has said FIN meanwhile (asyncore drops it there). Does not belong here: a limit. The buffer
// grows as long as you send; look at write_buffer_size() in readable() to read no more until the
// peer has taken what it asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "loop/ancestors/dispatcher.hpp"

namespace kit {

/// Serves one connection in its life: to connect again, make a new one.
class DispatcherWithSend : public Dispatcher {
 public:
  using Dispatcher::Dispatcher;

  /// Takes all of it; copies what cannot be sent now. Dropped after close_when_done(). Throws
  /// std::logic_error after write_eof().
  std::size_t send(std::string_view bytes) override;

  /// Closes as soon as everything is sent. Reads no more.
  void close_when_done() override;

  /// Says FIN when everything is sent. Reading goes on.
  void write_eof();

  /// Bytes that wait to be sent.
  std::size_t write_buffer_size() const noexcept { return output_.size() - sent_; }

  bool readable() override { return !closing_; }
  bool writable() override { return !connected() || write_buffer_size() > 0 || fin_is_due_; }
  void handle_write() override { initiate_send(); }
  /// Sends what is left, if there is anybody to send it to; then closes.
  void handle_close() override;

 private:
  void initiate_send();
  void consume(std::size_t bytes);

  std::string output_;
  std::size_t sent_ = 0;     // of output_, from the front
  bool closing_ = false;     // once everything is sent
  bool finished_ = false;    // write_eof was called
  bool fin_is_due_ = false;  // and FIN has not been sent yet
  bool told_to_close_ = false;
};

}  // namespace kit
