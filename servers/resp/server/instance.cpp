#include "servers/resp/server/instance.hpp"

#include <chrono>

namespace kit::resp {

std::int64_t system_time_ms() {
  using std::chrono::duration_cast;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return duration_cast<std::chrono::milliseconds>(since_1970).count();
}

void Instance::update_time() {
  StoreState& state = keyspace.state();
  state.now = wall_clock_();
  state.access = static_cast<std::uint32_t>(state.now / 1000) & 0xffffff;
}

}  // namespace kit::resp
