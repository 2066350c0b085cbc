// Commands as the append-only file holds them: each an array of strings, as a client sends it.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "servers/resp/store/entry.hpp"

namespace kit::resp {

void append_command(std::string& out, std::span<const std::string_view> words);
void append_command(std::string& out, std::initializer_list<std::string_view> words);

/// Commands for one file, one behind the other. Each database change is a SELECT of its own.
class CommandStream {
 public:
  void add(std::size_t database, std::span<const std::string_view> words);
  void add(std::size_t database, std::initializer_list<std::string_view> words);
  /// What makes the key as it is now, whatever it was before. The value's kinds are told apart
  /// here, and nowhere else in this folder.
  void add_entry(std::size_t database, const Entry& entry);

  /// The next command comes with its SELECT: what is before it in the file, nobody knows.
  void forget_database() noexcept { database_ = none; }

  /// To be taken out by whoever writes it; add() goes on behind what is left.
  std::string& bytes() noexcept { return bytes_; }
  const std::string& bytes() const noexcept { return bytes_; }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  void select(std::size_t database);
  void add_collection(std::size_t database, const Entry& entry);

  std::string bytes_;
  std::size_t database_ = none;
};

}  // namespace kit::resp
