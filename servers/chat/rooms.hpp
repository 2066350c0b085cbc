// Rooms: one chat on several loops.
//
// Each loop has a Room of its own, with the members whose sockets it serves: their outboxes are
// that loop's alone, without a lock. What all loops share is small, and stands here behind one
// mutex: who is there, and for each loop an inbox of what was said in the others. So a line crosses
// to another loop once, however many hear it there.
//
// A name is taken and the news of it posted under the same lock, to all inboxes at once: nobody
// hears an answer before the question. Two who speak at the same moment on two loops may be heard
// in either order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "loop/event_loop.hpp"
#include "servers/chat/room.hpp"

namespace kit {

class Rooms {
 public:
  /// In bytes, for each loop: with more than that undelivered, talkers wait. See is_ahead().
  static constexpr std::size_t inbox_limit = 64 * 1024;

  Rooms();
  /// When none of the loops runs any more.
  ~Rooms();
  Rooms(const Rooms&) = delete;
  Rooms& operator=(const Rooms&) = delete;

  /// The room of the loop that runs, which lives as long as this. Made when it is first asked for.
  Room& here();

 private:
  friend class Room;

  /// What a guest is known by here; given out once, in the order of joining.
  using Number = std::uint64_t;
  static constexpr Number everybody = 0;

  struct Guest {
    std::string name;
    Room* room;
  };
  struct News {
    Number to;  // one guest, or everybody in that room
    std::string text;
  };
  struct Branch {
    explicit Branch(EventLoop& owner) : loop(owner) {}
    EventLoop& loop;
    std::unique_ptr<Room> room;
    std::vector<News> inbox;
    std::size_t bytes = 0;  // in the inbox
    bool called = false;    // deliver() is to come
    bool ended = false;     // the loop has; nobody is there to hear
  };

  // For the rooms, each in its own loop. `news` goes to all other rooms.
  /// 0: somebody has that name.
  Number join(Room& room, const std::string& name, std::string_view news);
  /// False: somebody else has that name.
  bool rename(Number number, const std::string& name, std::string_view news);
  /// Without `news`, nobody hears of it.
  void leave(Number number, std::string_view news);
  void tell_others(const Room& room, std::string_view text);
  /// False: nobody is called so.
  bool whisper(std::string_view name, std::string text);
  bool is_taken(std::string_view name) const;
  /// "Alice, Bob", in the order of joining.
  std::string names() const;
  /// Another loop does not keep up with what is said here.
  bool is_ahead() const;

  /// 0: nobody is called so.
  Number find(std::string_view name) const;
  void post_to_others(const Room* room, std::string_view text);
  void post(Branch& branch, Number to, std::string_view text);
  void deliver(Branch& branch);

  mutable std::mutex mutex_;  // guards all of it
  std::vector<std::unique_ptr<Branch>> branches_;
  std::map<Number, Guest> guests_;
  std::map<std::string, Number> by_name_;
  Number last_number_ = 0;
};

}  // namespace kit
