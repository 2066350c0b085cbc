// Items: a table with entries of its own, for the tests of the table.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "servers/resp/store/hash.hpp"
#include "servers/resp/store/table.hpp"

namespace kit::resp::test {

struct Item {
  std::string key;
  std::uint64_t hash;
};

struct ItemTraits {
  using Entry = Item;
  static std::string_view key(const Item& item) { return item.key; }
  static std::uint64_t hash(const Item& item) { return item.hash; }
};

using ItemTable = Table<ItemTraits>;

inline std::uint64_t test_hash(std::string_view key) { return siphash<1, 3>(HashKey{1, 2}, key); }

/// A table beside the standard library's, with the same entries in both. Every change compares what
/// the two say.
class Items {
 public:
  using Hash = std::uint64_t (*)(std::string_view);
  explicit Items(Hash hash = test_hash) : hash_(hash) {}

  /// True when it was not there.
  bool add(const std::string& key) {
    const ItemTable::Place place = table.locate(key, hash_(key));
    if (place) return false;
    std::unique_ptr<Item>& item = owned[key];
    item = std::make_unique<Item>(Item{key, hash_(key)});
    table.insert(place, item.get());
    return true;
  }
  /// True when it was there, and came out.
  bool remove(const std::string& key) {
    const Item* erased = table.erase(key, hash_(key));
    const auto found = owned.find(key);
    if (found == owned.end()) return erased != nullptr;  // must be null: then false
    const bool same = erased == found->second.get();
    owned.erase(found);
    return same;
  }
  /// The entry moves in memory, as a string does that grows.
  bool move(const std::string& key) {
    const ItemTable::Place place = table.locate(key, hash_(key));
    if (!place) return false;
    std::unique_ptr<Item>& item = owned[key];
    const bool same = place.entry() == item.get();
    auto moved = std::make_unique<Item>(*item);
    table.replace(place, moved.get());
    item = std::move(moved);
    return same;
  }
  void add_many(int from, int end) {
    for (int i = from; i < end; ++i) add(std::to_string(i));
  }
  void remove_many(int from, int end) {
    for (int i = from; i < end; ++i) remove(std::to_string(i));
  }
  bool has(const std::string& key) const { return table.find(key, hash_(key)) != nullptr; }

  /// Both hold the same entries, each found by its key and met once on the way through.
  bool agree() const {
    if (table.size() != owned.size()) return false;
    for (const auto& [key, item] : owned)
      if (table.find(key, hash_(key)) != item.get()) return false;
    std::size_t met = 0;
    bool known = true;
    table.for_each([&](const Item* item) {
      ++met;
      const auto found = owned.find(item->key);
      known = known && found != owned.end() && found->second.get() == item;
    });
    return known && met == owned.size();
  }

  ItemTable table;
  std::unordered_map<std::string, std::unique_ptr<Item>> owned;

 private:
  Hash hash_;
};

}  // namespace kit::resp::test
