// SyncPolicy: how much a crash of the machine may cost.
#pragma once

#include <optional>
#include <string_view>

namespace kit::resp {

/// In Redis's words (appendfsync). Whatever it is, a crash of the server alone costs no more than
/// what it had not answered yet, or answered in the same instant.
enum class SyncPolicy {
  always,    // no reply leaves before its write is on the disk
  everysec,  // the writes of a second or two
  no,        // what the system had not written by itself: about half a minute
};

constexpr std::string_view to_string(SyncPolicy policy) {
  switch (policy) {
    case SyncPolicy::always:
      return "always";
    case SyncPolicy::everysec:
      return "everysec";
    default:
      return "no";
  }
}

/// None for any other word. In small letters.
constexpr std::optional<SyncPolicy> parse_sync_policy(std::string_view word) {
  for (const SyncPolicy each : {SyncPolicy::always, SyncPolicy::everysec, SyncPolicy::no})
    if (word == to_string(each)) return each;
  return std::nullopt;
}

}  // namespace kit::resp
