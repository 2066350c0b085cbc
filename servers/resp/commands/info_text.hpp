// InfoText: the lines of INFO.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace kit::resp {

/// "# Server\r\nredis_version:7.0.15\r\n...", an empty line before each further section.
class InfoText {
 public:
  void section(std::string_view name) {
    if (!text_.empty()) text_ += "\r\n";
    text_.append("# ").append(name).append("\r\n");
  }
  void field(std::string_view name, std::string_view value) {
    text_.append(name).append(":").append(value).append("\r\n");
  }
  void field(std::string_view name, std::uint64_t value) { field(name, std::to_string(value)); }
  /// With so many digits behind the point.
  void field(std::string_view name, double value, int digits) { field(name, fixed(value, digits)); }
  /// Bytes, and the same for people: "1.50M".
  void bytes(std::string_view name, std::uint64_t value) {
    field(name, value);
    field(std::string(name) + "_human", human(value));
  }

  const std::string& str() const noexcept { return text_; }

 private:
  static std::string fixed(double value, int digits) {
    char text[64];
    const int size = std::snprintf(text, sizeof text, "%.*f", digits, value);
    return {text, static_cast<std::size_t>(size)};
  }
  static std::string human(std::uint64_t value) {
    if (value < 1024) return std::to_string(value) + "B";
    double shown = static_cast<double>(value) / 1024;
    std::string_view units = "KMGTPE";
    for (; shown >= 1024 && units.size() > 1; shown /= 1024) units.remove_prefix(1);
    return fixed(shown, 2) + units.front();
  }

  std::string text_;
};

}  // namespace kit::resp
