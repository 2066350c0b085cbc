#include "servers/echo/styles.hpp"

#include <string>
#include <string_view>

#include "loop/observe/log.hpp"
#include "servers/common/idle_timer.hpp"
#include "servers/common/lines.hpp"
#include "servers/common/serve.hpp"
#include "servers/echo/protocol.hpp"

namespace kit {
namespace {

/// Clients come and go, some of them without a word. That is worth a line for who asks for it.
void log_lost(const StreamWriter& writer, const ConnectionError& error) {
  log(LogLevel::debug, "lost " + writer.peername().str() + ": " + error.what());
}

// Who sends many lines in one go gets the answers in writes of this size.
constexpr std::size_t batch = 16'384;

/// Answers lines until the client leaves or `answer` gives the last word.
template <class Answer>
Task<void> answer_lines(StreamReader& reader, StreamWriter& writer, Duration idle, Answer answer,
                        std::string_view last_word) {
  IdleTimer timer(writer.transport(), idle);
  std::string replies;  // empty whenever this waits
  for (;;) {
    const Line line = co_await read_line(reader);
    if (timer.expired()) {
      writer.write(timeout_farewell);
      co_return;
    }
    // The server stops, and the rest of this line was not waited for. Half a request is none.
    const bool over = line.status == LineStatus::end || line.status == LineStatus::partial;
    if (over && !writer.transport().eof_received()) {
      writer.write(shutdown_text);
      co_return;
    }
    if (line.status == LineStatus::end) co_return;
    timer.touch();
    const std::string reply =
        line.status == LineStatus::too_long ? too_long_answer(reader.limit()) : answer(line.text);
    replies += reply;
    const bool last = reply == last_word || line.status == LineStatus::partial;
    const bool another_is_here = reader.buffered().find('\n') != std::string_view::npos;
    if (!last && another_is_here && replies.size() < batch) continue;
    writer.write(replies);
    if (last) co_return;
    replies.clear();
    co_await writer.drain();
  }
}

}  // namespace

Task<void> echo_raw(StreamReader reader, StreamWriter writer, Duration idle) {
  try {
    IdleTimer timer(writer.transport(), idle);
    for (;;) {
      const bool more = co_await reader.fill();
      if (!more) break;
      timer.touch();
      writer.write(reader.buffered());
      reader.consume(reader.buffered().size());
      co_await writer.drain();
    }
    if (timer.expired()) writer.write(timeout_farewell);
  } catch (const ConnectionError& error) {
    log_lost(writer, error);
  }
  writer.close();
}

Task<void> echo_lines(StreamReader reader, StreamWriter writer, Duration idle) {
  try {
    co_await answer_lines(reader, writer, idle, echo_of, "");
  } catch (const ConnectionError& error) {
    log_lost(writer, error);
  }
  writer.close();
}

Task<void> echo_protocol(StreamReader reader, StreamWriter writer, Duration idle) {
  try {
    writer.write(echo_welcome);
    co_await answer_lines(reader, writer, idle, protocol_answer, echo_goodbye);
  } catch (const ConnectionError& error) {
    log_lost(writer, error);
  }
  writer.close();
}

}  // namespace kit
