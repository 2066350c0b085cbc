#include "servers/chat/room.hpp"

#include <algorithm>
#include <utility>

#include "loop/errors.hpp"
#include "loop/observe/log.hpp"
#include "loop/tasks/sleep.hpp"
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

void Room::join(Member& member, std::string name) {
  members_.push_back(&member);
  by_name_[folded(name)] = &member;
  member.name_ = std::move(name);
  tell("*** " + member.name_ + " joined the chat ***\r\n", nullptr);
}

void Room::leave(Member& member) {
  members_.erase(std::find(members_.begin(), members_.end(), &member));
  by_name_.erase(folded(member.name_));
  if (!closing_down_) tell("*** " + member.name_ + " left the chat ***\r\n", nullptr);
}

void Room::rename(Member& member, std::string name) {
  by_name_.erase(folded(member.name_));
  by_name_[folded(name)] = &member;
  tell("*** " + member.name_ + " is now " + name + " ***\r\n", nullptr);
  member.name_ = std::move(name);
}

bool Room::is_taken(std::string_view name) const { return find(name) != nullptr; }

Member* Room::find(std::string_view name) const {
  const auto place = by_name_.find(folded(name));
  return place == by_name_.end() ? nullptr : place->second;
}

std::string Room::names() const {
  std::string text;
  for (const Member* member : members_) text += (text.empty() ? "" : ", ") + member->name();
  return text;
}

void Room::tell(std::string_view text, const Member* except) {
  // hear() neither waits nor calls back, so nobody comes or goes meanwhile.
  for (Member* member : members_)
    if (member != except) member->hear(text);
}

}  // namespace kit
