// A channel that notes what it is told, and the other end of its line.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "loop/ancestors/async_chat.hpp"
#include "loop/errors.hpp"
#include "loop/selectors/selector.hpp"
#include "loop/sim/clock.hpp"
#include "loop/sim/network.hpp"
#include "loop/sim/selector.hpp"
#include "tests/support/pairs.hpp"
#include "tests/support/scripted_net.hpp"

namespace kit::test {

/// Texts that a failing check can show.
struct Strings : std::vector<std::string> {
  using std::vector<std::string>::vector;
  friend std::ostream& operator<<(std::ostream& out, const Strings& all) {
    for (const std::string& each : all) out << "[" << each << "]";
    return out;
  }
};

/// Notes the pieces and where a message ended, and then does what the test wants done there.
class NotingChat : public AsyncChat {
 public:
  using AsyncChat::AsyncChat;

  static inline const std::string end = "<end>";

  Strings heard;     // pieces as they came, and `end` for each found_terminator
  Strings messages;  // whole ones
  Strings errors;    // of handle_error
  std::function<void(std::string_view)> on_data;
  std::function<void()> on_found;
  std::function<void()> on_close;
  bool survives_errors = false;

  /// Of the message that is not complete.
  const std::string& collected() const { return incoming(); }

  void collect_incoming_data(std::string_view data) override {
    heard.emplace_back(data);
    collect(data);
    if (on_data) on_data(data);
  }
  void found_terminator() override {
    heard.push_back(end);
    messages.push_back(get_data());
    if (on_found) on_found();
  }
  void handle_close() override {
    if (on_close) on_close();
    AsyncChat::handle_close();
  }
  /// As the default, without its line on stdout.
  void handle_error(const std::exception_ptr& error) override {
    errors.push_back(describe(error));
    if (!survives_errors) handle_close();
  }
};

/// Selectors by name, and "sim".
inline Strings all_selectors() {
  Strings names{"sim"};
  for (const std::string& name : available_selectors()) names.push_back(name);
  return names;
}

/// A map over one selector, on a network that follows a script.
class ChatMapBench {
 public:
  explicit ChatMapBench(const std::string& selector = "sim", std::size_t capacity = 65536)
      : simulated_(selector == "sim"),
        network_(capacity),
        net(simulated_ ? static_cast<Net&>(network_) : os_net()),
        map(simulated_ ? std::make_unique<sim::SimSelector>(clock, network_,
                                                            [] { return std::string("deadlock"); })
                       : make_selector(selector),
            net, simulated_ ? static_cast<Clock&>(clock) : monotonic_clock()) {}

  /// Serves what is ready now.
  void pass(int count = 1) { poll_loop(map, Duration::zero(), false, count); }

  /// Serves until `done`. The network may take a moment, even on one machine.
  template <class Done>
  void until(Done done) {
    for (int passes = 0; !done(); ++passes) {
      REQUIRE(passes < 100'000);
      REQUIRE_FALSE(map.empty());
      poll_loop(map, std::chrono::seconds(1), false, 1);
    }
  }

 private:
  bool simulated_;
  sim::Network network_;

 public:
  sim::VirtualClock clock;  // of "sim" only
  ScriptedNet net;
  ChannelMap map;
};

/// One chat and its peer, a descriptor in the hands of the test.
class ChatBench : public ChatMapBench {
 public:
  explicit ChatBench(const std::string& selector = "sim", std::size_t capacity = 65536)
      : ChatMapBench(selector, capacity),
        pair_(make_pair(net.below())),
        chat(Socket(net, pair_[0]), map) {}
  ~ChatBench() { hang_up(); }
  ChatBench(const ChatBench&) = delete;
  ChatBench& operator=(const ChatBench&) = delete;

  /// The peer sends it, all at once.
  void say(std::string_view text) {
    const IoResult sent = net.below().send(pair_[1], text);
    REQUIRE(sent.is_ok());
    REQUIRE(sent.bytes() == text.size());
  }
  /// The peer sends it, and the chat hears it, in one piece.
  void tell(std::string_view text) {
    say(text);
    pass();
  }
  void say_fin() { REQUIRE(net.below().shutdown_write(pair_[1]).is_ok()); }
  void hang_up() {
    if (pair_[1] >= 0) net.below().close(std::exchange(pair_[1], -1));
  }

  /// What has arrived at the peer and was not asked for before.
  std::string hear() {
    std::string all;
    std::vector<std::byte> room(65536);
    for (;;) {
      const IoResult got = net.below().recv(pair_[1], room);
      if (!got.would_block() && (!got.is_ok() || got.bytes() == 0)) heard_end_ = true;
      if (!got.is_ok() || got.bytes() == 0) return all;
      all.append(reinterpret_cast<const char*>(room.data()), got.bytes());
    }
  }
  /// Serves the chat and hears, until the peer has FIN.
  std::string hear_all() {
    std::string all;
    for (int passes = 0; !heard_end_; ++passes) {
      REQUIRE(passes < 100'000);
      pass();
      all += hear();
    }
    return all;
  }
  /// hear() came to FIN.
  bool heard_end() const { return heard_end_; }

  /// From now on the chat can send nothing, or again.
  void block() {
    net.on_send = [](int, std::string_view) { return IoResult::failed(EAGAIN); };
  }
  void unblock() { net.on_send = nullptr; }

 private:
  std::array<int, 2> pair_;  // the chat's, the peer's
  bool heard_end_ = false;

 public:
  NotingChat chat;
};

/// Calls `test(ChatBench&)` for every selector and for the simulated network.
template <class Test>
void over_every_chat(Test test) {
  for (const std::string& name : all_selectors()) {
    CAPTURE(name);
    ChatBench bench(name);
    test(bench);
  }
}

}  // namespace kit::test
