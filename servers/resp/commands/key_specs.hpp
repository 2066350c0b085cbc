// Key specifications: where the arguments of a command are keys, and what becomes of each key.
//
// KeyRange says the first half, and is all that the server needs to carry a command out. This is
// for clients that ask (COMMAND INFO, COMMAND GETKEYS). The text, in key_specs_text.cpp: a line
// with one specification or several, apart by " | ", and below it the commands they belong to.
//
//   [notes] flags first range        "RO,access 1 0/1/0"
//
// first: the first key's argument; "?": nobody knows. range: last/step/limit, the last one counted
// from the first, or from the end if it is negative; or #count/first/step, where the number of keys
// and the first key stand, counted from there; "?": nobody knows.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace kit::resp {

extern const std::string_view key_specs_text;
extern const std::string_view command_tips_text;

struct KeySpec {
  std::string_view notes;  // what there is to be said about it; mostly nothing
  std::string_view flags;  // "RO,access"
  int first = 0;           // an argument; 0: unknown
  enum class Range : bool { from_to, counted } range = Range::from_to;
  std::array<int, 3> numbers{};  // last, step, limit; or count, first, step
};

/// Of the command with this full name, as "object|encoding".
std::span<const KeySpec> key_specs(std::string_view name);
std::span<const std::string_view> command_tips(std::string_view name);

/// A list as "RO,access", word by word.
std::vector<std::string_view> split_list(std::string_view list, char mark);

}  // namespace kit::resp
