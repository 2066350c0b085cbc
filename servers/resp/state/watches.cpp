#include "servers/resp/state/watches.hpp"

#include <iterator>
#include <string>

#include "servers/resp/store/database.hpp"

namespace kit::resp {

void Watches::List::clear() noexcept {
  for (const auto& [watchers, place] : places_) {
    watchers->second.erase(place);
    if (watchers->second.empty()) watches_->watchers_.erase(watchers);
  }
  places_.clear();
  touched_ = false;
}

void Watches::add(List& list, std::size_t database, std::string_view key) {
  list.watches_ = this;
  list.places_.reserve(list.places_.size() + 1);
  const auto watchers = watchers_.try_emplace({database, std::string(key)}).first;
  for (const bool* const watcher : watchers->second)
    if (watcher == &list.touched_) return;
  watchers->second.push_back(&list.touched_);
  list.places_.emplace_back(watchers, std::prev(watchers->second.end()));
}

void Watches::touch_watched(std::size_t database, std::string_view key) {
  const auto found = watchers_.find({database, std::string(key)});
  if (found == watchers_.end()) return;
  for (bool* const touched : found->second) *touched = true;
}

void Watches::touch_all(std::size_t number, Database& content) {
  for (const auto& [name, watchers] : watchers_) {
    if (name.database != number || content.find(name.key) == nullptr) continue;
    for (bool* const touched : watchers) *touched = true;
  }
}

}  // namespace kit::resp
