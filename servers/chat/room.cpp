#include "servers/chat/room.hpp"

#include <algorithm>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/sleep.hpp"
#include "servers/chat/rooms.hpp"
#include "servers/chat/text.hpp"

namespace kit {

// ------------------------------------------------------------ Member

void Member::hear(std::string_view text) {
  if (closed_ || writer_.is_closing()) return;
  const bool full = outbox_.size() + text.size() > outbox_limit_;
  if (full && writer_.transport().is_paused()) {
    log(LogLevel::info, "cut " + writer_.peername().str() +
                            " off: " + std::to_string(outbox_.size()) +
                            " bytes wait for a client that does not read");
    writer_.abort();  // who waits for its input or for room hears of it
    return;
  }
  outbox_ += text;
  if (full) {  // within one pass, and the client keeps up: its task has only had no turn yet
    writer_.write(outbox_);
    outbox_.clear();
  }
  news_.set();
}

void Member::close() noexcept {
  closed_ = true;
  news_.set();
}

Task<void> Member::send_until_closed() {
  std::string sending;
  for (;;) {
    co_await news_.wait();
    // Others may be speaking at this very moment: one more turn, and their lines go out in the same
    // write. Under load that halves the calls of the system, which are most of the work.
    co_await sleep(Duration::zero());
    news_.clear();
    sending.swap(outbox_);
    writer_.write(sending);
    sending.clear();
    if (closed_) break;
    co_await writer_.drain();
  }
  // To the last byte: whoever waits for this task can set a limit to it.
  writer_.set_write_buffer_limits(0);
  co_await writer_.drain();
}

Task<void> Member::send_all() {
  const Ref<Member> self(this);
  try {
    co_await send_until_closed();
  } catch (const ConnectionError&) {
    // Its handler hears of it, too, and takes it out of the room.
  }
  writer_.close();
}

// ------------------------------------------------------------ Room

bool Room::join(Member& member, std::string name) {
  const std::string news = "*** " + name + " joined the chat ***\r\n";
  if (rooms_ != nullptr)
    member.number_ = rooms_->join(*this, name, news);
  else if (find(name) != nullptr)
    return false;
  if (rooms_ != nullptr && member.number_ == 0) return false;
  members_.push_back(&member);
  by_name_[folded(name)] = &member;
  member.name_ = std::move(name);
  tell_here(news, nullptr);
  if (neighbours_ != nullptr) neighbours_->joined(member);
  return true;
}

void Room::leave(Member& member) {
  const std::string news = closing_down_ ? "" : "*** " + member.name_ + " left the chat ***\r\n";
  members_.erase(std::find(members_.begin(), members_.end(), &member));
  by_name_.erase(folded(member.name_));
  if (rooms_ != nullptr) rooms_->leave(member.number_, news);
  if (news.empty()) return;
  tell_here(news, nullptr);
  if (neighbours_ != nullptr) neighbours_->left(member);
}

bool Room::rename(Member& member, std::string name) {
  const std::string news = "*** " + member.name_ + " is now " + name + " ***\r\n";
  const Member* const owner = find(name);
  if (owner != nullptr && owner != &member) return false;
  if (rooms_ != nullptr && !rooms_->rename(member.number_, name, news)) return false;
  by_name_.erase(folded(member.name_));
  by_name_[folded(name)] = &member;
  tell_here(news, nullptr);
  const std::string old_name = std::exchange(member.name_, std::move(name));
  if (neighbours_ != nullptr) neighbours_->renamed(member, old_name);
  return true;
}

bool Room::is_taken(std::string_view name) const {
  return rooms_ != nullptr ? rooms_->is_taken(name) : find(name) != nullptr;
}

Member* Room::find(std::string_view name) const {
  const auto place = by_name_.find(folded(name));
  return place == by_name_.end() ? nullptr : place->second;
}

std::string Room::fault_of(std::string_view name) const {
  std::string fault = fault_of_name(name);
  if (fault.empty() && neighbours_ != nullptr && name.find('@') != name.npos)
    fault = "a name has no @, which stands before the name of another room";
  return fault;
}

std::string Room::names() const {
  if (rooms_ != nullptr) return rooms_->names();
  std::string text;
  for (const Member* member : members_) text += (text.empty() ? "" : ", ") + member->name();
  return text;
}

void Room::tell(std::string_view text, const Member* except) {
  if (rooms_ != nullptr) rooms_->tell_others(*this, text);
  tell_here(text, except);
}

void Room::say(const Member& member, std::string_view text) {
  tell(member.name_ + ": " + std::string(text) + "\r\n", &member);
  if (neighbours_ != nullptr) neighbours_->said(member, text);
}

bool Room::whisper(std::string_view name, std::string text) {
  Member* const member = find(name);
  if (member != nullptr)
    member->hear(text);
  else if (rooms_ == nullptr || !rooms_->whisper(name, std::move(text)))
    return false;
  return true;
}

bool Room::is_ahead() const { return rooms_ != nullptr && rooms_->is_ahead(); }

void Room::hear(std::uint64_t to, std::string_view text) {
  if (to == 0) return tell_here(text, nullptr);
  // Who has left meanwhile is not told.
  for (Member* member : members_)
    if (member->number_ == to) member->hear(text);
}

void Room::tell_here(std::string_view text, const Member* except) {
  // hear() neither waits nor calls back, so nobody comes or goes meanwhile.
  for (Member* member : members_)
    if (member != except) member->hear(text);
}

}  // namespace kit
