#include "servers/common/lines.hpp"

namespace kit {
namespace {

/// Drops all up to and with the next line feed.
Task<LineStatus> skip_line(StreamReader& reader) {
  for (;;) {
    const std::size_t end = reader.buffered().find('\n');
    if (end != std::string_view::npos) {
      reader.consume(end + 1);
      co_return LineStatus::too_long;
    }
    reader.consume(reader.buffered().size());
    const bool more = co_await reader.fill();
    if (!more) co_return LineStatus::too_long;
  }
}

}  // namespace

Task<Line> read_line(StreamReader& reader) {
  std::size_t looked_at = 0;
  bool more = true;
  for (;;) {
    const std::size_t end = reader.buffered().find('\n', looked_at);
    const std::size_t length = end == std::string_view::npos ? reader.buffered().size() : end;
    if (length > reader.limit()) {
      const LineStatus status = co_await skip_line(reader);
      co_return Line(status, std::string());
    }
    if (end != std::string_view::npos) {
      std::string text(reader.buffered().substr(0, end));
      reader.consume(end + 1);
      co_return Line(LineStatus::line, std::move(text));
    }
    looked_at = length;
    if (!more) {
      std::string rest(reader.buffered());
      reader.consume(rest.size());
      const LineStatus status = rest.empty() ? LineStatus::end : LineStatus::partial;
      co_return Line(status, std::move(rest));
    }
    more = co_await reader.fill();
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view white = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(white);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

}  // namespace kit
