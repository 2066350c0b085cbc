// One day of the simulated echo server: what clients do (echo_scenario.cpp) and what must hold
// (echo_checks.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "loop/sim/random.hpp"
#include "loop/sim/world.hpp"
#include "servers/common/connection_limit.hpp"
#include "servers/echo/styles.hpp"
#include "tests/sim/echo_model.hpp"
#include "tests/sim/hosted.hpp"
#include "tests/sim/scenario.hpp"

namespace kit::sim {

/// What the seed says about the server.
struct EchoPlan {
  explicit EchoPlan(Random& random) {
    constexpr std::size_t limits[] = {10, 100, 1000, 65536};
    style = static_cast<EchoStyle>(random.below(3));
    limit = limits[random.below(4)];
    max_connections = random.chance(300) ? static_cast<int>(random.between(1, 4)) : 0;
    if (random.chance(400)) idle = std::chrono::seconds(random.between(5, 40));
  }
  ConnectionHandler handler() const {
    constexpr Task<void> (*styles[])(StreamReader, StreamWriter, Duration) = {echo_raw, echo_lines,
                                                                              echo_protocol};
    return [serve = styles[static_cast<int>(style)], silence = idle](StreamReader reader,
                                                                     StreamWriter writer) {
      return serve(std::move(reader), std::move(writer), silence);
    };
  }
  EchoStyle style;
  std::size_t limit;
  int max_connections;
  Duration idle{};
};

struct EchoGuest {
  Client* client;
  std::string sent;
  bool reads = true;  // now, and everything
};

class EchoDay {
 public:
  EchoDay(std::uint64_t seed, const Profile& profile, const Story& story);
  std::uint64_t run();

 private:
  void add_guest();
  void act();
  void say(EchoGuest& guest);
  std::string line();
  void pause();
  void stop();
  void check_all();
  void check(const EchoGuest& guest);
  void check_bounded(const EchoGuest& guest);
  void check_quiet(const EchoGuest& guest);
  void check_stopped(const EchoGuest& guest);
  void check_limit();
  bool is_busy(const EchoGuest& guest) const;
  bool is_lossless(const EchoGuest& guest) const;
  EchoReplies owed(const EchoGuest& guest) const {
    const EchoInput input = guest.client->has_finished() ? EchoInput::finished
                            : stopped_                   ? EchoInput::stopped
                                                         : EchoInput::open;
    return echo_replies(plan_.style, guest.sent, input, plan_.limit);
  }

  Random random_;
  EchoPlan plan_;
  ConnectionLimit limit_;
  World world_;
  Hosted hosted_;
  std::vector<EchoGuest> guests_;
  bool stopped_ = false;
};

}  // namespace kit::sim
