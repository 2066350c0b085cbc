#include "servers/resp/client/reply_parser.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

namespace kit::redis {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view line_types = "+-:,#(_";
constexpr std::string_view bulk_types = "$!=";
constexpr std::string_view item_types = "*%~>|";
constexpr std::size_t smallest_item = 3;  // "_\r\n"
constexpr std::size_t format_size = 4;    // "txt:"

template <class Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// Not from_chars, which not every standard library has for doubles.
std::optional<double> parse_double(std::string_view text) {
  constexpr std::string_view first = "0123456789-+.in";
  if (text.empty() || first.find(text.front()) == first.npos) return std::nullopt;
  const std::string copy(text);
  char* stop = nullptr;
  const double number = std::strtod(copy.c_str(), &stop);
  if (stop != copy.c_str() + copy.size()) return std::nullopt;
  return number;
}

ReplyKind kind_of(char type) noexcept {
  switch (type) {
    case '+':
      return ReplyKind::simple;
    case '-':
    case '!':
      return ReplyKind::error;
    case '(':
      return ReplyKind::big_number;
    case '=':
      return ReplyKind::verbatim;
    case '%':
    case '|':
      return ReplyKind::map;
    case '~':
      return ReplyKind::set;
    case '>':
      return ReplyKind::push;
    default:
      return type == '$' ? ReplyKind::bulk : ReplyKind::array;
  }
}

/// For messages: the beginning, and nothing that a terminal would obey.
std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string result = "'";
  for (const char each : text.substr(0, most)) result += each >= ' ' && each < 0x7f ? each : '?';
  return result + (text.size() > most ? "...'" : "'");
}

}  // namespace

ReplyParser::Step ReplyParser::fail(const std::string& reason) {
  error_ = "Protocol error: " + reason;
  return Step::error;
}

bool ReplyParser::has_room_for(std::size_t bytes) const noexcept {
  return bytes <= limits_.bytes && used_ <= limits_.bytes - bytes;
}

ParsedReply ReplyParser::parse(std::string_view bytes) {
  const std::size_t offered = bytes.size();
  for (;;) {
    Reply item;
    const std::size_t before = bytes.size();
    const Step step = parse_item(bytes, item);
    used_ += before - bytes.size();
    const std::size_t taken = offered - bytes.size();
    if (step == Step::error) return {ReplyStatus::error, taken};
    if (step == Step::incomplete) return {ReplyStatus::incomplete, taken};
    if (step == Step::opened || !close_item(std::move(item))) continue;
    used_ = 0;
    return {ReplyStatus::reply, taken};
  }
}

/// An item is whole, and so may be those that it is the last of. True: the reply is, too.
bool ReplyParser::close_item(Reply item) {
  while (!open_.empty()) {
    Open& last = open_.back();
    last.reply.items.push_back(std::move(item));
    if (--last.missing > 0) return false;
    const bool attribute = last.attribute;
    item = std::move(last.reply);
    open_.pop_back();
    if (attribute) return false;
  }
  result_ = std::move(item);
  return true;
}

ReplyParser::Step ReplyParser::parse_item(std::string_view& bytes, Reply& item) {
  const std::size_t end = bytes.find(line_end, looked_at_);
  const std::size_t length = end == bytes.npos ? bytes.size() : end;
  if (length > limits_.line || !has_room_for(length)) return fail("a line that is too long");
  const std::string_view types[] = {line_types, bulk_types, item_types};
  bool known = bytes.empty();
  for (const std::string_view each : types) known = known || each.find(bytes[0]) != each.npos;
  if (!known) return fail("no reply begins with " + shown(bytes.substr(0, length)));
  if (end == bytes.npos) {
    // A carriage return at the end may be half of the line's.
    looked_at_ = bytes.empty() ? 0 : bytes.size() - 1;
    return Step::incomplete;
  }
  const char type = bytes.front();
  const std::string_view header = bytes.substr(1, end - 1);
  std::string_view rest = bytes.substr(end + line_end.size());
  const Step step = line_types.find(type) != line_types.npos ? parse_line(type, header, item)
                    : bulk_types.find(type) != bulk_types.npos
                        ? parse_bulk(type, header, rest, item)
                        : open(type, header, item);
  looked_at_ = step == Step::incomplete ? end : 0;
  if (step != Step::incomplete) bytes = rest;
  return step;
}

ReplyParser::Step ReplyParser::parse_line(char type, std::string_view text, Reply& item) {
  if (type == ':') {
    const auto number = parse_whole<std::int64_t>(text);
    if (!number) return fail("no integer: " + shown(text));
    item.kind = ReplyKind::integer;
    item.integer = *number;
  } else if (type == ',') {
    const auto number = parse_double(text);
    if (!number) return fail("no double: " + shown(text));
    item.kind = ReplyKind::number;
    item.number = *number;
  } else if (type == '#') {
    if (text != "t" && text != "f") return fail("no boolean: " + shown(text));
    item.kind = ReplyKind::boolean;
    item.integer = text == "t" ? 1 : 0;
  } else if (type == '_') {
    if (!text.empty()) return fail("no null: " + shown(text));
  } else {
    item.kind = kind_of(type);
    item.text = text;
  }
  return Step::done;
}

ReplyParser::Step ReplyParser::parse_bulk(char type, std::string_view header,
                                          std::string_view& bytes, Reply& item) {
  if (type == '$' && header == "-1") return Step::done;
  const auto size = parse_whole<std::size_t>(header);
  if (!size) return fail("no length of a string: " + shown(header));
  if (!has_room_for(*size)) return fail("a string of " + std::string(header) + " bytes");
  if (bytes.size() < *size + line_end.size()) return Step::incomplete;
  if (bytes.substr(*size, line_end.size()) != line_end) return fail("a string without an end");
  item.kind = kind_of(type);
  item.text = bytes.substr(0, *size);
  bytes.remove_prefix(*size + line_end.size());
  if (type != '=') return Step::done;
  if (item.text.size() < format_size || item.text[format_size - 1] != ':')
    return fail("no format of a text: " + shown(item.text));
  item.text.erase(0, format_size);
  return Step::done;
}

ReplyParser::Step ReplyParser::open(char type, std::string_view header, Reply& item) {
  if (type == '*' && header == "-1") return Step::done;
  const auto size = parse_whole<std::size_t>(header);
  if (!size) return fail("no length of an array: " + shown(header));
  const bool pairs = type == '%' || type == '|';
  if (!has_room_for(*size) || !has_room_for(*size * smallest_item * (pairs ? 2 : 1)))
    return fail("an array of " + std::string(header) + " items");
  if (open_.size() == limits_.depth) return fail("arrays too deep in each other");
  item.kind = kind_of(type);
  const bool attribute = type == '|';
  if (*size == 0) return attribute ? Step::opened : Step::done;
  open_.push_back(Open{std::move(item), *size * (pairs ? 2 : 1), attribute});
  return Step::opened;
}

}  // namespace kit::redis
