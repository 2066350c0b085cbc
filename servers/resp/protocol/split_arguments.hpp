// A line of words, as a person types it, into arguments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kit::resp {

/// Splits `line` at white space. A quote makes one argument of what it encloses:
///   "..."  with \n \r \t \b \a, \xHH for any byte, and \ before any other character for itself
///   '...'  with \' only
/// and white space or the end follows a closing quote, so that `"a"b` is a mistake, not a guess.
/// Returns false if a quote has no end or something else behind its end.
///
/// `arguments` becomes views into `storage`, good until that changes. Both are given so that who
/// splits line after line uses the same memory again.
bool split_arguments(std::string_view line, std::string& storage,
                     std::vector<std::string_view>& arguments);

}  // namespace kit::resp
