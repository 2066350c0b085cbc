#include "streams/reader.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace kit {
namespace {

// Less room than this is not worth a system call; the buffer makes more.
constexpr std::size_t least_room = 4096;

// After so many bytes without a pause the others have their turn, however fast this peer sends: two
// thousand short requests, which take a millisecond or two to answer.
constexpr std::size_t most_without_pause = 131'072;

}  // namespace

// ------------------------------------------------------------ waiting

bool FillWait::await_suspend(Paused coroutine) {
  reader_.buffer_.shrink();
  if (reader_.transport_) {
    if (reader_.transport_->input_ended()) {
      reader_.input_over();
      return false;
    }
    Transport& transport = *reader_.transport_;
    transport.loop().watchers().watch(transport.fd(), Direction::read, *this);
  }
  reader_.waiting_ = this;
  reader_.read_without_pause_ = 0;
  if (park(coroutine)) return true;
  abandon();
  return false;
}

/// The socket is readable, or somebody fed the reader.
void FillWait::run() {
  if (reader_.waiting_ == this && reader_.transport_ && !reader_.receive()) {
    Transport& transport = *reader_.transport_;
    return transport.loop().watchers().watch(transport.fd(), Direction::read, *this);
  }
  Wait::run();
}

/// The transport ended the input, or was closed.
void FillWait::discard() noexcept {
  reader_.wake();
  reader_.input_over();
}

void FillWait::abandon() noexcept {
  unlink();
  if (reader_.waiting_ != this) return;
  reader_.waiting_ = nullptr;
  if (reader_.transport_) {
    Transport& transport = *reader_.transport_;
    transport.loop().watchers().unwatch(transport.fd(), Direction::read, *this);
  }
}

void FillWait::wake() noexcept {
  abandon();
  loop().schedule(*this);
}

std::string FillWait::describe() const { return "for data from " + reader_.peername().str(); }

/// One recv into the buffer. False when nothing has come yet; true for data, end of file or error.
bool StreamReader::receive() {
  const std::span<std::byte> room = buffer_.prepare(least_room);
  const IoResult result = transport_->receive(room);
  more_is_likely_ = result.is_ok() && result.bytes() == room.size();
  if (result.is_ok()) {
    buffer_.commit(result.bytes());
    read_without_pause_ += static_cast<std::uint32_t>(result.bytes());
    if (result.bytes() == 0) input_over();
  }
  if (buffer_.empty()) buffer_.clear();  // gives the room back
  if (result.would_block()) return false;
  if (!result.is_ok()) error_ = transport_->error();
  return true;
}

/// Nothing more will come: the peer has finished, or the writer has found the connection dead. The
/// second must not look like the first, or half a message would pass for a whole one.
void StreamReader::input_over() noexcept {
  eof_ = true;
  if (!error_) error_ = transport_->error();
}

/// Asks the system before waiting, because the last answer filled all the room: most likely there
/// is more. (Otherwise there is most likely nothing, and asking would be a wasted call.)
bool StreamReader::receive_eagerly() {
  return read_without_pause_ < most_without_pause && receive();
}

/// Queues the coroutine that waits, if one does. It will find what changed.
void StreamReader::wake() noexcept {
  if (waiting_ != nullptr) waiting_->wake();
}

// ------------------------------------------------------------ state

namespace {

std::size_t checked_limit(std::int64_t limit) {
  if (limit <= 0)
    throw std::invalid_argument("the limit must be positive, not " + std::to_string(limit));
  return static_cast<std::size_t>(limit);
}

}  // namespace

StreamReader::StreamReader(std::int64_t limit) : limit_(checked_limit(limit)) {}

StreamReader::StreamReader(Ref<Transport> transport, std::int64_t limit)
    : transport_(std::move(transport)), limit_(checked_limit(limit)) {}

StreamReader::StreamReader(StreamReader&& other) noexcept = default;

StreamReader::~StreamReader() = default;

void StreamReader::set_limit(std::int64_t limit) { limit_ = checked_limit(limit); }

const Address& StreamReader::peername() const noexcept {
  static const Address none;
  return transport_ ? transport_->peername() : none;
}

void StreamReader::check_usable() const {
  if (error_) std::rethrow_exception(error_);
}

void StreamReader::throw_unusable() const {
  check_usable();
  throw std::runtime_error(
      "read() called while another coroutine is already waiting for incoming data");
}

void StreamReader::feed_data(std::string_view bytes) {
  if (eof_) throw InvalidStateError("feed_data after feed_eof");
  if (bytes.empty()) return;
  buffer_.append(bytes);
  wake();
}

void StreamReader::feed_eof() {
  eof_ = true;
  wake();
}

void StreamReader::set_exception(std::exception_ptr error) {
  error_ = std::move(error);
  wake();
}

std::string StreamReader::take(std::size_t bytes) {
  std::string taken(buffer_.view().substr(0, bytes));
  buffer_.consume(bytes);
  return taken;
}

// ------------------------------------------------------------ as strings

Task<std::string> StreamReader::read(std::int64_t n) {
  check_usable();
  if (n == 0) co_return std::string();
  if (n < 0) {
    bool more = true;
    while (more) more = co_await fill();
    co_return take(buffer_.size());
  }
  if (buffer_.empty() && !eof_) co_await fill();
  co_return take(std::min(buffer_.size(), static_cast<std::size_t>(n)));
}

Task<std::string> StreamReader::readexactly(std::int64_t n) {
  check_usable();
  if (n < 0) throw std::invalid_argument("readexactly cannot read " + std::to_string(n) + " bytes");
  const auto wanted = static_cast<std::size_t>(n);
  bool more = true;
  while (buffer_.size() < wanted) {
    if (!more) throw IncompleteReadError(take(buffer_.size()), wanted);
    more = co_await fill();
  }
  co_return take(wanted);
}

Task<std::string> StreamReader::readuntil(std::string separator) {
  check_usable();
  if (separator.empty()) throw std::invalid_argument("the separator must not be empty");
  std::size_t clean = 0;  // no separator begins before here
  bool more = true;
  for (;;) {
    const std::size_t found = buffer_.view().find(separator, clean);
    if (found != std::string_view::npos) {
      if (found > limit_)
        throw LimitOverrunError("Separator is found, but chunk is longer than limit", found);
      co_return take(found + separator.size());
    }
    // The last bytes may be the first ones of a separator.
    if (buffer_.size() >= separator.size()) clean = buffer_.size() + 1 - separator.size();
    if (clean > limit_)
      throw LimitOverrunError("Separator is not found, and chunk exceed the limit", clean);
    if (!more) throw IncompleteReadError(take(buffer_.size()), std::nullopt);
    more = co_await fill();  // at end of file, what is buffered is looked at once more
  }
}

Task<std::string> StreamReader::readline() {
  std::string too_long;
  try {
    std::string line = co_await readuntil("\n");
    co_return line;
  } catch (IncompleteReadError& error) {
    co_return std::move(error.partial);
  } catch (const LimitOverrunError& error) {
    too_long = error.what();
    const bool line_is_here = buffered().substr(error.consumed).starts_with('\n');
    consume(line_is_here ? error.consumed + 1 : buffered().size());
  }
  throw LineTooLongError(too_long);
}

}  // namespace kit
