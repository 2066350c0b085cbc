// The room: who is there, and what they hear.
//
// Nobody waits for anybody. What a member is to hear goes into an outbox of limited size; a task of
// the member's own takes it from there to the socket. Who does not read fills their own outbox and
// is shown out; the others notice nothing.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "loop/ref.hpp"
#include "loop/tasks/sync/event.hpp"
#include "loop/tasks/task.hpp"
#include "streams/writer.hpp"

namespace kit {

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
  StreamWriter writer_;
  std::size_t outbox_limit_;
  std::string outbox_;
  Event news_;  // something in the outbox, or closed
  bool closed_ = false;
};

class Room {
 public:
  /// Under a name that nobody has: see is_taken. All hear of it, the newcomer, too.
  void join(Member& member, std::string name);
  /// The others hear of it.
  void leave(Member& member);
  /// All hear of it.
  void rename(Member& member, std::string name);

  bool is_taken(std::string_view name) const;
  /// Null if nobody is called so.
  Member* find(std::string_view name) const;
  /// "Alice, Bob", in the order of joining.
  std::string names() const;
  std::size_t size() const noexcept { return members_.size(); }

  /// From now on nobody hears who leaves: the server stops, and all do.
  void close_down() noexcept { closing_down_ = true; }

  /// To all but `except`, who may be null.
  void tell(std::string_view text, const Member* except);

 private:
  std::vector<Member*> members_;  // in the order of joining
  std::map<std::string, Member*> by_name_;
  bool closing_down_ = false;
};

}  // namespace kit
