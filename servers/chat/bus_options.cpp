#include "servers/chat/bus_options.hpp"

#include <unistd.h>

#include <array>
#include <random>
#include <stdexcept>

#include "servers/chat/text.hpp"

namespace kit {
namespace {

constexpr std::size_t digits_behind = 4;

/// 16 hexadecimal digits that nobody else is likely to have.
std::string random_name() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  std::string name;
  for (int i = 0; i < 16; ++i) name += digits[random() % digits.size()];
  return name;
}

std::string name_of_machine() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "room";
  const std::string text = name.data();
  return text.substr(0, text.find('.')).substr(0, longest_name - digits_behind - 1);
}

std::string default_room(const std::string& program) {
  const std::string behind = "-" + program.substr(0, digits_behind);
  const std::string room = name_of_machine() + behind;
  return fault_of_room(room).empty() ? room : "room" + behind;
}

[[noreturn]] void refuse(const std::string& option, const std::string& why) {
  throw std::invalid_argument(option + ": " + why);
}

redis::RedisUrl checked_url(const std::string& url) {
  try {
    return redis::parse_redis_url(url);
  } catch (const std::invalid_argument& error) {
    refuse("--bus", error.what());
  }
}

}  // namespace

std::optional<BusOptions> bus_options(const std::string& url, const std::string& channel,
                                      const std::string& room) {
  if (url.empty()) {
    if (!channel.empty()) refuse("--channel", "there is none without --bus");
    if (!room.empty()) refuse("--room", "it is named for others, whom --bus joins");
    return std::nullopt;
  }
  BusOptions options;
  options.redis.url = checked_url(url);
  options.program = random_name();
  if (!channel.empty()) options.channel = channel;
  options.room = room.empty() ? default_room(options.program) : room;
  const std::string fault = fault_of_room(options.room);
  if (!fault.empty()) refuse("--room", fault);
  return options;
}

}  // namespace kit
