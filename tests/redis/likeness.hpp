// When two replies count as the same: byte for byte, unless a name says in which way not.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace kit::test {

enum class Likeness {
  bytes,         // no name: every byte
  order,         // ~order: the items of each array or set, in any order (KEYS)
  pairs,         // ~pairs: the same, but two by two: a field and its value stay together (HGETALL)
  chosen,        // ~chosen: as many, and each a member (SRANDMEMBER); see chosen_from()
  encoding,      // ~encoding: the same, or both one of a string's (int, embstr, raw)
  kind,          // ~kind: only the first byte, or the same error (a cursor never given out)
  seconds,       // ~seconds: integers from 0 on may differ by 2 (TTL): the servers' clocks go on
  milliseconds,  // ~milliseconds: the same, by 2,000 (PTTL)
  type,          // ~type: of the reply and of its items; values are free (RANDOMKEY, CLIENT ID)
  fields,        // ~fields: the same names, values are free (CLIENT INFO, HELLO)
  fewer,         // ~fewer: ours has no name that Redis has not (INFO), but those of own_fields()
  differs,       // !=: they must differ; a difference that is gone shall not stay in the list
};

/// The likeness that "~order" or "!=" names; none for anything else.
std::optional<Likeness> likeness_named(std::string_view name) noexcept;

/// Fields of INFO that are ours alone: "server_name" tells people whose server it is, while
/// "redis_version" has to tell programs what they can expect.
std::span<const std::string_view> own_fields() noexcept;

/// Of Likeness::chosen it looks at the types only; the rest is chosen_from().
bool alike(Likeness likeness, std::string_view redis, std::string_view ours);

/// Whether all texts in `reply` are in `members`, too: the server's reply to SMEMBERS and the like.
bool chosen_from(std::string_view members, std::string_view reply);

}  // namespace kit::test
