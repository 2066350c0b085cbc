// Watches: which clients watch which keys. A transaction of a client does not run if one of its
// keys was touched since WATCH.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "servers/resp/state/key_name.hpp"

namespace kit::resp {

class Database;

class Watches {
  using Watchers = std::map<KeyName, std::list<bool*>>;

 public:
  /// What one client watches. Owned by the client, and gone before the Watches.
  class List {
   public:
    List() = default;
    List(const List&) = delete;
    List& operator=(const List&) = delete;
    ~List() { clear(); }

    bool empty() const noexcept { return places_.empty(); }
    /// One of the keys was touched, and the list not cleared since.
    bool is_touched() const noexcept { return touched_; }
    /// Calls `visit(const KeyName&)` for each key.
    template <class Visit>
    void for_each(Visit visit) const {
      for (const auto& [watchers, place] : places_) visit(watchers->first);
    }
    /// Watches nothing any more.
    void clear() noexcept;

   private:
    friend class Watches;
    Watches* watches_ = nullptr;
    std::vector<std::pair<Watchers::iterator, std::list<bool*>::iterator>> places_;
    bool touched_ = false;
  };

  Watches() = default;
  Watches(const Watches&) = delete;
  Watches& operator=(const Watches&) = delete;

  /// Adds the key to what the client watches, unless it does already. Throws std::bad_alloc.
  void add(List& list, std::size_t database, std::string_view key);

  void touch(std::size_t database, std::string_view key) {
    if (!watchers_.empty()) touch_watched(database, key);
  }
  /// Those keys of database `number` that are in `content`.
  void touch_all(std::size_t number, Database& content);

 private:
  void touch_watched(std::size_t database, std::string_view key);

  Watchers watchers_;
};

}  // namespace kit::resp
