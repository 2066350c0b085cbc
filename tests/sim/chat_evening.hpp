// One evening in the simulated chat: what people do (chat_scenario.cpp) and what must hold
// (chat_checks.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "loop/sim/random.hpp"
#include "loop/sim/world.hpp"
#include "servers/chat/chat.hpp"
#include "servers/chat/room.hpp"
#include "tests/sim/chat_guest.hpp"
#include "tests/sim/chat_model.hpp"
#include "tests/sim/hosted.hpp"
#include "tests/sim/scenario.hpp"

namespace kit::sim {

/// What the seed says about the server.
struct ChatPlan {
  explicit ChatPlan(Random& random);
  ServerOptions server_options() const;
  std::size_t limit;  // bytes in a line
  ChatOptions chat;
};

class ChatEvening {
 public:
  ChatEvening(std::uint64_t seed, const Profile& profile, const Story& story);
  std::uint64_t run();

 private:
  void act();
  void pause();
  void add_guest();
  void introduce(std::size_t number);
  void talk(std::size_t number, std::size_t length);
  void whisper(std::size_t number);
  void say_long(std::size_t number);
  void say_half(std::size_t number);
  void misbehave(std::size_t number);
  void rename(std::size_t number);
  void flood(std::size_t number);
  void leave(std::size_t number);
  void change_reading(std::size_t number);
  void stop();
  std::set<std::size_t> present_but(std::size_t speaker) const;

  void check_all();
  void check_guest(std::size_t number);
  void check_same_order();
  void check_deliveries();
  void check_memory();
  void check_slow_readers();
  void check_stopped(const ChatGuest& guest, bool was_present);
  bool must_hear(const ChatMessage& message, std::size_t listener) const;

  Random random_;
  ChatPlan plan_;
  Room room_;
  ChatModel model_;
  World world_;
  Hosted hosted_;
  std::deque<ChatGuest> guests_;
  int renamings_ = 0;
  bool stopped_ = false;
};

}  // namespace kit::sim
