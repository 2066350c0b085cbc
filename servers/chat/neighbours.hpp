// Neighbours: who else hears what happens in a room, beyond this program.
#pragma once

#include <string_view>

namespace kit {

class Member;

/// Told of each thing when it has happened here. None of these may wait or throw.
class Neighbours {
 public:
  virtual void joined(Member& member) = 0;
  virtual void left(const Member& member) = 0;
  /// The member has its new name already.
  virtual void renamed(const Member& member, std::string_view old_name) = 0;
  virtual void said(const Member& member, std::string_view text) = 0;

 protected:
  ~Neighbours() = default;
};

}  // namespace kit
