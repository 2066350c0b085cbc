// One end of a connection in the simulated network, or a listener.
//
// For loop/sim/network only. The other end may live longer, so each holds the other weakly.
#pragma once

#include <cerrno>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "loop/sim/network.hpp"

namespace kit::sim {

struct Network::Socket {
  int family = AF_INET;
  Address local;
  Address remote;
  std::weak_ptr<Socket> peer;
  std::deque<SocketPtr> backlog;  // a listener's: connected, not accepted
  std::size_t backlog_limit = 0;  // 0: does not listen
  int error = 0;                  // SO_ERROR
  bool connecting = false;        // asked for, not answered
  bool connected = false;
  bool fin_sent = false;
  bool fin_received = false;
  bool reset = false;        // RST came: nothing more will
  bool was_cut = false;      // by Network::cut()
  std::size_t on_way = 0;    // bytes that were sent and have not arrived here
  TimePoint last_arrival{};  // of the latest thing that is on its way to here

  std::size_t lost = 0;  // bytes sent to a peer that is closed, while its RST is on its way

  bool listens() const { return backlog_limit > 0; }

  std::string_view unread() const { return std::string_view(inbox_).substr(read_); }
  void receive(std::string_view bytes) { inbox_.append(bytes); }
  /// Not one erase for each read: read byte by byte, that would move all the rest each time.
  void consume(std::size_t count) {
    read_ += count;
    if (read_ < inbox_.size() && read_ < 4096) return;
    inbox_.erase(0, read_);
    read_ = 0;
  }
  /// What counts against the room that the receiver has.
  std::size_t held() const { return inbox_.size() - read_ + on_way; }

  void receive_fin() {
    if (!reset) fin_received = true;
  }
  // What is unread stays readable, and who has read the peer's FIN knows the end: then only
  // writers are told (tcp_reset in Linux).
  void receive_reset() {
    if (reset) return;
    reset = true;
    error = fin_received ? EPIPE : ECONNRESET;
  }

 private:
  std::string inbox_;     // came in
  std::size_t read_ = 0;  // of these, so many were read
};

}  // namespace kit::sim
