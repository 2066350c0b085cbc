#include "servers/resp/state/outbox.hpp"

#include <cstddef>
#include <new>
#include <string>

#include "loop/event_loop.hpp"
#include "loop/observe/log.hpp"
#include "servers/resp/state/client.hpp"
#include "servers/resp/state/instance.hpp"

namespace kit::resp {
namespace {

/// A quarter of a millisecond of writes.
constexpr std::size_t clients_in_a_slice = 64;

bool is_over(const Instance& instance, Client& client) noexcept {
  const OutputLimits& limits = instance.parameters.output_limits;
  const OutputLimit& limit = client.subscriber ? limits.pubsub : limits.normal;
  return client.slowness.is_over(limit, client.out.size() + client.output_size,
                                 instance.keyspace.now());
}

}  // namespace

void Outbox::send_soon(Client& client) noexcept {
  if (!client.send || client.in_outbox.linked()) return;
  waiting_.push_back(client.in_outbox);
  if (!linked()) EventLoop::current().schedule(*this);
}

void Outbox::run() {
  for (std::size_t sent = 0; sent < clients_in_a_slice && !waiting_.empty(); ++sent) {
    Client& client = waiting_.pop_front()->client;
    try {
      client.send();
    } catch (const std::bad_alloc&) {
      client.disconnect();
    }
  }
  if (!waiting_.empty()) EventLoop::current().schedule(*this);
}

bool Outbox::cut_if_slow(Client& client) {
  bool over = is_over(instance_, client);
  // Some of it may have left since somebody last looked.
  if ((over || client.slowness.is_slow()) && client.unsent) {
    instance_.set_buffered(client.output_size, client.unsent());
    over = is_over(instance_, client);
  }
  if (client.slowness.is_slow())
    slow_.push_back(client.among_slow);
  else
    client.among_slow.unlink();
  if (!over) return false;
  log(LogLevel::warning, "client " + client.peer + " does not read its replies: " +
                             std::to_string(client.out.size() + client.output_size) +
                             " bytes wait, closed");
  client.among_slow.unlink();
  std::string().swap(client.out);
  client.closing = true;
  if (client.disconnect) client.disconnect();
  return true;
}

void Outbox::cut_slow() {
  LinkedList<Place> all;
  all.take_all(slow_);
  while (Place* const place = all.pop_front()) (void)cut_if_slow(place->client);
}

}  // namespace kit::resp
