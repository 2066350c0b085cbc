#include "servers/resp/protocol/reply.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "servers/resp/protocol/number.hpp"

namespace kit::resp {
namespace {

constexpr std::string_view line_end = "\r\n";

/// A mark, a number and a line end, appended in one piece.
void append_header(std::string& out, char mark, std::int64_t number) {
  constexpr std::size_t longest = 1 + 20 + line_end.size();  // -9223372036854775808
  std::array<char, longest> text;
  text[0] = mark;
  char* const stop = text.data() + text.size() - line_end.size();
  char* end = std::to_chars(text.data() + 1, stop, number).ptr;
  end = std::copy(line_end.begin(), line_end.end(), end);
  out.append(text.data(), static_cast<std::size_t>(end - text.data()));
}

}  // namespace

void ReplyWriter::header(char mark, std::size_t number) {
  append_header(out_, mark, static_cast<std::int64_t>(number));
}

void ReplyWriter::line(char mark, std::string_view text) {
  const std::size_t begin = out_.size();
  out_.resize(begin + 1 + text.size() + line_end.size());
  char* to = out_.data() + begin;
  *to++ = mark;
  const auto ends_line = [](char c) { return c == '\r' || c == '\n'; };
  to = std::replace_copy_if(text.begin(), text.end(), to, ends_line, ' ');
  std::copy(line_end.begin(), line_end.end(), to);
}

void ReplyWriter::simple(std::string_view text) { line('+', text); }

void ReplyWriter::error(std::string_view text) { line('-', text); }

void ReplyWriter::integer(std::int64_t number) { append_header(out_, ':', number); }

void ReplyWriter::bulk(std::string_view bytes) {
  header('$', bytes.size());
  out_ += bytes;
  out_ += line_end;
}

void ReplyWriter::null() { out_ += is_3() ? "_\r\n" : "$-1\r\n"; }

void ReplyWriter::null_array() { out_ += is_3() ? "_\r\n" : "*-1\r\n"; }

void ReplyWriter::map(std::size_t pairs) {
  if (is_3()) return header('%', pairs);
  header('*', 2 * pairs);
}

void ReplyWriter::number(double value) {
  if (is_3()) {
    out_ += ',';
    append_double(out_, value);
    out_ += line_end;
    return;
  }
  std::string text;
  append_double(text, value);
  bulk(text);
}

void ReplyWriter::boolean(bool value) {
  if (is_3()) {
    out_ += value ? "#t\r\n" : "#f\r\n";
    return;
  }
  integer(value ? 1 : 0);
}

void ReplyWriter::big_number(std::string_view digits) {
  if (is_3()) return line('(', digits);
  bulk(digits);
}

void ReplyWriter::verbatim(std::string_view text, std::string_view format) {
  if (!is_3()) return bulk(text);
  header('=', format.size() + 1 + text.size());
  out_ += format;
  out_ += ':';
  out_ += text;
  out_ += line_end;
}

}  // namespace kit::resp
