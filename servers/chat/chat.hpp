// The chat: a room, and a handler for each who comes.
#pragma once

#include <chrono>
#include <cstddef>

#include "loop/tasks/task.hpp"
#include "servers/chat/room.hpp"
#include "streams/reader.hpp"
#include "streams/writer.hpp"

namespace kit {

struct ChatOptions {
  Duration idle_timeout{};                          // zero: none
  Duration name_timeout = std::chrono::minutes(1);  // for all of the prompt
  std::size_t outbox_limit = 256 * 1024;            // in bytes, for each member
};

inline constexpr std::string_view chat_prompt = "Enter your name: ";

/// From the prompt to the end of the connection. `room` and `options` must outlive it.
Task<void> chat(Room& room, const ChatOptions& options, StreamReader reader, StreamWriter writer);

}  // namespace kit
