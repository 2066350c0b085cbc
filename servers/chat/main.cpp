// The chat server: what one says, all the others hear.
#include <atomic>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "servers/chat/bus.hpp"
#include "servers/chat/bus_options.hpp"
#include "servers/chat/chat.hpp"
#include "servers/chat/rooms.hpp"
#include "servers/common/options.hpp"
#include "servers/common/serve.hpp"

namespace {

/// What the program's loops share.
struct House {
  kit::Room& room() { return options.workers == 1 ? alone : rooms.here(); }

  kit::ServeOptions options;
  kit::ChatOptions chat;
  std::optional<kit::BusOptions> bus;
  std::atomic<int> loops_on_bus = 0;
  kit::Room alone;
  kit::Rooms rooms;  // with several loops, one on each
};

/// Its first line runs in the loop, which has a room only then.
kit::Task<void> around(House& house, kit::Task<void> serving) {
  kit::Room& room = house.room();
  co_await kit::serve_on_bus(room, *house.bus, house.loops_on_bus++, std::move(serving));
}

int serve(House& house) {
  kit::Around beside;
  if (house.bus)
    beside = [&house](kit::Task<void> serving) { return around(house, std::move(serving)); };
  const auto handler = [&house](kit::StreamReader reader, kit::StreamWriter writer) {
    return kit::chat(house.room(), house.chat, std::move(reader), std::move(writer));
  };
  return kit::serve(house.options, handler, beside);
}

}  // namespace

int main(int argc, char** argv) {
  House house;
  std::vector<kit::ChoiceOption> choices = {
      {"--bus", {}, "", "Join other chats: redis://[user:password@]HOST[:PORT][/DATABASE]"},
      {"--channel", {}, "", "The channel of the bus on which they meet (chat)"},
      {"--room", {}, "", "What they call this one, as in Bob@kitchen (the machine's name)"}};
  const auto ended = kit::parse_command_line(argc, argv, "Chat server on the kit's own event loop.",
                                             house.options, choices);
  if (ended) return *ended;
  try {
    house.bus = kit::bus_options(choices[0].value, choices[1].value, choices[2].value);
  } catch (const std::invalid_argument& error) {
    std::cerr << argv[0] << ": " << error.what() << " (try --help)\n";
    return 2;
  }
  house.chat.idle_timeout = house.options.idle_timeout;
  return serve(house);
}
