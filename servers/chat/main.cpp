// The chat server: what one says, all the others hear.
#include <iostream>
#include <string>
#include <vector>

#include "servers/chat/chat.hpp"
#include "servers/common/options.hpp"
#include "servers/common/serve.hpp"

int main(int argc, char** argv) {
  kit::ServeOptions options;
  std::vector<kit::ChoiceOption> choices;
  const auto ended = kit::parse_command_line(argc, argv, "Chat server on the kit's own event loop.",
                                             options, choices);
  if (ended) return *ended;
  if (options.workers != 1) {
    std::cerr << "chat: one room is on one loop: use --workers 1\n";
    return 2;
  }
  kit::Room room;
  kit::ChatOptions chat_options;
  chat_options.idle_timeout = options.idle_timeout;
  return kit::serve(options, [&](kit::StreamReader reader, kit::StreamWriter writer) {
    return kit::chat(room, chat_options, std::move(reader), std::move(writer));
  });
}
