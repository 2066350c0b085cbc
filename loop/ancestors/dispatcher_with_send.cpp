#include "loop/ancestors/dispatcher_with_send.hpp"

#include <stdexcept>
#include <utility>

namespace kit {
namespace {

// For one call: as much as asyncore's, and enough for every call to be worth its price.
constexpr std::size_t most_at_once = 65536;

}  // namespace

std::size_t DispatcherWithSend::send(std::string_view bytes) {
  if (bytes.empty()) return 0;  // what recv gave at the end of the stream, often
  if (finished_) throw std::logic_error("send after write_eof: nothing can follow FIN");
  if (closing_ || !is_open()) return bytes.size();
  // lesson 5.5: If nothing waits, offer the system the beginning; keep what it did not take.
  std::size_t sent = 0;
  // Nothing waits: then most messages leave at once, and are never copied.
  if (output_.empty() && connected()) sent = Dispatcher::send(bytes.substr(0, most_at_once));
  if (is_open()) output_.append(bytes.substr(sent));
  // end lesson 5.5
  return bytes.size();
}

void DispatcherWithSend::initiate_send() {
  if (!connected()) return;
  if (write_buffer_size() > 0) {
    const std::string_view waiting = std::string_view(output_).substr(sent_, most_at_once);
    consume(Dispatcher::send(waiting));
  }
  if (write_buffer_size() > 0 || !is_open()) return;
  if (closing_)
    close_gently();
  else if (std::exchange(fin_is_due_, false))
    shutdown_write();
}

void DispatcherWithSend::write_eof() {
  if (finished_) return;
  finished_ = fin_is_due_ = true;
  initiate_send();
}

void DispatcherWithSend::consume(std::size_t bytes) {
  sent_ += bytes;
  if (sent_ == output_.size()) {
    output_.clear();
    sent_ = 0;
  } else if (sent_ >= output_.size() / 2) {
    // To move the smaller half costs no more than sending the larger one did.
    output_.erase(0, std::exchange(sent_, 0));
  }
}

void DispatcherWithSend::close_when_done() {
  closing_ = true;
  if (write_buffer_size() == 0) close_gently();
}

void DispatcherWithSend::handle_close() {
  // lesson 5.6: Close now if nobody is there, if nothing waits, or the second time; else closing_.
  // Nobody is there (any more)? A second time means that the attempt to send the rest went wrong.
  const bool nobody = lost() || !connected();
  if (nobody || write_buffer_size() == 0 || std::exchange(told_to_close_, true)) return close();
  closing_ = true;
  // end lesson 5.6
}

}  // namespace kit
