#include "servers/resp/server/idle_clients.hpp"

#include <chrono>
#include <cstdint>

#include "loop/tasks/sleep.hpp"
#include "servers/resp/state/client.hpp"

namespace kit::resp {
namespace {

using namespace std::chrono_literals;

constexpr Duration period = 1s;
/// Between which the others are served: a tenth of a millisecond.
constexpr int clients_in_a_slice = 1000;

/// True if some of its replies have left since they were last counted: it reads them.
bool is_reading(Instance& instance, Client& client) {
  const std::size_t before = client.output_size;
  if (!client.unsent || before == 0) return false;
  instance.set_buffered(client.output_size, client.unsent());
  return client.output_size < before;
}

/// Looks at some clients from number `first` on. Returns where to go on; 0 at the end.
std::uint64_t cut_some(Instance& instance, std::uint64_t first) {
  const std::int64_t limit = instance.parameters.timeout * std::int64_t{1000};
  auto next = instance.clients.lower_bound(first);
  for (int looked_at = 0; looked_at < clients_in_a_slice; ++looked_at) {
    if (next == instance.clients.end()) return 0;
    Client& client = *(next++)->second;
    const bool idle = instance.keyspace.now() - client.last_active > limit;
    // One that the server itself keeps waiting is not silent, and a subscriber need not speak.
    if (!idle || client.is_kept_waiting() || client.subscriber) continue;
    if (is_reading(instance, client))
      client.last_active = instance.keyspace.now();
    else if (client.disconnect)
      client.disconnect();
  }
  return next == instance.clients.end() ? 0 : next->first;
}

}  // namespace

Task<void> cut_idle_clients(Instance& instance) {
  for (;;) {
    co_await sleep(period);
    instance.update_time();
    instance.outbox.cut_slow();
    std::uint64_t next = 1;
    while (instance.parameters.timeout > 0 && next != 0) {
      instance.update_time();
      next = cut_some(instance, next);
      if (next != 0) co_await sleep(Duration::zero());
    }
  }
}

}  // namespace kit::resp
