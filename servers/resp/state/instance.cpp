#include "servers/resp/state/instance.hpp"

#include <array>
#include <chrono>
#include <cstring>
#include <new>
#include <random>

#include "servers/resp/state/client.hpp"
#include "servers/resp/state/journal.hpp"
#include "servers/resp/state/publish.hpp"
#include "servers/resp/store/hash.hpp"

namespace kit::resp {

std::int64_t system_time_ms() {
  using std::chrono::duration_cast;
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return duration_cast<std::chrono::milliseconds>(since_1970).count();
}

void Instance::update_time() {
  StoreState& state = keyspace.state();
  state.now = wall_clock_();
  if (rates_.is_due(state.now)) rates_.note(state.now, counters());
  state.usage.set_time(state.now);
  follow_parameters();
}

void Instance::follow_parameters() noexcept {
  StoreState& state = keyspace.state();
  state.tells_new = parameters.notified_events.has(Topic::new_key);
  if (is_lfu(parameters.maxmemory_policy))
    state.usage.count_uses(parameters.lfu_log_factor, parameters.lfu_decay_time);
  else
    state.usage.note_times();
}

std::string Instance::draw_run_id() {
  constexpr std::size_t digits = 40;
  std::random_device device;
  std::string id;
  while (id.size() < digits) id += "0123456789abcdef"[device() % 16];
  return id;
}

/// What has happened has happened: when there is no memory to tell, nobody hears of it.
void Instance::publish_event(std::string_view name, std::size_t database,
                             std::string_view key) noexcept {
  const auto channel = [database](std::string_view kind, std::string_view what) {
    std::string text("__");
    return text.append(kind)
        .append("@")
        .append(std::to_string(database))
        .append("__:")
        .append(what);
  };
  try {
    if (parameters.notified_events.by_key()) publish(*this, channel("keyspace", key), name);
    if (parameters.notified_events.by_event()) publish(*this, channel("keyevent", name), key);
  } catch (const std::bad_alloc&) {
  }
}

void Instance::push(Client& client, const PushedBytes& bytes) {
  if (running != nullptr && running->take(client, *bytes)) return;
  if (journal == nullptr) return deliver(client, *bytes);
  pushes_.push_back({client.id, bytes});
}

void Instance::deliver(Client& client, const std::string& bytes) {
  if (client.closing) return;
  client.out += bytes;
  if (!outbox.cut_if_slow(client)) outbox.send_soon(client);
}

void Instance::send_pushes(const Pushes& pushes) {
  for (const Push& push : pushes) {
    const auto found = clients.find(push.client);
    if (found != clients.end()) deliver(*found->second, *push.bytes);
  }
}

/// Nobody waits for a text.
void Instance::tell_waiting(std::size_t database, std::string_view key) {
  const Entry* const entry = keyspace[database].find(key);
  if (entry != nullptr && !is_string(entry->kind())) waiting.note(database, key);
}

void Instance::swap(std::size_t first, std::size_t second) {
  for (const std::size_t number : {first, second}) {
    watches.touch_all(number, keyspace[first]);
    watches.touch_all(number, keyspace[second]);
    waiting.note_all(number);
  }
  keyspace[first].swap(keyspace[second]);
}

void Instance::flush(std::size_t database) {
  watches.touch_all(database, keyspace[database]);
  keyspace.flush(database);
  has_chores.set();
}

void Instance::flush_all() {
  for (std::size_t i = 0; i < keyspace.size(); ++i) flush(i);
}

/// SipHash of a counter: its key is secret, so what comes next is, too.
std::uint64_t Instance::draw() noexcept {
  std::array<char, sizeof draws_> bytes;
  std::memcpy(bytes.data(), &++draws_, bytes.size());
  return hash_of({bytes.data(), bytes.size()});
}

/// A log that is replayed years later must not bring the key to life again.
void Instance::note_expired(std::size_t database, std::string_view key) {
  ++statistics.expired_keys;
  event(Topic::expired, "expired", database, key);
  if (journal == nullptr) return;
  const std::array<std::string_view, 2> words{"DEL", key};
  journal->append(database, words);
}

}  // namespace kit::resp
