#include "tests/bench/chat_load.hpp"

#include "tests/bench/load.hpp"

namespace kit::bench {

namespace {

// A listener, and among the first in the room.
constexpr std::size_t first_client = 1;

}  // namespace

ChatLoad::ChatLoad(const ChatSpec& spec, std::uint16_t port)
    : spec_(spec), missing_(spec.talkers), began_(spec.talkers), clients_(spec, port, *this) {
  if (spec.lines_per_second > 0)
    interval_ns_ = static_cast<std::uint64_t>(1e9 / spec.lines_per_second);
}

ChatWindow ChatLoad::run(std::uint64_t duration_ns) {
  clients_.replace_stuck();
  window_ = ChatWindow{};
  const std::uint64_t reads = clients_.reads();
  const std::uint64_t cut_off = clients_.cut_off();
  const std::uint64_t begin = now_ns();
  deadline_ = begin + duration_ns;
  due_ = begin;
  do {
    const std::uint64_t now = now_ns();
    const bool is_talking = now < deadline_;
    std::uint64_t pause = 0;
    if (interval_ns_ > 0)
      pause = say_what_is_due(now);
    else if (is_talking)
      say_again();
    const bool came = clients_.receive(pause > 0 ? pause : silence_limit_ns);
    if (!came && pause == 0) fail(std::to_string(under_way_) + " deliveries did not come for 5 s");
  } while (under_way_ > 0 || (interval_ns_ > 0 && due_ < deadline_));
  window_.seconds = static_cast<double>(now_ns() - begin) * 1e-9;
  clients_.await_notices();
  clients_.expect_silence();
  window_.reads = clients_.reads() - reads;
  window_.cut_off = clients_.cut_off() - cut_off;
  return window_;
}

// Ear has seen to it that no line is heard twice, so nothing falls below zero here.
void ChatLoad::on_heard(std::size_t client, std::size_t talker, std::uint64_t now) {
  Chorus& chorus = choruses_[talker % 2];
  --missing_[talker];
  --chorus.missing;
  if (client == first_client) --chorus.missing_at_first;
  --under_way_;
  ++window_.deliveries;
  window_.latency.record(now - began_[talker]);
}

void ChatLoad::say(std::size_t talker, std::uint64_t due) {
  Chorus& chorus = choruses_[talker % 2];
  const std::uint64_t deliveries = spec_.depth * (spec_.clients - 1);
  began_[talker] = due;
  missing_[talker] = deliveries;
  chorus.missing += deliveries;
  chorus.missing_at_first += spec_.depth;
  under_way_ += deliveries;
  clients_.say(talker, spec_.depth);
}

void ChatLoad::say_again() {
  if (spec_.in_choruses) return say_in_chorus();
  for (std::size_t talker = 0; talker < missing_.size(); ++talker)
    if (missing_[talker] == 0) say(talker, now_ns());
}

void ChatLoad::say_in_chorus() {
  const Chorus& own = choruses_[next_chorus_];
  const Chorus& other = choruses_[1 - next_chorus_];
  if (own.missing > 0 || other.missing_at_first > 0) return;
  for (std::size_t talker = next_chorus_; talker < missing_.size(); talker += 2)
    say(talker, now_ns());
  next_chorus_ = 1 - next_chorus_;
}

// Nanoseconds until the next line is due; 0 when none is due any more before something is heard.
std::uint64_t ChatLoad::say_what_is_due(std::uint64_t now) {
  while (due_ <= now && due_ < deadline_) {
    if (missing_[next_talker_] > 0) return 0;
    say(next_talker_, due_);
    next_talker_ = (next_talker_ + 1) % missing_.size();
    due_ += interval_ns_;
  }
  return due_ < deadline_ ? due_ - now : 0;
}

}  // namespace kit::bench
