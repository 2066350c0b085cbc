// Bus: joins the rooms of many chat servers through a channel of a Redis server.
//
// What happens in one room is published there, and so heard in all others; private words stay where
// they were said. Promises:
// - the room never waits for the bus: what is to be published stands in an outbox of limited size,
//   and what finds it full is dropped, which people are told;
// - nobody hears what was said in their own program from the bus, and nothing twice;
// - when the bus is away, everybody stays and hears everybody here. They are told, once; and again
//   when it is back. What was said meanwhile is not said to the others later: a conversation is not
//   a mailbox.
// - what is lost between two rooms is counted, and who missed it is told how much it was.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "loop/tasks/sync/event.hpp"
#include "loop/tasks/task.hpp"
#include "servers/chat/bus_message.hpp"
#include "servers/chat/neighbours.hpp"
#include "servers/chat/room.hpp"
#include "servers/resp/client/redis_client.hpp"

namespace kit {

struct BusOptions {
  redis::RedisOptions redis;
  std::string channel = "chat";
  std::string room;     // what the others call this one
  std::string program;  // hexadecimal digits that no other program has
  /// Bytes that wait to be published.
  std::size_t outbox_limit = 256 * 1024;
};

inline constexpr std::string_view bus_away =
    "*** The bus is away: only who is here hears you ***\r\n";
inline constexpr std::string_view bus_back =
    "*** The bus is back: the other rooms hear you again ***\r\n";
inline constexpr std::string_view bus_slow =
    "*** The bus is slow: the other rooms do not hear all that is said here ***\r\n";

/// One for each loop, since a room is on one.
class Bus final : public Neighbours {
 public:
  /// `room` must outlive it. `loop`: its number among those of this program.
  Bus(Room& room, BusOptions options, int loop);
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;
  ~Bus();

  /// Begins to connect. The room hears of it only when that fails.
  void start();
  /// Says that the room has closed, if there is time for that (one second), and lets go.
  Task<void> finish();

  void joined(Member& member) override;
  void left(const Member& member) override;
  void renamed(const Member& member, std::string_view old_name) override;
  void said(const Member& member, std::string_view text) override;

 private:
  enum class State : std::uint8_t { starting, here, away };

  static Task<void> listen(Bus& bus);
  static Task<void> take_answers(Bus& bus);
  static Task<void> settle(Bus& bus);
  static Task<void> until_idle(Bus& bus);
  void update(const redis::ConnectionNews& news);
  void publish(BusEvent event, std::string_view name, std::string_view text);
  void pump();
  void hear(std::string_view line);
  bool is_news(const BusMessage& message);

  Room& room_;
  BusOptions options_;
  std::string origin_;
  bool says_goodbye_;  // one for all loops
  // Two connections: under RESP2 one that has subscribed may not publish.
  redis::RedisClient listener_;
  redis::RedisClient speaker_;
  State state_ = State::starting;
  bool may_hear_ = true;  // as far as the server has said
  std::uint64_t sequence_ = 0;
  std::deque<std::string> outbox_;
  std::size_t outbox_bytes_ = 0;
  bool slow_ = false;     // and people were told
  bool refused_ = false;  // by the server; and the log was told
  Event work_;            // something was said
  std::deque<Future<redis::Reply>> under_way_;
  Event idle_;                                  // nothing in the outbox, and nothing under way
  std::map<std::string, std::uint64_t> heard_;  // the last number of each origin
  std::optional<TaskHandle<>> listening_;
  std::optional<TaskHandle<>> publishing_;
};

/// Runs `serving` with a bus for `room` beside it, from its beginning to its end.
Task<void> serve_on_bus(Room& room, BusOptions options, int loop, Task<void> serving);

}  // namespace kit
