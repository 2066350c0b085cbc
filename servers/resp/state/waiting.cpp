#include "servers/resp/state/waiting.hpp"

namespace kit::resp {

void Waiting::add(Client& client, Entry& entry, std::size_t database,
                  std::span<const std::string_view> keys) {
  try {
    entry.places.reserve(keys.size());
    for (const std::string_view key : keys) {
      const auto queue = queues_.try_emplace({database, std::string(key)}).first;
      // Whoever names a key twice stands there already, and nobody can be behind him.
      std::list<Client*>& clients = queue->second.clients;
      if (!clients.empty() && clients.back() == &client) continue;
      clients.push_back(&client);
      entry.places.emplace_back(queue, std::prev(clients.end()));
    }
  } catch (...) {
    ++clients_;
    remove(entry);
    throw;
  }
  if (entry.for_key()) ++clients_;
}

void Waiting::remove(Entry& entry) noexcept {
  if (!entry.for_key()) return;
  --clients_;
  for (const auto& [queue, place] : entry.places) {
    queue->second.clients.erase(place);
    if (queue->second.clients.empty() && !queue->second.ready) queues_.erase(queue);
  }
  entry.places.clear();
}

void Waiting::note(std::size_t database, std::string_view key) {
  const auto found = queues_.find({database, std::string(key)});
  if (found != queues_.end()) note_ready(found->first, found->second);
}

void Waiting::note_ready(const KeyName& name, Queue& queue) {
  if (queue.ready) return;
  ready_.push_back(name);
  queue.ready = true;
}

void Waiting::note_all(std::size_t database) {
  for (auto& [name, queue] : queues_)
    if (name.database == database) note_ready(name, queue);
}

KeyName Waiting::take_ready() {
  KeyName name = std::move(ready_.front());
  ready_.pop_front();
  const auto found = queues_.find(name);
  found->second.ready = false;
  if (found->second.clients.empty()) queues_.erase(found);
  return name;
}

std::vector<Client*> Waiting::clients_for(const KeyName& name) const {
  const auto found = queues_.find(name);
  if (found == queues_.end()) return {};
  return {found->second.clients.begin(), found->second.clients.end()};
}

}  // namespace kit::resp
