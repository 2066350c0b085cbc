// What a batch asks the processor for before its commands run: nothing that anybody could notice.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "servers/resp/server/batch.hpp"
#include "servers/resp/store/collections/hash.hpp"
#include "servers/resp/store/collections/list.hpp"
#include "servers/resp/store/collections/set.hpp"
#include "servers/resp/store/collections/sorted_set.hpp"

namespace kit::resp {
namespace {

struct Store {
  StoreState state{};
  Database database{state};

  template <class Collection>
  Collection& add(std::string_view key) {
    Entry* const entry = Entry::make_empty<Collection>(key);
    database.insert(entry);
    return entry->template as<Collection>();
  }

  void fill(std::size_t members) {
    Set& set = add<Set>("set");
    Hash& hash = add<Hash>("hash");
    SortedSet& sorted = add<SortedSet>("sorted");
    for (std::size_t i = 0; i < members; ++i) {
      const std::string text = "element:" + std::to_string(i);
      set.insert(text, 0);
      hash.set(text, "value", {});
      sorted.set(sorted.locate(text), static_cast<double>(i), {});
    }
    add<List>("list").push_back(PackValue("element:1"), {});
    database.set("string", "text", {});
  }
};

std::string request(const std::vector<std::string>& words) {
  std::string text = "*" + std::to_string(words.size()) + "\r\n";
  for (const std::string& word : words)
    text += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
  return text;
}

/// Every command that names a member, on every kind of key, and some without one.
void prefetch_all(const Database& database) {
  for (const std::string key : {"set", "hash", "sorted", "list", "string", "missing"}) {
    std::string bytes;
    for (const std::string member : {"element:1", "none", ""}) {
      bytes += request({"SADD", key, member, "more"}) + request({"HSET", key, member, "value"});
      bytes += request({"ZADD", key, "1", member}) + request({"ZSCORE", key, member});
    }
    bytes += request({"SADD", key}) + request({"ZADD", key, "1"}) + request({"NONE", key, "x"});
    const Command* last = nullptr;
    RequestParser parser;
    Batch batch(last);
    (void)batch.read(parser, bytes, RequestLimits{});
    CHECK(batch.items().size() == 15);
    batch.prefetch(database);
  }
}

TEST_CASE("a batch's prefetch changes nothing, whatever stands under its keys") {
  for (const std::size_t members : {0, 1, 5'000}) {
    Store store;
    store.fill(members);
    const std::size_t memory = store.database.memory_bytes();
    prefetch_all(store.database);
    CHECK(store.database.memory_bytes() == memory);
    CHECK(store.database.size() == 5);
    CHECK(store.database.find("sorted")->as<SortedSet>().size() == members);
  }
}

TEST_CASE("the members of a key are those of its table, if it has one") {
  Store store;
  store.fill(5'000);
  const auto size_of = [&store](std::string_view key) -> std::size_t {
    const TableBase* const members = store.database.members(key, hash_of(key));
    return members == nullptr ? 0 : members->size();
  };
  CHECK(size_of("set") == 5'000);
  CHECK(size_of("hash") == 5'000);
  CHECK(size_of("sorted") == 5'000);
  CHECK(size_of("list") == 0);
  CHECK(size_of("string") == 0);
  CHECK(size_of("missing") == 0);
  Store small;
  small.fill(3);
  CHECK(small.database.members("hash", hash_of("hash")) == nullptr);
  CHECK(small.database.members("sorted", hash_of("sorted")) == nullptr);
}

TEST_CASE("to look for a key's members does not bury it, and is no use of it") {
  Store store;
  store.fill(5'000);
  Entry* const entry = store.database.find("set");
  store.database.set_deadline(entry, 10);
  store.state.now = 20;
  bool expired = false;
  store.state.on_expired = [&expired](std::size_t, std::string_view) { expired = true; };
  CHECK(store.database.members("set", hash_of("set")) != nullptr);
  CHECK_FALSE(expired);
  CHECK(store.database.size() == 5);
  CHECK(store.database.find("set") == nullptr);
  CHECK(expired);
}

TEST_CASE("a member's argument stands behind the key, and is there") {
  int commands = 0;
  for (const Command& command : all_commands()) {
    if (command.keys.member_at == 0) continue;
    ++commands;
    CAPTURE(command.name);
    CHECK(command.keys.member_at > command.keys.first);
    CHECK(command.keys.first == 1);
    CHECK(std::abs(command.arity) > command.keys.member_at);
  }
  CHECK(commands == 21);
  CHECK(find_command("zadd")->keys.member_at == 3);
  CHECK(find_command("hset")->keys.member_at == 2);
  CHECK(find_command("smembers")->keys.member_at == 0);
}

}  // namespace
}  // namespace kit::resp
