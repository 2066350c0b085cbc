#include "streams/transport.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <stdexcept>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "streams/linger.hpp"

namespace kit {
namespace {

// A program that ignores the loss of its connection hears of it from this write on.
constexpr int tolerated_writes_after_loss = 5;

/// The peer went away. Common, and no fault of this program.
bool is_disconnect(int error) {
  return error == EPIPE || error == ECONNRESET || error == ECONNABORTED || error == ENOTCONN ||
         error == ESHUTDOWN || error == ETIMEDOUT;
}

}  // namespace

Transport::Transport(EventLoop& loop, int fd, Address peer)
    : loop_(loop), fd_(fd), peer_(std::move(peer)) {
  retain();  // by the loop, until the descriptor is closed
  loop_.owned().push_back(*this);
}

Transport::~Transport() = default;

// ------------------------------------------------------------ reading

IoResult Transport::receive(std::span<std::byte> room) {
  if (input_ended_) return IoResult::ok(0);
  const IoResult result = loop_.net().recv(fd_, room);
  trace(TraceKind::recv, result);
  if (result.is_ok())
    eof_received_ = input_ended_ = result.bytes() == 0;
  else if (!result.would_block())
    lose(make_os_error(result.error(), "recv from " + peer_.str()));
  return result;
}

void Transport::end_input() noexcept {
  if (input_ended_) return;
  input_ended_ = true;
  loop_.watchers().drop(fd_, Direction::read);
}

// ------------------------------------------------------------ writing

/// How many bytes the system took; 0 when it takes none now, and when the connection is broken.
std::size_t Transport::taken(const IoResult& result) {
  trace(TraceKind::send, result);
  if (result.is_ok()) return result.bytes();
  if (result.would_block()) return 0;
  const std::string what = "send to " + peer_.str();
  if (!is_disconnect(result.error()))
    log(LogLevel::error, std::string("Fatal write error on socket transport: ") +
                             OSError(result.error(), what).what());
  lose(make_os_error(result.error(), what));
  return 0;
}

void Transport::refuse_write() {
  if (!closing_) throw std::runtime_error("cannot write to " + peer_.str() + " after write_eof()");
  if (writes_after_loss_ < tolerated_writes_after_loss) ++writes_after_loss_;
  if (writes_after_loss_ == tolerated_writes_after_loss)
    log(LogLevel::warning, "writing to " + peer_.str() + ", which is closed: the bytes are lost");
}

void Transport::write(std::string_view bytes) {
  loop_.check_thread("write");
  if (bytes.empty()) return;
  if (eof_requested_) return refuse_write();  // so it is after close() and after a loss
  if (out_.empty()) {
    bytes.remove_prefix(taken(loop_.net().send(fd_, bytes)));
    if (bytes.empty() || is_closed()) return;
    // Behind what waits already, in any other case: the order of the bytes is sacred.
    loop_.watchers().watch(fd_, Direction::write, *this);
  }
  out_.append(bytes);
  update_pause();
}

void Transport::run() {
  if (is_closed()) return;
  const Ref<Transport> self(this);  // a loss makes the loop let go of it
  flush();
  if (is_closed()) return;
  if (!out_.empty()) loop_.watchers().watch(fd_, Direction::write, *this);
  update_pause();
  if (out_.empty() && eof_requested_) output_finished();
}

void Transport::flush() {
  while (!out_.empty() && !is_closed())
    if (taken(out_.send_to(loop_.net(), fd_)) == 0) return;
}

void Transport::set_write_buffer_limits(std::size_t high, std::size_t low) {
  constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
  if (high < low || high > most)
    throw std::invalid_argument("high (" + std::to_string(high) + ") must be at least low (" +
                                std::to_string(low) + ") and below 4 GiB");
  high_water_ = static_cast<std::uint32_t>(high);
  low_water_ = static_cast<std::uint32_t>(low);
  update_pause();
}

void Transport::update_pause() noexcept {
  if (out_.size() > high_water_) {
    paused_ = true;
  } else if (paused_ && out_.size() <= low_water_) {
    paused_ = false;
    loop_.schedule_all(waiters_);
  }
}

void Transport::write_eof() {
  if (eof_requested_ || is_closed()) return;
  eof_requested_ = true;
  if (out_.empty()) output_finished();
}

// ------------------------------------------------------------ ending

/// All is sent that will be: FIN, and if this is a close, what comes after.
void Transport::output_finished() {
  if (!eof_sent_) (void)loop_.net().shutdown_write(fd_);  // fails if the peer is gone: no matter
  eof_sent_ = true;
  if (!closing_) return;
  if (eof_received_) return lose(nullptr);
  if (linger_) return;
  try {
    linger_ = std::make_unique<Linger>(*this);
  } catch (const std::exception&) {  // the selector does not take this descriptor
    lose(nullptr);
  }
}

void Transport::close() {
  loop_.check_thread("close");
  if (closing_) return;
  closing_ = true;
  end_input();
  eof_requested_ = true;
  if (!out_.empty()) return;  // run() goes on when it is sent
  if (eof_received_)
    lose(nullptr);  // both sides have finished: close(2) alone sends FIN
  else
    output_finished();
}

void Transport::set_linger(Duration limit) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(limit).count();
  constexpr std::uint16_t most = std::numeric_limits<std::uint16_t>::max();
  linger_ms_ = static_cast<std::uint16_t>(std::clamp<long long>(milliseconds, 0, most));
  if (linger_) linger_->restart();
}

void Transport::abort() noexcept {
  if (is_closed()) return;
  close_descriptor(true);
}

void Transport::lose(std::exception_ptr error) noexcept {
  error_ = std::move(error);
  close_descriptor(false);
}

void Transport::close_descriptor(bool reset) noexcept {
  if (is_closed()) return;
  const Ref<Transport> self(this);
  const IoResult closed = IoResult::ok(0);
  trace(TraceKind::close, closed);
  closing_ = true;
  eof_requested_ = true;
  input_ended_ = true;
  paused_ = false;
  Handle::unlink();
  linger_.reset();
  const int fd = fd_;
  loop_.watchers().forget(fd);  // before closing: the number may come back at once
  fd_ = -1;
  if (reset)
    loop_.net().reset(fd);
  else
    loop_.net().close(fd);
  out_.clear();
  loop_.schedule_all(waiters_);
  Owned::unlink();
  release();  // by the loop
}

std::string Transport::describe() const {
  return "stream to " + peer_.str() + " on descriptor " + std::to_string(fd_);
}

std::string Transport::details() const {
  std::string text = out_.empty() ? "" : ", " + std::to_string(out_.size()) + " bytes unsent";
  if (closing_) text += linger_ ? ", waits for the peer's end" : ", closing";
  return text;
}

void Transport::destroy() noexcept {
  if (!closing_) log(LogLevel::warning, "unclosed " + describe());
  close_descriptor(false);
}

void Transport::add_trace(TraceKind kind, const IoResult& result) const noexcept {
  TraceRecord record;
  record.kind = kind;
  record.fd = fd_;
  record.generation = loop_.watchers().generation(fd_);
  record.pass = loop_.pass();
  record.ts = loop_.time().time_since_epoch().count();
  record.a = result.is_ok() ? static_cast<std::int64_t>(result.bytes()) : -1;
  record.b = result.error();
  tracing()->add(record);
}

}  // namespace kit
