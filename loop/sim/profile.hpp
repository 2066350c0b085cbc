// Profile: what kind of bad luck a simulated world brings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "loop/os/clock.hpp"

namespace kit::sim {

/// The defaults are a perfect world. Probabilities are per mille of the calls concerned.
struct Profile {
  static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

  std::string_view name = "calm";

  // The network.
  std::size_t capacity = 65536;  // bytes that a receiver holds, those on their way included
  Duration least_latency{};      // of bytes, FIN, RST and connects, one way, between two machines
  Duration most_latency{};

  // Each call of the program.
  std::size_t most_at_once = no_limit;       // bytes that one recv or send moves
  std::size_t descriptor_limit = 1'000'000;  // the loop itself takes two, a listener one
  unsigned would_block = 0;    // EAGAIN from recv, send, accept although it could go on
  unsigned cut_short = 0;      // recv or send moves fewer bytes than it could
  unsigned aborted = 0;        // ECONNABORTED from accept: the client is lost
  unsigned no_descriptor = 0;  // EMFILE from accept: the client goes on waiting
  unsigned reset = 0;          // ECONNRESET from recv, EPIPE from send: the connection is lost

  // Each wait of the loop.
  unsigned spurious = 0;     // for each watched descriptor: reported ready, and is not
  unsigned interrupted = 0;  // by a signal: nothing is reported
  bool shuffled = false;     // what is ready comes in any order
};

/// Nothing goes wrong; only the order in which things become ready is drawn.
inline constexpr Profile calm{.shuffled = true};

/// Every recv and every send moves one byte.
inline constexpr Profile bytewise{.name = "bytewise", .most_at_once = 1, .shuffled = true};

/// A line as to the other end of the world, and a receiver with little room.
inline constexpr Profile slow_peer{.name = "slow_peer",
                                   .capacity = 512,
                                   .least_latency = std::chrono::milliseconds(1),
                                   .most_latency = std::chrono::milliseconds(300),
                                   .shuffled = true};

/// Room for three clients and no more.
inline constexpr Profile fd_famine{.name = "fd_famine",
                                   .least_latency = std::chrono::microseconds(50),
                                   .most_latency = std::chrono::milliseconds(2),
                                   .descriptor_limit = 6,
                                   .shuffled = true};

/// Everything that a system call may answer, it answers now and then.
inline constexpr Profile flaky{.name = "flaky",
                               .capacity = 4096,
                               .least_latency = std::chrono::microseconds(50),
                               .most_latency = std::chrono::milliseconds(20),
                               .would_block = 50,
                               .cut_short = 200,
                               .aborted = 20,
                               .no_descriptor = 20,
                               .reset = 2,
                               .spurious = 30,
                               .interrupted = 30,
                               .shuffled = true};

/// All of the above.
const std::vector<Profile>& all_profiles();

/// Throws std::invalid_argument for an unknown name, naming those that there are.
const Profile& profile_named(std::string_view name);

}  // namespace kit::sim
