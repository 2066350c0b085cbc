// What the tables of commands are written with.
#pragma once

#include "servers/resp/commands/command.hpp"

namespace kit::resp::rows {

using enum Flag;

inline constexpr KeyRange no_key{};
inline constexpr KeyRange one_key{1, 1, 1};
/// A member behind the key, or behind the key and a score.
inline constexpr KeyRange key_and_member{1, 1, 1, 0, 2};
inline constexpr KeyRange key_and_third{1, 1, 1, 0, 3};
inline constexpr KeyRange two_keys{1, 2, 1};
inline constexpr KeyRange all_keys{1, -1, 1};
inline constexpr KeyRange second_key{2, 2, 1};  // behind a subcommand
inline constexpr KeyRange key_value_pairs{1, -1, 2};
inline constexpr KeyRange keys_and_timeout{1, -2, 1};
/// Keys whose number is said before them, in the first argument or the second.
inline constexpr KeyRange counted_by_first{0, 0, 0, 1};
inline constexpr KeyRange counted_by_second{0, 0, 0, 2};
/// A key that is written, then a number and so many that are read.
inline constexpr KeyRange target_and_counted{1, 1, 1, 2};

}  // namespace kit::resp::rows
