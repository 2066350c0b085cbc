// What must hold for the simulated echo server.
#include <algorithm>
#include <string>
#include <vector>

#include "servers/common/serve.hpp"
#include "streams/transport.hpp"
#include "tests/sim/echo_day.hpp"

namespace kit::sim {

using namespace std::chrono_literals;

bool EchoDay::is_busy(const EchoGuest& guest) const {
  return plan_.max_connections > 0 && !guest.client->heard().empty() &&
         busy_text.starts_with(guest.client->heard().substr(0, busy_text.size()));
}

/// Nothing happened to its connection that may lose something.
bool EchoDay::is_lossless(const EchoGuest& guest) const {
  return !guest.client->was_cut() && !guest.client->has_vanished();
}

void EchoDay::check(const EchoGuest& guest) {
  const Client& client = *guest.client;
  std::vector<std::string_view> last_words;
  if (plan_.idle > 0s) last_words.push_back(timeout_farewell);
  if (stopped_ && plan_.style != EchoStyle::raw) last_words.push_back(shutdown_text);
  const EchoReplies replies =
      is_busy(guest) ? EchoReplies{std::string(busy_text), {busy_text.size()}} : owed(guest);
  const std::string fault = echo_fault(client.heard(), replies, client.has_ended(), last_words);
  if (!fault.empty()) world_.fail(client.name() + ": " + fault);
  if (is_lossless(guest) && client.was_refused() && !stopped_)
    world_.fail(client.name() + " was refused by a server that listens");
  // Who did not read may be thrown out by the idle timer, and by the deadline of a stop.
  const bool may_be_reset = stopped_ || (plan_.idle > 0s && !client.was_eager());
  if (is_lossless(guest) && client.was_reset() && !may_be_reset)
    world_.fail(client.name() + " was reset, and it reads");
  check_bounded(guest);
}

/// The server holds what it has taken and not sent: its buffers, not all that anybody sends.
void EchoDay::check_bounded(const EchoGuest& guest) {
  const std::size_t most = 2 * world_.profile().capacity + Transport::default_high_water + 200'000;
  const std::size_t taken = guest.sent.size() - std::min(guest.sent.size(), guest.client->unsent());
  const bool gone =
      guest.client->has_vanished() || guest.client->was_reset() || guest.client->has_ended();
  if (plan_.style == EchoStyle::raw && !gone && taken > guest.client->heard().size() + most)
    world_.fail("the server holds " + std::to_string(taken - guest.client->heard().size()) +
                " bytes for " + guest.client->name() + ", which does not read");
}

void EchoDay::check_quiet(const EchoGuest& guest) {
  const Client& client = *guest.client;
  if (!guest.reads || !is_lossless(guest) || client.was_reset() || is_busy(guest)) return;
  if (plan_.idle > 0s && client.has_ended()) return;  // with the farewell: check() has seen it
  const bool no_descriptor =
      world_.network().open_descriptors() >= world_.profile().descriptor_limit;
  if (client.heard().empty() && no_descriptor) return;  // waits for somebody to leave
  const EchoReplies replies = owed(guest);
  if (!echo_is_complete(client.heard(), replies))
    world_.fail(client.name() + " got " + std::to_string(client.heard().size()) + " of " +
                std::to_string(replies.text.size()) + " bytes, and nothing moves any more\n" +
                world_.list_tasks());
  if (client.has_finished() && !client.has_ended())
    world_.fail(client.name() + " has finished and got all, but not the end\n" +
                world_.list_tasks());
}

void EchoDay::check_all() {
  for (const EchoGuest& guest : guests_) check(guest);
}

void EchoDay::stop() {
  world_.tell("the server", "is stopped");
  std::vector<bool> expects_farewell;
  for (const EchoGuest& guest : guests_) {
    // Who has been answered is served; others may still wait for their turn.
    const Client& client = *guest.client;
    expects_farewell.push_back(!client.heard().empty() && !client.has_ended() &&
                               client.was_eager() && !client.has_finished() && !is_busy(guest) &&
                               plan_.style != EchoStyle::raw && plan_.idle == 0s &&
                               world_.profile().least_latency < 1ms &&
                               !owed(guest).text.ends_with("Goodbye!\r\n"));
  }
  hosted_.stop();
  stopped_ = true;
  world_.advance(12s);
  check_all();
  for (std::size_t i = 0; i < guests_.size(); ++i) {
    check_stopped(guests_[i]);
    const Client& client = *guests_[i].client;
    if (expects_farewell[i] && is_lossless(guests_[i]) && !client.heard().ends_with(shutdown_text))
      world_.fail(client.name() + " was not told that the server stops: it got " +
                  quoted(client.heard()));
  }
}

void EchoDay::check_stopped(const EchoGuest& guest) {
  const Client& client = *guest.client;
  if (!client.was_eager() || !is_lossless(guest)) return;
  if (!client.has_ended() && !client.was_reset() && !client.was_refused())
    world_.fail(client.name() + " was left alone by a server that has stopped");
  // A line so slow that five seconds were too short for what was on its way.
  const bool slow = world_.profile().most_latency > 100ms && owed(guest).text.size() > 1000;
  if (client.was_reset() && !client.heard().empty() && !slow)
    world_.fail(client.name() + " was reset by a graceful stop");
}

/// All places are free again: released once each, and not more often.
void EchoDay::check_limit() {
  if (plan_.max_connections == 0) return;
  for (int i = 0; i < plan_.max_connections; ++i)
    if (!limit_.try_acquire())
      world_.fail("only " + std::to_string(i) + " of " + std::to_string(plan_.max_connections) +
                  " places were released");
  if (limit_.try_acquire()) world_.fail("a place was released twice");
}

}  // namespace kit::sim
