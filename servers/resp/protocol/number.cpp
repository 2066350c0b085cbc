#include "servers/resp/protocol/number.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace kit::resp {
namespace {

/// From here on a score has an exponent; a whole one below is written as an integer is, which takes
/// a tenth of the time.
constexpr double first_with_exponent = 1e17;

/// -0.0 is not whole: "%.17g" keeps its sign.
bool is_whole(double number) noexcept {
  return std::fabs(number) < first_with_exponent && !(number == 0 && std::signbit(number)) &&
         number == static_cast<double>(static_cast<std::int64_t>(number));
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  if (text == "0") return 0;
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  // from_chars takes zeros in front and would see no fault in them.
  if (digits.empty() || digits.front() < '1' || digits.front() > '9') return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const std::from_chars_result result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

void append_integer(std::string& out, std::int64_t number) {
  std::array<char, 20> text;
  const std::to_chars_result result = std::to_chars(text.data(), text.data() + text.size(), number);
  out.append(text.data(), result.ptr);
}

void append_double(std::string& out, double number) {
  if (is_whole(number)) return append_integer(out, static_cast<std::int64_t>(number));
  // The sign of a NaN is an accident of how it came to be.
  if (std::isnan(number)) {
    out += "nan";
    return;
  }
  std::array<char, 32> text;
  const int size = std::snprintf(text.data(), text.size(), "%.17g", number);
  out.append(text.data(), static_cast<std::size_t>(size));
}

void append_plain(std::string& out, long double number) {
  // Sign, the digits before the point, the point, 17 behind it, the zero that ends a C string.
  constexpr int most = std::numeric_limits<long double>::max_exponent10 + 1 + 1 + 1 + 17 + 1;
  std::array<char, most> text;
  const int size = std::snprintf(text.data(), text.size(), "%.17Lf", number);
  std::string_view digits(text.data(), static_cast<std::size_t>(size));
  digits = digits.substr(0, digits.find_last_not_of('0') + 1);
  if (digits.ends_with('.')) digits.remove_suffix(1);
  // What rounds to nothing has no sign.
  out += digits == "-0" ? "0" : digits;
}

std::optional<long double> parse_float(std::string_view text) {
  constexpr std::size_t longest = 5 * 1024 - 1;  // Redis's limit
  if (text.empty() || text.size() > longest || std::isspace(static_cast<unsigned char>(text[0])))
    return std::nullopt;
  const std::string c_string(text);
  char* end = nullptr;
  errno = 0;
  const long double number = std::strtold(c_string.c_str(), &end);
  const bool out_of_range = errno == ERANGE && (std::isinf(number) || number == 0);
  if (end != c_string.c_str() + text.size() || out_of_range || std::isnan(number))
    return std::nullopt;
  return number;
}

}  // namespace kit::resp
