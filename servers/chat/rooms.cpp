#include "servers/chat/rooms.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "servers/chat/text.hpp"

namespace kit {
namespace {

using Lock = std::lock_guard<std::mutex>;

/// What is said meanwhile is heard together, in pieces that no outbox is too small for.
constexpr std::size_t piece = 8192;

}  // namespace

Rooms::Rooms() = default;
Rooms::~Rooms() = default;

Room& Rooms::here() {
  EventLoop& loop = EventLoop::current();
  const Lock lock(mutex_);
  for (const auto& branch : branches_)
    if (&branch->loop == &loop) return *branch->room;
  branches_.push_back(std::make_unique<Branch>(loop));
  branches_.back()->room = std::make_unique<Room>(*this);
  return *branches_.back()->room;
}

// ------------------------------------------------------------ who is there

Rooms::Number Rooms::find(std::string_view name) const {
  const auto place = by_name_.find(folded(name));
  return place == by_name_.end() ? 0 : place->second;
}

Rooms::Number Rooms::join(Room& room, const std::string& name, std::string_view news) {
  const Lock lock(mutex_);
  if (find(name) != 0) return 0;
  const Number number = ++last_number_;
  guests_[number] = Guest{name, &room};
  by_name_[folded(name)] = number;
  post_to_others(&room, news);
  return number;
}

bool Rooms::rename(Number number, const std::string& name, std::string_view news) {
  const Lock lock(mutex_);
  const Number owner = find(name);
  if (owner != 0 && owner != number) return false;
  Guest& guest = guests_.at(number);
  by_name_.erase(folded(guest.name));
  by_name_[folded(name)] = number;
  guest.name = name;
  post_to_others(guest.room, news);
  return true;
}

void Rooms::leave(Number number, std::string_view news) {
  const Lock lock(mutex_);
  const auto guest = guests_.find(number);
  const Room* const room = guest->second.room;
  by_name_.erase(folded(guest->second.name));
  guests_.erase(guest);
  if (!news.empty()) post_to_others(room, news);
}

bool Rooms::is_taken(std::string_view name) const {
  const Lock lock(mutex_);
  return find(name) != 0;
}

std::string Rooms::names() const {
  const Lock lock(mutex_);
  std::string text;
  for (const auto& [number, guest] : guests_) text += (text.empty() ? "" : ", ") + guest.name;
  return text;
}

// ------------------------------------------------------------ what is said

void Rooms::tell_others(const Room& room, std::string_view text) {
  const Lock lock(mutex_);
  post_to_others(&room, text);
}

bool Rooms::whisper(std::string_view name, std::string text) {
  const Lock lock(mutex_);
  const Number number = find(name);
  if (number == 0) return false;
  const Room* const room = guests_.at(number).room;
  for (const auto& branch : branches_)
    if (branch->room.get() == room) post(*branch, number, text);
  return true;
}

bool Rooms::is_ahead() const {
  const Lock lock(mutex_);
  return std::any_of(branches_.begin(), branches_.end(), [](const auto& branch) {
    return !branch->ended && branch->bytes > inbox_limit;
  });
}

void Rooms::post_to_others(const Room* room, std::string_view text) {
  for (const auto& branch : branches_)
    if (branch->room.get() != room) post(*branch, everybody, text);
}

/// Wakes the loop up for the first of them; the others wait with it.
void Rooms::post(Branch& branch, Number to, std::string_view text) {
  if (branch.ended) return;
  const bool more_of_the_same = to == everybody && !branch.inbox.empty() &&
                                branch.inbox.back().to == everybody &&
                                branch.inbox.back().text.size() + text.size() <= piece;
  if (more_of_the_same)
    branch.inbox.back().text += text;
  else
    branch.inbox.push_back(News{to, std::string(text)});
  branch.bytes += text.size();
  if (branch.called) return;
  try {
    branch.loop.call_soon_threadsafe([this, &branch] { deliver(branch); });
    branch.called = true;
  } catch (const std::runtime_error&) {  // it has stopped, and with it all who were there
    branch.ended = true;
    branch.inbox.clear();
  }
}

void Rooms::deliver(Branch& branch) {
  std::vector<News> inbox;
  {
    const Lock lock(mutex_);
    inbox.swap(branch.inbox);
    branch.bytes = 0;
    branch.called = false;
  }
  for (const News& news : inbox) branch.room->hear(news.to, news.text);
}

}  // namespace kit
