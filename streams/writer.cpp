#include "streams/writer.hpp"

#include <stdexcept>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/call_graph.hpp"

namespace kit {

// ------------------------------------------------------------ drain

bool DrainWait::await_suspend(Paused coroutine) {
  if (!park(coroutine)) return false;
  if (transport_.is_paused())
    transport_.wait_for_change(*this);
  else
    loop().schedule(*this);  // closing: one pass, so that a loss of the connection can show
  return true;
}

void DrainWait::throw_if_lost() const {
  if (!transport_.is_closed()) return;
  if (transport_.error()) std::rethrow_exception(transport_.error());
  throw ConnectionResetError(ECONNRESET,
                             "the connection to " + transport_.peername().str() + " is closed");
}

std::string DrainWait::describe() const {
  return "until " + transport_.peername().str() +
         " reads: " + std::to_string(transport_.write_buffer_size()) + " bytes are unsent";
}

// ------------------------------------------------------------ wait_closed

bool CloseWait::await_suspend(Paused coroutine) {
  if (!park(coroutine)) return false;
  transport_->wait_for_change(*this);
  return true;
}

/// Something changed, perhaps not that.
void CloseWait::run() {
  if (abandoned_ || transport_->is_closed()) return Wait::run();
  transport_->wait_for_change(*this);
}

void CloseWait::abandon() noexcept {
  abandoned_ = true;
  unlink();
}

void CloseWait::await_resume() {
  unpark();
  if (transport_->error()) std::rethrow_exception(transport_->error());
}

std::string CloseWait::describe() const {
  return "until the connection to " + transport_->peername().str() + " is closed";
}

// ------------------------------------------------------------ StreamWriter

StreamWriter& StreamWriter::operator=(StreamWriter&& other) noexcept {
  if (this != &other) {
    const StreamWriter old(std::move(*this));  // closes what is replaced
    transport_ = std::move(other.transport_);
  }
  return *this;
}

StreamWriter::~StreamWriter() {
  if (!transport_ || transport_->is_closing() || transport_->is_served()) return;
  if (transport_->loop().in_foreign_thread("close of a stream")) return;  // a throw would end all
  log(LogLevel::warning, "unclosed " + transport_->describe() + in_running_task());
  transport_->close();
}

void StreamWriter::set_write_buffer_limits(std::optional<std::size_t> high,
                                           std::optional<std::size_t> low) {
  if (!high) high = low ? 4 * *low : Transport::default_high_water;
  if (!low) low = *high / 4;
  transport_->set_write_buffer_limits(*high, *low);
}

}  // namespace kit
