// The chat server: what one says, all the others hear.
#include <string>
#include <vector>

#include "servers/chat/chat.hpp"
#include "servers/chat/rooms.hpp"
#include "servers/common/options.hpp"
#include "servers/common/serve.hpp"

int main(int argc, char** argv) {
  kit::ServeOptions options;
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(argc, argv, "Chat server on the kit's own event loop.",
                                             options, choices);
  if (ended) return *ended;
  kit::Room alone;
  kit::Rooms rooms;  // with several loops, one on each
  kit::ChatOptions chat_options;
  chat_options.idle_timeout = options.idle_timeout;
  return kit::serve(options, [&](kit::StreamReader reader, kit::StreamWriter writer) {
    kit::Room& room = options.workers == 1 ? alone : rooms.here();
    return kit::chat(room, chat_options, std::move(reader), std::move(writer));
  });
}
