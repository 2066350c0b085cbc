#include "streams/lookup.hpp"

#include "loop/tasks/run_in_executor.hpp"
#include "streams/address.hpp"

namespace kit {

Task<std::vector<Address>> getaddrinfo(std::string host, std::uint16_t port) {
  std::vector<Address> known = parse_known(host, port);
  if (!known.empty()) co_return known;
  auto look_up = [name = std::move(host), port] { return resolve(name, port); };
  std::vector<Address> found = co_await run_in_executor(std::move(look_up));
  co_return found;
}

}  // namespace kit
