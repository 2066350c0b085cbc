// What must hold in the simulated chat.
#include <algorithm>
#include <string>
#include <vector>

#include "servers/common/serve.hpp"
#include "tests/sim/chat_evening.hpp"

namespace kit::sim {

using namespace std::chrono_literals;

void ChatEvening::check_guest(std::size_t number) {
  const ChatGuest& guest = guests_[number];
  const Client& client = *guest.client;
  std::string rest;
  const std::vector<std::string> lines = ChatModel::lines(client.heard(), rest);
  const std::string fault = model_.fault(number, lines);
  if (!fault.empty()) world_.fail(client.name() + " heard what it should not: " + fault);
  const bool half = !rest.empty() && (client.has_ended() || guest.is_present());
  if (half && !guest.client->was_cut())
    world_.fail(client.name() + " heard half a line: " + quoted(rest));
  if (!client.was_eager() || client.was_cut() || client.has_vanished()) return;
  if (client.was_reset() && !stopped_) world_.fail(client.name() + " was reset, and it reads");
  if (client.was_refused() && !stopped_)
    world_.fail(client.name() + " was refused by a server that listens");
}

void ChatEvening::check_same_order() {
  std::vector<std::vector<std::string>> heard;
  for (const ChatGuest& guest : guests_) {
    heard.push_back(guest.lines());
    std::erase_if(heard.back(),
                  [this](const std::string& line) { return !model_.is_public(line); });
  }
  for (std::size_t i = 0; i < heard.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const std::string fault = order_fault(heard[i], heard[j]);
      if (!fault.empty())
        world_.fail(guests_[i].client->name() + " and " + guests_[j].client->name() + ": " + fault);
    }
}

void ChatEvening::check_all() {
  for (std::size_t i = 0; i < guests_.size(); ++i) check_guest(i);
  check_same_order();
}

/// The speaker was in and its words got through (who does not read may have been cut off before);
/// the listener was in all the time.
bool ChatEvening::must_hear(const ChatMessage& message, std::size_t listener) const {
  const ChatGuest& speaker = guests_[message.speaker];
  const bool got_through = speaker.client->unsent() == 0 && speaker.is_in() && speaker.is_sound() &&
                           !speaker.was_sent_away();
  return got_through && !message.whispered && guests_[listener].is_present();
}

/// When all is quiet: everybody has heard everything.
void ChatEvening::check_deliveries() {
  std::vector<std::vector<std::string>> heard;
  for (const ChatGuest& guest : guests_) heard.push_back(guest.lines());
  for (const auto& [token, message] : model_.messages())
    for (const std::size_t listener : message.audience)
      if (must_hear(message, listener) && !ChatModel::heard_message(heard[listener], message))
        world_.fail(guests_[listener].client->name() + " did not hear " + quoted(message.text) +
                    "\n" + world_.list_tasks());
  check_slow_readers();
  // Nobody is in the room who has left, and everybody who is there has a client.
  const auto present = std::count_if(guests_.begin(), guests_.end(),
                                     [](const ChatGuest& guest) { return guest.is_present(); });
  if (room_.size() < static_cast<std::size_t>(present))
    world_.fail(std::to_string(present) + " people think that they are in, the room says " +
                room_.names());
}

/// For each member, at most an outbox, what the transport may hold, and what is said in one pass.
void ChatEvening::check_memory() {
  constexpr std::size_t one_pass = 65536;
  const std::size_t most = plan_.chat.outbox_limit + Transport::default_high_water + one_pass;
  for (const ChatGuest& guest : guests_) {
    if (guest.name.empty()) continue;
    Member* const member = room_.find(guest.name);
    if (member == nullptr) continue;
    const std::size_t held = member->writer().transport().write_buffer_size();
    if (held > most)
      world_.fail("the server holds " + std::to_string(held) + " bytes for " + guest.name);
  }
}

/// When all is quiet: who has left more unread than all buffers hold is not there any more.
void ChatEvening::check_slow_readers() {
  constexpr std::size_t one_pass = 65536;
  const std::size_t most = plan_.chat.outbox_limit + Transport::default_high_water + one_pass +
                           world_.profile().capacity;
  for (const ChatGuest& guest : guests_)
    if (guest.piled_up > most && room_.find(guest.name) != nullptr)
      world_.fail(guest.name + " has left " + std::to_string(guest.piled_up) +
                  " bytes unread and is still in the room");
}

void ChatEvening::stop() {
  std::vector<bool> present;
  for (const ChatGuest& guest : guests_) present.push_back(guest.is_present());
  world_.tell("the server", "is stopped");
  hosted_.stop();
  stopped_ = true;
  world_.advance(12s);
  check_all();
  for (std::size_t i = 0; i < guests_.size(); ++i) check_stopped(guests_[i], present[i]);
  if (room_.size() != 0) world_.fail("still in the room: " + room_.names());
}

void ChatEvening::check_stopped(const ChatGuest& guest, bool was_present) {
  const Client& client = *guest.client;
  if (!client.was_eager() || client.was_cut() || client.has_vanished()) return;
  if (!client.has_ended() && !client.was_reset() && !client.was_refused())
    world_.fail(client.name() + " was left alone by a server that has stopped");
  // A line so slow that five seconds were too short for what was on its way.
  if (world_.profile().most_latency > 100ms) return;
  if (client.was_reset() && !client.heard().empty())
    world_.fail(client.name() + " was reset by a graceful stop");
  if (was_present && !guest.was_sent_away())
    world_.fail(client.name() + " was not told that the server stops: it got " +
                quoted(client.heard()));
}

}  // namespace kit::sim
