// The room: who is there, and what they hear.
//
// Nobody waits for anybody. What a member is to hear goes into an outbox of limited size; a task of
// the member's own takes it from there to the socket. Who does not read fills their own outbox and
// is shown out; the others notice nothing.
//
// A Room is on one loop. With several loops each has one, and together they are one chat: see
// rooms.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "loop/ref.hpp"
#include "loop/tasks/sync/event.hpp"
#include "loop/tasks/task.hpp"
#include "servers/chat/neighbours.hpp"
#include "streams/writer.hpp"

namespace kit {

class Rooms;

class Member : public Counted {
 public:
  /// `outbox_limit` in bytes.
  Member(StreamWriter writer, std::size_t outbox_limit)
      : writer_(std::move(writer)), outbox_limit_(outbox_limit) {}

  const std::string& name() const noexcept { return name_; }
  StreamWriter& writer() noexcept { return writer_; }

  /// Never waits. Who has not read for so long that the outbox is full is cut off.
  void hear(std::string_view text);

  /// Carries the outbox to the socket until close() and all is sent, or until the connection is
  /// lost. Closes the writer.
  Task<void> send_all();
  /// What is in the outbox is still sent.
  void close() noexcept;

 private:
  friend class Room;
  Task<void> send_until_closed();

  std::string name_;
  std::uint64_t number_ = 0;  // among the guests of all Rooms
  StreamWriter writer_;
  std::size_t outbox_limit_;
  std::string outbox_;
  Event news_;  // something in the outbox, or closed
  bool closed_ = false;
};

class Room {
 public:
  /// The only one.
  Room() = default;
  /// One of several, which must outlive it.
  explicit Room(Rooms& rooms) noexcept : rooms_(&rooms) {}

  /// All hear of it, the newcomer, too. False, and nothing happens, if somebody has that name.
  bool join(Member& member, std::string name);
  /// The others hear of it.
  void leave(Member& member);
  /// All hear of it. False, and nothing happens, if somebody else has that name.
  bool rename(Member& member, std::string name);

  // Of all rooms together:
  bool is_taken(std::string_view name) const;
  /// "Alice, Bob", in the order of joining.
  std::string names() const;

  // Of this room alone:
  /// Null if nobody is called so.
  Member* find(std::string_view name) const;
  std::size_t size() const noexcept { return members_.size(); }

  /// Who else hears what happens here; null: nobody. They must outlive the room, or be taken away.
  void set_neighbours(Neighbours* neighbours) noexcept { neighbours_ = neighbours; }
  /// Why this cannot be a name here; empty when it can. With neighbours there is no @ in it: that
  /// stands in the names of those who are elsewhere.
  std::string fault_of(std::string_view name) const;

  /// From now on nobody hears who leaves: the server stops, and all do.
  void close_down() noexcept { closing_down_ = true; }

  /// To all but `except`, who may be null.
  void tell(std::string_view text, const Member* except);
  /// The same in this room alone.
  void tell_here(std::string_view text, const Member* except);
  /// "Bob: hello": to all others, the neighbours, too.
  void say(const Member& member, std::string_view text);
  /// To one alone, wherever. False if nobody is called so.
  bool whisper(std::string_view name, std::string text);
  /// Another loop has still to deliver much of what was said here: who says more should wait.
  bool is_ahead() const;

 private:
  friend class Rooms;
  /// What was said in another room, to the member of that number; 0: to everybody.
  void hear(std::uint64_t to, std::string_view text);

  Rooms* const rooms_ = nullptr;  // null: this is all there is
  Neighbours* neighbours_ = nullptr;
  std::vector<Member*> members_;  // in the order of joining
  std::map<std::string, Member*> by_name_;
  bool closing_down_ = false;
};

}  // namespace kit
