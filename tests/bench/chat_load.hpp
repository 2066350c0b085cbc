// What a room of clients says, and when.
//
// Nobody hears their own line, so a talker cannot go by that. It speaks again as soon as everybody
// else has heard its last lines, so ten talkers keep the server busy, and an outbox never holds
// more than each talker's `depth` lines, however slow the server is. How many lines a server puts
// into one write is its own affair, and matters more than all else: a write costs as much as a
// hundred lines in an outbox.
//
// In choruses this is taken out of its hands. The even talkers and the odd ones speak in turn: a
// chorus speaks when everybody has heard its last lines, and the first client has heard the
// other's. The server is then in the middle of handing those round, always finds work, and can join
// exactly the lines of one chorus. That is the same for every server, and what is compared is the
// rest.
//
// The clients' core does not sleep while it waits: otherwise each write of the server would have to
// wake it, at the server's expense. Clients on other machines cost no server that.
//
// With a fixed rate the talkers take turns, one line at a time and evenly. Latency then counts from
// when a line was due, so a late client does not flatter the server.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/bench/chat_room.hpp"
#include "tests/bench/histogram.hpp"

namespace kit::bench {

// What one run did. A delivery is one line that one client heard, whole and in its turn.
struct ChatWindow {
  std::uint64_t deliveries = 0;
  std::uint64_t reads = 0;    // of the clients: deliveries / reads lines came at once
  std::uint64_t cut_off = 0;  // stuck clients
  double seconds = 0;
  Histogram latency;  // nanoseconds from a talker's write to a client's read
};

class ChatLoad : private RoomEvents {
 public:
  // Fills the room. Throws std::runtime_error, as run() does.
  ChatLoad(const ChatSpec& spec, std::uint16_t port);

  // Talks for so long, then waits until everybody has heard everything. Between runs nothing is
  // under way, so the server sleeps. Throws when a delivery is lost, doubled or wrong, when a
  // client that reads is cut off, or when nothing arrives for 5 s.
  ChatWindow run(std::uint64_t duration_ns);

 private:
  struct Chorus {
    std::uint64_t missing = 0;           // deliveries of its lines
    std::uint64_t missing_at_first = 0;  // of these, to the first client
  };

  void on_heard(std::size_t client, std::size_t talker, std::uint64_t now) override;
  void say(std::size_t talker, std::uint64_t due);
  std::uint64_t say_what_is_due(std::uint64_t now);
  void say_again();
  void say_in_chorus();

  const ChatSpec spec_;
  std::vector<std::uint64_t> missing_;  // by talker: who has not yet heard its line
  std::vector<std::uint64_t> began_;    // by talker: when it was said
  std::array<Chorus, 2> choruses_{};
  std::size_t next_chorus_ = 0;
  ChatWindow window_;
  std::uint64_t under_way_ = 0;  // sum of missing_
  std::uint64_t interval_ns_ = 0;
  std::uint64_t due_ = 0;  // of the next line, with a fixed rate
  std::uint64_t deadline_ = 0;
  std::size_t next_talker_ = 0;
  ChatClients clients_;  // last: while it opens it calls back
};

}  // namespace kit::bench
