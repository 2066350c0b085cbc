// Numbers as the Redis protocol writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kit::resp {

/// The integer that `text` is, if it is written in the one way Redis writes it: no plus sign, no
/// leading zero, no space, no "-0". None for anything else, and for what 64 bits do not hold.
/// So a value that is an integer can be stored as one and read back byte for byte.
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

void append_integer(std::string& out, std::int64_t number);

/// A score, as ZSCORE gives it: 17 significant digits, which any double survives ("%.17g": 0.1 is
/// "0.10000000000000001", 1e17 is "1e+17"), and "inf", "-inf", "nan".
void append_double(std::string& out, double number);

/// A sum, as INCRBYFLOAT gives it: never an exponent, at most 17 digits behind the point, no zeros
/// at the end. `number` is finite.
void append_plain(std::string& out, long double number);

/// As C writes numbers, "1e3", "0x10" and "inf" included, without spaces. None for anything else,
/// and for what is too big or too small for it.
std::optional<long double> parse_float(std::string_view text);

}  // namespace kit::resp
