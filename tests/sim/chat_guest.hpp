// A guest of the simulated chat: a client, and what the model has to know of it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "loop/sim/client.hpp"
#include "servers/common/serve.hpp"
#include "tests/sim/chat_model.hpp"

namespace kit::sim {

struct ChatGuest {
  explicit ChatGuest(Client& connected) : client(&connected) {}

  Client* client;
  std::string name;  // what it calls itself; empty: it has not said yet
  std::string joined_as;
  bool wants_to_leave = false;  // /quit or FIN
  bool reads = true;            // at this moment
  std::size_t piled_up = 0;     // bytes that were said since it stopped reading
  bool half_line = false;       // the beginning of a line is on its way

  /// Has heard of its own arrival.
  bool is_in() const {
    return !joined_as.empty() &&
           client->heard().find("*** " + joined_as + " joined the chat ***\r\n") !=
               std::string_view::npos;
  }
  /// Nothing has happened to it that may lose something: it reads, and its connection is whole.
  bool is_sound() const {
    return client->was_eager() && !client->was_cut() && !client->has_vanished() &&
           !client->was_reset() && !client->was_refused();
  }
  bool was_sent_away() const {
    return client->heard().ends_with(timeout_farewell) || client->heard().ends_with(shutdown_text);
  }
  /// In the room, and still there if the server does what it should.
  bool is_present() const {
    return is_in() && is_sound() && !wants_to_leave && !client->has_ended();
  }
  std::vector<std::string> lines() const {
    std::string rest;
    return ChatModel::lines(client->heard(), rest);
  }
};

}  // namespace kit::sim
