// What the commands on lists, hashes, sets and sorted sets share: to find a key's collection, to
// change it, and to let the key go when nothing is left in it.
//
//   const Found<List> list(call, call[1]);        Edit<List> list(call, call[1]);
//   if (list.refused()) return;                   if (list.refused()) return;
//   reply(list ? list->size() : 0);               list.create().push_back(call[2]);
//                                                 call.changed();
//                                                 call.event(Topic::list, "rpush", call[1]);
#pragma once

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "servers/resp/commands/call.hpp"

namespace kit::resp {

/// The collection of a key, to be read. Good until the database is changed.
template <class Collection>
class Found {
 public:
  /// Counts as use, and in the statistics. Replies that it is of the wrong kind, if it is.
  Found(Call& call, std::string_view key) : Found(call, call.read(key)) {}
  /// An entry that was found before, or null.
  Found(Call& call, const Entry* entry) : entry_(entry) {
    if (entry == nullptr || entry->kind() == Collection::kind) return;
    call.reply.error(wrong_type);
    refused_ = true;
    entry_ = nullptr;
  }

  /// There is something else under that key: the command is over.
  bool refused() const noexcept { return refused_; }
  /// True if there is a collection: it has an element at least.
  explicit operator bool() const noexcept { return entry_ != nullptr; }
  const Collection* operator->() const noexcept { return &entry_->template as<Collection>(); }
  const Collection& operator*() const noexcept { return entry_->template as<Collection>(); }
  const Entry* entry() const noexcept { return entry_; }

 private:
  const Entry* entry_;
  bool refused_ = false;
};

/// Sets the key to a collection that is not empty, whatever it was before. Throws std::bad_alloc.
template <class Collection>
void store_collection(Call& call, std::string_view key, Collection&& collection) {
  using Stored = std::remove_cvref_t<Collection>;
  Entry* const made = Entry::make_empty<Stored>(key);
  made->template as<Stored>() = std::forward<Collection>(collection);
  const bool was_there = call.database().erase(key);
  call.database().insert(made, was_there ? Database::Is::known_key : Database::Is::new_key);
}

/// The collection of a key, to be changed. When the Edit goes, the database knows how much memory
/// the collection takes, and a key whose collection is empty is gone (with the event "del").
/// Meanwhile no other key of that database may be changed.
template <class Collection>
class Edit {
 public:
  /// Counts as use. Replies that it is of the wrong kind, if it is. `key` must outlive the Edit.
  Edit(Call& call, std::string_view key) : Edit(call, call.client.database, key, call.find(key)) {}
  /// An entry that was found before, or null.
  Edit(Call& call, std::size_t database, std::string_view key, Entry* entry)
      : call_(call), database_(database), key_(key) {
    if (entry == nullptr) return;
    refused_ = entry->kind() != Collection::kind;
    if (refused_)
      call.reply.error(wrong_type);
    else
      start(entry);
  }
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;
  ~Edit() {
    change_.reset();
    if (entry_ == nullptr || !entry_->template as<Collection>().empty()) return;
    (void)call_.instance.keyspace[database_].erase(key_);
    call_.instance.event(Topic::generic, "del", database_, key_);
  }

  bool refused() const noexcept { return refused_; }
  /// True if the key is there. Its collection may be empty by now.
  explicit operator bool() const noexcept { return entry_ != nullptr; }
  Collection* operator->() noexcept { return &entry_->template as<Collection>(); }
  Collection& operator*() noexcept { return entry_->template as<Collection>(); }

  /// The collection; an empty one, if there was none.
  Collection& create() {
    if (entry_ == nullptr) {
      Entry* const made = Entry::make_empty<Collection>(key_);
      call_.instance.keyspace[database_].insert(made);
      start(made);
    }
    return **this;
  }

 private:
  void start(Entry* entry) {
    entry_ = entry;
    change_.emplace(call_.instance.keyspace[database_], *entry);
  }

  Call& call_;
  std::size_t database_;
  std::string_view key_;
  Entry* entry_ = nullptr;
  std::optional<Database::InPlace> change_;
  bool refused_ = false;
};

}  // namespace kit::resp
