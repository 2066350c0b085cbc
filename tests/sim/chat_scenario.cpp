// The unmodified chat server, and an evening with people of all sorts.
//
// Must hold: who stays, reads and is not cut off hears every line that was said while it was in,
// all in one order; nobody is announced twice; whispers reach one person; nothing is heard that
// nobody said, and no half lines; who does not read costs a bounded amount of memory; after a stop
// nothing is left, and who was there was told.
#include <algorithm>
#include <deque>
#include <string>

#include "loop/sim/world.hpp"
#include "servers/chat/chat.hpp"
#include "servers/common/serve.hpp"
#include "tests/sim/chat_evening.hpp"
#include "tests/sim/quiet.hpp"
#include "tests/sim/scenario.hpp"

namespace kit::sim {

using namespace std::chrono_literals;

ChatPlan::ChatPlan(Random& random) {
  constexpr std::size_t limits[] = {80, 200, 65536};
  limit = limits[random.below(3)];
  if (random.chance(300)) chat.idle_timeout = std::chrono::seconds(random.between(20, 120));
  if (random.chance(300)) chat.outbox_limit = 16384;
}

ServerOptions ChatPlan::server_options() const {
  ServerOptions options;
  options.limit = static_cast<std::int64_t>(limit);
  return options;
}

ChatEvening::ChatEvening(std::uint64_t seed, const Profile& profile, const Story& story)
    : random_(seed ^ 0xc4a7),
      plan_(random_),
      world_(seed, profile),
      hosted_(
          world_,
          [this](StreamReader reader, StreamWriter writer) {
            return kit::chat(room_, plan_.chat, std::move(reader), std::move(writer));
          },
          plan_.server_options()) {
  world_.set_story(story);
  expect_famine(world_);
}

// ------------------------------------------------------------ what they do

void ChatEvening::add_guest() {
  guests_.emplace_back(world_.client("guest-" + std::to_string(guests_.size()), hosted_.address()));
}

/// Some try first what is no name.
void ChatEvening::introduce(std::size_t number) {
  ChatGuest& guest = guests_[number];
  constexpr const char* no_names[] = {"two words\n",
                                      "/users\n",
                                      "*star\n",
                                      "\xff\xfe\n",
                                      "a-name-that-is-much-too-long-for-any-terminal\n",
                                      "\x1b[2J\n"};
  // An empty line: the server makes a name of the port.
  const bool unnamed = guest.client->is_connected() && random_.chance(150);
  guest.name = unnamed ? "User_" + std::to_string(guest.client->address().port())
                       : "g" + std::to_string(number);
  guest.joined_as = guest.name;
  model_.add_name(number, guest.name);
  std::string text = random_.chance(200) ? no_names[random_.below(6)] : "";
  text += "  " + (unnamed ? std::string() : guest.name) + (random_.chance(500) ? " \r\n" : "\n");
  guest.client->send(text);
}

std::set<std::size_t> ChatEvening::present_but(std::size_t speaker) const {
  std::set<std::size_t> present;
  for (std::size_t i = 0; i < guests_.size(); ++i)
    if (i != speaker && guests_[i].is_present()) present.insert(i);
  return present;
}

void ChatEvening::talk(std::size_t number, std::size_t length) {
  ChatGuest& guest = guests_[number];
  const std::string token = model_.next_token(number);
  std::string text = token;
  constexpr const char* words[] = {"hi",   "all", "gr\xc3\xbc\xc3\x9f\x65", "\xe2\x82\xac", "/quit",
                                   "a\tb", "***"};
  while (text.size() < length) text += std::string(" ") + words[random_.below(7)];
  if (guest.half_line || text.size() > plan_.limit) return;
  model_.add_message(token, ChatMessage{number, text, false, present_but(number)});
  for (ChatGuest& listener : guests_)
    if (guest.is_present() && !listener.reads && listener.is_in()) listener.piled_up += text.size();
  guest.client->send(text + (random_.chance(500) ? "\r\n" : "\n"));
}

void ChatEvening::whisper(std::size_t number) {
  const std::size_t other = random_.below(guests_.size());
  if (other == number || guests_[other].name.empty() || guests_[number].half_line) return;
  const std::string token = model_.next_token(number);
  // Its name may be another one by the time; then the answer is that nobody is called so.
  model_.add_message(token, ChatMessage{number, token, true, {other}});
  guests_[number].client->send("/msg " + guests_[other].name + " " + token + "\n");
}

/// Too long, if the limit is not a high one.
void ChatEvening::say_long(std::size_t number) {
  const std::string token = model_.next_token(number);
  const std::string text = token + " " + std::string(std::min<std::size_t>(plan_.limit, 300), 'x');
  if (text.size() <= plan_.limit)
    model_.add_message(token, ChatMessage{number, text, false, present_but(number)});
  guests_[number].client->send(text + "\n");
}

/// If FIN comes next, it counts as a line.
void ChatEvening::say_half(std::size_t number) {
  const std::string token = model_.next_token(number);
  model_.add_message(token, ChatMessage{number, token, false, {}});
  guests_[number].client->send(token);
  guests_[number].half_line = true;  // whatever came next would belong to it
}

void ChatEvening::misbehave(std::size_t number) {
  ChatGuest& guest = guests_[number];
  if (guest.half_line) return;
  switch (random_.below(6)) {
    case 0:
      guest.client->send("\xc3\x28 no text\n");
      break;
    case 1:
      say_long(number);
      break;
    case 2:
      guest.client->send("/msg nobody hi\n/msg\n/nick\n/nick two words\n");
      break;
    case 3:
      guest.client->send("/help\n/users\n");
      break;
    case 4:
      guest.client->send("\x1b[31mred\n");
      break;
    default:
      say_half(number);
  }
}

void ChatEvening::rename(std::size_t number) {
  ChatGuest& guest = guests_[number];
  if (guest.half_line) return;
  const std::string name = "g" + std::to_string(number) + "n" + std::to_string(++renamings_);
  model_.add_name(number, name);
  guest.client->send("/nick " + name + "\n");
  guest.name = name;
}

/// More than all buffers hold, while somebody does not read.
void ChatEvening::flood(std::size_t number) {
  if (guests_[number].half_line || plan_.limit < 200) return;
  ChatGuest& listener = guests_[random_.below(guests_.size())];
  listener.client->stop_reading();
  listener.reads = false;
  for (int i = 0; i < 1200; ++i) talk(number, 180);
}

void ChatEvening::leave(std::size_t number) {
  ChatGuest& guest = guests_[number];
  const std::uint64_t choice = random_.below(10);
  if (choice < 4 && !guest.half_line) guest.client->send("/QUIT\n");
  if (choice < 7) guest.wants_to_leave = true;
  if (choice >= 4 && choice < 7) guest.client->finish();
  if (choice >= 7) guest.client->vanish();
}

void ChatEvening::change_reading(std::size_t number) {
  Client& client = *guests_[number].client;
  const std::uint64_t choice = random_.below(4);
  guests_[number].reads = choice != 0;
  guests_[number].piled_up = 0;
  if (choice == 0) client.stop_reading();
  if (choice == 1)
    client.read_slowly(random_.between(1, 200), Duration(random_.between(1, 1'000'000'000)));
  if (choice > 1) client.read_on();
}

void ChatEvening::act() {
  if (guests_.empty() || (guests_.size() < 8 && random_.chance(150))) return add_guest();
  const std::size_t number = random_.below(guests_.size());
  ChatGuest& guest = guests_[number];
  if (guest.wants_to_leave || guest.client->has_vanished()) return;
  const std::uint64_t choice = random_.below(1000);
  if (guest.name.empty() && choice < 800) return introduce(number);
  if (guest.name.empty()) return leave(number);
  if (choice < 650) return talk(number, random_.below(60));
  if (choice < 720) return whisper(number);
  if (choice < 790) return misbehave(number);
  if (choice < 850) return rename(number);
  if (choice < 900) return change_reading(number);
  if (choice < 903 && world_.profile().name == "calm" && plan_.chat.outbox_limit < 20'000)
    return flood(number);
  if (choice > 940) leave(number);
}

void ChatEvening::pause() {
  const std::uint64_t choice = random_.below(100);
  if (choice < 50) return;  // at the same moment
  if (choice < 75) return world_.settle();
  if (choice < 97) return world_.advance(Duration(random_.below(50'000'000)));
  world_.advance(std::chrono::milliseconds(random_.below(30'000)));
}

std::uint64_t ChatEvening::run() {
  const bool in_the_middle = random_.chance(300);
  for (std::uint64_t steps = random_.between(10, 120); steps > 0; --steps) {
    act();
    pause();
    check_memory();
  }
  if (!in_the_middle) {
    settle_down(world_, guests_);
    check_all();
    check_deliveries();
  }
  stop();
  world_.finish();
  return world_.fingerprint();
}

std::uint64_t run_chat(std::uint64_t seed, const Profile& profile, const Story& story) {
  return ChatEvening(seed, profile, story).run();
}

}  // namespace kit::sim
