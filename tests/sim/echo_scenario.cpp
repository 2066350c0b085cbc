// The unmodified echo server, and clients who do whatever comes to their mind.
//
// Must hold: what a client gets is what it is owed, up to some reply; all of it, if it reads and
// nothing broke its connection; who is told that the server is busy is told nothing else; nobody
// waits while there is a free descriptor; who does not read makes the server hold a bounded number
// of bytes; a stop cuts no reply in half and leaves nothing behind.
#include <algorithm>
#include <string>

#include "tests/sim/echo_day.hpp"
#include "tests/sim/quiet.hpp"

namespace kit::sim {
namespace {

ServerOptions options_of(const EchoPlan& plan) {
  ServerOptions options;
  options.limit = static_cast<std::int64_t>(plan.limit);
  return options;
}

}  // namespace

using namespace std::chrono_literals;

EchoDay::EchoDay(std::uint64_t seed, const Profile& profile, const Story& story)
    : random_(seed ^ 0xec0),
      plan_(random_),
      limit_(plan_.max_connections),
      world_(seed, profile),
      hosted_(world_, limited(plan_.handler(), limit_), options_of(plan_)) {
  world_.set_story(story);
  expect_famine(world_);
}

// ------------------------------------------------------------ what they do

void EchoDay::add_guest() {
  const std::string name = "client-" + std::to_string(guests_.size() + 1);
  guests_.push_back(EchoGuest{&world_.client(name, hosted_.address()), {}});
}

std::string EchoDay::line() {
  constexpr const char* commands[] = {"time", "HELP", "quit", "Quit now", "TIME"};
  if (random_.chance(150)) return commands[random_.below(5)];
  std::size_t length = random_.below(30);
  if (random_.chance(100)) length = random_.below(3 * std::min<std::size_t>(plan_.limit, 1000));
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    const char letter = static_cast<char>(random_.between(1, 255));
    text += letter == '\n' ? ' ' : letter;
  }
  return text;
}

void EchoDay::say(EchoGuest& guest) {
  std::string text = line();
  for (std::uint64_t more = random_.chance(200) ? random_.below(5) : 0; more > 0; --more)
    text += (random_.chance(500) ? "\r\n" : "\n") + line();
  if (!random_.chance(150)) text += '\n';  // else half a line
  if (plan_.style == EchoStyle::raw && random_.chance(20) && world_.profile().capacity > 4096 &&
      world_.profile().most_at_once > 1) {
    text.append(300'000, 'x');
  }
  if (guest.client->has_finished() || guest.client->has_vanished()) return;
  guest.sent += text;
  guest.client->send(text);
}

void EchoDay::act() {
  if (guests_.empty() || (guests_.size() < 7 && random_.chance(120))) return add_guest();
  EchoGuest& guest = guests_[random_.below(guests_.size())];
  const std::uint64_t choice = random_.below(100);
  if (choice < 70) {
    say(guest);
  } else if (choice < 78) {
    guest.client->finish();
  } else if (choice < 81) {
    guest.client->vanish();
  } else if (choice < 85) {
    guest.client->stop_reading();
    guest.reads = false;
  } else if (choice < 88) {
    guest.client->read_slowly(random_.between(1, 100), Duration(random_.between(1, 1'000'000'000)));
    guest.reads = false;
  } else {
    guest.client->read_on();
    guest.reads = true;
  }
}

void EchoDay::pause() {
  const std::uint64_t choice = random_.below(100);
  if (choice < 50) return;  // at the same moment
  if (choice < 75) return world_.settle();
  if (choice < 97) return world_.advance(Duration(random_.below(50'000'000)));
  world_.advance(std::chrono::milliseconds(random_.below(20'000)));
}

std::uint64_t EchoDay::run() {
  const bool in_the_middle = random_.chance(300);
  for (std::uint64_t steps = random_.between(5, 60); steps > 0; --steps) {
    act();
    pause();
    check_all();
  }
  if (!in_the_middle) {
    settle_down(world_, guests_);
    check_all();
    for (const EchoGuest& guest : guests_) check_quiet(guest);
  }
  stop();
  world_.finish();
  check_limit();
  return world_.fingerprint();
}

std::uint64_t run_echo(std::uint64_t seed, const Profile& profile, const Story& story) {
  return EchoDay(seed, profile, story).run();
}

}  // namespace kit::sim
