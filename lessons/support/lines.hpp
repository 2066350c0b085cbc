// Lines: what was said in a test, in order; shown as it is when a comparison fails.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace kit {

using Lines = std::vector<std::string>;

}  // namespace kit

template <>
struct doctest::StringMaker<kit::Lines> {
  static String convert(const kit::Lines& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "\"" : ", \"") + line + "\"";
    return (text.empty() ? "nothing" : text).c_str();
  }
};
