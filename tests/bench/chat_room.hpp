// A room full of clients: 1,000 connections that have given their names, on one epoll set.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/chat_lines.hpp"
#include "tests/bench/socket.hpp"

namespace kit::bench {

struct ChatSpec {
  std::size_t clients = 1000;   // those that read, the talkers among them
  std::size_t talkers = 10;     // at most most_talkers
  std::size_t line_size = 64;   // bytes, as heard
  std::size_t depth = 1;        // lines that a talker writes at once
  double lines_per_second = 0;  // of all talkers together; 0: as fast as all can hear it
  bool in_choruses = false;     // see chat_load.hpp
  bool sleeps = false;          // the clients' core, while nothing arrives
  std::size_t stuck = 0;        // further clients that give their name and never read
};

// What the owner of a room is told.
class RoomEvents {
 public:
  virtual ~RoomEvents() = default;
  virtual void on_heard(std::size_t client, std::size_t talker, std::uint64_t now) = 0;
};

class ChatClients {
 public:
  // All clients are in the room on return and have heard of each other.
  // Throws std::runtime_error as receive() does.
  ChatClients(const ChatSpec& spec, std::uint16_t port, RoomEvents& events);

  // Says the next lines of a talker. Everybody must have heard its last ones.
  void say(std::size_t talker, std::size_t lines);
  // Waits up to `timeout_ns` for something to arrive, and checks it. True if something did.
  // Throws when it is not what was said, or when the server hangs up.
  bool receive(std::uint64_t timeout_ns);
  // Waits until all notices are heard. Throws when they do not come within 5 s.
  void await_notices();

  // As many stuck clients as the spec wants, in place of those that were cut off.
  void replace_stuck();
  // How many stuck clients everybody has heard leave.
  std::uint64_t cut_off() const { return cut_off_; }
  // Reads that brought something.
  std::uint64_t reads() const { return reads_; }
  // Reads until nothing more comes, as after the last line: a doubled one would come now.
  // Throws when half a line has arrived somewhere.
  void expect_silence();

 private:
  struct Client {
    Fd fd;
    Ear ear;
  };
  struct Stuck {
    Fd fd;
    std::string name;
    bool gone = false;
  };

  void open_some(std::size_t count);
  void await_prompts(std::size_t first);
  void receive_from(std::size_t index);
  void on_notice(std::size_t index, std::string_view text);
  void on_left(std::string_view text);
  std::size_t place_of(std::size_t talker) const;
  std::string name_of(std::size_t index) const;

  const ChatSpec spec_;
  const std::uint16_t port_;
  RoomEvents& events_;
  Fd epoll_;
  std::vector<Talk> talks_;
  std::vector<Client> clients_;
  std::vector<Stuck> stuck_;
  std::vector<char> buffer_;
  std::int64_t missing_notices_ = 0;  // what all clients together have yet to hear
  std::uint64_t cut_off_ = 0;
  std::uint64_t named_ = 0;  // stuck clients so far
  std::uint64_t reads_ = 0;
};

}  // namespace kit::bench
