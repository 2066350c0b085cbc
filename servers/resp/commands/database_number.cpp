#include "servers/resp/commands/database_number.hpp"

#include <cstdint>
#include <limits>

namespace kit::resp {

std::optional<std::size_t> database_number(Call& call, std::size_t i) {
  const std::optional<std::int64_t> number = call.integer(i);
  if (!number) return std::nullopt;
  if (*number < std::numeric_limits<int>::min() || *number > std::numeric_limits<int>::max()) {
    call.reply.error("ERR value is out of range, value must between -2147483648 and 2147483647");
    return std::nullopt;
  }
  if (*number < 0 || static_cast<std::uint64_t>(*number) >= call.instance.keyspace.size()) {
    call.reply.error("ERR DB index is out of range");
    return std::nullopt;
  }
  return static_cast<std::size_t>(*number);
}

}  // namespace kit::resp
